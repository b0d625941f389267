// Files, documents, tells and looks at the register.
#include "service/right_papers.h"

#include <algorithm>

#include "core/hash.h"
#include "core/picture_type.h"
#include "core/text/charset.h"
#include "service/content.h"
#include "service/permissions.h"
#include "service/right_save.h"
#include "service/right_terms.h"
#include "service/rights.h"
#include "service/transact.h"
#include "service/uploads.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/listings.h"
#include "store/right_papers.h"
#include "store/scope_sql.h"
#include "store/segments.h"
#include "store/store.h"

namespace markwarden {
namespace {

constexpr size_t kMaxFileName = 255, kMaxTells = 200, kMaxTellBytes = 1200, kMaxLookNote = 2000;

Json FileView(const RightFile& file) {
  return {{"sha256", file.sha256}, {"name", file.name}, {"content_type", file.content_type}, {"size", file.bytes},
          {"width", file.width > 0 ? Json(file.width) : Json(nullptr)}, {"height", file.height > 0 ? Json(file.height) : Json(nullptr)}};
}

// The name alone, without folders and signs that cannot be seen.
std::string FileNameOf(const std::string& name) {
  const size_t slash = name.find_last_of("/\\");
  std::string kept;
  for (const char c : slash == std::string::npos ? name : name.substr(slash + 1)) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) kept += c;
  }
  return kept.empty() ? "file" : kept;
}

Result<std::vector<std::string>> TellLines(const Json& tells, const char* key) {
  std::vector<std::string> lines = JsonTexts(tells, key);
  if (lines.size() > kMaxTells) return Fail(ErrorCode::kInvalid, std::string(key) + " has more than 200 lines");
  for (const std::string& line : lines) {
    if (line.size() > kMaxTellBytes || !IsUtf8(line)) return Fail(ErrorCode::kInvalid, std::string(key) + " has a line of more than 1200 bytes, or that is not UTF-8");
  }
  return lines;
}

Result<Json> TellsView(CaseDb& db, const RightRecord& right) {
  Result<std::optional<RightTells>> tells = TellsOfRight(db, right.id);
  if (!tells) return Fail(tells);
  const RightTells none;
  const RightTells& shown = *tells ? **tells : none;
  return Json{{"right", IdToString(right.id)}, {"number", shown.number}, {"genuine", shown.genuine}, {"fake", shown.fake},
              {"created_at", *tells ? Json(FormatTime(shown.created_at)) : Json(nullptr)}};
}

}  // namespace

Result<Json> KeepRightFile(Service& service, const Scope& scope, const std::string& name, const std::string& bytes, bool picture) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  if (bytes.empty()) return Fail(ErrorCode::kInvalid, "the file is empty");
  if (bytes.size() > kMaxRightFile) return Fail(ErrorCode::kExhausted, "a file of a right has at most 20 MiB");
  if (name.size() > kMaxFileName || !IsUtf8(name)) return Fail(ErrorCode::kInvalid, "the file's name has more than 255 bytes, or is not UTF-8");
  RightFile file;
  file.name = FileNameOf(name);
  file.bytes = static_cast<int64_t>(bytes.size());
  file.content_type = std::string(PictureContentType(bytes));
  PictureRecord shown;
  if (!file.content_type.empty()) {
    Result<PictureKey> key = service.content().Fingerprint(bytes);
    if (!key) return Fail(std::move(key.error()).While("the picture " + file.name));
    file.width = key->width;
    file.height = key->height;
    shown = {.sha256 = key->sha256, .perceptual_hash = DumpJson(ToJson(*key)), .quality = key->views.empty() ? 0 : key->views[0].hash.quality, .width = key->width, .height = key->height};
  } else if (picture) {
    return Fail(ErrorCode::kInvalid, "the file is none of PNG, JPEG, WebP and GIF");
  } else {
    file.content_type = std::string(HandedInType(bytes));
    if (file.content_type.empty()) return Fail(ErrorCode::kInvalid, "the file is none of PDF, PNG, JPEG, WebP, GIF, mail, HTML and plain text");
  }
  file.sha256 = Sha256Hex(bytes);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
  if (!writer) return Fail(writer);
  Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<std::optional<BlobRecord>> known = FindBlob(**db, file.sha256);
  if (!known) return Fail(known);
  if (!*known) {
    Exchange exchange;
    exchange.url = "urn:markwarden:right-file:" + file.sha256;
    exchange.body = bytes;
    exchange.started = service.clock().Now();
    const Result<CaptureRef> ref = (*writer)->Append(exchange, {.id = 0, .kind = CaptureKind::kHandedIn, .content_type = file.content_type, .source = 0, .watch = 0,
                                                                .created_by = scope.actor, .provenance = {{"by", scope.actor_name}, {"file", file.name}}});
    if (!ref) return Fail(Error(ref.error()));
  }
  if (auto refs = (*writer)->Commit(**tx); !refs) return Fail(refs);
  if (picture) {
    // A right's picture that is known already was hashed in more cuts than this.
    Result<std::optional<PictureRecord>> there = FindPicture(**db, file.sha256);
    if (!there) return Fail(there);
    if (!*there || (*there)->perceptual_hash.empty()) {
      if (Status saved = SavePicture(**tx, shown); !saved) return Fail(saved);
    }
  }
  Result<RightFile> kept = AddRightFile(**tx, scope, file);
  if (!kept) return Fail(kept);
  NewEvent event = EventBy(scope, "right.file_handed_in", "organisation", scope.org);
  event.detail = {{"sha256", kept->sha256}, {"content_type", kept->content_type}, {"size", kept->bytes}};
  if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return FileView(*kept);
}

