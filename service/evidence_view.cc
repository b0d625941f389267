// Packages as people see them, take them and check them.
#include <algorithm>

#include "core/file.h"
#include "reports/evidence_check.h"
#include "service/evidence.h"
#include "service/evidence_gather.h"
#include "service/evidence_stamp.h"
#include "service/period.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/log_keys.h"
#include "store/packages.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxKeys = 100;
constexpr size_t kMaxNamePart = 200;

Json VerdictView(const PackageVerdict& verdict) {
  Json findings = Json::array(), stamps = Json::array();
  for (const Finding& finding : verdict.findings) {
    findings.push_back({{"level", ToString(finding.level)}, {"file", finding.file}, {"from", finding.to < 0 ? Json(nullptr) : Json(finding.from)},
                        {"to", finding.to < 0 ? Json(nullptr) : Json(finding.to)}, {"what", finding.what}, {"line", DescribeFinding(finding)}});
  }
  for (const PackageStamp& stamp : verdict.stamps) {
    stamps.push_back({{"of", stamp.of}, {"time", FormatTimeMillis(stamp.facts.time)}, {"authority", stamp.facts.authority}, {"policy", stamp.facts.policy},
                      {"serial", stamp.facts.serial}});
  }
  Json checkpoint = nullptr;
  if (verdict.checkpoint) {
    checkpoint = {{"origin", verdict.checkpoint->origin}, {"size", verdict.checkpoint->size}, {"root", ToHex(verdict.checkpoint->root)}};
  }
  return {{"result", verdict.broken() ? "broken" : verdict.undecided() ? "undecided" : "whole"},
          {"key", TextOrNull(verdict.key)},
          {"made_at", TextOrNull(verdict.made_at)},
          {"captures", verdict.captures},
          {"checkpoint", std::move(checkpoint)},
          {"stamps", std::move(stamps)},
          {"findings", std::move(findings)}};
}

// A package's files, and what they are read from.
struct OpenPackage {
  std::unique_ptr<FileSource> archive;  // null for a folder
  std::unique_ptr<FileTree> files;
};

Result<OpenPackage> OpenArchive(const fs::path& path) {
  OpenPackage package;
  Result<std::unique_ptr<FileSource>> source = FileSource::Open(path.string());
  if (!source) return Fail(source);
  package.archive = std::move(*source);
  Result<std::unique_ptr<FileTree>> files = OpenZipTree(*package.archive);
  if (!files) return Fail(files);
  package.files = std::move(*files);
  return package;
}

Result<PackageRecord> Found(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<PackageRecord>> package = FindPackage(db, scope, id);
  if (!package) return Fail(package);
  if (!*package) return Fail(ErrorCode::kNotFound, "no package " + IdToString(id));
  return std::move(**package);
}

Status Tell(Service& service, const Scope& scope, const PackageRecord& package, const char* kind, Json detail = Json::object(), Json personal = Json::object()) {
  Result<Id> told = Writing(service, [&](Transaction& tx) -> Result<Id> {
    NewEvent event = EventBy(scope, kind, "package", package.id);
    event.region_code = package.region_code;
    event.detail = std::move(detail);
    event.detail["package"] = package.name;
    event.personal = std::move(personal);
    return AppendEvent(tx, event);
  });
  if (!told) return Fail(std::move(told.error()));
  return Ok();
}

}  // namespace

Result<Json> ListEvidence(Service& service, const Scope& scope, const EvidenceFilter& filter, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvidence); !allowed) return Fail(allowed);
  if (filter.text.size() > kMaxNamePart) return Fail(ErrorCode::kInvalid, "the part of a name is longer than 200 bytes: shorten it");
  Result<std::optional<Time>> from = PeriodEdge(filter.from, "from");
  if (!from) return Fail(from);
  Result<std::optional<Time>> to = PeriodEdge(filter.to, "to");
  if (!to) return Fail(to);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<PackageRecord>> packages = ListPackages(db, scope, {.case_id = filter.case_id, .text = filter.text, .from = *from, .to = *to},
                                                        {.limit = std::clamp(page.limit, 1, 500), .after = page.cursor});
    if (!packages) return Fail(packages);
    Json items = Json::array();
    for (const PackageRecord& package : packages->rows) {
      Json item = PackageView(package);
      Result<Json> time = TimeOfSeal(db, package.seal_sha256);
      if (!time) return Fail(time);
      item["time"] = std::move(*time);
      items.push_back(std::move(item));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(packages->next)}};
  });
}

Result<Json> ShowEvidence(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvidence); !allowed) return Fail(allowed);
  Result<PackageRecord> package = Reading(service, [&](CaseDb& db) { return Found(db, scope, id); });
  if (!package) return Fail(package);
  if (Status brought = BringStamps(service, *package); !brought && brought.error().code != ErrorCode::kNotFound && brought.error().code != ErrorCode::kInvalid) return Fail(brought);
  Json view = PackageView(*package);
  PackageCheckOptions options;
  Result<std::vector<VerifierKey>> keys = Reading(service, [](CaseDb& db) { return KnownLogKeys(db); });
  if (!keys) return Fail(keys);
  options.known_keys = std::move(*keys);
  PackageVerdict verdict;
  if (Result<OpenPackage> opened = OpenArchive(ArchivePath(service, *package)); opened) {
    verdict = CheckPackage(*opened->files, options);
  } else {
    verdict.findings.push_back({.level = FindingLevel::kBroken, .file = package->name + ".zip", .from = 0, .to = -1, .what = std::move(opened.error()).While("package " + package->name).message});
  }
  view["verdict"] = VerdictView(verdict);
  if (Status told = Tell(service, scope, *package, "evidence.viewed", {{"result", view["verdict"]["result"]}}); !told) return Fail(told);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Event>> events = ListEvents(db, scope, {.kind = {}, .subject_kind = "package", .subject = id, .actor = 0}, {.limit = 200, .after = {}});
    if (!events) return Fail(events);
    Json custody = Json::array();
    for (const Event& event : events->rows) {
      Json line = CustodyLine(event);
      line["personal"] = event.personal ? *event.personal : Json(nullptr);
      custody.push_back(std::move(line));
    }
    view["custody"] = std::move(custody);
    view["custody_more"] = !events->next.empty();
    Result<Json> time = TimeOfSeal(db, package->seal_sha256);
    if (!time) return Fail(time);
    view["time"] = std::move(*time);
    return view;
  });
}

