// Rights into the store: their pictures become captures, their content versions.
#include "service/rights.h"

#include <map>

#include "core/hash.h"
#include "core/picture_type.h"
#include "service/content.h"
#include "service/permissions.h"
#include "service/rights_file.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/listings.h"
#include "store/rights.h"
#include "store/segments.h"
#include "store/store.h"

namespace markwarden {
namespace {

struct LoadedPicture {
  std::string name;
  std::string bytes;
  PictureKey key;
};

Result<LoadedPicture> LoadPicture(Service& service, const PictureOpener& pictures, const std::string& name) {
  Result<std::string> bytes = pictures(name);
  if (!bytes) return Fail(std::move(bytes.error()).While("image " + name));
  Result<PictureKey> key = service.content().Fingerprint(*bytes, {.role = PictureRole::kReference, .corners = Corners::kFind});
  if (!key) return Fail(std::move(key.error()).While("image " + name));
  return LoadedPicture{name, std::move(*bytes), std::move(*key)};
}

// Writes the pictures as handed-in captures and saves the right, in one transaction.
Result<RightSaved> Save(Service& service, const Scope& scope, CaptureWriter& writer, CaseDb& db, const Right& right,
                        const PictureOpener& pictures_of) {
  std::vector<LoadedPicture> loaded;
  for (const std::string& name : right.images) {
    Result<LoadedPicture> picture = LoadPicture(service, pictures_of, name);
    if (!picture) return Fail(picture);
    loaded.push_back(std::move(*picture));
  }
  Result<std::unique_ptr<Transaction>> tx = db.Begin();
  if (!tx) return Fail(tx);
  std::vector<RightPicture> pictures;
  for (const LoadedPicture& picture : loaded) {
    pictures.push_back({picture.name, picture.key.sha256});
    Result<std::optional<BlobRecord>> known = FindBlob(db, picture.key.sha256);
    if (!known) return Fail(known);
    if (!*known) {
      Exchange exchange;
      exchange.url = "urn:markwarden:right:" + right.id + ":" + picture.key.sha256;
      exchange.body = picture.bytes;
      exchange.started = service.clock().Now();
      const Result<CaptureRef> ref = writer.Append(
          exchange, {.id = 0, .kind = CaptureKind::kHandedIn, .content_type = std::string(PictureContentType(picture.bytes)), .source = 0,
                     .watch = 0, .created_by = scope.actor,
                     .provenance = {{"by", scope.actor_name}, {"right", right.id}, {"file", picture.name}}});
      if (!ref) return Fail(ErrorCode(ref.error().code), ref.error().message);
    }
    if (Status saved = SavePicture(**tx, {.sha256 = picture.key.sha256,
                                          .perceptual_hash = DumpJson(ToJson(picture.key)),
                                          .quality = picture.key.views.empty() ? 0 : picture.key.views[0].hash.quality,
                                          .width = picture.key.width, .height = picture.key.height});
        !saved) {
      return Fail(saved);
    }
  }
  if (auto refs = writer.Commit(**tx); !refs) return Fail(refs);
  Result<RightSaved> saved =
      SaveRight(**tx, scope, right, pictures, right.region.empty() ? "" : right.region.front());
  if (!saved) return saved;
  if (saved->new_version) {
    NewEvent event = EventBy(scope, saved->created ? "right.added" : "right.changed", "right", saved->record.id);
    event.detail = {{"version", saved->record.version}, {"digest", saved->record.digest}};
    if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return saved;
}

std::string StatusOf(const RightSaved& saved) {
  return saved.created ? "added" : saved.new_version ? "changed" : "unchanged";
}

Json RightView(const RightRecord& record) {
  Json pictures = Json::array();
  for (const RightPicture& picture : record.pictures) {
    pictures.push_back({{"name", picture.name}, {"sha256", picture.sha256}});
  }
  return {{"id", IdToString(record.id)},
          {"right_id", record.key},
          {"kind", ToString(record.right.kind)},
          {"title", record.right.title.empty() && !record.right.names.empty() ? record.right.names.front()
                                                                              : record.right.title},
          {"names", record.right.names},
          {"reg_no", TextOrNull(record.right.reg_no)},
          {"jurisdiction", TextOrNull(record.right.jurisdiction)},
          {"classes", record.right.classes},
          {"holder", {{"name", TextOrNull(record.right.holder.name)}, {"id", TextOrNull(record.right.holder.id)}}},
          {"valid_from", TextOrNull(record.right.valid_from)},
          {"valid_to", TextOrNull(record.right.valid_to)},
          {"status", TextOrNull(record.right.status)},
          {"version", record.version},
          {"pictures", std::move(pictures)},
          {"created_at", FormatTime(record.created_at)},
          {"row_version", record.row_version}};
}

}  // namespace

Result<Json> AddRight(Service& service, const Scope& scope, const Right& right, const std::filesystem::path& folder) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
  if (!writer) return Fail(writer);
  Result<RightSaved> saved = Save(service, scope, **writer, **db, right, PicturesIn(folder));
  if (!saved) return Fail(saved);
  Json view = RightView(saved->record);
  view["status_of_import"] = StatusOf(*saved);
  return view;
}

Result<Json> ImportRightsFile(Service& service, const Scope& scope, const std::filesystem::path& file, const std::filesystem::path& images) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<std::vector<RightsPart>> parts = ReadRightsFile(service.content(), file, images);
  if (!parts) return Fail(parts);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
  if (!writer) return Fail(writer);
  std::map<std::string, int64_t> counts = {{"added", 0}, {"changed", 0}, {"unchanged", 0}};
  Json refused = Json::array(), notes = Json::array();
  for (RightsPart& part : *parts) {
    const Json name = TextOrNull(part.name);
    for (const RefusedRow& row : part.import.refused) {
      refused.push_back({{"file", name}, {"line", row.line > 0 ? Json(row.line) : Json(nullptr)}, {"reason", row.reason}, {"row", row.row}});
    }
    for (Right& right : part.import.rights) {
      if (part.names_files_it_may_lack && !right.names.empty()) {
        std::erase_if(right.images, [&](const std::string& image) {
          const Result<std::string> bytes = part.pictures(image);
          const bool lacks = !bytes && bytes.error().code == ErrorCode::kNotFound;
          if (lacks) notes.push_back({{"right_id", right.id}, {"note", "its picture " + image + " was not handed over: registered by its name alone"}});
          return lacks;
        });
      }
      Result<RightSaved> saved = Save(service, scope, **writer, **db, right, part.pictures);
      if (saved) {
        ++counts[StatusOf(*saved)];
        continue;
      }
      // A picture that cannot be read costs this right only; a full disk ends the import.
      if (Status dropped = (*writer)->Discard(); !dropped) return Fail(dropped);
      const auto refuse = [&] {
        refused.push_back({{"file", name}, {"line", nullptr}, {"right_id", right.id}, {"reason", saved.error().message}, {"row", nullptr}});
      };
      switch (saved.error().code) {
        case ErrorCode::kInvalid:
        case ErrorCode::kNotFound:
        case ErrorCode::kDenied:
        case ErrorCode::kConflict:
        case ErrorCode::kUnsupported:
          refuse();
          continue;
        case ErrorCode::kExhausted:
          if (saved.error().message.starts_with("image ")) {
            refuse();
            continue;
          }
          [[fallthrough]];
        case ErrorCode::kUnavailable:
        case ErrorCode::kCancelled:
        case ErrorCode::kInternal:
          return Fail(saved);
      }
    }
  }
  return Json{{"added", counts["added"]},         {"changed", counts["changed"]},
              {"unchanged", counts["unchanged"]}, {"refused", std::move(refused)}, {"notes", std::move(notes)}};
}

