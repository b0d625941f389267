// Listings in tables: CSV, JSON Lines, workbooks.
#include <algorithm>

#include "core/formats/csv.h"
#include "core/formats/exchange_record.h"
#include "core/formats/xlsx.h"
#include "core/text/charset.h"
#include "service/import_readers.h"

namespace markwarden {
namespace {

constexpr size_t kMaxLineBytes = 4 << 20;
constexpr size_t kStep = 256 << 10;

// Rows that hold nothing are passed over.
bool IsBlank(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.find_first_not_of(" \t\r\n") == std::string::npos; });
}

std::string Joined(const std::vector<std::string>& cells) {
  std::string text;
  for (const std::string& cell : cells) {
    if (text.size() > kMaxExcerptBytes) break;
    text += (text.empty() ? "" : " | ") + cell.substr(0, kMaxExcerptBytes);
  }
  return text;
}

Result<RowMapper> MapperFor(const std::vector<std::string>& heading, const ImportReadOptions& options) {
  if (options.mapping) return RowMapper::Make(heading, *options.mapping);
  return RowMapper::Make(heading, options.known_columns ? *options.known_columns : KnownColumns{});
}

ImportItem ListingItem(Result<Listing> listing, std::string place, int64_t line, std::string_view raw) {
  if (!listing) {
    ImportItem item = RefusedItem(std::move(place), listing.error().message, raw);
    item.line = line;
    return item;
  }
  ImportItem item;
  item.what = ImportItem::What::kListing;
  item.place = std::move(place);
  item.line = line;
  item.listing = std::move(*listing);
  return item;
}

class CsvImport : public ImportReader {
 public:
  static Result<std::unique_ptr<ImportReader>> Open(std::string text, const ImportReadOptions& options) {
    std::unique_ptr<CsvImport> made(new CsvImport(std::move(text), options.mapping ? options.mapping->delimiter : '\0'));
    const std::optional<CsvRow> heading = made->reader_.Next();
    if (!heading || !heading->error.empty()) {
      return Fail(ErrorCode::kInvalid, "line 1 is no heading" + (heading ? ": " + heading->error : std::string(": the file is empty")));
    }
    Result<RowMapper> mapper = MapperFor(heading->cells, options);
    if (!mapper) return Fail(mapper);
    made->mapper_.emplace(std::move(*mapper));
    return std::unique_ptr<ImportReader>(std::move(made));
  }
  Result<std::optional<ImportItem>> Next() override {
    while (const std::optional<CsvRow> row = reader_.Next()) {
      const std::string place = "line " + std::to_string(row->line);
      if (!row->error.empty()) return std::optional<ImportItem>(ListingItem(Fail(ErrorCode::kInvalid, row->error), place, row->line, row->raw));
      if (IsBlank(row->cells)) continue;
      return std::optional<ImportItem>(ListingItem(mapper_->Map(row->cells), place, row->line, row->raw));
    }
    return std::optional<ImportItem>();
  }
  Json columns() const override { return mapper_->report(); }

 private:
  CsvImport(std::string text, char delimiter) : text_(std::move(text)), reader_(text_, {.separator = delimiter}) {}
  const std::string text_;
  CsvReader reader_;
  std::optional<RowMapper> mapper_;
};

class XlsxImport : public ImportReader {
 public:
  static Result<std::unique_ptr<ImportReader>> Open(const ByteSource& source, const ImportReadOptions& options) {
    Result<XlsxReader> reader = XlsxReader::Open(source, {.sheet = options.mapping ? options.mapping->sheet : ""});
    if (!reader) return Fail(reader);
    // Sheets often begin with a title over the whole width: the heading is the first row of which the mapper makes sense.
    Error first{ErrorCode::kInvalid, "the sheet \"" + reader->sheet() + "\" is empty"};
    for (int i = 0; i < 10; ++i) {
      Result<std::optional<XlsxRow>> row = reader->Next();
      if (!row) return Fail(row);
      if (!*row) break;
      if (!(*row)->error.empty() || IsBlank((*row)->cells)) continue;
      Result<RowMapper> mapper = MapperFor((*row)->cells, options);
      if (mapper) return std::unique_ptr<ImportReader>(new XlsxImport(std::move(*reader), std::move(*mapper)));
      if (i == 0 || first.message.ends_with("is empty")) first = mapper.error();
    }
    return Fail(std::move(first));
  }
  Result<std::optional<ImportItem>> Next() override {
    while (true) {
      Result<std::optional<XlsxRow>> row = reader_.Next();
      if (!row) return Fail(row);
      if (!*row) return std::optional<ImportItem>();
      const std::string place = "row " + std::to_string((*row)->number);
      if (!(*row)->error.empty()) return std::optional<ImportItem>(ListingItem(Fail(ErrorCode::kInvalid, (*row)->error), place, (*row)->number, ""));
      if (IsBlank((*row)->cells)) continue;
      return std::optional<ImportItem>(ListingItem(mapper_.Map((*row)->cells), place, (*row)->number, Joined((*row)->cells)));
    }
  }
  Json columns() const override {
    Json report = mapper_.report();
    report["sheet"] = reader_.sheet();
    return report;
  }

 private:
  XlsxImport(XlsxReader reader, RowMapper mapper) : reader_(std::move(reader)), mapper_(std::move(mapper)) {}
  XlsxReader reader_;
  const RowMapper mapper_;
};

