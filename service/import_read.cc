// Kinds told by their bytes, and the files that hold exchanges.
#include "service/import_read.h"

#include <algorithm>

#include "core/formats/har.h"
#include "core/formats/http_message.h"
#include "core/formats/mhtml.h"
#include "core/formats/warc_exchanges.h"
#include "core/formats/zip.h"
#include "core/hash.h"
#include "core/inflate.h"
#include "core/inflate_stream.h"
#include "crawler/saved_page.h"
#include "service/import_readers.h"

namespace markwarden {
namespace {

constexpr size_t kLookedAt = 64 << 10;
constexpr size_t kMaxMhtmlBytes = 64 << 20;

struct KindName {
  ImportKind kind;
  std::string_view name;
};
constexpr KindName kNames[] = {
    {ImportKind::kListingsJsonl, "listings_jsonl"}, {ImportKind::kListingsCsv, "listings_csv"}, {ImportKind::kListingsXlsx, "listings_xlsx"},
    {ImportKind::kWarc, "warc"}, {ImportKind::kHar, "har"}, {ImportKind::kMhtml, "mhtml"}, {ImportKind::kHtml, "html"},
    {ImportKind::kArchive, "archive"}, {ImportKind::kFolder, "folder"},
    {ImportKind::kListingsJsonl, "jsonl"}, {ImportKind::kListingsCsv, "csv"}, {ImportKind::kListingsXlsx, "xlsx"}, {ImportKind::kMhtml, "mht"},
    {ImportKind::kArchive, "zip"}};

ImportItem ItemOf(ExchangeRecord record) {
  if (!record.refused.empty()) {
    ImportItem item = RefusedItem(std::move(record.place), std::move(record.refused), "");
    item.excerpt = std::move(record.excerpt);
    return item;
  }
  ImportItem item;
  item.what = ImportItem::What::kPage;
  item.place = std::move(record.place);
  item.page = std::move(record.exchange);
  item.content_type = std::move(record.content_type);
  item.claimed_time = std::move(record.claimed_time);
  item.notes = std::move(record.notes);
  return item;
}

class WarcImport : public ImportReader {
 public:
  explicit WarcImport(const ByteSource& source) : exchanges_(source) {}
  Result<std::optional<ImportItem>> Next() override {
    Result<std::optional<ExchangeRecord>> record = exchanges_.Next();
    if (!record) return Fail(record);
    if (!*record) return std::optional<ImportItem>();
    return std::optional<ImportItem>(ItemOf(std::move(**record)));
  }

 private:
  WarcExchanges exchanges_;
};

class HarImport : public ImportReader {
 public:
  static Result<std::unique_ptr<ImportReader>> Open(std::string bytes) {
    std::unique_ptr<HarImport> made(new HarImport(std::move(bytes)));
    Result<HarReader> reader = HarReader::Open(made->bytes_);
    if (!reader) return Fail(reader);
    made->reader_.emplace(std::move(*reader));
    return std::unique_ptr<ImportReader>(std::move(made));
  }
  Result<std::optional<ImportItem>> Next() override {
    while (std::optional<ExchangeRecord> record = reader_->Next()) {
      if (!record->skipped) return std::optional<ImportItem>(ItemOf(std::move(*record)));
    }
    return std::optional<ImportItem>();
  }

 private:
  explicit HarImport(std::string bytes) : bytes_(std::move(bytes)) {}
  const std::string bytes_;
  std::optional<HarReader> reader_;
};

// Items that are known when the file is opened.
class ListImport : public ImportReader {
 public:
  explicit ListImport(std::vector<ImportItem> items) : items_(std::move(items)) {}
  Result<std::optional<ImportItem>> Next() override {
    if (at_ >= items_.size()) return std::optional<ImportItem>();
    return std::optional<ImportItem>(std::move(items_[at_++]));
  }

 private:
  std::vector<ImportItem> items_;
  size_t at_ = 0;
};

Result<std::unique_ptr<ImportReader>> OpenMhtml(const std::string& bytes) {
  Result<Mhtml> page = ReadMhtml(bytes);
  if (!page) return Fail(page);
  std::vector<ImportItem> items;
  for (ExchangeRecord& part : page->parts) {
    if (part.skipped) continue;
    // A root without an address is still a page.
    if (part.refused.empty() && part.notes.contains("root") && part.exchange.url.empty()) part.exchange.url = "urn:sha256:" + Sha256Hex(part.exchange.body);
    items.push_back(ItemOf(std::move(part)));
  }
  return std::unique_ptr<ImportReader>(std::make_unique<ListImport>(std::move(items)));
}

// Keeps bytes that a reader reads from, and the reader.
class HeldImport : public ImportReader {
 public:
  static Result<std::unique_ptr<ImportReader>> Open(std::string bytes, ImportKind kind, const ImportReadOptions& options, const ArchiveBudget& budget) {
    std::unique_ptr<HeldImport> made(new HeldImport(std::move(bytes)));
    Result<std::unique_ptr<ImportReader>> reader = OpenNested(made->source_, kind, options, budget);
    if (!reader) return reader;
    made->reader_ = std::move(*reader);
    return std::unique_ptr<ImportReader>(std::move(made));
  }
  Result<std::optional<ImportItem>> Next() override { return reader_->Next(); }
  Json columns() const override { return reader_->columns(); }

