// Whether a WACZ is what it says: digests, records, index, pages.
#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/formats/cdxj.h"
#include "core/formats/exchange_record.h"
#include "core/formats/wacz.h"
#include "core/formats/warc_gzip.h"
#include "core/formats/zip.h"
#include "core/hash.h"
#include "core/json.h"

namespace markwarden {
namespace {

constexpr size_t kMaxPackageBytes = 16 << 20, kMaxListBytes = 64 << 20, kMaxRecords = 1'000'000;
constexpr int64_t kMaxUnpackedBytes = 1LL << 30;
constexpr const char* kPackage = "datapackage.json";
constexpr const char* kDigest = "datapackage-digest.json";

// A record as the index must tell of it.
struct Known {
  CdxjLine line;
  bool indexed = false;  // it is of a kind that an index lists
  bool listed = false;   // and a line does
};

// Numbers of an index are written as strings or as numbers; -1 when it is none.
int64_t Number(const Json& fields, const char* key) {
  const std::string text = JsonText(fields, key);
  int64_t value = -1;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() ? value : -1;
}

struct PlacedLine {
  std::string_view text;
  int64_t from = 0, to = 0;
};

std::vector<PlacedLine> LinesOf(std::string_view text) {
  std::vector<PlacedLine> lines;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size());
    lines.push_back({text.substr(from, end - from), static_cast<int64_t>(from), static_cast<int64_t>(end)});
    from = end + 1;
  }
  return lines;
}

class WaczCheck {
 public:
  WaczCheck(const ZipReader& zip, const WaczCheckOptions& options) : zip_(zip), options_(options) {}

