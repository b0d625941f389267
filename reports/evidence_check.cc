// Bag, WACZ, proofs, signatures and tokens of a package.
#include "reports/evidence_check.h"

#include <algorithm>
#include <map>

#include "core/base64.h"
#include "core/formats/bagit.h"
#include "core/formats/bagit_text.h"
#include "core/formats/wacz.h"
#include "core/json.h"
#include "core/merkle.h"

namespace markwarden {
namespace {

constexpr size_t kSmallFile = 1 << 20;
constexpr size_t kLogFile = 64 << 20;
constexpr size_t kMaxCaptures = 100'000;
constexpr size_t kMaxPath = 64;

std::optional<std::vector<Sha256Digest>> Path(const Json& value) {
  if (!value.is_array() || value.size() > kMaxPath) return std::nullopt;
  std::vector<Sha256Digest> path;
  for (const Json& hex : value) {
    if (!hex.is_string()) return std::nullopt;
    const auto digest = DigestFromHex(hex.get<std::string>());
    if (!digest) return std::nullopt;
    path.push_back(*digest);
  }
  return path;
}

class PackageChecker {
 public:
  PackageChecker(const FileTree& files, const PackageCheckOptions& options) : files_(files), options_(options) {}

  PackageVerdict Run() {
    ReadSeal();
    PlanCaptures();
    Add(CheckBag(files_, {.tagmanifest_sha256 = tagmanifest_}));
    CheckArchive();
    CheckSignatures();
    CheckLog();
    CheckStamp(kPackageSealStamp, "seal.json", seal_);
    CheckStamp(kPackageCheckpointStamp, "checkpoint", checkpoint_note_);
    CheckSums();
    for (const TreeEntry& entry : files_.entries()) {
      static const std::vector<std::string> tags = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", kBagBlocksFile, "verify.py"};
      static const std::vector<std::string> known = {kPackageSeal, kPackageSignature, kPackageKey, kPackageCheckpoint,
                                                     kPackageSealStamp, kPackageCheckpointStamp, kPackageAnchors, kSealSumsFile};
      if (entry.path.starts_with("seal/") && std::find(known.begin(), known.end(), entry.path) == known.end()) {
        Broken(entry.path, "no package has such a file");
      } else if (!entry.path.starts_with("seal/") && !entry.path.starts_with("data/") && std::find(tags.begin(), tags.end(), entry.path) == tags.end()) {
        Broken(entry.path, "no package has such a file");
      }
    }
    std::stable_sort(verdict_.findings.begin(), verdict_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.level > b.level; });
    return std::move(verdict_);
  }

 private:
  void Note(FindingLevel level, std::string file, std::string what) {
    verdict_.findings.push_back({.level = level, .file = std::move(file), .from = 0, .to = -1, .what = std::move(what)});
  }
  void Broken(std::string file, std::string what) { Note(FindingLevel::kBroken, std::move(file), std::move(what)); }
  void Add(std::vector<Finding> findings) {
    for (Finding& finding : findings) verdict_.findings.push_back(std::move(finding));
  }

  std::optional<std::string> Read(const char* path, size_t max_bytes, bool needed) {
    if (files_.Find(path) == nullptr) {
      if (needed) Broken(path, "the file is missing");
      return std::nullopt;
    }
    Result<std::string> bytes = files_.Read(path, max_bytes);
    if (!bytes) {
      Broken(path, bytes.error().message);
      return std::nullopt;
    }
    return std::move(*bytes);
  }

  void ReadSeal() {
    const auto bytes = Read(kPackageSeal, kSmallFile, true);
    if (!bytes) return;
    seal_ = *bytes;
    Result<Json> seal = ParseJson(seal_);
    if (!seal || !seal->is_object()) return Broken(kPackageSeal, "it is not a JSON object");
    if (JsonText(*seal, "format") != "markwarden-seal/1") return Note(FindingLevel::kUndecided, kPackageSeal, "a seal of a form that this program does not know");
    tagmanifest_ = JsonText(*seal, "tagmanifest_sha256");
    datapackage_ = JsonText(*seal, "datapackage_digest_sha256");
    verdict_.made_at = JsonText(*seal, "made_at");
    if (!DigestFromHex(tagmanifest_)) Broken(kPackageSeal, "it names no digest of the tag manifest");
  }

