// Whether a bag is complete and valid (RFC 8493, section 3), and where it is not.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "core/digest_stream.h"
#include "core/formats/bagit.h"
#include "core/formats/bagit_text.h"
#include "core/formats/exchange_record.h"
#include "core/hash.h"

namespace markwarden {
namespace {

constexpr size_t kMaxManifestBytes = 16 << 20, kMaxBlocksBytes = 64 << 20, kMaxInfoBytes = 1 << 20;
constexpr BagVersion kOld{0, 97}, kNow{1, 0};
constexpr std::string_view kSystemFiles[] = {".ds_store", "thumbs.db", "desktop.ini", "._.ds_store"};

struct Manifest {
  std::string file;       // "manifest-sha256.txt"
  std::string algorithm;  // "sha256"
  bool tags = false;
  std::map<std::string, std::string> digests;  // path -> digest
};

class BagCheck {
 public:
  BagCheck(const FileTree& files, const BagCheckOptions& options) : files_(files), options_(options) {}

  std::vector<Finding> Run() {
    for (const TreeEntry& entry : files_.entries()) {
      if (!entry.refused.empty()) Add(FindingLevel::kBroken, entry.path, entry.refused);
    }
    CheckSealed();
    if (!Declaration()) {
      CheckDeclarationDigest();
    } else {
      ReadManifests();
      ReadFetch();
      ReadBlocks();
      CheckInfo();
      CheckListed();
      CheckDigests();
    }
    std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
      const auto key = [](const Found& f) { return std::tuple(-static_cast<int>(f.finding.level), f.order, std::string_view(f.finding.file), f.finding.from); };
      return key(a) < key(b);
    });
    std::vector<Finding> findings;
    for (Found& found : found_) findings.push_back(std::move(found.finding));
    return findings;
  }

 private:
  // What hangs on what: the seal names the tag manifest, that the tag files, these the payload; what only contradicts
  // something else comes last.
  enum Order { kTagManifests, kTagFiles, kPayload, kContradictions };
  static Order OrderOf(std::string_view file) { return file.starts_with("data/") ? kPayload : file.starts_with("tagmanifest-") ? kTagManifests : kTagFiles; }
  struct Found {
    Finding finding;
    Order order;
  };

  void Add(FindingLevel level, std::string file, std::string what, int64_t from = 0, int64_t to = -1) {
    // Room is kept for what is graver.
    if (level == FindingLevel::kWarning && ++warnings_ > kMaxFindings / 2) return;
    const Order order = OrderOf(file);
    if (found_.size() < kMaxFindings) found_.push_back({{level, std::move(file), from, to, std::move(what)}, order});
  }
  void AddContradiction(std::string file, std::string what) {
    if (found_.size() < kMaxFindings) found_.push_back({{FindingLevel::kBroken, std::move(file), 0, -1, std::move(what)}, kContradictions});
  }

  // A declaration that cannot be read may be a damaged one: then a tag manifest knows it.
  void CheckDeclarationDigest() {
    const Result<std::string> bytes = files_.Read("bagit.txt", 4096), tags = files_.Read("tagmanifest-sha256.txt", kMaxManifestBytes);
    if (!bytes || !tags) return;
    for (const std::string_view line : BagLines(*tags)) {
      const Result<ManifestLine> parsed = ParseManifestLine(line, 32);
      if (parsed && parsed->path == "bagit.txt" && parsed->digest != Sha256Hex(*bytes)) {
        Add(FindingLevel::kBroken, "bagit.txt", "it does not fit its digest in tagmanifest-sha256.txt", 0, static_cast<int64_t>(bytes->size()));
      }
    }
  }

  void CheckSealed() {
    if (options_.tagmanifest_sha256.empty()) return;
    const std::string file = "tagmanifest-sha256.txt";
    const Result<std::string> bytes = files_.Read(file, kMaxManifestBytes);
    if (!bytes) return Add(FindingLevel::kBroken, file, bytes.error().message);
    if (Sha256Hex(*bytes) != LowerAscii(options_.tagmanifest_sha256)) Add(FindingLevel::kBroken, file, "it is not the one that was sealed", 0, static_cast<int64_t>(bytes->size()));
  }

  bool Declaration() {
    const Result<std::string> bytes = files_.Read("bagit.txt", 4096);
    if (!bytes) {
      Add(FindingLevel::kBroken, "bagit.txt", bytes.error().code == ErrorCode::kNotFound ? "it is missing: this is no bag" : bytes.error().message);
      return false;
    }
    Result<BagDeclaration> declaration = ParseBagDeclaration(*bytes);
    if (!declaration) {
      Add(FindingLevel::kBroken, "bagit.txt", declaration.error().message);
      return false;
    }
    if (declaration->version != kOld && declaration->version != kNow) {
      Add(FindingLevel::kUndecided, "bagit.txt", "bags of version " + std::to_string(declaration->version.major) + "." + std::to_string(declaration->version.minor) + " are not read here");
      return false;
    }
    bag_ = std::move(*declaration);
    if (const Result<std::string> readable = DecodeTagText("", bag_.encoding); !readable) {
      Add(FindingLevel::kUndecided, "bagit.txt", readable.error().message);
      return false;
    }
    return true;
  }

