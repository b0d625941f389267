// Folders of saved pages and ZIP archives of them, with archives inside.
#include <algorithm>
#include <chrono>
#include <set>

#include "core/formats/csv.h"
#include "core/formats/exchange_record.h"
#include "core/formats/image_decode.h"
#include "core/formats/zip.h"
#include "core/text/charset.h"
#include "core/url.h"
#include "crawler/saved_page.h"
#include "service/import_readers.h"
#include "service/import_wire.h"

namespace markwarden {
namespace {

constexpr size_t kMaxEntries = 10'000;

std::string Extension(const std::string& name) {
  const size_t dot = name.rfind('.'), slash = name.rfind('/');
  return dot == std::string::npos || (slash != std::string::npos && dot < slash) ? "" : LowerAscii(std::string_view(name).substr(dot + 1));
}

std::string BaseName(const std::string& name) {
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

// What lies beside saved pages and is none itself.
bool IsAsset(const std::string& name) {
  static const std::set<std::string> extensions = {"png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "bmp", "avif", "css", "js", "mjs", "map", "woff",
                                                   "woff2", "ttf", "otf", "eot", "mp4", "webm", "mp3", "json", "xml", "txt", "md", "pdf", "wasm", "tsv"};
  const std::string base = BaseName(name);
  return extensions.contains(Extension(name)) || base.starts_with('.') || base == "Thumbs.db" || name.starts_with("__MACOSX/");
}

// The type of a picture that a saved page may show; empty for anything else.
std::string PictureType(const std::string& name) {
  const std::string extension = Extension(name);
  if (extension == "png" || extension == "webp" || extension == "jpeg") return "image/" + extension;
  return extension == "jpg" ? "image/jpeg" : "";
}

bool IsAddressList(const std::string& name) {
  const std::string base = LowerAscii(BaseName(name));
  return base == "urls.csv" || base == "urls.jsonl";
}

// Named pieces of bytes, in a fixed order.
struct Entry {
  std::string name;      // shown, UTF-8
  std::string modified;  // a claim; empty when not said
  std::string refused;
  size_t index = 0;
};

class Entries {
 public:
  virtual ~Entries() = default;
  virtual const std::vector<Entry>& list() const = 0;
  // Errors: kInvalid, kExhausted, kInternal.
  virtual Result<std::string> Read(const Entry& entry, size_t cap) const = 0;
};

class ZipEntries : public Entries {
 public:
  static Result<std::unique_ptr<Entries>> Open(const ByteSource& source, int64_t budget) {
    Result<ZipReader> zip = ZipReader::Open(source, {.entries = kMaxEntries, .total_bytes = budget});
    if (!zip) return Fail(zip);
    std::unique_ptr<ZipEntries> made(new ZipEntries(std::move(*zip)));
    for (size_t i = 0; i < made->zip_.entries().size(); ++i) {
      const ZipEntry& entry = made->zip_.entries()[i];
      if (entry.folder && entry.refused.empty()) continue;
      std::string name = entry.name;
      if (!IsUtf8(name)) {
        if (const std::optional<DecodedText> decoded = DecodeAs(name, "gb18030")) name = decoded->text;
      }
      made->list_.push_back({std::move(name), entry.modified, entry.refused, i});
    }
    return std::unique_ptr<Entries>(std::move(made));
  }
  const std::vector<Entry>& list() const override { return list_; }
  Result<std::string> Read(const Entry& entry, size_t cap) const override { return zip_.Read(zip_.entries()[entry.index], cap); }

 private:
  explicit ZipEntries(ZipReader zip) : zip_(std::move(zip)) {}
  const ZipReader zip_;
  std::vector<Entry> list_;
};

class PackedEntries : public Entries {
 public:
  PackedEntries(const ByteSource& source, std::vector<PackedFile> files) : source_(source), files_(std::move(files)) {
    for (size_t i = 0; i < files_.size(); ++i) list_.push_back({files_[i].name, "", files_[i].refused, i});
  }
  const std::vector<Entry>& list() const override { return list_; }
  Result<std::string> Read(const Entry& entry, size_t cap) const override {
    const PackedFile& file = files_[entry.index];
    if (file.length > static_cast<int64_t>(cap)) {
      return Fail(ErrorCode::kExhausted, "it is larger than the " + std::to_string(cap >> 20) + " MiB that are left for it");
    }
    return source_.ReadAt(file.offset, static_cast<size_t>(file.length));
  }

 private:
  const ByteSource& source_;
  const std::vector<PackedFile> files_;
  std::vector<Entry> list_;
};

// file -> address, from urls.csv (columns file and url, in any order) or urls.jsonl ({"file","url"}).
std::map<std::string, std::string> ReadAddresses(const std::string& name, const std::string& text) {
  std::map<std::string, std::string> addresses;
  const std::string folder = FolderOf(name);
  const auto add = [&](const std::string& file, const std::string& address) {
    const Result<Url> url = ParseUrl(address);
    if (!file.empty() && url && url->IsHttp()) addresses[folder + file] = url->HrefWithoutFragment();
  };
  if (Extension(name) == "jsonl") {
    for (size_t from = 0; from < text.size();) {
      const size_t to = std::min(text.find('\n', from), text.size());
      if (const Result<Json> line = ParseJson(std::string_view(text).substr(from, to - from))) add(JsonText(*line, "file"), JsonText(*line, "url"));
      from = to + 1;
    }
    return addresses;
  }
  CsvReader reader(text);
  size_t file = 0, url = 1;
  bool heading = true;
  while (const std::optional<CsvRow> row = reader.Next()) {
    if (heading) {
      heading = false;
      for (size_t i = 0; i < row->cells.size(); ++i) {
        const std::string cell = LowerAscii(row->cells[i]);
        if (cell == "file" || cell == "name" || cell == "文件" || cell == "文件名") file = i;
        if (cell == "url" || cell == "link" || cell == "网址" || cell == "链接") url = i;
      }
    }
    if (file < row->cells.size() && url < row->cells.size()) add(row->cells[file], row->cells[url]);
  }
  return addresses;
}

class ArchiveImport : public ImportReader {
 public:
  ArchiveImport(std::unique_ptr<Entries> entries, const ImportReadOptions& options, const ArchiveBudget& budget)
      : entries_(std::move(entries)), options_(options), budget_(budget) {}

  // Errors: those of reading the lists of addresses.
  Status Prepare() {
    for (const Entry& entry : entries_->list()) {
      if (!entry.refused.empty() || !IsAddressList(entry.name)) continue;
      Result<std::string> bytes = entries_->Read(entry, 16 << 20);
      if (!bytes) return Fail(std::move(bytes.error()).While(entry.name));
      Result<std::string> text = ImportText(std::move(*bytes), "");
      if (!text) return Fail(std::move(text.error()).While(entry.name));
      addresses_.merge(ReadAddresses(entry.name, *text));
    }
    return Ok();
  }

  Result<std::optional<ImportItem>> Next() override {
    while (true) {
      if (inner_) {
        Result<std::optional<ImportItem>> item = inner_->Next();
        if (item && *item) {
          (*item)->place = inner_name_ + ": " + (*item)->place;
          (*item)->line = 0;
          return item;
        }
        const std::string name = inner_name_;
        inner_.reset();
        source_.reset();
        bytes_.clear();
        if (!item && item.error().code == ErrorCode::kInternal) return item;
        if (!item) return std::optional<ImportItem>(RefusedItem(name, item.error().message, ""));
      }
      if (at_ >= entries_->list().size()) return std::optional<ImportItem>();
      const Entry& entry = entries_->list()[at_++];
      Result<std::optional<ImportItem>> item = Open(entry);
      if (!item || *item) return item;
    }
  }

 private:
  // Where the page "a/x.html" says that it came from, when "a/x_files/" is `folder`; empty when there is no such page or it does not say.
  const std::string& AddressOfPageBeside(const std::string& folder) {
    const auto [known, fresh] = pages_beside_.try_emplace(folder);
    if (!fresh || !folder.ends_with("_files/")) return known->second;
    const std::string stem = folder.substr(0, folder.size() - std::string_view("_files/").size());
    for (const Entry& entry : entries_->list()) {
      if (!entry.refused.empty() || (entry.name != stem + ".html" && entry.name != stem + ".htm")) continue;
      const auto listed = addresses_.find(entry.name);
      if (listed != addresses_.end()) {
        known->second = listed->second;
      } else if (const Result<std::string> page = entries_->Read(entry, kMaxImportPageBytes)) {
        known->second = FindSavedAddress(*page).url;
      }
    }
    return known->second;
  }

  // A picture that a browser saved beside its page is found under the address that the saved page now gives it.
  Result<std::optional<ImportItem>> Picture(const Entry& entry, const std::string& type) {
    const std::string folder = FolderOf(entry.name);
    const Result<Url> page = ParseUrl(AddressOfPageBeside(folder));
    if (!page) return std::optional<ImportItem>();
    const std::string parent = FolderOf(folder.substr(0, folder.size() - 1));
    const Result<Url> url = ParseUrl("./" + entry.name.substr(parent.size()), &*page);
    if (!url) return std::optional<ImportItem>();
    Result<std::string> bytes = entries_->Read(entry, std::min<size_t>(kMaxPictureBytes, static_cast<size_t>(std::max<int64_t>(*budget_.left, 0))));
    if (!bytes && bytes.error().code == ErrorCode::kInternal) return Fail(bytes);
    if (!bytes) return std::optional<ImportItem>(RefusedItem(entry.name, bytes.error().message, ""));
    *budget_.left -= static_cast<int64_t>(bytes->size());
    ImportItem item;
    item.what = ImportItem::What::kPage;
    item.place = entry.name;
    item.content_type = type;
    item.claimed_time = entry.modified;
    item.page.url = url->HrefWithoutFragment();
    item.page.body = std::move(*bytes);
    item.notes["address"] = "made from the page's: saved in the folder beside it";
    return std::optional<ImportItem>(std::move(item));
  }

  // An item, or nothing: the entry is passed over or `inner_` reads it.
  Result<std::optional<ImportItem>> Open(const Entry& entry) {
    const auto refused = [&](const std::string& why) { return std::optional<ImportItem>(RefusedItem(entry.name, why, "")); };
    if (!entry.refused.empty()) return refused(entry.refused);
    if (const std::string type = PictureType(entry.name); !type.empty()) return Picture(entry, type);
    if (IsAddressList(entry.name) || IsAsset(entry.name)) return std::optional<ImportItem>();
    Result<std::string> bytes = entries_->Read(entry, std::min<size_t>(kMaxImportWholeBytes, static_cast<size_t>(std::max<int64_t>(*budget_.left, 0))));
    if (!bytes) {
      if (bytes.error().code == ErrorCode::kInternal) return Fail(bytes);
      return refused(bytes.error().message);
    }
    *budget_.left -= static_cast<int64_t>(bytes->size());
    const MemorySource look(*bytes);
    const Result<ImportKind> kind = DetectImportKind(look);
    if (!kind && kind.error().code == ErrorCode::kUnsupported) return std::optional<ImportItem>();
    if (!kind) return refused(kind.error().message);
    if (*kind == ImportKind::kHtml) {
      const auto address = addresses_.find(entry.name);
      if (bytes->size() > kMaxImportPageBytes) return refused("the page is larger than " + std::to_string(kMaxImportPageBytes >> 20) + " MiB");
      ImportItem page = SavedPage(std::move(*bytes), entry.name, address == addresses_.end() ? "" : address->second);
      page.claimed_time = entry.modified;
      return std::optional<ImportItem>(std::move(page));
    }
    // Text without any mark of its own counts as a table by its name only.
    const std::string extension = Extension(entry.name);
    if (*kind == ImportKind::kListingsCsv && extension != "csv" && !entry.name.ends_with(".csv.gz")) return std::optional<ImportItem>();
    if (*kind == ImportKind::kArchive && budget_.depth + 1 >= kMaxArchiveDepth) {
      return refused("archives are nested deeper than " + std::to_string(kMaxArchiveDepth));
    }
    bytes_ = std::move(*bytes);
    source_ = std::make_unique<MemorySource>(bytes_);
    ImportReadOptions inside = options_;
    inside.file_name = BaseName(entry.name);
    Result<std::unique_ptr<ImportReader>> reader = OpenNested(*source_, *kind, inside, {budget_.depth + 1, budget_.left});
    if (!reader) {
      if (reader.error().code == ErrorCode::kInternal) return Fail(reader);
      return refused(reader.error().message);
    }
    inner_ = std::move(*reader);
    inner_name_ = entry.name;
    return std::optional<ImportItem>();
  }

  const std::unique_ptr<Entries> entries_;
  const ImportReadOptions options_;
  const ArchiveBudget budget_;
  std::map<std::string, std::string> addresses_;
  std::map<std::string, std::string> pages_beside_;  // "a/x_files/" -> the page's address
  size_t at_ = 0;
  std::string bytes_;  // of the entry being read
  std::unique_ptr<MemorySource> source_;
  std::unique_ptr<ImportReader> inner_;
  std::string inner_name_;
};

Result<std::unique_ptr<ImportReader>> Made(std::unique_ptr<Entries> entries, const ImportReadOptions& options, const ArchiveBudget& budget) {
  auto made = std::make_unique<ArchiveImport>(std::move(entries), options, budget);
  if (Status prepared = made->Prepare(); !prepared) return Fail(prepared);
  return std::unique_ptr<ImportReader>(std::move(made));
}

}  // namespace

Result<std::unique_ptr<ImportReader>> OpenArchive(const ByteSource& source, const ImportReadOptions& options, const ArchiveBudget& budget) {
  Result<std::unique_ptr<Entries>> entries = ZipEntries::Open(source, *budget.left);
  if (!entries) return Fail(entries);
  return Made(std::move(*entries), options, budget);
}

Result<std::unique_ptr<ImportReader>> OpenPackedFolder(const ByteSource& source, std::vector<PackedFile> files, const ImportReadOptions& options) {
  return Made(std::make_unique<PackedEntries>(source, std::move(files)), options, ArchiveBudget{});
}

}  // namespace markwarden