Result<RightFileBytes> TakeRightDocument(Service& service, const Scope& scope, const std::string& right, const std::string& sha256) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<RightFileBytes> {
    Result<RightRecord> record = KnownRight(db, scope, right);
    if (!record) return Fail(record);
    Result<std::vector<RightDocument>> documents = DocumentsOfRight(db, record->id);
    if (!documents) return Fail(documents);
    for (const RightDocument& document : *documents) {
      if (document.sha256 != sha256) continue;
      Result<std::string> bytes = ReadBlob(service.store(), db, sha256);
      if (!bytes) return Fail(bytes);
      return RightFileBytes{std::move(*bytes), document.content_type, document.name};
    }
    return Fail(ErrorCode::kNotFound, "the right has no such document");
  });
}

Result<Json> ShowRightTells(Service& service, const Scope& scope, const std::string& right) {
  if (Status allowed = Authorise(scope, UseCase::kSeeTells); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<RightRecord> record = KnownRight(db, scope, right);
    if (!record) return Fail(record);
    return TellsView(db, *record);
  });
}

Result<Json> SaveTellsOfRight(Service& service, const Scope& scope, const std::string& right, const Json& tells) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<std::vector<std::string>> genuine = TellLines(tells, "genuine"), fake = TellLines(tells, "fake");
  if (!genuine) return Fail(genuine);
  if (!fake) return Fail(fake);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<RightRecord> record = KnownRight(tx.db(), scope, right);
    if (!record) return Fail(record);
    Result<bool> saved = SaveRightTells(tx, scope, record->org, record->id, *genuine, *fake);
    if (!saved) return Fail(saved);
    if (*saved) {
      NewEvent event = EventBy(scope, "right.papers", "right", record->id);
      event.org = record->org;
      event.detail = {{"version", record->version}, {"tells", true}};
      if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    }
    return TellsView(tx.db(), *record);
  });
}

