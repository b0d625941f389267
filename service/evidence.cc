// Making a package: gathered, packed, sealed, checked, recorded.
#include "service/evidence.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "core/base64.h"
#include "core/file.h"
#include "core/formats/bagit.h"
#include "core/formats/wacz.h"
#include "core/formats/warc.h"
#include "core/formats/warc_gzip.h"
#include "core/formats/zip_writer.h"
#include "reports/environment.h"
#include "reports/evidence_check.h"
#include "service/checkpoints.h"
#include "service/evidence_gather.h"
#include "service/evidence_stamp.h"
#include "service/log_keys.h"
#include "service/permissions.h"
#include "service/timestamps.h"
#include "service/transact.h"
#include "service/version.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/packages.h"
#include "store/segments.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxName = 200, kMaxPurpose = 1000;

Status CheckRequest(const EvidenceRequest& request) {
  if (request.language != "zh" && request.language != "en") {
    return Fail(ErrorCode::kInvalid, "the record is written in zh or en, not \"" + request.language + "\"");
  }
  if (request.officers.size() > 2) return Fail(ErrorCode::kInvalid, "two officers sign the record, not " + std::to_string(request.officers.size()));
  for (const std::string& name : request.officers) {
    if (name.size() > kMaxName) return Fail(ErrorCode::kInvalid, "an officer's name is longer than 200 bytes");
  }
  if (request.witness.size() > kMaxName || request.place.size() > kMaxName || request.purpose.size() > kMaxPurpose) {
    return Fail(ErrorCode::kInvalid, "witness and place have at most 200 bytes, the purpose 1,000");
  }
  return Ok();
}

// A folder for one package in the making; gone again unless it is kept.
class Workshop {
 public:
  static Result<Workshop> Open(const fs::path& parent) {
    std::error_code failed;
    fs::create_directories(parent, failed);
    if (failed) return Fail(ErrorCode::kUnavailable, "make " + parent.string() + ": " + failed.message());
    RemoveLeftovers(parent);
    Workshop shop(parent / (std::string(kPrefix) + std::to_string(::getpid()) + "-" + ToHex(RandomBytes(4))));
    fs::create_directory(shop.path_, failed);
    if (failed) return Fail(ErrorCode::kUnavailable, "make " + shop.path_.string() + ": " + failed.message());
    return shop;
  }
  Workshop(Workshop&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  Workshop& operator=(Workshop&&) = delete;
  ~Workshop() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  static constexpr const char* kPrefix = ".making-";
  explicit Workshop(fs::path path) : path_(std::move(path)) {}

  // What a process that was killed left behind: its number is in the name, and nobody has it any more.
  static void RemoveLeftovers(const fs::path& parent) {
    std::error_code failed;
    for (fs::directory_iterator at(parent, failed), end; !failed && at != end; at.increment(failed)) {
      const std::string name = at->path().filename().string();
      if (!name.starts_with(kPrefix)) continue;
      const pid_t pid = std::atoi(name.c_str() + std::string_view(kPrefix).size());
      std::error_code ignored;
      if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) fs::remove_all(at->path(), ignored);
    }
  }

  fs::path path_;
};

struct Packed {
  std::vector<std::string> first_record_ids;
  std::vector<int64_t> record_counts;
  WaczSummary wacz;
};

