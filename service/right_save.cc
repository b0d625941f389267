// One right, whole.
#include "service/right_save.h"

#include <algorithm>

#include "core/picture_type.h"
#include "service/aliases.h"
#include "service/content.h"
#include "service/right_terms.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/listings.h"
#include "store/right_papers.h"
#include "store/scope_sql.h"
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


// Pictures that no capture holds yet are appended; the fingerprints of all are kept.
Result<std::vector<RightPicture>> KeepPictures(Service& service, Transaction& tx, const Scope& scope, CaptureWriter& writer, const std::string& key,
                                               const std::vector<LoadedPicture>& loaded) {
  CaseDb& db = tx.db();
  std::vector<RightPicture> pictures;
  for (const LoadedPicture& picture : loaded) {
    pictures.push_back({picture.name, picture.key.sha256});
    Result<std::optional<BlobRecord>> known = FindBlob(db, picture.key.sha256);
    if (!known) return Fail(known);
    if (!*known) {
      Exchange exchange;
      exchange.url = "urn:markwarden:right:" + key + ":" + picture.key.sha256;
      exchange.body = picture.bytes;
      exchange.started = service.clock().Now();
      const Result<CaptureRef> ref = writer.Append(
          exchange, {.id = 0, .kind = CaptureKind::kHandedIn, .content_type = std::string(PictureContentType(picture.bytes)), .source = 0,
                     .watch = 0, .created_by = scope.actor,
                     .provenance = {{"by", scope.actor_name}, {"right", key}, {"file", picture.name}}});
      if (!ref) return Fail(ErrorCode(ref.error().code), ref.error().message);
    }
    if (Status saved = SavePicture(tx, {.sha256 = picture.key.sha256,
                                        .perceptual_hash = DumpJson(ToJson(picture.key)),
                                        .quality = picture.key.views.empty() ? 0 : picture.key.views[0].hash.quality,
                                        .width = picture.key.width, .height = picture.key.height});
        !saved) {
      return Fail(saved);
    }
  }
  if (auto refs = writer.Commit(tx); !refs) return Fail(refs);
  return pictures;
}

// In whose name it is written: a key that the account sees is the right it sees, whichever organisation keeps it; one that it does not see is not its own.
Result<Scope> WritingScope(CaseDb& db, const Scope& scope, const std::string& key) {
  Result<std::optional<RightRecord>> seen = FindRightByKey(db, scope, key);
  if (!seen) return Fail(seen);
  Scope acting = scope;
  if (*seen) {
    acting.org = (*seen)->org;
    return acting;
  }
  Scope whole = SystemScope("system:work", scope.org);
  Result<std::optional<RightRecord>> taken = FindRightByKey(db, whole, key);
  if (!taken) return Fail(taken);
  if (*taken) return Fail(ErrorCode::kConflict, "the key \"" + key + "\" is taken: choose another");
  return acting;
}

Result<bool> SavePapers(Transaction& tx, const Scope& scope, const RightRecord& record, const RightPapers& papers) {
  bool changed = false;
  for (const RightPapers::Document& document : papers.documents) {
    Result<std::optional<RightFile>> file = FindRightFile(tx.db(), scope, document.sha256);
    if (!file) return Fail(file);
    RightDocument kept{.id = 0, .right = record.id, .version = record.version, .kind = document.kind, .name = document.name, .sha256 = document.sha256,
                       .content_type = {}, .bytes = 0, .created_by = 0, .created_at = {}};
    if (*file) {
      kept.content_type = (*file)->content_type;
      kept.bytes = (*file)->bytes;
      if (kept.name.empty()) kept.name = (*file)->name;
    } else {
      // One that the right has already stands under its digest.
      Result<std::vector<RightDocument>> there = DocumentsOfRight(tx.db(), record.id);
      if (!there) return Fail(there);
      const auto same = std::find_if(there->begin(), there->end(), [&](const RightDocument& one) { return one.sha256 == document.sha256; });
      if (same == there->end()) return Fail(ErrorCode::kNotFound, "the document " + document.name + " was not handed in: upload it first");
      kept.content_type = same->content_type;
      kept.bytes = same->bytes;
      if (kept.name.empty()) kept.name = same->name;
    }
    Result<bool> added = AddRightDocument(tx, scope, record.org, kept);
    if (!added) return added;
    changed = changed || *added;
  }
  if (!papers.tells_said) return changed;
  Result<bool> tells = SaveRightTells(tx, scope, record.org, record.id, papers.genuine, papers.fake);
  if (!tells) return tells;
  return changed || *tells;
}

}  // namespace

