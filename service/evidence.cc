// Making a package: gathered, packed, sealed, checked, recorded.
#include "service/evidence.h"

#include <signal.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <map>
#include <set>

#include "core/base64.h"
#include "core/file.h"
#include "core/formats/bagit.h"
#include "core/formats/wacz.h"
#include "core/formats/warc.h"
#include "core/formats/warc_gzip.h"
#include "core/formats/zip_writer.h"
#include "reports/evidence_check.h"
#include "service/checkpoints.h"
#include "service/environment_log.h"
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
#include "store/store.h"

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
    Workshop shop(UnfinishedPath(parent));
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
  explicit Workshop(fs::path path) : path_(std::move(path)) {}

  // What a process that was killed left behind: its number is in the name, and nobody has it any more.
  static void RemoveLeftovers(const fs::path& parent) {
    std::error_code failed;
    for (fs::directory_iterator at(parent, failed), end; !failed && at != end; at.increment(failed)) {
      const std::string name = at->path().filename().string();
      if (!name.starts_with(kUnfinishedPrefix)) continue;
      const pid_t pid = std::atoi(name.c_str() + std::string_view(kUnfinishedPrefix).size());
      std::error_code ignored;
      if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) fs::remove_all(at->path(), ignored);
    }
  }

  fs::path path_;
};

// What a package is made of while it is being made.
struct Making {
  Service& service;
  const Scope& scope;
  const EvidenceRequest& request;
  GatheredCase gathered;
  std::string name;
  Time made_at;
  fs::path shop, folder;               // the workshop, and the package in it
  std::map<Id, std::string> pictures;  // screenshots, by capture
  WaczSummary wacz;
  std::string origin;
  CheckpointRecord checkpoint;
};

std::string Software() { return std::string("markwarden ") + kProgramVersion; }

// The records of every capture, each read once.
Status PackArchive(Making& making) {
  WaczInput input;
  input.title = making.name;
  input.software = Software();
  input.created = making.made_at;
  std::set<Id> segments, screenshots;
  std::map<Id, std::string> titles;  // by page capture
  for (const auto& [flag, capture] : making.gathered.screenshots) screenshots.insert(capture);
  for (const FlagDetail& detail : making.gathered.flags) titles[detail.capture.id] = detail.row.title;
  Status read = Reading(making.service, [&](CaseDb& db) -> Status {
    for (ExtractedItem& item : making.gathered.items) {
      if (segments.insert(item.capture.segment).second) {
        Result<std::string> info = ReadWarcInfo(making.service.store(), db, item.capture.segment);
        if (!info) return Fail(std::move(info.error()));
        input.warcinfo += *info;
      }
      Result<std::string> records = ReadCaptureRecords(making.service.store(), db, item.capture);
      if (!records) return Fail(std::move(records.error()));
      Result<WarcHead> first = ReadWarcHead(*records, 0, {.header_bytes = 1 << 20});
      if (!first) return Fail(std::move(first.error()));
      Result<Exchange> exchange = ParseCapture(item.capture, *records);
      if (!exchange) return Fail(std::move(exchange.error()));
      item.first_record_id = first->record.Header("WARC-Record-ID");
      item.records = 1 + (item.capture.request.length > 0) + (item.capture.metadata.length > 0);
      item.tls = exchange->tls;
      if (screenshots.contains(item.capture.id)) making.pictures[item.capture.id] = std::move(exchange->body);
      const bool page = item.purpose == "page";
      input.captures.push_back({.records = std::move(*records), .page = page, .page_id = IdToString(item.capture.id),
                                .title = page ? titles[item.capture.id] : std::string()});
    }
    return Ok();
  });
  if (!read) return read;
  Result<std::unique_ptr<FileSink>> sink = FileSink::Create(making.shop / "capture.wacz");
  if (!sink) return Fail(std::move(sink.error()));
  Result<WaczSummary> written = WriteWacz(input, **sink);
  if (!written) return Fail(std::move(written.error()));
  making.wacz = std::move(*written);
  return (*sink)->Finish();
}