Result<Packed> PackArchive(Service& service, const GatheredCase& gathered, const fs::path& file, const std::string& name, Time made_at) {
  Packed packed;
  WaczInput input;
  input.title = name;
  input.software = std::string("markwarden ") + kProgramVersion;
  input.created = made_at;
  Status read = Reading(service, [&](CaseDb& db) -> Status {
    std::set<Id> segments;
    for (const ExtractedItem& item : gathered.items) {
      if (segments.insert(item.capture.segment).second) {
        Result<std::string> info = ReadWarcInfo(service.store(), db, item.capture.segment);
        if (!info) return Fail(std::move(info.error()));
        input.warcinfo += *info;
      }
      Result<std::string> records = ReadCaptureRecords(service.store(), db, item.capture);
      if (!records) return Fail(std::move(records.error()));
      Result<WarcRecord> first = ReadWarcRecord(*records, 0, {.header_bytes = 1 << 20, .block_bytes = 256LL << 20});
      if (!first) return Fail(std::move(first.error()));
      packed.first_record_ids.push_back(first->Header("WARC-Record-ID"));
      packed.record_counts.push_back(1 + (item.capture.request.length > 0) + (item.capture.metadata.length > 0));
      const bool page = item.purpose == "page";
      std::string title;
      for (const FlagDetail& detail : gathered.flags) {
        if (page && detail.capture.id == item.capture.id) title = detail.row.title;
      }
      input.captures.push_back({.records = std::move(*records), .page = page, .page_id = IdToString(item.capture.id), .title = std::move(title)});
    }
    return Ok();
  });
  if (!read) return Fail(read);
  Result<std::unique_ptr<FileSink>> sink = FileSink::Create(file);
  if (!sink) return Fail(sink);
  Result<WaczSummary> written = WriteWacz(input, **sink);
  if (!written) return Fail(written);
  if (Status done = (*sink)->Finish(); !done) return Fail(done);
  packed.wacz = std::move(*written);
  return packed;
}

}  // namespace