Result<Json> RecordStatusLook(Service& service, const Scope& scope, const std::string& right, const StatusLook& look) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  static const std::vector<std::string> kStatuses = {"live", "expired", "cancelled", "revoked", "invalid", "disputed"};
  if (std::find(kStatuses.begin(), kStatuses.end(), look.status) == kStatuses.end()) {
    return Fail(ErrorCode::kInvalid, "the status is live, expired, cancelled, revoked, invalid or disputed, not \"" + look.status.substr(0, 40) + "\"");
  }
  const Time now = service.clock().Now();
  const std::string day = look.checked_at.empty() ? FormatTime(now).substr(0, 10) : look.checked_at;
  const std::optional<Time> at = ParseTime(day);
  if (!at || *at > now + std::chrono::hours(24)) return Fail(ErrorCode::kInvalid, "checked_at is a day until today such as 2030-01-31");
  if (look.note.size() > kMaxLookNote || !IsUtf8(look.note)) return Fail(ErrorCode::kInvalid, "the note is longer than 2000 bytes, or not UTF-8");
  const Status done = Writing(service, [&](Transaction& tx) -> Status {
    CaseDb& db = tx.db();
    Result<RightRecord> record = KnownRight(db, scope, right);
    if (!record) return Fail(record);
    if (!look.source_sha256.empty()) {
      Result<std::optional<RightFile>> file = FindRightFile(db, scope, look.source_sha256);
      if (!file) return Fail(file);
      if (!*file) return Fail(ErrorCode::kNotFound, "what the register said was not handed in: upload it first");
      if (auto added = AddRightDocument(tx, scope, record->org, {.id = 0, .right = record->id, .version = record->version, .kind = "status_source", .name = (*file)->name,
                                                                 .sha256 = (*file)->sha256, .content_type = (*file)->content_type, .bytes = (*file)->bytes, .created_by = 0, .created_at = {}});
          !added) {
        return Fail(added);
      }
    }
    if (auto id = AddRightCheck(tx, scope, record->org, {.id = 0, .right = record->id, .status = look.status, .checked_at = day.substr(0, 10), .source_sha256 = look.source_sha256,
                                                         .note = look.note, .created_by = 0, .created_at = {}});
        !id) {
      return Fail(id);
    }
    if (record->right.status != look.status) {
      Scope acting = scope;
      acting.org = record->org;
      Right changed = record->right;
      changed.status = look.status;
      changed.status_checked_at = day.substr(0, 10);
      Result<RightSaved> saved = SaveRight(tx, acting, changed, record->pictures, record->region_code);
      if (!saved) return Fail(saved);
      *record = std::move(saved->record);
    }
    if (Status counted = RefreshRightTerms(service, tx, *record); !counted) return counted;
    NewEvent event = EventBy(scope, "right.status_checked", "right", record->id);
    event.org = record->org;
    event.detail = {{"status", look.status}, {"checked_at", day.substr(0, 10)}, {"source", TextOrNull(look.source_sha256)}, {"version", record->version}};
    if (!look.note.empty()) event.personal = {{"note", look.note}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return Ok();
  });
  if (!done) return Fail(Error(done.error()));
  return ShowRight(service, scope, right);
}

Json VersionsOfRight(const std::vector<RightRecord>& versions) {
  Json list = Json::array();
  Json before = Json::object();
  std::vector<RightPicture> pictures;
  for (const RightRecord& version : versions) {
    Json now = ToJson(version.right);
    Json changed = Json::array();
    if (!list.empty()) {
      std::vector<std::string> keys;
      for (const auto& [key, value] : now.items()) keys.push_back(key);
      for (const auto& [key, value] : before.items()) {
        if (!now.contains(key)) keys.push_back(key);
      }
      std::sort(keys.begin(), keys.end());
      for (const std::string& key : keys) {
        const Json was = before.contains(key) ? before[key] : Json(nullptr), is = now.contains(key) ? now[key] : Json(nullptr);
        if (was != is) changed.push_back({{"field", key}, {"before", was}, {"after", is}});
      }
      if (pictures != version.pictures && before.value("images", Json()) == now.value("images", Json())) changed.push_back({{"field", "pictures"}, {"before", nullptr}, {"after", nullptr}});
    }
    list.push_back({{"version", version.version}, {"digest", version.digest}, {"created_at", FormatTime(version.created_at)}, {"changed", std::move(changed)}});
    before = std::move(now);
    pictures = version.pictures;
  }
  return list;
}

Status SayPapers(CaseDb& db, const Scope& scope, const RightRecord& record, Json& view) {
  Result<std::vector<RightDocument>> documents = DocumentsOfRight(db, record.id);
  if (!documents) return Fail(documents);
  Json papers = Json::array();
  for (const RightDocument& document : *documents) {
    papers.push_back({{"kind", document.kind}, {"name", document.name}, {"sha256", document.sha256}, {"content_type", document.content_type},
                      {"size", document.bytes}, {"version", document.version}, {"created_at", FormatTime(document.created_at)}});
  }
  view["documents"] = std::move(papers);
  Result<std::vector<RightCheck>> checks = ChecksOfRight(db, record.id);
  if (!checks) return Fail(checks);
  Json looks = Json::array();
  for (const RightCheck& check : *checks) {
    looks.push_back({{"status", check.status}, {"checked_at", check.checked_at}, {"source", TextOrNull(check.source_sha256)},
                     {"note", SeesThroughRights(scope) ? Json(nullptr) : TextOrNull(check.note)}, {"at", FormatTime(check.created_at)}});
  }
  view["checks"] = std::move(looks);
  return Ok();
}

}  // namespace markwarden