// The log says that the package is being made before its state is signed for the package.
Status SignLogFor(Making& making) {
  Result<Id> begun = Writing(making.service, [&](Transaction& tx) -> Result<Id> {
    NewEvent event = EventBy(making.scope, "evidence.export_begun", "case", making.request.case_id);
    event.region_code = making.gathered.record.region_code;
    event.detail = {{"package", making.name}, {"captures", making.gathered.items.size()}};
    return AppendEvent(tx, event);
  });
  if (!begun) return Fail(std::move(begun.error()));
  Result<CheckpointRecord> checkpoint = MakeCheckpoint(making.service);
  if (!checkpoint) return Fail(std::move(checkpoint.error()));
  making.checkpoint = std::move(*checkpoint);
  making.origin = LogOrigin(making.service.store());
  return Ok();
}

// Proofs, custody and screenshots; gives the files' names and digests of the last.
Result<std::vector<std::pair<std::string, std::string>>> AddFromStore(Making& making, BagWriter& bag) {
  return Reading(making.service, [&](CaseDb& db) -> Result<std::vector<std::pair<std::string, std::string>>> {
    std::vector<std::pair<std::string, std::string>> screenshots;
    for (const auto& [flag, capture] : making.gathered.screenshots) {
      const std::string file = "screenshots/flag-" + IdToString(flag) + ".png";
      const std::string& picture = making.pictures.at(capture);
      if (Status added = bag.Add("data/" + file, picture); !added) return Fail(added);
      screenshots.push_back({file, Sha256Hex(picture)});
    }
    Result<Json> log = ProveItems(db, making.gathered, making.checkpoint, making.origin);
    if (!log) return Fail(log);
    if (Status added = bag.Add(kPackageLog, DumpJson(*log)); !added) return Fail(added);
    Result<std::string> custody = CustodyLines(db, making.scope, making.gathered);
    if (!custody) return Fail(custody);
    if (Status added = bag.Add("data/custody.jsonl", *custody); !added) return Fail(added);
    return screenshots;
  });
}

// The whole bag.
Result<BagSummary> WriteBag(Making& making) {
  Result<EvidenceWords> words = LoadEvidenceWords(making.service.options().data_dir);
  if (!words) return Fail(words);
  Result<std::string> script = ReadFile(making.service.options().data_dir / "reports" / "evidence" / "verify.py", 1 << 20);
  if (!script) return Fail(std::move(script.error()).While("read verify.py"));
  Result<Json> match = MatchReport(making.service, making.scope, making.gathered);
  if (!match) return Fail(match);
  if (Status ready = SignLogFor(making); !ready) return Fail(ready);
  Json environment = LookAtMachine(making.service, {making.gathered.hosts.begin(), making.gathered.hosts.end()});
  Result<Json> looks = Reading(making.service, [&](CaseDb& db) { return LooksOf(db, making.gathered.items); });
  if (!looks) return Fail(looks);
  environment["at_capture"] = std::move(*looks);
  Result<BagWriter> bag = BagWriter::Create(making.folder);
  if (!bag) return Fail(bag);
  auto screenshots = AddFromStore(making, *bag);
  if (!screenshots) return Fail(screenshots);
  ExtractionFacts facts;
  facts.package_name = making.name;
  facts.organisation = making.gathered.organisation;
  facts.region = making.gathered.record.region_code;
  facts.language = making.request.language;
  facts.case_id = IdToString(making.request.case_id);
  facts.case_title = making.gathered.record.title;
  facts.right_title = making.gathered.right_title;
  facts.officers = making.request.officers;
  facts.witness = making.request.witness;
  facts.place = making.request.place;
  facts.purpose = making.request.purpose;
  facts.operator_name = making.scope.actor_name;
  facts.software = Software();
  facts.made_at = making.made_at;
  facts.simulated = making.service.store().simulated();
  facts.items = making.gathered.items;
  facts.screenshots = std::move(*screenshots);
  for (const SignedAnswer& answer : making.gathered.answers) {
    const Identification& record = answer.record;
    facts.answers.push_back({.file = StatementFile(answer), .sha256 = record.answer_sha256, .verdict = record.verdict, .signer = record.signer,
                             .position = record.position, .signed_at = record.signed_at.value_or(Time{})});
  }
  facts.environment = environment;
  facts.log = {{"origin", making.origin}, {"size", making.checkpoint.size}, {"root", ToHex(making.checkpoint.root)}};
  const Json record = ExtractionJson(facts);
  Result<RenderedExtraction> rendered = RenderExtraction(record, *words);
  if (!rendered) return Fail(rendered);
  for (const auto& [path, bytes] : {std::pair<const char*, std::string>{"data/record.json", DumpJson(record)}, {"data/record.pdf", std::move(rendered->pdf)},
                                    {"data/environment.json", DumpJson(environment)}, {"data/match.json", DumpJson(*match)}, {"verify.py", std::move(*script)}}) {
    if (Status added = bag->Add(path, bytes); !added) return Fail(added);
  }
  if (!making.gathered.answers.empty()) {
    if (Status added = bag->Add("data/identifications.json", DumpJson(AnswersReport(making.gathered))); !added) return Fail(added);
    for (const SignedAnswer& answer : making.gathered.answers) {
      if (Status added = bag->Add("data/" + StatementFile(answer), answer.statement); !added) return Fail(added);
    }
  }
  if (Status added = bag->AddFile(kPackageWacz, making.shop / "capture.wacz"); !added) return Fail(added);
  return bag->Finish({.date = making.made_at, .software = facts.software,
                      .lines = {{"Source-Organization", facts.organisation}, {"External-Identifier", making.name},
                                {"Internal-Sender-Identifier", "case " + facts.case_id}}});
}