 private:
  explicit HeldImport(std::string bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
  const std::string bytes_;
  const MemorySource source_;
  std::unique_ptr<ImportReader> reader_;
};

// Errors: kExhausted, kInternal.
Result<std::string> Whole(const ByteSource& source, size_t cap) {
  if (source.size() > static_cast<int64_t>(cap)) {
    return Fail(ErrorCode::kExhausted, "the file is larger than the " + std::to_string(cap >> 20) + " MiB that a file of its kind may have: split it");
  }
  return source.ReadAt(0, cap);
}

// Errors: kExhausted, kInvalid.
Result<std::string> Unzipped(const ByteSource& source, size_t cap) {
  Result<std::string> packed = Whole(source, cap);
  if (!packed) return packed;
  Result<Inflated> inflated = Inflate("gzip", *packed, {.max_bytes = cap, .max_ratio = 100, .free_bytes = 1 << 20});
  if (!inflated) return Fail(inflated);
  switch (inflated->end) {
    case InflateEnd::kWhole:
    case InflateEnd::kNotCoded: return std::move(inflated->bytes);
    case InflateEnd::kMaxBytes:
    case InflateEnd::kMaxRatio: return Fail(ErrorCode::kExhausted, "the gzip file inflates past its cap (256 MiB, 100 times its size)");
    case InflateEnd::kTruncated:
    case InflateEnd::kCorrupt: break;
  }
  return Fail(ErrorCode::kInvalid, "the gzip file is broken or cut off");
}

bool LooksMhtml(std::string_view start) {
  const std::string head = LowerAscii(start.substr(0, 4096));
  const size_t body = std::min(head.find("\r\n\r\n"), head.find("\n\n"));
  const std::string lines = "\n" + head.substr(0, body);
  return lines.find("\nmime-version:") != std::string::npos ||
         (lines.find("\ncontent-type: multipart/related") != std::string::npos && lines.find("\n<") == std::string::npos);
}

bool LooksHar(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string start;
  for (const char c : text.substr(0, 200)) {
    if (static_cast<uint8_t>(c) > ' ') start += c;
  }
  return start.starts_with("{\"log\":{");
}

// Of bytes that are neither ZIP nor gzip nor WARC.
Result<ImportKind> KindOfText(std::string_view start) {
  if (start.empty()) return Fail(ErrorCode::kUnsupported, "the file is empty");
  if (LooksHar(start)) return ImportKind::kHar;
  if (LooksHtml(start)) return ImportKind::kHtml;
  if (LooksMhtml(start)) return ImportKind::kMhtml;
  const bool utf16 = start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF");
  std::string_view text = start;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') return ImportKind::kListingsJsonl;
  if (first != std::string_view::npos && text[first] == '<') {
    return Fail(ErrorCode::kUnsupported, "this XML is no page: trademark records come in with markwarden right import");
  }
  if (utf16 || text.find('\0') == std::string_view::npos) return ImportKind::kListingsCsv;
  return Fail(ErrorCode::kUnsupported, "no kind of file that is read: hand over JSON Lines, CSV, XLSX, WARC, HAR, MHTML, saved pages or a ZIP of them");
}

}  // namespace

std::string_view ToString(ImportKind kind) {
  for (const KindName& name : kNames) {
    if (name.kind == kind) return name.name;
  }
  return "folder";
}

std::optional<ImportKind> ParseImportKind(std::string_view text) {
  for (const KindName& name : kNames) {
    if (name.name == text) return name.kind;
  }
  return std::nullopt;
}

ImportItem RefusedItem(std::string place, std::string reason, std::string_view bytes) {
  ImportItem item;
  item.what = ImportItem::What::kRefusal;
  item.place = std::move(place);
  item.reason = std::move(reason);
  item.excerpt = Excerpt(bytes);
  return item;
}

ImportItem SavedPage(std::string bytes, const std::string& place, const std::string& url) {
  ImportItem item;
  item.what = ImportItem::What::kPage;
  item.place = place;
  if (LooksGzip(bytes)) {
    const MemorySource source(bytes);
    Result<std::string> inflated = Unzipped(source, kMaxImportPageBytes);
    if (!inflated) return RefusedItem(place, inflated.error().message, "");
    item.notes["gzip"] = "undone";
    std::string plain = std::move(*inflated);
    bytes = std::move(plain);
  }
  const SavedAddress address = url.empty() ? FindSavedAddress(bytes) : SavedAddress{url, "list of addresses"};
  item.page.url = address.url.empty() ? "urn:sha256:" + Sha256Hex(bytes) : address.url;
  item.notes["address"] = address.url.empty() ? "unknown" : address.how;
  item.content_type = "text/html";
  item.page.body = std::move(bytes);
  return item;
}

Result<ImportKind> DetectImportKind(const ByteSource& source) {
  Result<std::string> start = source.ReadAt(0, kLookedAt);
  if (!start) return Fail(start);
  if (LooksZip(*start)) {
    const Result<ZipReader> zip = ZipReader::Open(source);
    if (!zip) return Fail(zip.error());
    return zip->Find("xl/workbook.xml") ? ImportKind::kListingsXlsx : ImportKind::kArchive;
  }
  if (LooksWarc(*start)) return ImportKind::kWarc;
  if (!LooksGzip(*start)) return KindOfText(*start);
  InflateStream inflate(InflateStream::Form::kGzip);
  std::string inside(kLookedAt, '\0');
  const Result<InflateStream::Step> step = inflate.Run(*start, inside.data(), inside.size());
  if (!step) return Fail(step.error());
  inside.resize(step->made);
  if (LooksZip(inside)) return Fail(ErrorCode::kUnsupported, "a ZIP archive in gzip: undo the gzip first");
  return KindOfText(inside);
}

Result<std::unique_ptr<ImportReader>> OpenNested(const ByteSource& source, ImportKind kind, const ImportReadOptions& options, const ArchiveBudget& budget) {
  if (kind == ImportKind::kWarc) return std::unique_ptr<ImportReader>(std::make_unique<WarcImport>(source));
  Result<std::string> start = source.ReadAt(0, 16);
  if (!start) return Fail(start);
  if (LooksGzip(*start)) {
    Result<std::string> bytes = Unzipped(source, kMaxImportWholeBytes);
    if (!bytes) return Fail(bytes);
    if (LooksGzip(*bytes)) return Fail(ErrorCode::kInvalid, "gzip inside gzip: undo one of them first");
    return HeldImport::Open(std::move(*bytes), kind, options, budget);
  }
  switch (kind) {
    case ImportKind::kArchive: return OpenArchive(source, options, budget);
    case ImportKind::kListingsXlsx: return OpenXlsxListings(source, options);
    case ImportKind::kListingsJsonl: return OpenJsonlListings(source, options);
    case ImportKind::kFolder: return Fail(ErrorCode::kInvalid, "this is a file, no folder");
    case ImportKind::kListingsCsv:
    case ImportKind::kHar:
    case ImportKind::kMhtml:
    case ImportKind::kHtml:
    case ImportKind::kWarc: break;
  }
  const size_t cap = kind == ImportKind::kHtml ? kMaxImportPageBytes : kind == ImportKind::kMhtml ? kMaxMhtmlBytes : kMaxImportWholeBytes;
  Result<std::string> bytes = Whole(source, cap);
  if (!bytes) return Fail(bytes);
  if (kind == ImportKind::kListingsCsv) return OpenCsvListings(std::move(*bytes), options);
  if (kind == ImportKind::kHar) return HarImport::Open(std::move(*bytes));
  if (kind == ImportKind::kMhtml) return OpenMhtml(*bytes);
  std::vector<ImportItem> one;
  one.push_back(SavedPage(std::move(*bytes), options.file_name.empty() ? "page" : options.file_name, ""));
  return std::unique_ptr<ImportReader>(std::make_unique<ListImport>(std::move(one)));
}

Result<std::unique_ptr<ImportReader>> OpenImport(const ByteSource& source, ImportKind kind, const ImportReadOptions& options) {
  return OpenNested(source, kind, options, ArchiveBudget{});
}

std::optional<ExtractOptions> HowToExtract(const Exchange& page, const std::string& content_type) {
  const std::string said = content_type.empty() ? page.Header("Content-Type") : content_type;
  const std::string type = LowerAscii(said);
  const bool markup = type.starts_with("text/html") || type.starts_with("application/xhtml");
  if (page.body.empty() || (page.status != 0 && page.status != 200) || (!markup && !(type.empty() && LooksHtml(page.body)))) return std::nullopt;
  ExtractOptions options;
  options.url = page.url.starts_with("urn:") ? "" : page.url;
  options.content_type = said;
  return options;
}

}  // namespace markwarden