RightPapers TakePapersOut(Right& right) {
  RightPapers papers;
  if (!right.extra.is_object()) return papers;
  if (const Json* list = JsonMember(right.extra, "documents"); list && list->is_array()) {
    for (const Json& item : *list) {
      if (item.is_object()) papers.documents.push_back({JsonText(item, "kind"), JsonText(item, "name"), JsonText(item, "sha256")});
    }
  }
  papers.tells_said = right.extra.contains("genuine_tells") || right.extra.contains("fake_tells");
  papers.genuine = JsonTexts(right.extra, "genuine_tells");
  papers.fake = JsonTexts(right.extra, "fake_tells");
  for (const char* key : {"documents", "genuine_tells", "fake_tells", "files"}) right.extra.erase(key);
  return papers;
}

Result<WholeRightSaved> SaveWholeRight(Service& service, const Scope& scope, CaptureWriter& writer, CaseDb& db, Right right, const PictureOpener& pictures_of) {
  const RightPapers papers = TakePapersOut(right);
  Result<Scope> acting = WritingScope(db, scope, right.id);
  if (!acting) return Fail(acting);
  std::vector<LoadedPicture> loaded;
  for (const std::string& name : right.images) {
    Result<LoadedPicture> picture = LoadPicture(service, pictures_of, name);
    if (!picture) return Fail(picture);
    loaded.push_back(std::move(*picture));
  }
  Result<std::unique_ptr<Transaction>> tx = db.Begin();
  if (!tx) return Fail(tx);
  Result<std::vector<RightPicture>> pictures = KeepPictures(service, **tx, scope, writer, right.id, loaded);
  if (!pictures) return Fail(pictures);
  WholeRightSaved whole;
  Result<std::optional<RightRecord>> there = FindRightByKey(db, *acting, right.id);
  if (!there) return Fail(there);
  if (*there) {
    if (Status kept = KeepAliases(db, (*there)->id, right); !kept) return Fail(kept);
  }
  Result<RightSaved> saved = SaveRight(**tx, *acting, right, *pictures, right.region.empty() ? "" : right.region.front());
  if (!saved) return Fail(saved);
  whole.saved = std::move(*saved);
  const RightRecord& record = whole.saved.record;
  if (whole.saved.created && SeesThroughRights(scope)) {
    if (Status granted = GrantRight(**tx, scope.actor, record.id); !granted) return Fail(granted);
  }
  Result<bool> changed = SavePapers(**tx, scope, record, papers);
  if (!changed) return Fail(changed);
  whole.papers_changed = *changed;
  if (Status counted = RefreshRightTerms(service, **tx, record); !counted) return Fail(counted);
  if (whole.saved.new_version || whole.papers_changed) {
    const char* kind = whole.saved.created ? "right.added" : whole.saved.new_version ? "right.changed" : "right.papers";
    NewEvent event = EventBy(scope, kind, "right", record.id);
    event.org = record.org;
    event.detail = {{"version", record.version}, {"digest", record.digest}};
    if (whole.papers_changed) {
      event.detail["documents"] = papers.documents.size();
      event.detail["tells"] = papers.tells_said;
    }
    if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return whole;
}

std::string ImportStatusOf(const WholeRightSaved& whole) {
  return whole.saved.created ? "added" : whole.saved.new_version || whole.papers_changed ? "changed" : "unchanged";
}

std::string TitleOfRight(const RightRecord& record) {
  if (!record.right.title.empty()) return record.right.title;
  return record.right.names.empty() ? record.key : record.right.names.front();
}

Json RightView(const RightRecord& record) {
  Json pictures = Json::array();
  for (const RightPicture& picture : record.pictures) {
    pictures.push_back({{"name", picture.name}, {"sha256", picture.sha256}});
  }
  return {{"id", IdToString(record.id)},
          {"right_id", record.key},
          {"kind", ToString(record.right.kind)},
          {"title", TitleOfRight(record)},
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

Result<RightRecord> KnownRight(CaseDb& db, const Scope& scope, const std::string& id_or_key) {
  Result<std::optional<RightRecord>> found = FindRightByKey(db, scope, id_or_key);
  if (found && !*found) {
    if (const auto id = ParseId(id_or_key)) found = FindRight(db, scope, *id);
  }
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no right " + id_or_key);
  return std::move(**found);
}

}  // namespace markwarden