struct Sealed {
  std::string sha256;  // hexadecimal, of seal.json
  Json time;
};

// What the manifest of manifests is, signed, and the signed state of the log beside it; then everything as a stranger would
// check it, before anybody is told that it exists.
Result<Sealed> SealPackage(Making& making, const BagSummary& closed) {
  const auto manifest = DigestFromHex(closed.tagmanifest_sha256), datapackage = DigestFromHex(making.wacz.datapackage_digest_sha256);
  assert(manifest && datapackage);
  Result<Seal> seal = SignPackageSeal(making.service, {.tagmanifest = *manifest, .datapackage_digest = datapackage, .made_at = making.made_at});
  if (!seal) return Fail(seal);
  const Sha256Digest digest = Sha256(seal->json);
  Result<StampFiles> stamps = AskStampsNow(making.service, digest, making.checkpoint);
  if (!stamps) return Fail(stamps);
  std::vector<std::pair<std::string, std::string>> files = std::move(stamps->files);
  files.insert(files.end(), {{kPackageSeal, seal->json}, {kPackageSignature, ToBase64(seal->signature) + "\n"},
                             {kPackageKey, FormatVerifierKey(seal->key) + "\n"}, {kPackageCheckpoint, making.checkpoint.note}});
  for (const auto& [path, bytes] : files) {
    if (Status added = BagWriter::AddBeside(making.folder, path, bytes); !added) return Fail(added);
  }
  if (Status summed = BagWriter::SumSeal(making.folder); !summed) return Fail(summed);
  Result<std::unique_ptr<FileTree>> tree = OpenFolderTree(making.folder);
  if (!tree) return Fail(tree);
  const PackageVerdict verdict = CheckPackage(**tree, {.known_keys = {seal->key}, .time_rules = {}});
  if (const Finding* broken = FirstOf(verdict.findings, FindingLevel::kBroken)) {
    return Fail(ErrorCode::kInternal, "the package does not pass its own verification: " + DescribeFinding(*broken));
  }
  return Sealed{.sha256 = ToHex(digest), .time = std::move(stamps->time)};
}