  // Not signed: they tell which file of seal/ was damaged, and must fit all the same.
  void CheckSums() {
    const auto sums = Read(kSealSumsFile, kSmallFile, false);
    if (!sums) return;
    std::string written;  // as SumSeal would write it today
    for (const std::string_view line : BagLines(*sums)) {
      const Result<ManifestLine> said = ParseManifestLine(line, sizeof(Sha256Digest));
      if (!said || !said->path.starts_with("seal/") || files_.Find(said->path) == nullptr) {
        return Broken(kSealSumsFile, "it names a file that is not there, or has a line that is no digest and path");
      }
      Result<std::string> bytes = files_.Read(said->path, kSmallFile);
      if (!bytes || Sha256Hex(*bytes) != said->digest) return Broken(said->path, std::string("it does not fit its digest in ") + kSealSumsFile);
      written += FormatManifestLine(said->digest, said->path);
    }
    if (written != *sums) Broken(kSealSumsFile, "a line of it is not written as it is in packages");
  }

  void CheckArchive() {
    if (files_.Find(kPackageWacz) == nullptr) return;  // the bag has said so, or there is none
    Result<std::unique_ptr<ByteSource>> source = files_.Open(kPackageWacz);
    if (!source) return Broken(kPackageWacz, source.error().message);
    Add(CheckWacz(**source, {.name = kPackageWacz, .datapackage_digest_sha256 = datapackage_, .each_record = [this](const PackedWarcRecord& record) { TakeRecord(record); }}));
  }

  // Which records begin a capture, and how many it has, as the log says; what is wrong with the log is said by CheckLog.
  void PlanCaptures() {
    if (files_.Find(kPackageLog) == nullptr) return void(log_wrong_ = "the file is missing");
    Result<std::string> bytes = files_.Read(kPackageLog, kLogFile);
    if (!bytes) return void(log_wrong_ = bytes.error().message);
    Result<Json> log = ParseJson(*bytes);
    if (!log || JsonText(*log, "format") != "markwarden-log/1") return void(log_wrong_ = "it is not a list of proofs");
    log_ = std::move(*log);
    const Json* captures = JsonMember(log_, "captures");
    if (captures == nullptr || !captures->is_array() || captures->size() > kMaxCaptures) return;
    for (const Json& capture : *captures) packed_.emplace(JsonText(capture, "warc_record_id"), Packed{.records = JsonInt(capture, "records").value_or(0), .digest = {}});
  }

  // The records of a capture stand one after another.
  void TakeRecord(const PackedWarcRecord& record) {
    if (left_ == 0) {
      const auto begun = packed_.find(record.record.Header("WARC-Record-ID"));
      if (begun == packed_.end() || begun->second.records < 1) {
        if (stray_.empty() && record.record.type != "warcinfo") stray_ = record.record.Header("WARC-Record-ID");
        return;
      }
      packing_ = &begun->second;
      left_ = packing_->records;
      capture_bytes_ = Sha256Stream();
    }
    capture_bytes_.Update(record.bytes);
    if (--left_ == 0) packing_->digest = capture_bytes_.Finish();
  }

  void CheckSignatures() {
    const auto line = Read(kPackageKey, kSmallFile, true);
    const auto signature = Read(kPackageSignature, kSmallFile, true);
    const auto note_bytes = Read(kPackageCheckpoint, kSmallFile, true);
    if (!line) return;
    std::string text = *line;
    while (!text.empty() && text.back() == '\n') text.pop_back();
    Result<VerifierKey> key = ParseVerifierKey(text);
    if (!key) return Broken(kPackageKey, key.error().message);
    if (options_.known_keys.empty()) {
      Note(FindingLevel::kWarning, kPackageKey, "whose key this is was not checked: compare it with the one that the authority has made known: " + text);
    } else if (std::find(options_.known_keys.begin(), options_.known_keys.end(), *key) == options_.known_keys.end()) {
      return Broken(kPackageKey, "it is not one of the keys that the log is known by");
    }
    bool good = true;
    if (signature) {
      std::string encoded = *signature;
      while (!encoded.empty() && encoded.back() == '\n') encoded.pop_back();
      const auto raw = FromBase64(encoded);
      if (!raw || !VerifyEd25519(key->key, seal_, *raw)) {
        Broken(kPackageSignature, "it is not the key's signature of seal.json");
        good = false;
      }
    }
    if (note_bytes) {
      checkpoint_note_ = *note_bytes;
      Result<SignedNote> note = ParseSignedNote(checkpoint_note_);
      if (!note) return Broken(kPackageCheckpoint, note.error().message);
      const std::vector<VerifierKey> keys = {*key};
      if (Result<std::vector<size_t>> by = VerifySignedNote(*note, keys); !by) {
        Broken(kPackageCheckpoint, by.error().message);
        good = false;
      }
      Result<Checkpoint> checkpoint = ParseCheckpoint(note->text);
      if (!checkpoint) return Broken(kPackageCheckpoint, checkpoint.error().message);
      if (checkpoint->origin != key->name) Broken(kPackageCheckpoint, "it is of another log than the key's");
      verdict_.checkpoint = std::move(*checkpoint);
    }
    if (good) verdict_.key = text;
  }