  std::optional<std::string> ReadText(const std::string& file, size_t cap) {
    const Result<std::string> bytes = files_.Read(file, cap);
    if (!bytes) {
      Add(bytes.error().code == ErrorCode::kExhausted ? FindingLevel::kUndecided : FindingLevel::kBroken, file, bytes.error().message);
      return std::nullopt;
    }
    Result<std::string> text = DecodeTagText(*bytes, bag_.encoding);
    if (!text) {
      Add(text.error().code == ErrorCode::kUnsupported ? FindingLevel::kUndecided : FindingLevel::kBroken, file, text.error().message);
      return std::nullopt;
    }
    return std::move(*text);
  }

  void ReadManifests() {
    bool payload = false, unknown = false;
    for (const TreeEntry& entry : files_.entries()) {
      Manifest manifest;
      manifest.file = entry.path;
      std::string_view name = entry.path;
      manifest.tags = name.starts_with("tagmanifest-");
      if (!name.ends_with(".txt") || name.find('/') != std::string_view::npos || (!manifest.tags && !name.starts_with("manifest-"))) continue;
      name.remove_suffix(4);
      manifest.algorithm = LowerAscii(name.substr(name.find('-') + 1));
      payload = payload || !manifest.tags;
      const std::optional<DigestStream> digest = DigestStream::Open(manifest.algorithm);
      if (!digest) {
        unknown = unknown || !manifest.tags;
        Add(FindingLevel::kWarning, entry.path, "its algorithm is not known here, so that it was not judged");
        continue;
      }
      ReadManifest(manifest, digest->bytes());
      manifests_.push_back(std::move(manifest));
    }
    if (!payload) Add(FindingLevel::kBroken, "manifest-sha256.txt", "there is no manifest of the payload");
    const bool judged = std::any_of(manifests_.begin(), manifests_.end(), [](const Manifest& m) { return !m.tags; });
    unjudged_ = unjudged_ || (unknown && !judged);
    if (unknown && !judged) Add(FindingLevel::kUndecided, "data/", "no manifest of the payload is of an algorithm that is known here");
  }

  void ReadManifest(Manifest& manifest, size_t digest_bytes) {
    const std::optional<std::string> text = ReadText(manifest.file, kMaxManifestBytes);
    unjudged_ = unjudged_ || !text;
    if (!text) return;
    if (manifest.algorithm == "md5" || manifest.algorithm == "sha1") Add(FindingLevel::kWarning, manifest.file, "its algorithm no longer proves anything");
    const std::vector<std::string_view> lines = BagLines(*text);
    unjudged_ = unjudged_ || lines.size() > kMaxManifestLines;
    if (lines.size() > kMaxManifestLines) return Add(FindingLevel::kUndecided, manifest.file, "it has more than " + std::to_string(kMaxManifestLines) + " lines");
    for (const std::string_view line : lines) {
      Result<ManifestLine> parsed = ParseManifestLine(line, digest_bytes);
      if (!parsed) {
        Add(FindingLevel::kBroken, manifest.file, parsed.error().message);
        continue;
      }
      // Before 1.0 it was not said that a percent sign is written %25.
      if (bag_.version == kOld && files_.Find(parsed->path) == nullptr && files_.Find(parsed->written) != nullptr) parsed->path = parsed->written;
      if (!parsed->warning.empty()) Add(FindingLevel::kWarning, manifest.file, parsed->warning + ": " + Excerpt(parsed->written));
      const bool in_data = parsed->path.starts_with("data/");
      if (in_data == manifest.tags || parsed->path.starts_with("tagmanifest-")) {
        Add(FindingLevel::kBroken, manifest.file, std::string(in_data ? "it lists a payload file: " : "it lists what is no payload file: ") + Excerpt(parsed->path));
        continue;
      }
      const auto [before, fresh] = manifest.digests.try_emplace(parsed->path, parsed->digest);
      if (fresh) continue;
      if (before->second != parsed->digest) Add(FindingLevel::kBroken, manifest.file, "it lists a file twice with two digests: " + Excerpt(parsed->path));
      else Add(bag_.version == kNow ? FindingLevel::kBroken : FindingLevel::kWarning, manifest.file, "it lists a file twice: " + Excerpt(parsed->path));
    }
  }