  std::vector<Finding> Run() {
    for (const ZipEntry& entry : zip_.entries()) {
      if (!entry.refused.empty()) Add(FindingLevel::kBroken, entry.name, entry.refused);
    }
    CheckPackage();
    for (const ZipEntry& entry : zip_.entries()) {
      if (entry.refused.empty() && !entry.folder && entry.name.starts_with("archive/")) CheckArchive(entry);
    }
    for (const ZipEntry& entry : zip_.entries()) {
      if (entry.refused.empty() && !entry.folder && entry.name.starts_with("indexes/")) CheckIndex(entry);
    }
    CheckIndexed();
    for (const ZipEntry& entry : zip_.entries()) {
      if (entry.refused.empty() && entry.name.starts_with("pages/") && entry.name.ends_with(".jsonl")) CheckPages(entry);
    }
    NameDamagedFiles();
    std::stable_sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) { return a.level > b.level; });
    return std::move(findings_);
  }

 private:
  void Add(FindingLevel level, const std::string& entry, std::string what, int64_t from = 0, int64_t to = -1) {
    if (findings_.size() < kMaxFindings) findings_.push_back({level, options_.name + "!" + entry, from, to, std::move(what)});
  }

  std::optional<std::string> Read(const std::string& name, size_t cap) {
    const ZipEntry* entry = zip_.Find(name);
    if (entry == nullptr) return std::nullopt;
    Result<std::string> bytes = zip_.Read(*entry, cap);
    if (bytes) return std::move(*bytes);
    Add(bytes.error().code == ErrorCode::kExhausted ? FindingLevel::kUndecided : FindingLevel::kBroken, name, bytes.error().message);
    return std::nullopt;
  }

  void CheckPackage() {
    const std::optional<std::string> digest = Read(kDigest, kMaxPackageBytes);
    const std::optional<std::string> bytes = Read(kPackage, kMaxPackageBytes);
    if (!options_.datapackage_digest_sha256.empty() && (!digest || Sha256Hex(*digest) != LowerAscii(options_.datapackage_digest_sha256))) {
      Add(FindingLevel::kBroken, kDigest, "it is not the one that was sealed");
    }
    if (!bytes) {
      if (zip_.Find(kPackage) == nullptr) Add(FindingLevel::kBroken, kPackage, "it is missing: this is no WACZ");
      return;
    }
    if (digest) {
      const Result<Json> said = ParseJson(*digest);
      if (!said || !said->is_object() || JsonText(*said, "path") != kPackage) Add(FindingLevel::kBroken, kDigest, "it does not name datapackage.json and its digest");
      else if (LowerAscii(JsonText(*said, "hash")) != "sha256:" + Sha256Hex(*bytes)) Add(FindingLevel::kBroken, kPackage, "it does not fit its digest in datapackage-digest.json", 0, static_cast<int64_t>(bytes->size()));
    } else if (zip_.Find(kDigest) == nullptr) {
      Add(FindingLevel::kWarning, kDigest, "it is missing, so that nothing vouches for datapackage.json");
    }
    const Result<Json> package = ParseJson(*bytes);
    if (!package || !package->is_object()) return Add(FindingLevel::kBroken, kPackage, "it is no JSON object");
    const std::string profile = JsonText(*package, "profile"), version = JsonText(*package, "wacz_version");
    if (profile != "data-package" && profile != "wacz") Add(FindingLevel::kUndecided, kPackage, "its profile is not that of a WACZ");
    if (!version.empty() && !version.starts_with("1.")) Add(FindingLevel::kUndecided, kPackage, "its wacz_version " + std::string(Excerpt(version)) + " is not read here");
    const Json* resources = JsonMember(*package, "resources");
    if (resources == nullptr || !resources->is_array()) return Add(FindingLevel::kBroken, kPackage, "it lists no resources");
    std::set<std::string> listed;
    for (const Json& resource : *resources) {
      const std::string path = JsonText(resource, "path");
      if (path.empty() || !listed.insert(path).second) Add(FindingLevel::kBroken, kPackage, path.empty() ? "a resource has no path" : "it lists a resource twice: " + std::string(Excerpt(path)));
      else CheckResource(path, resource);
    }
    for (const ZipEntry& entry : zip_.entries()) {
      if (!entry.folder && entry.name != kPackage && entry.name != kDigest && listed.count(entry.name) == 0) {
        Add(FindingLevel::kBroken, entry.name, "datapackage.json does not list it");
      }
    }
  }

  void CheckResource(const std::string& path, const Json& resource) {
    const ZipEntry* entry = zip_.Find(path);
    if (entry == nullptr) return Add(FindingLevel::kBroken, path, "it is missing, though datapackage.json lists it");
    if (JsonInt(resource, "bytes").value_or(-1) != entry->size) Add(FindingLevel::kBroken, path, "it is not as long as datapackage.json says");
    const std::string hash = LowerAscii(JsonText(resource, "hash"));
    if (!hash.starts_with("sha256:")) return Add(FindingLevel::kUndecided, path, "datapackage.json has no SHA-256 of it");
    Result<std::unique_ptr<ByteStream>> stream = zip_.Stream(*entry);
    if (!stream) return Add(FindingLevel::kBroken, path, stream.error().message);
    Sha256Stream digest;
    while (true) {
      const Result<std::string> piece = (*stream)->Read(64 << 10);
      if (!piece) {
        damaged_.emplace(path, piece.error().message);
        return;
      }
      if (piece->empty()) break;
      digest.Update(*piece);
    }
    if (ToHex(digest.Finish()) != hash.substr(7)) damaged_.emplace(path, "it does not fit its digest in datapackage.json");
  }

  // A damaged file of which no part was named yet is named whole.
  void NameDamagedFiles() {
    for (const auto& [path, what] : damaged_) {
      const std::string file = options_.name + "!" + path;
      const bool named = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& f) { return f.level == FindingLevel::kBroken && f.file == file && f.to >= 0; });
      const ZipEntry* entry = zip_.Find(path);
      if (!named) Add(FindingLevel::kBroken, path, what, 0, entry == nullptr ? -1 : entry->size);
    }
  }

  void CheckArchive(const ZipEntry& entry) {
    if (!entry.name.ends_with(".warc.gz") || entry.method != 0) {
      unread_archive_ = true;
      return Add(FindingLevel::kUndecided, entry.name, "only stored .warc.gz files are read here");
    }
    const Result<SliceSource> slice = zip_.Slice(entry);
    if (!slice) return Add(FindingLevel::kBroken, entry.name, slice.error().message);
    const std::string filename = entry.name.substr(entry.name.find('/') + 1);
    WarcGzipReader reader(*slice);
    while (true) {
      const Result<std::optional<PackedWarcRecord>> next = reader.Next();
      if (!next) {
        unread_archive_ = true;  // what comes after is not known
        const auto level = next.error().code == ErrorCode::kExhausted ? FindingLevel::kUndecided : FindingLevel::kBroken;
        return Add(level, entry.name, next.error().message, reader.offset(), entry.size);
      }
      if (!*next) return;
      const PackedWarcRecord& packed = **next;
      unpacked_ += static_cast<int64_t>(packed.bytes.size());
      if (unpacked_ > kMaxUnpackedBytes || records_.size() >= kMaxRecords) {
        unread_archive_ = true;
        return Add(FindingLevel::kUndecided, entry.name, "it holds more records than are read here", packed.offset, entry.size);
      }
      if (options_.each_record) options_.each_record(packed);
      if (const Status fits = CheckWarcDigests(packed.record); !fits) {
        const bool payload = fits.error().message.starts_with("the payload");
        Add(FindingLevel::kBroken, entry.name, std::string("the ") + (payload ? "payload" : "block") + " of a WARC record does not fit its digest", packed.offset, packed.offset + packed.length);
      } else if (packed.record.Header("WARC-Block-Digest").empty()) {
        Add(FindingLevel::kWarning, entry.name, "a WARC record has no digest of its block", packed.offset, packed.offset + packed.length);
      }
      Known known{MakeCdxjLine(packed.record, packed.offset, packed.length, filename), IsIndexed(packed.record), false};
      targets_[JsonText(known.line.fields, "url")].insert(known.line.timestamp);
      records_.emplace(std::pair(filename, packed.offset), std::move(known));
    }
  }

  void CheckIndex(const ZipEntry& entry) {
    if (!entry.name.ends_with(".cdxj") && !entry.name.ends_with(".cdx")) {
      unread_index_ = true;
      return Add(FindingLevel::kUndecided, entry.name, "only plain .cdxj and .cdx files are read here");
    }
    const std::optional<std::string> text = Read(entry.name, kMaxListBytes);
    if (!text) {
      unread_index_ = true;
      return;
    }
    std::string_view before;
    for (const auto& [line, from, to] : LinesOf(*text)) {
      if (line.starts_with('!')) continue;  // what describes the index
      // Clang 14 captures no structured binding by reference.
      const auto broken = [&, from = from, to = to](const std::string& what) { Add(FindingLevel::kBroken, entry.name, what, from, to); };
      if (line < before) broken("its lines are not sorted");
      before = line;
      const Result<CdxjLine> said = ParseCdxjLine(line);
      if (!said) {
        broken(said.error().message);
        continue;
      }
      const auto found = records_.find({JsonText(said->fields, "filename"), Number(said->fields, "offset")});
      if (found == records_.end()) {
        if (!unread_archive_) broken("a line names a place where no record begins");
        continue;
      }
      Known& known = found->second;
      if (const std::string what = CompareCdxjLine(*said, known.line); !what.empty()) broken("a line is not true: " + what);
      if (said->key != known.line.key) Add(FindingLevel::kWarning, entry.name, "a line's key is not the one that is made here for its URL", from, to);
      known.listed = true;
    }
  }

  void CheckIndexed() {
    if (unread_index_) return;
    for (const auto& [place, known] : records_) {
      if (!known.indexed || known.listed) continue;
      const int64_t length = Number(known.line.fields, "length");
      Add(FindingLevel::kBroken, "archive/" + place.first, "no index lists the record", place.second, place.second + length);
    }
  }

  void CheckPages(const ZipEntry& entry) {
    const std::optional<std::string> text = Read(entry.name, kMaxListBytes);
    if (!text) return;
    for (const auto& [line, from, to] : LinesOf(*text)) {
      const Result<Json> page = ParseJson(line);
      const bool object = page && page->is_object();
      if (object && from == 0 && JsonText(*page, "format").starts_with("json-pages-1.")) continue;
      const std::string url = object ? JsonText(*page, "url") : "", ts = object ? JsonText(*page, "ts") : "";
      const std::optional<Time> time = ParseTime(ts);
      if (url.empty() || !time) {
        Add(FindingLevel::kBroken, entry.name, "a line is no page with a URL and a time", from, to);
        continue;
      }
      const auto target = targets_.find(url.substr(0, url.find('#')));
      if (target == targets_.end()) {
        if (!unread_archive_) Add(FindingLevel::kBroken, entry.name, "a page has no record: " + std::string(Excerpt(url)), from, to);
        continue;
      }
      std::string digits;
      for (const char c : FormatTime(*time)) {
        if (c >= '0' && c <= '9') digits += c;
      }
      if (target->second.count(digits) == 0) Add(FindingLevel::kWarning, entry.name, "a page's time is that of no record", from, to);
    }
  }

  const ZipReader& zip_;
  const WaczCheckOptions& options_;
  std::map<std::pair<std::string, int64_t>, Known> records_;     // by file and offset
  std::map<std::string, std::set<std::string>> targets_;         // URL -> timestamps
  std::map<std::string, std::string> damaged_;                   // path -> why
  int64_t unpacked_ = 0;
  bool unread_archive_ = false, unread_index_ = false;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CheckWacz(const ByteSource& source, const WaczCheckOptions& options) {
  const Result<ZipReader> zip = ZipReader::Open(source);
  if (zip) return WaczCheck(*zip, options).Run();
  const auto level = zip.error().code == ErrorCode::kExhausted || zip.error().code == ErrorCode::kUnsupported ? FindingLevel::kUndecided : FindingLevel::kBroken;
  return {{level, options.name, 0, -1, zip.error().message}};
}

}  // namespace markwarden