  void CheckLog() {
    if (!log_wrong_.empty()) return Broken(kPackageLog, log_wrong_);
    if (!verdict_.checkpoint) return;
    const Checkpoint& head = *verdict_.checkpoint;
    if (JsonInt(log_, "size") != head.size || JsonText(log_, "root") != ToHex(head.root)) {
      return Broken(kPackageLog, "its size and root are not those of seal/checkpoint");
    }
    const Json* captures = JsonMember(log_, "captures");
    if (captures == nullptr || !captures->is_array() || captures->empty() || captures->size() > kMaxCaptures) return Broken(kPackageLog, "it lists no captures");
    for (const Json& capture : *captures) {
      const std::string why = CheckCapture(capture, head);
      if (!why.empty()) return Broken(kPackageLog, "capture " + JsonText(capture, "id") + ": " + why);
    }
    verdict_.captures = static_cast<int64_t>(captures->size());
    if (!stray_.empty()) Broken(kPackageLog, "record " + stray_ + " of the archive belongs to no capture of the log");
  }

  // Empty when the capture's records are in the archive and their digest is in the checkpoint's tree; else why not.
  std::string CheckCapture(const Json& capture, const Checkpoint& head) {
    const auto found = packed_.find(JsonText(capture, "warc_record_id"));
    if (found == packed_.end() || !found->second.digest || found->second.records != JsonInt(capture, "records")) return "its records are not in the archive";
    const Sha256Digest& digest = *found->second.digest;
    if (ToHex(digest) != JsonText(capture, "sha256")) return "its records have another digest";
    const Sha256Digest leaf = LeafHash(BytesOf(digest));
    const auto segment_root = DigestFromHex(JsonText(capture, "segment_root"));
    const auto segment_path = Path(capture.value("segment_path", Json()));
    if (!segment_root || !segment_path ||
        !VerifyInclusion(leaf, JsonInt(capture, "segment_index").value_or(-1), JsonInt(capture, "segment_size").value_or(0), *segment_path, *segment_root)) {
      return "it is not proved to be under the root of its segment";
    }
    const auto event = FromBase64(JsonText(capture, "event_leaf"));
    if (!event) return "the event that sealed it cannot be read";
    Result<Json> sealed = ParseJson(*event);
    const Json* detail = sealed ? JsonMember(*sealed, "detail") : nullptr;
    if (detail == nullptr || JsonText(*sealed, "kind") != "segment.sealed" || JsonText(*detail, "root") != ToHex(*segment_root)) {
      return "the event that sealed it names another root";
    }
    const auto path = Path(capture.value("path", Json()));
    if (!path || !VerifyInclusion(LeafHash(*event), JsonInt(capture, "index").value_or(-1), head.size, *path, head.root)) {
      return "the event that sealed it is not proved to be in the log";
    }
    return {};
  }

  void CheckStamp(const char* file, const char* of, const std::string& stamped) {
    const auto answer = Read(file, kMaxTimestampBytes, false);
    if (!answer || stamped.empty()) return;
    TimestampRules rules = options_.time_rules;
    if (rules.anchors_pem.empty()) {
      const auto anchors = Read(kPackageAnchors, kMaxAnchorBytes, false);
      if (!anchors) return Note(FindingLevel::kUndecided, file, "no certificate of a time authority is at hand to check it with");
      rules.anchors_pem = *anchors;
      Note(FindingLevel::kWarning, file, "checked with the authority's certificate that lies in the package: compare that with the authority's own");
    }
    Result<TimestampFacts> facts = CheckTimestamp(*answer, Sha256(stamped), {}, rules);
    if (!facts) return Broken(file, facts.error().message);
    verdict_.stamps.push_back({.of = of, .facts = std::move(*facts)});
  }

  struct Packed {
    int64_t records = 0;
    std::optional<Sha256Digest> digest;  // once all of them were read
  };

  const FileTree& files_;
  const PackageCheckOptions& options_;
  PackageVerdict verdict_;
  std::string seal_, tagmanifest_, datapackage_, checkpoint_note_;
  Json log_;
  std::string log_wrong_;                 // why there is no log_
  std::map<std::string, Packed> packed_;  // by the id of a capture's first record
  Packed* packing_ = nullptr;             // the one whose records are being read
  int64_t left_ = 0;                      // records of it to come
  Sha256Stream capture_bytes_;
  std::string stray_;                     // the first record of no capture
};

}  // namespace

PackageVerdict CheckPackage(const FileTree& files, const PackageCheckOptions& options) { return PackageChecker(files, options).Run(); }

}  // namespace markwarden