Result<Json> ListRights(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<RightRecord>> rights = ListRights(db, scope, RightFilter{}, {.limit = page.limit, .after = page.cursor});
    if (!rights) return Fail(rights);
    Result<FlagCounts> counts = CountFlags(db, scope);
    if (!counts) return Fail(counts);
    std::map<Id, int64_t> flags;
    for (const RightCount& count : counts->by_right) flags[count.right] = count.suspected;
    Json items = Json::array();
    for (const RightRecord& record : rights->rows) {
      items.push_back(RightView(record));
      items.back()["flags"] = flags[record.id];
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(rights->next)}};
  });
}

Result<Json> ShowRight(Service& service, const Scope& scope, const std::string& id_or_key) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<RightRecord>> found = FindRightByKey(db, scope, id_or_key);
    if (!found) return Fail(found);
    if (!*found) {
      if (const auto id = ParseId(id_or_key)) found = FindRight(db, scope, *id);
      if (!found) return Fail(found);
    }
    if (!*found) return Fail(ErrorCode::kNotFound, "no right " + id_or_key);
    Json view = RightView(**found);
    view["right"] = ToJson((*found)->right);
    Result<std::vector<RightRecord>> versions = RightVersions(db, scope, (*found)->id);
    if (!versions) return Fail(versions);
    Json list = Json::array();
    for (const RightRecord& version : *versions) {
      list.push_back({{"version", version.version}, {"digest", version.digest}, {"created_at", FormatTime(version.created_at)}});
    }
    view["versions"] = std::move(list);
    return view;
  });
}

}  // namespace markwarden
