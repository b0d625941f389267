// Bag, WACZ, proofs, signatures and tokens of a package.
#include "reports/evidence_check.h"

#include <algorithm>
#include <map>

#include "core/base64.h"
#include "core/formats/bagit.h"
#include "core/formats/wacz.h"
#include "core/formats/warc_gzip.h"
#include "core/formats/zip.h"
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

class Checker {
 public:
  Checker(const FileTree& files, const PackageCheckOptions& options) : files_(files), options_(options) {}

  PackageVerdict Run() {
    ReadSeal();
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
                                                     kPackageSealStamp, kPackageCheckpointStamp, kPackageAnchors, kPackageSums};
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
    const auto sums = Read(kPackageSums, kSmallFile, false);
    if (!sums) return;
    for (size_t from = 0; from < sums->size();) {
      const size_t end = std::min(sums->find('\n', from), sums->size());
      const std::string line = sums->substr(from, end - from);
      from = end + 1;
      const std::string path = line.size() > 66 && line.compare(64, 2, "  ") == 0 ? DecodeBagPath(line.substr(66)) : "";
      if (!path.starts_with("seal/") || files_.Find(path) == nullptr) return Broken(kPackageSums, "it names a file that is not there, or has a line that is no digest and path");
      Result<std::string> bytes = files_.Read(path, kSmallFile);
      if (!bytes || Sha256Hex(*bytes) != line.substr(0, 64)) return Broken(path, std::string("it does not fit its digest in ") + kPackageSums);
    }
  }

  void CheckArchive() {
    if (files_.Find(kPackageWacz) == nullptr) return;  // the bag has said so, or there is none
    Result<std::unique_ptr<ByteSource>> source = files_.Open(kPackageWacz);
    if (!source) return Broken(kPackageWacz, source.error().message);
    Add(CheckWacz(**source, {.name = kPackageWacz, .datapackage_digest_sha256 = datapackage_}));
    ReadCaptures(**source);
  }

  // Digests of the captures' records, by the id of each capture's first record.
  void ReadCaptures(const ByteSource& source) {
    Result<ZipReader> zip = ZipReader::Open(source, {.total_bytes = 4LL << 30});
    if (!zip) return;  // CheckWacz has said so
    const ZipEntry* entry = zip->Find("archive/data.warc.gz");
    if (entry == nullptr || entry->method != 0) return;
    Result<std::string> packed = zip->Read(*entry, 512 << 20);
    if (!packed) return;
    const MemorySource records(*packed);
    WarcGzipReader reader(records);
    for (;;) {
      Result<std::optional<PackedWarcRecord>> next = reader.Next();
      if (!next || !*next) return;
      std::string id = (*next)->record.Header("WARC-Record-ID");
      const bool info = (*next)->record.type == "warcinfo";
      records_.push_back({std::move(id), std::move((*next)->bytes), info});
    }
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
    const auto bytes = Read(kPackageLog, kLogFile, true);
    if (!bytes || !verdict_.checkpoint) return;
    Result<Json> log = ParseJson(*bytes);
    if (!log || !log->is_object() || JsonText(*log, "format") != "markwarden-log/1") return Broken(kPackageLog, "it is not a list of proofs");
    const Checkpoint& head = *verdict_.checkpoint;
    if (JsonInt(*log, "size") != head.size || JsonText(*log, "root") != ToHex(head.root)) {
      return Broken(kPackageLog, "its size and root are not those of seal/checkpoint");
    }
    const Json* captures = JsonMember(*log, "captures");
    if (captures == nullptr || !captures->is_array() || captures->empty() || captures->size() > kMaxCaptures) return Broken(kPackageLog, "it lists no captures");
    std::map<std::string, size_t> places;
    for (size_t i = 0; i < records_.size(); ++i) places.emplace(records_[i].id, i);
    size_t proved = 0;
    std::vector<bool> covered(records_.size());
    for (const Json& capture : *captures) {
      const std::string why = CheckCapture(capture, head, places, covered);
      if (!why.empty()) return Broken(kPackageLog, "capture " + JsonText(capture, "id") + ": " + why);
      ++proved;
    }
    verdict_.captures = static_cast<int64_t>(proved);
    for (size_t i = 0; i < covered.size(); ++i) {
      if (!covered[i] && !records_[i].info) return Broken(kPackageLog, "record " + records_[i].id + " of the archive belongs to no capture of the log");
    }
  }

  // Empty when the capture's records are in the archive and their digest is in the checkpoint's tree; else why not.
  std::string CheckCapture(const Json& capture, const Checkpoint& head, const std::map<std::string, size_t>& places, std::vector<bool>& covered) {
    const auto found = places.find(JsonText(capture, "warc_record_id"));
    const int64_t count = JsonInt(capture, "records").value_or(0);
    if (found == places.end() || count < 1 || size_t(count) > records_.size() - found->second) return "its records are not in the archive";
    std::string bytes;
    for (size_t i = found->second; i < found->second + size_t(count); ++i) {
      bytes += records_[i].bytes;
      covered[i] = true;
    }
    const Sha256Digest digest = Sha256(bytes);
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

  struct Record {
    std::string id, bytes;
    bool info = false;
  };

  const FileTree& files_;
  const PackageCheckOptions& options_;
  PackageVerdict verdict_;
  std::string seal_, tagmanifest_, datapackage_, checkpoint_note_;
  std::vector<Record> records_;
};

}  // namespace

PackageVerdict CheckPackage(const FileTree& files, const PackageCheckOptions& options) { return Checker(files, options).Run(); }

}  // namespace markwarden
