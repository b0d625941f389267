// Rights into the store: their pictures become captures, their content versions.
#include "service/rights.h"

#include <map>

#include "service/permissions.h"
#include "service/right_papers.h"
#include "service/right_save.h"
#include "service/right_terms.h"
#include "service/rights_file.h"
#include "service/transact.h"
#include "store/flags.h"
#include "store/rights.h"
#include "store/segments.h"
#include "store/store.h"

namespace markwarden {

Result<Json> AddRight(Service& service, const Scope& scope, const Right& right, const std::filesystem::path& folder) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
  if (!writer) return Fail(writer);
  Result<WholeRightSaved> saved = SaveWholeRight(service, scope, **writer, **db, right, PicturesIn(folder));
  if (!saved) return Fail(saved);
  Json view = RightView(saved->saved.record);
  view["status_of_import"] = ImportStatusOf(*saved);
  return view;
}

Result<Json> ImportRightsFile(Service& service, const Scope& scope, const std::filesystem::path& file, const std::filesystem::path& images) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<std::vector<RightsPart>> parts = ReadRightsFile(service.content(), file, images);
  if (!parts) return Fail(parts);
  return ImportRightsParts(service, scope, std::move(*parts));
}

Result<Json> ImportRightsParts(Service& service, const Scope& scope, std::vector<RightsPart> parts) {
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
  if (!writer) return Fail(writer);
  std::map<std::string, int64_t> counts = {{"added", 0}, {"changed", 0}, {"unchanged", 0}};
  Json refused = Json::array(), notes = Json::array();
  for (RightsPart& part : parts) {
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
      Result<WholeRightSaved> saved = SaveWholeRight(service, scope, **writer, **db, right, part.pictures);
      if (saved) {
        ++counts[ImportStatusOf(*saved)];
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
    Result<std::map<Id, int64_t>> flags = CountFlagsByRight(db, scope);
    if (!flags) return Fail(flags);
    Json items = Json::array();
    for (const RightRecord& record : rights->rows) {
      items.push_back(RightView(record));
      items.back()["flags"] = (*flags)[record.id];
      if (Status said = SayStanding(service, db, record, items.back()); !said) return Fail(said);
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(rights->next)}};
  });
}

Result<Json> ShowRight(Service& service, const Scope& scope, const std::string& id_or_key) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RightRecord> found = KnownRight(db, scope, id_or_key);
    if (!found) return Fail(found);
    Json view = RightView(*found);
    view["right"] = ToJson(found->right);
    // An older registration says its groups by another name; whoever changes it sees them.
    if (!found->right.groups.empty() && !view["right"].contains("groups")) {
      for (const GoodsGroup& group : found->right.groups) view["right"]["groups"].push_back(ToString(group));
    }
    if (Status said = SayStanding(service, db, *found, view); !said) return Fail(said);
    Result<std::vector<RightRecord>> versions = RightVersions(db, scope, found->id);
    if (!versions) return Fail(versions);
    view["versions"] = VersionsOfRight(*versions);
    if (Status papers = SayPapers(db, scope, *found, view); !papers) return Fail(papers);
    return view;
  });
}

}  // namespace markwarden