// The object's texts by their keys, dotted for what lies inside; lists become lines.
void Flatten(const Json& value, const std::string& name, std::map<std::string, std::string>& out) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) Flatten(inner, name.empty() ? key : name + "." + key, out);
  } else if (value.is_array()) {
    std::string all;
    for (const Json& inner : value) {
      if (inner.is_string()) all += (all.empty() ? "" : "\n") + inner.get<std::string>();
    }
    out[name] = all;
  } else if (value.is_string()) {
    out[name] = value.get<std::string>();
  } else if (!value.is_null()) {
    out[name] = value.dump();
  }
}

class JsonlImport : public ImportReader {
 public:
  JsonlImport(const ByteSource& source, const ImportReadOptions& options) : source_(source), mapping_(options.mapping) {}

  Result<std::optional<ImportItem>> Next() override {
    std::string line;
    while (true) {
      Result<bool> more = NextLine(line);
      if (!more) return Fail(more);
      if (!*more) return std::optional<ImportItem>();
      const std::string place = "line " + std::to_string(line_);
      if (too_long_) return std::optional<ImportItem>(ListingItem(Fail(ErrorCode::kInvalid, "it is longer than 4 MiB"), place, line_, line));
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      const Result<Json> object = ParseUniqueJson(line);
      if (!object) return std::optional<ImportItem>(ListingItem(Fail(object.error()), place, line_, line));
      return std::optional<ImportItem>(ListingItem(Map(*object), place, line_, line));
    }
  }
  Json columns() const override { return mapping_ ? Json{{"used", used_}, {"ignored", Json::array()}, {"columns_version", nullptr}} : Json::object(); }

 private:
  Result<Listing> Map(const Json& object) {
    if (!mapping_) return ListingFromJson(object);
    if (!object.is_object()) return Fail(ErrorCode::kInvalid, "a listing must be a JSON object");
    std::map<std::string, std::string> texts;
    Flatten(object, "", texts);
    // A row has what it has: a column that is missing here is empty.
    std::vector<std::string> heading, cells;
    for (const auto& [column, field] : mapping_->columns) {
      heading.push_back(column);
      cells.push_back(texts[column]);
    }
    Result<RowMapper> mapper = RowMapper::Make(heading, *mapping_);
    if (!mapper) return Fail(mapper);
    used_ = mapper->report()["used"];
    return mapper->Map(cells);
  }

  // False at the end.  A line past the cap is cut, and said to be.
  Result<bool> NextLine(std::string& line) {
    line.clear();
    too_long_ = false;
    bool any = false;
    while (true) {
      const size_t end = window_.find('\n', at_);
      const size_t stop = end == std::string::npos ? window_.size() : end;
      any = any || stop > at_ || end != std::string::npos;
      if (line.size() <= kMaxLineBytes) line.append(window_, at_, std::min(stop - at_, kMaxLineBytes + 1 - line.size()));
      at_ = std::min(stop + 1, window_.size());
      if (end != std::string::npos) break;
      Result<std::string> more = source_.ReadAt(offset_, kStep);
      if (!more) return Fail(more);
      if (more->empty()) break;
      if (offset_ == 0 && more->starts_with("\xEF\xBB\xBF")) more->erase(0, 3), offset_ += 3;
      offset_ += static_cast<int64_t>(more->size());
      window_ = std::move(*more);
      at_ = 0;
    }
    if (!any) return false;
    ++line_;
    too_long_ = line.size() > kMaxLineBytes;
    if (line.ends_with('\r')) line.pop_back();
    return true;
  }

  const ByteSource& source_;
  const ListingMapping* mapping_;
  Json used_ = Json::array();
  std::string window_;
  size_t at_ = 0;
  int64_t offset_ = 0, line_ = 0;
  bool too_long_ = false;
};

}  // namespace

Result<std::string> ImportText(std::string bytes, const std::string& label) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  // Spreadsheets write the UTF-8 mark twice, or before text that is GBK.
  size_t marks = 0;
  while (std::string_view(bytes).substr(marks).starts_with(kBom)) marks += kBom.size();
  bytes.erase(0, marks);
  const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  std::optional<DecodedText> decoded;
  if (!label.empty()) {
    const std::string charset = CharsetFromLabel(label);
    if (charset.empty()) return Fail(ErrorCode::kInvalid, "the mapping's encoding \"" + label.substr(0, 40) + "\" is not known");
    decoded = DecodeAs(bytes, charset);
  } else if (!utf16 && !IsUtf8(bytes)) {
    decoded = DecodeAs(bytes, "gb18030");
    if (decoded && decoded->replaced > 0) decoded.reset();
  }
  if (!decoded && (utf16 || !label.empty() || !IsUtf8(bytes))) decoded = DecodeTextFile(bytes);
  if (decoded) bytes = std::move(decoded->text);
  if (bytes.find('\0') != std::string::npos) return Fail(ErrorCode::kInvalid, "the file is no text: it holds zero bytes; save it as CSV in UTF-8 or GBK");
  return bytes;
}

Result<std::unique_ptr<ImportReader>> OpenCsvListings(std::string bytes, const ImportReadOptions& options) {
  Result<std::string> text = ImportText(std::move(bytes), options.mapping ? options.mapping->encoding : "");
  if (!text) return Fail(text);
  return CsvImport::Open(std::move(*text), options);
}

Result<std::unique_ptr<ImportReader>> OpenJsonlListings(const ByteSource& source, const ImportReadOptions& options) {
  return std::unique_ptr<ImportReader>(std::make_unique<JsonlImport>(source, options));
}

Result<std::unique_ptr<ImportReader>> OpenXlsxListings(const ByteSource& source, const ImportReadOptions& options) { return XlsxImport::Open(source, options); }

}  // namespace markwarden