Result<PackageRecord> RecordPackage(const Making& making, const BagSummary& closed, const Sealed& sealed, int64_t bytes) {
  return Writing(making.service, [&](Transaction& tx) -> Result<PackageRecord> {
    PackageRecord package;
    package.region_code = making.gathered.record.region_code;
    package.case_id = making.request.case_id;
    package.name = making.name;
    package.language = making.request.language;
    package.captures = static_cast<int64_t>(making.gathered.items.size());
    package.bytes = bytes;
    package.tagmanifest_sha256 = closed.tagmanifest_sha256;
    package.seal_sha256 = sealed.sha256;
    package.checkpoint_size = making.checkpoint.size;
    Result<PackageRecord> added = AddPackage(tx, making.scope, std::move(package));
    if (!added) return added;
    NewEvent event = EventBy(making.scope, "evidence.exported", "package", added->id);
    event.region_code = added->region_code;
    event.detail = {{"case", IdToString(added->case_id)}, {"package", added->name}, {"captures", added->captures}, {"seal", added->seal_sha256},
                    {"tagmanifest", added->tagmanifest_sha256}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return added;
  });
}

}  // namespace

Result<Json> ExportEvidence(Service& service, const Scope& scope, const EvidenceRequest& request) {
  if (Status allowed = Authorise(scope, UseCase::kExportEvidence); !allowed) return Fail(allowed);
  if (Status fine = CheckRequest(request); !fine) return Fail(fine);
  // Whose case it is not learns nothing of its exports.
  Result<bool> visible = Reading(service, [&](CaseDb& db) -> Result<bool> {
    Result<std::optional<CaseRecord>> found = FindCase(db, scope, request.case_id);
    if (!found) return Fail(found);
    return found->has_value();
  });
  if (!visible) return Fail(visible);
  if (!*visible) return Fail(ErrorCode::kNotFound, "no case " + IdToString(request.case_id));
  // Two packages of one case would both be the next one.
  Result<RoleLock> turn = service.store().LockRole("evidence-" + IdToString(request.case_id));
  if (!turn) {
    if (turn.error().code != ErrorCode::kConflict) return Fail(turn);
    return Fail(ErrorCode::kConflict, "another package of this case is being made: wait until it is done");
  }
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
  const fs::path home = service.store().evidence_dir();
  if (!request.to.empty() && fs::exists(fs::symlink_status(request.to / name))) {
    return Fail(ErrorCode::kInvalid, (request.to / name).string() + " is there already: choose another folder");
  }
  Result<Workshop> shop = Workshop::Open(request.to.empty() ? home : request.to);
  if (!shop) return Fail(shop);
  Making making{.service = service, .scope = scope, .request = request, .gathered = std::move(*gathered), .name = name, .made_at = service.clock().Now(),
                .shop = shop->path(), .folder = shop->path() / name, .pictures = {}, .wacz = {}, .origin = {}, .checkpoint = {}};
  if (Status packed = PackArchive(making); !packed) return Fail(packed);
  Result<BagSummary> closed = WriteBag(making);
  if (!closed) return Fail(closed);
  Result<Sealed> sealed = SealPackage(making, *closed);
  if (!sealed) return Fail(sealed);
  Result<int64_t> zipped = WriteArchive(making.folder, home, name, making.made_at);
  if (!zipped) return Fail(zipped);
  Result<PackageRecord> made = RecordPackage(making, *closed, *sealed, *zipped);
  // An archive without its row is replaced by the next export; a row whose commit may yet be found needs its archive.
  if (!made) return Fail(made);
  Json view = PackageView(*made);
  view["result"] = "whole";
  view["folder"] = nullptr;
  view["time"] = std::move(sealed->time);
  if (!request.to.empty()) {
    std::error_code failed;
    fs::rename(making.folder, request.to / name, failed);
    if (failed) return Fail(ErrorCode::kInternal, "the package was made, but not moved to " + (request.to / name).string() + ": " + failed.message());
    view["folder"] = (request.to / name).string();
  }
  return view;
}

}  // namespace markwarden