Result<EvidenceFile> TakeEvidence(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvidence); !allowed) return Fail(allowed);
  Result<PackageRecord> package = Reading(service, [&](CaseDb& db) { return Found(db, scope, id); });
  if (!package) return Fail(package);
  if (Status brought = BringStamps(service, *package); !brought) return Fail(std::move(brought.error()).While("package " + package->name));
  if (Result<OpenPackage> there = OpenArchive(ArchivePath(service, *package)); !there) return Fail(std::move(there.error()).While("package " + package->name));
  if (Status told = Tell(service, scope, *package, "evidence.taken"); !told) return Fail(told);
  return EvidenceFile{.path = ArchivePath(service, *package), .name = package->name + ".zip"};
}

Result<std::string> ShowEvidenceRecord(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvidence); !allowed) return Fail(allowed);
  Result<PackageRecord> package = Reading(service, [&](CaseDb& db) { return Found(db, scope, id); });
  if (!package) return Fail(package);
  Result<OpenPackage> opened = OpenArchive(ArchivePath(service, *package));
  if (!opened) return Fail(std::move(opened.error()).While("package " + package->name));
  Result<std::string> pdf = opened->files->Read("data/record.pdf", 64 << 20);
  if (!pdf) return Fail(pdf);
  if (Status told = Tell(service, scope, *package, "evidence.record_viewed"); !told) return Fail(told);
  return pdf;
}

Result<Json> HandOverEvidence(Service& service, const Scope& scope, Id id, const HandOver& hand_over) {
  if (Status allowed = Authorise(scope, UseCase::kExportEvidence); !allowed) return Fail(allowed);
  if (hand_over.to.empty() || hand_over.how.empty()) return Fail(ErrorCode::kInvalid, "say to whom the package was given, and how");
  if (hand_over.to.size() > 300 || hand_over.how.size() > 300 || hand_over.note.size() > 2000) {
    return Fail(ErrorCode::kInvalid, "to whom and how have at most 300 bytes, the note 2,000");
  }
  Result<PackageRecord> package = Reading(service, [&](CaseDb& db) { return Found(db, scope, id); });
  if (!package) return Fail(package);
  Json personal = {{"to", hand_over.to}};
  if (!hand_over.note.empty()) personal["note"] = hand_over.note;
  if (Status told = Tell(service, scope, *package, "evidence.handed_over", {{"how", hand_over.how}}, std::move(personal)); !told) return Fail(told);
  return PackageView(*package);
}

Result<Json> VerifyEvidence(const fs::path& package, const fs::path& keys_file, const fs::path& anchors_file) {
  PackageCheckOptions options;
  if (!keys_file.empty()) {
    Result<std::string> text = ReadFile(keys_file, 1 << 20);
    if (!text) return Fail(std::move(text.error()).While("read " + keys_file.string()));
    for (size_t from = 0; from < text->size();) {
      size_t end = text->find('\n', from);
      if (end == std::string::npos) end = text->size();
      const std::string line = text->substr(from, end - from);
      from = end + 1;
      if (line.empty() || line[0] == '#') continue;
      Result<VerifierKey> key = ParseVerifierKey(line);
      if (!key) return Fail(std::move(key.error()).While(keys_file.string()));
      if (options.known_keys.size() == kMaxKeys) return Fail(ErrorCode::kExhausted, keys_file.string() + " has more than 100 keys");
      options.known_keys.push_back(std::move(*key));
    }
    if (options.known_keys.empty()) return Fail(ErrorCode::kInvalid, keys_file.string() + " has no key: one verifier key a line");
  }
  if (!anchors_file.empty()) {
    Result<std::string> pem = ReadFile(anchors_file, kMaxAnchorBytes);
    if (!pem) return Fail(std::move(pem.error()).While("read " + anchors_file.string()));
    if (Result<std::vector<std::string>> known = ReadAnchors(*pem); !known) return Fail(std::move(known.error()).While(anchors_file.string()));
    options.time_rules.anchors_pem = std::move(*pem);
  }
  std::error_code failed;
  const fs::file_status status = fs::status(package, failed);
  if (!fs::exists(status)) return Fail(ErrorCode::kNotFound, package.string() + ": no such file or folder");
  Result<OpenPackage> opened;
  if (fs::is_directory(status)) {
    Result<std::unique_ptr<FileTree>> files = OpenFolderTree(package);
    if (!files) return Fail(std::move(files.error()).While(package.string()));
    opened->files = std::move(*files);
  } else {
    opened = OpenArchive(package);
    if (!opened) return Fail(std::move(opened.error()).While(package.string()));
  }
  Json view = VerdictView(CheckPackage(*opened->files, options));
  view["package"] = package.string();
  return view;
}

}  // namespace markwarden