  void ReadFetch() {
    if (files_.Find("fetch.txt") == nullptr) return;
    const std::optional<std::string> text = ReadText("fetch.txt", kMaxManifestBytes);
    if (!text) return;
    for (const std::string_view line : BagLines(*text)) {
      const Result<FetchLine> parsed = ParseFetchLine(line);
      if (!parsed) {
        Add(FindingLevel::kBroken, "fetch.txt", parsed.error().message);
      } else if (!parsed->path.starts_with("data/")) {
        Add(FindingLevel::kBroken, "fetch.txt", "it names what is no payload file: " + Excerpt(parsed->path));
      } else {
        const TreeEntry* here = files_.Find(parsed->path);
        if (here == nullptr) fetched_.insert(parsed->path);
        else if (parsed->length && *parsed->length != here->size) Add(FindingLevel::kBroken, here->path, "it is not as long as fetch.txt says");
        if (!IsListed(parsed->path)) Add(FindingLevel::kBroken, "fetch.txt", "it names a file that no manifest lists: " + Excerpt(parsed->path));
      }
    }
  }

  bool IsListed(const std::string& path) const {
    return unjudged_ || std::any_of(manifests_.begin(), manifests_.end(), [&](const Manifest& m) { return !m.tags && m.digests.count(path) != 0; });
  }

  // The blocks only tell where a file is broken: what they say of a file that is whole must be true as well.
  void ReadBlocks() {
    if (files_.Find(kBagBlocksFile) == nullptr) return;
    const std::optional<std::string> text = ReadText(kBagBlocksFile, kMaxBlocksBytes);
    if (!text) return;
    for (const std::string_view line : BagLines(*text)) {
      Result<BlockLine> parsed = ParseBlockLine(line);
      std::vector<BlockLine>* blocks = parsed ? &blocks_[parsed->path] : nullptr;
      const int64_t due = blocks == nullptr || blocks->empty() ? 0 : blocks->back().offset + blocks->back().length;
      if (blocks == nullptr || parsed->offset != due) {
        AddContradiction(kBagBlocksFile, parsed ? "the blocks of a file do not follow on one another" : parsed.error().message);
        blocks_.clear();
        return;
      }
      blocks->push_back(std::move(*parsed));
    }
  }

  void CheckInfo() {
    if (files_.Find("bag-info.txt") == nullptr) return;
    const std::optional<std::string> text = ReadText("bag-info.txt", kMaxInfoBytes);
    if (!text) return;
    const auto lines = ParseBagInfo(*text);
    if (!lines) return Add(FindingLevel::kBroken, "bag-info.txt", lines.error().message);
    std::pair<int64_t, int64_t> have{0, 0};
    for (const TreeEntry& entry : files_.entries()) {
      if (!entry.path.starts_with("data/")) continue;
      have.first += entry.size;
      ++have.second;
    }
    for (const auto& [label, value] : *lines) {
      if (LowerAscii(label) != "payload-oxum") continue;
      const auto oxum = ParseOxum(value);
      if (!oxum) Add(FindingLevel::kBroken, "bag-info.txt", "its Payload-Oxum is not bytes, a dot and files");
      else if (*oxum != have && fetched_.empty()) {
        AddContradiction("bag-info.txt", "its Payload-Oxum " + Excerpt(value) + " is not what is here: " + std::to_string(have.first) + "." + std::to_string(have.second));
      }
    }
  }

  void CheckListed() {
    const bool has_tags = std::any_of(manifests_.begin(), manifests_.end(), [](const Manifest& m) { return m.tags; });
    std::map<std::string, std::string> folded;
    for (const TreeEntry& entry : files_.entries()) {
      const std::string lower = LowerAscii(entry.path);
      if (const auto [before, fresh] = folded.try_emplace(lower, entry.path); !fresh) {
        Add(FindingLevel::kWarning, entry.path, "it differs in case only from " + Excerpt(before->second));
      }
      const std::string name = lower.substr(lower.rfind('/') + 1);
      if (std::find(std::begin(kSystemFiles), std::end(kSystemFiles), name) != std::end(kSystemFiles)) {
        Add(FindingLevel::kWarning, entry.path, "it is a file that systems make by themselves");
      }
      if (entry.path.starts_with("data/")) {
        if (!IsListed(entry.path)) Add(FindingLevel::kBroken, entry.path, "it is in the bag, but no manifest lists it");
      } else if (has_tags && !entry.path.starts_with("tagmanifest-") && !entry.path.starts_with("seal/")) {
        const bool listed = std::any_of(manifests_.begin(), manifests_.end(), [&](const Manifest& m) { return m.tags && m.digests.count(entry.path) != 0; });
        if (!listed) Add(FindingLevel::kWarning, entry.path, "no tag manifest lists it, so that nothing vouches for it");
      }
    }
    for (const Manifest& manifest : manifests_) {
      for (const auto& [path, digest] : manifest.digests) {
        if (files_.Find(path) == nullptr && fetched_.count(path) == 0) Add(FindingLevel::kBroken, path, "it is missing, though " + manifest.file + " lists it");
      }
      if (bag_.version != kNow || manifest.tags) continue;
      for (const Manifest& other : manifests_) {  // since 1.0 every manifest lists every file
        if (other.tags || &other == &manifest) continue;
        for (const auto& [path, digest] : other.digests) {
          if (manifest.digests.count(path) == 0) Add(FindingLevel::kBroken, manifest.file, "it does not list " + Excerpt(path) + ", as " + other.file + " does");
        }
      }
    }
    for (const std::string& path : fetched_) Add(FindingLevel::kUndecided, path, "it is not in the bag: fetch.txt says where it is to be had");
  }