Result<Json> ExportEvidence(Service& service, const Scope& scope, const EvidenceRequest& request) {
  if (Status allowed = Authorise(scope, UseCase::kExportEvidence); !allowed) return Fail(allowed);
  if (Status fine = CheckRequest(request); !fine) return Fail(fine);
  Result<EvidenceWords> words = LoadEvidenceWords(service.options().data_dir);
  if (!words) return Fail(words);
  Result<std::string> script = ReadFile(service.options().data_dir / "reports" / "evidence" / "verify.py", 1 << 20);
  if (!script) return Fail(std::move(script.error()).While("read verify.py"));

  // Everything of the case is sealed before anything of it is packed.
  if (Result<int64_t> unsealed = Reading(service, [](CaseDb& db) { return CountUnsealed(db); }); !unsealed) {
    return Fail(unsealed);
  } else if (*unsealed > 0) {
    if (auto sealed = Writing(service, [](Transaction& tx) { return SealAll(tx); }); !sealed) return Fail(sealed);
  }
  Result<GatheredCase> gathered = GatherCase(service, scope, request.case_id);
  if (!gathered) return Fail(gathered);
  Result<int64_t> earlier = Reading(service, [&](CaseDb& db) { return CountPackages(db, request.case_id); });
  if (!earlier) return Fail(earlier);
  const std::string name = "case-" + IdToString(request.case_id) + "-" + std::to_string(*earlier + 1);
  const fs::path home = service.options().store_dir / "evidence";
  if (!request.to.empty() && fs::exists(fs::symlink_status(request.to / name))) {
    return Fail(ErrorCode::kInvalid, (request.to / name).string() + " is there already: choose another folder");
  }
  Result<Workshop> shop = Workshop::Open(request.to.empty() ? home : request.to);
  if (!shop) return Fail(shop);
  const fs::path folder = shop->path() / name;
  const Time made_at = service.clock().Now();

  Result<Packed> packed = PackArchive(service, *gathered, shop->path() / "capture.wacz", name, made_at);
  if (!packed) return Fail(packed);
  Result<Json> match = MatchReport(service, scope, *gathered);
  if (!match) return Fail(match);

  // The log says that the package is being made before its state is signed for the package.
  Result<Id> begun = Writing(service, [&](Transaction& tx) -> Result<Id> {
    NewEvent event = EventBy(scope, "evidence.export_begun", "case", request.case_id);
    event.region_code = gathered->record.region_code;
    event.detail = {{"package", name}, {"captures", gathered->items.size()}};
    return AppendEvent(tx, event);
  });
  if (!begun) return Fail(begun);
  Result<CheckpointRecord> checkpoint = MakeCheckpoint(service);
  if (!checkpoint) return Fail(checkpoint);
  const std::string origin = LogOrigin(service.store());

  EnvironmentOptions look{.store_dir = service.options().store_dir, .hosts = {gathered->hosts.begin(), gathered->hosts.end()}, .programs = {}, .version = kProgramVersion};
  if (!service.options().worker_program.empty()) look.programs.push_back(service.options().worker_program);
  const Json environment = EnvironmentReport(LookAtEnvironment(look), service.clock().Now());

  Result<BagWriter> bag = BagWriter::Create(folder);
  if (!bag) return Fail(bag);
  ExtractionFacts facts;
  facts.package_name = name;
  facts.organisation = gathered->organisation;
  facts.region = gathered->record.region_code;
  facts.language = request.language;
  facts.case_id = IdToString(request.case_id);
  facts.case_title = gathered->record.title;
  facts.right_title = gathered->right_title;
  facts.officers = request.officers;
  facts.witness = request.witness;
  facts.place = request.place;
  facts.purpose = request.purpose;
  facts.operator_name = scope.actor_name;
  facts.software = std::string("markwarden ") + kProgramVersion;
  facts.made_at = made_at;
  facts.simulated = service.store().simulated();
  facts.environment = environment;
  facts.log = {{"origin", origin}, {"size", checkpoint->size}, {"root", ToHex(checkpoint->root)}};
  Status filled = Reading(service, [&](CaseDb& db) -> Status {
    for (const auto& [flag, capture] : gathered->screenshots) {
      Result<Exchange> shot = ReadCapture(service.store(), db, capture);
      if (!shot) return Fail(std::move(shot.error()));
      const std::string file = "screenshots/flag-" + IdToString(flag) + ".png";
      if (Status added = bag->Add("data/" + file, shot->body); !added) return added;
      facts.screenshots.push_back({file, Sha256Hex(shot->body)});
    }
    for (ExtractedItem& item : gathered->items) {
      Result<Json> trust = TimeOfCapture(db, item.capture.id);
      if (!trust) return Fail(std::move(trust.error()));
      item.capture.time_class = JsonText(*trust, "class") == "A" ? TimeClass::kA : JsonText(*trust, "class") == "B" ? TimeClass::kB : TimeClass::kC;
    }
    facts.items = gathered->items;
    Result<Json> log = LogReport(db, *gathered, *checkpoint, origin, packed->first_record_ids, packed->record_counts);
    if (!log) return Fail(std::move(log.error()));
    if (Status added = bag->Add(kPackageLog, DumpJson(*log)); !added) return added;
    Result<std::string> custody = CustodyLines(db, scope, *gathered);
    if (!custody) return Fail(std::move(custody.error()));
    return bag->Add("data/custody.jsonl", *custody);
  });
  if (!filled) return Fail(filled);
  const Json record = ExtractionJson(facts);
  Result<RenderedExtraction> rendered = RenderExtraction(record, *words);
  if (!rendered) return Fail(rendered);
  for (const auto& [path, bytes] : {std::pair<const char*, std::string>{"data/record.json", DumpJson(record)}, {"data/record.pdf", std::move(rendered->pdf)},
                                    {"data/environment.json", DumpJson(environment)}, {"data/match.json", DumpJson(*match)}, {"verify.py", std::move(*script)}}) {
    if (Status added = bag->Add(path, bytes); !added) return Fail(added);
  }
  if (Status added = bag->AddFile(kPackageWacz, shop->path() / "capture.wacz"); !added) return Fail(added);
  Result<BagSummary> closed = bag->Finish({.date = made_at, .software = facts.software,
                                           .lines = {{"Source-Organization", facts.organisation}, {"External-Identifier", name},
                                                     {"Internal-Sender-Identifier", "case " + facts.case_id}}});
  if (!closed) return Fail(closed);

  // The seal: what the manifest of manifests is, signed, and the signed state of the log beside it.
  SealWish wish;
  wish.made_at = made_at;
  const std::string manifest = FromHex(closed->tagmanifest_sha256), datapackage = FromHex(packed->wacz.datapackage_digest_sha256);
  std::copy(manifest.begin(), manifest.end(), wish.tagmanifest.begin());
  wish.datapackage_digest.emplace();
  std::copy(datapackage.begin(), datapackage.end(), wish.datapackage_digest->begin());
  Result<Seal> seal = SignPackageSeal(service, wish);
  if (!seal) return Fail(seal);
  for (const auto& [path, bytes] : {std::pair<const char*, std::string>{kPackageSeal, seal->json}, {kPackageSignature, ToBase64(seal->signature) + "\n"},
                                    {kPackageKey, FormatVerifierKey(seal->key) + "\n"}, {kPackageCheckpoint, checkpoint->note}}) {
    if (Status added = BagWriter::AddBeside(folder, path, bytes); !added) return Fail(added);
  }
  const Sha256Digest seal_digest = Sha256(seal->json);
  Result<StampFiles> stamps = AskStampsNow(service, seal_digest, *checkpoint);
  if (!stamps) return Fail(stamps);
  for (const auto& [path, bytes] : stamps->files) {
    if (Status added = BagWriter::AddBeside(folder, path, bytes); !added) return Fail(added);
  }

  if (Status summed = BagWriter::SumSeal(folder); !summed) return Fail(summed);

  // As a stranger would check it, before anybody is told that it exists.
  {
    Result<std::unique_ptr<FileTree>> files = OpenFolderTree(folder);
    if (!files) return Fail(files);
    const PackageVerdict verdict = CheckPackage(**files, {.known_keys = {seal->key}, .time_rules = {}});
    if (const Finding* broken = FirstOf(verdict.findings, FindingLevel::kBroken)) {
      return Fail(ErrorCode::kInternal, "the package does not pass its own verification: " + DescribeFinding(*broken));
    }
  }
  const fs::path archive = home / (name + ".zip");
  Result<int64_t> zipped = WriteArchive(folder, home, name, made_at);
  if (!zipped) return Fail(zipped);
  Result<PackageRecord> made = Writing(service, [&](Transaction& tx) -> Result<PackageRecord> {
    PackageRecord package;
    package.region_code = gathered->record.region_code;
    package.case_id = request.case_id;
    package.name = name;
    package.language = request.language;
    package.captures = static_cast<int64_t>(gathered->items.size());
    package.bytes = *zipped;
    package.tagmanifest_sha256 = closed->tagmanifest_sha256;
    package.seal_sha256 = ToHex(seal_digest);
    package.checkpoint_size = checkpoint->size;
    Result<PackageRecord> added = AddPackage(tx, scope, std::move(package));
    if (!added) return added;
    NewEvent event = EventBy(scope, "evidence.exported", "package", added->id);
    event.region_code = added->region_code;
    event.detail = {{"case", facts.case_id}, {"package", name}, {"captures", added->captures}, {"seal", added->seal_sha256}, {"tagmanifest", added->tagmanifest_sha256}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return added;
  });
  if (!made) {
    std::error_code ignored;
    fs::remove(archive, ignored);
    return Fail(made);
  }
  Json view = PackageView(*made);
  view["result"] = "whole";
  view["folder"] = nullptr;
  view["time"] = stamps->time;
  if (!request.to.empty()) {
    std::error_code failed;
    fs::rename(folder, request.to / name, failed);
    if (failed) return Fail(ErrorCode::kInternal, "the package was made, but not moved to " + (request.to / name).string() + ": " + failed.message());
    view["folder"] = (request.to / name).string();
  }
  return view;
}

}  // namespace markwarden