  void CheckDigests() {
    std::map<std::string, std::vector<const Manifest*>> by_path;
    for (const Manifest& manifest : manifests_) {
      for (const auto& [path, digest] : manifest.digests) by_path[path].push_back(&manifest);
    }
    for (const auto& [path, blocks] : blocks_) {
      if (by_path.count(path) == 0) AddContradiction(kBagBlocksFile, "it names a file that no manifest lists: " + Excerpt(path));
    }
    for (const auto& [path, listing] : by_path) {
      const TreeEntry* entry = files_.Find(path);
      if (entry != nullptr && entry->refused.empty()) CheckFile(*entry, listing);
    }
  }

  void CheckFile(const TreeEntry& entry, const std::vector<const Manifest*>& listing) {
    const Result<std::unique_ptr<ByteSource>> source = files_.Open(entry.path);
    if (!source) return Add(source.error().code == ErrorCode::kExhausted ? FindingLevel::kUndecided : FindingLevel::kBroken, entry.path, source.error().message);
    const int64_t size = (*source)->size();
    std::vector<std::pair<const Manifest*, DigestStream>> digests;
    for (const Manifest* manifest : listing) digests.emplace_back(manifest, std::move(*DigestStream::Open(manifest->algorithm)));
    const auto known = blocks_.find(entry.path);
    std::vector<std::pair<int64_t, int64_t>> bad;  // ranges that are not as the blocks say
    const auto spoil = [&](int64_t from, int64_t to) {
      if (!bad.empty() && bad.back().second == from) bad.back().second = to;
      else bad.emplace_back(from, to);
    };
    for (int64_t at = 0; at < size; at += kBagBlockBytes) {
      const Result<std::string> piece = (*source)->ReadAt(at, static_cast<size_t>(kBagBlockBytes));
      if (!piece) return Add(FindingLevel::kBroken, entry.path, piece.error().message, at, size);
      for (auto& [manifest, digest] : digests) digest.Update(*piece);
      if (known == blocks_.end()) continue;
      const auto index = static_cast<size_t>(at / kBagBlockBytes);
      const int64_t end = at + static_cast<int64_t>(piece->size());
      if (index >= known->second.size() || known->second[index].offset != at || known->second[index].length != end - at || known->second[index].digest != Sha256Hex(*piece)) {
        spoil(at, end);
      }
    }
    if (known != blocks_.end()) {
      const int64_t due = known->second.back().offset + known->second.back().length;
      if (due > size) spoil(size, due);  // the end is gone
    }
    bool whole = true;
    for (auto& [manifest, digest] : digests) {
      if (digest.FinishHex() == manifest->digests.at(entry.path)) continue;
      whole = false;
      const std::string what = "it does not fit its digest in " + manifest->file;
      if (bad.empty()) Add(FindingLevel::kBroken, entry.path, what, 0, size);
      for (const auto& [from, to] : bad) Add(FindingLevel::kBroken, entry.path, what, from, to);
    }
    if (whole && !bad.empty()) AddContradiction(kBagBlocksFile, "it does not fit " + Excerpt(entry.path) + ", which fits its manifest");
  }

  const FileTree& files_;
  const BagCheckOptions& options_;
  BagDeclaration bag_;
  std::vector<Manifest> manifests_;
  bool unjudged_ = false;  // a manifest could not be read, so that nothing can be called unlisted
  std::set<std::string> fetched_;  // to be fetched, not here
  std::map<std::string, std::vector<BlockLine>> blocks_;
  std::vector<Found> found_;
  size_t warnings_ = 0;
};

}  // namespace

std::vector<Finding> CheckBag(const FileTree& files, const BagCheckOptions& options) { return BagCheck(files, options).Run(); }

}  // namespace markwarden
