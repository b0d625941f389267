// The parts of a workbook, then one row of its sheet at a time.
#include "core/formats/xlsx.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>

#include "core/formats/xml_reader.h"
#include "core/formats/zip.h"

namespace markwarden {
namespace {

constexpr size_t kMaxPartBytes = 16 << 20;  // workbook, relations, styles
constexpr size_t kMaxStyles = 100'000;
constexpr size_t kSheetStep = 256 << 10;
constexpr size_t kNone = std::string_view::npos;

std::string Attribute(const XmlToken& token, std::string_view name) {
  for (const auto& [key, value] : token.attributes) {
    if (key == name) return value;
  }
  return "";
}

// By its local name, whatever prefix the writer chose for the namespace.
std::string LocalAttribute(const XmlToken& token, std::string_view name) {
  for (const auto& [key, value] : token.attributes) {
    const size_t colon = key.find(':');
    if (colon != std::string::npos && std::string_view(key).substr(colon + 1) == name) return value;
  }
  return "";
}

std::optional<int64_t> Number(std::string_view text) {
  int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "_x000D_" stands for a character that XML cannot hold (ECMA-376, 22.9.2.19); control characters become blanks.
std::string CleanText(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_') {
      unsigned code = 0;
      const auto [end, failed] = std::from_chars(text.data() + i + 2, text.data() + i + 6, code, 16);
      if (failed == std::errc() && end == text.data() + i + 6) {
        if (code == '_') clean += '_';
        else if (code == '\n' || code == '\t') clean += static_cast<char>(code);
        else if (code >= 0x20 && code < 0x7f) clean += static_cast<char>(code);
        else clean += ' ';
        i += 6;
        continue;
      }
    }
    const auto byte = static_cast<uint8_t>(text[i]);
    clean += (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f ? ' ' : text[i];
  }
  return clean;
}

// "1.2345E+3" -> "1234.5": exponents undone.
std::string WithoutExponent(const std::string& text) {
  const size_t mark = text.find('e');
  if (mark == std::string::npos) return text;
  const int exponent = std::atoi(text.c_str() + mark + 1);
  const bool minus = text[0] == '-';
  std::string digits;
  int point = 0;
  for (const char c : text.substr(minus ? 1 : 0, mark - (minus ? 1 : 0))) {
    if (c == '.') continue;
    digits += c;
  }
  point = 1 + exponent;  // %g writes one digit before the point
  if (point <= 0) digits = "0." + std::string(static_cast<size_t>(-point), '0') + digits;
  else if (point >= static_cast<int>(digits.size())) digits += std::string(static_cast<size_t>(point) - digits.size(), '0');
  else digits.insert(static_cast<size_t>(point), ".");
  return (minus ? "-" : "") + digits;
}

std::string NumberText(const std::string& raw, bool date, bool since_1904) {
  double value = 0;
  const auto [end, failed] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (failed != std::errc() || end != raw.data() + raw.size() || !std::isfinite(value)) return raw;
  if (date) {
    if (std::string text = XlsxDate(value, since_1904); !text.empty()) return text;
  }
  if (raw.find_first_not_of("0123456789-") == std::string::npos) return raw;
  char text[64];
  std::snprintf(text, sizeof text, "%.15g", value);
  return WithoutExponent(text);
}

size_t CountChars(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

// "xl/" and "worksheets/sheet1.xml" or "/xl/worksheets/sheet1.xml".
std::string PartName(const std::string& target) { return target.starts_with('/') ? target.substr(1) : "xl/" + target; }

std::string LocalName(std::string_view name) {
  const bool end = name.starts_with('/');
  if (end) name.remove_prefix(1);
  const size_t colon = name.find(':');
  return (end ? "/" : "") + std::string(colon == kNone ? name : name.substr(colon + 1));
}

// Built-in number formats that are dates or times (ECMA-376, 18.8.30, and its lists for Chinese, Japanese and Korean).
bool IsBuiltInDate(int64_t id) { return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58); }

}  // namespace

struct XlsxReader::State {
  std::optional<ZipReader> zip;
  std::vector<std::string> sheets;
  std::string sheet;
  bool since_1904 = false;
  std::vector<bool> date_styles;      // by the index of cellXfs
  std::string shared;                 // all shared strings, one after the other
  std::vector<uint32_t> shared_ends;
  std::unique_ptr<ByteStream> stream;
  std::string window;  // what of the sheet was read and not yet used
  size_t at = 0;       // in the window
  bool dry = false;    // the stream has ended
  bool ended = false;
  int64_t rows = 0, last_number = 0;

  // Errors: kInvalid, kExhausted.
  Result<std::string> Part(const std::string& name, size_t max_bytes) const {
    const ZipEntry* entry = zip->Find(name);
    if (!entry) return std::string();
    return zip->Read(*entry, max_bytes);
  }

  Status ReadStyles() {
    Result<std::string> xml = Part("xl/styles.xml", kMaxPartBytes);
    if (!xml) return Fail(xml);
    std::map<int64_t, bool> formats;
    XmlReader reader(*xml);
    bool in_cells = false;
    for (XmlToken token = reader.Next(); token.kind != XmlToken::Kind::kDone; token = reader.Next()) {
      if (token.kind == XmlToken::Kind::kText) continue;
      const bool start = token.kind == XmlToken::Kind::kStart;
      if (token.name == "cellXfs") in_cells = start && !token.closed;
      if (!start) continue;
      if (token.name == "numFmt") {
        if (const auto id = Number(Attribute(token, "numFmtId"))) formats[*id] = IsXlsxDateFormat(Attribute(token, "formatCode"));
      } else if (token.name == "xf" && in_cells && date_styles.size() < kMaxStyles) {
        const int64_t id = Number(Attribute(token, "numFmtId")).value_or(0);
        const auto own = formats.find(id);
        date_styles.push_back(own != formats.end() ? own->second : IsBuiltInDate(id));
      }
    }
    return Ok();
  }

  Status ReadShared(const std::string& name) {
    Result<std::string> xml = Part(name, kMaxXlsxSharedBytes);
    if (!xml) return Fail(xml);
    XmlReader reader(*xml);
    bool in_text = false;
    int phonetic = 0;
    for (XmlToken token = reader.Next(); token.kind != XmlToken::Kind::kDone; token = reader.Next()) {
      if (token.kind == XmlToken::Kind::kText) {
        if (in_text && phonetic == 0) shared += token.text;
        continue;
      }
      const bool start = token.kind == XmlToken::Kind::kStart;
      if (token.name == "t") in_text = start && !token.closed;
      if (token.name == "rPh" && !token.closed) phonetic = start ? phonetic + 1 : std::max(0, phonetic - 1);
      if (token.name == "si" && (!start || token.closed)) {
        if (shared.size() > kMaxXlsxSharedBytes) return Fail(ErrorCode::kExhausted, "the workbook's shared strings are larger than 128 MiB");
        shared_ends.push_back(static_cast<uint32_t>(shared.size()));
        phonetic = 0;
      }
    }
    return Ok();
  }

  std::string_view Shared(int64_t index) const {
    const auto i = static_cast<size_t>(index);
    const size_t begin = i == 0 ? 0 : shared_ends[i - 1];
    return std::string_view(shared).substr(begin, shared_ends[i] - begin);
  }

  // Makes the window reach one step further; false when the sheet has ended.
  Result<bool> Refill() {
    if (dry) return false;
    if (at > kSheetStep) {
      window.erase(0, at);
      at = 0;
    }
    Result<std::string> more = stream->Read(kSheetStep);
    if (!more) return Fail(more);
    dry = more->empty();
    window += *more;
    return !dry;
  }

  // Moves `at` to the next tag, reading on as needed; its local name, with "/" before an end tag's.  Empty at the end.
  Result<std::string> NextTag() {
    while (true) {
      const size_t open = window.find('<', at);
      at = open == kNone ? window.size() : open;
      size_t end = open == kNone ? kNone : window.find_first_of(" \t\r\n/>", open + 2);
      if (open != kNone && window.compare(open, 4, "<!--") == 0) {
        end = window.find("-->", open);
        if (end != kNone) {
          at = end;
          continue;
        }
      }
      if (open != kNone && end != kNone) return LocalName(std::string_view(window).substr(open + 1, end - open - 1));
      if (window.size() - at > kMaxXlsxRowBytes) return Fail(ErrorCode::kInvalid, "the sheet has a tag or comment without end");
      Result<bool> more = Refill();
      if (!more) return Fail(more);
      if (!*more) return std::string();
    }
  }

  // The XML of the next row, empty at the end of the sheet's rows.
  Result<std::string> NextRowXml() {
    while (true) {
      Result<std::string> name = NextTag();
      if (!name) return name;
      if (name->empty() || *name == "/sheetData") return std::string();
      if (*name == "row") break;
      ++at;
    }
    const auto too_long = [] { return Fail(ErrorCode::kExhausted, "a row of the sheet is larger than 16 MiB of XML"); };
    // Relative to `at`, since the window may move.
    size_t close = kNone;
    while ((close = window.find('>', at)) == kNone) {
      if (window.size() - at > kMaxXlsxRowBytes) return too_long();
      Result<bool> more = Refill();
      if (!more) return Fail(more);
      if (!*more) return Fail(ErrorCode::kInvalid, "the sheet is cut off in row " + std::to_string(last_number + 1));
    }
    size_t length = close + 1 - at;
    if (window[close - 1] != '/') {
      while (true) {
        const size_t end = window.find("row>", at + length);
        if (end != kNone) {
          const size_t open = window.rfind('<', end);
          length = end + 4 - at;
          if (open != kNone && open >= at && LocalName(std::string_view(window).substr(open + 1, end + 3 - open - 1)) == "/row") break;
          continue;
        }
        if (window.size() - at > kMaxXlsxRowBytes) return too_long();
        length = std::max(length, window.size() - at - std::min<size_t>(3, window.size() - at));
        Result<bool> more = Refill();
        if (!more) return Fail(more);
        if (!*more) return Fail(ErrorCode::kInvalid, "the sheet is cut off in row " + std::to_string(last_number + 1));
      }
    }
    if (length > kMaxXlsxRowBytes) return too_long();
    std::string xml = window.substr(at, length);
    at += length;
    return xml;
  }

  std::string CellText(const std::string& type, const std::string& style, const std::string& value) const {
    if (type == "s") {
      const auto index = Number(value);
      return index && *index >= 0 && *index < static_cast<int64_t>(shared_ends.size()) ? CleanText(Shared(*index)) : "";
    }
    if (type == "b") return value == "1" || value == "true" ? "true" : value.empty() ? "" : "false";
    if (type == "inlineStr" || type == "str" || type == "e" || type == "d") return CleanText(value);
    const auto index = Number(style);
    const bool date = index && *index >= 0 && *index < static_cast<int64_t>(date_styles.size()) && date_styles[static_cast<size_t>(*index)];
    return NumberText(value, date, since_1904);
  }

  XlsxRow ParseRow(std::string_view xml);
};

XlsxRow XlsxReader::State::ParseRow(std::string_view xml) {
  XlsxRow row;
  XmlReader reader(xml);
  std::string type, style, value;
  bool in_cell = false, in_value = false;
  int phonetic = 0;
  size_t column = 0, next_column = 0;
  const auto end_cell = [&] {
    in_cell = in_value = false;
    if (!row.error.empty()) return;
    std::string text = CellText(type, style, value);
    if (CountChars(text) > kMaxXlsxCellChars) {
      row.error = "cell " + std::to_string(column + 1) + " is longer than " + std::to_string(kMaxXlsxCellChars) + " characters";
      return;
    }
    if (text.empty()) return;
    if (row.cells.size() <= column) row.cells.resize(column + 1);
    row.cells[column] = std::move(text);
  };
  for (XmlToken token = reader.Next(); token.kind != XmlToken::Kind::kDone; token = reader.Next()) {
    if (token.kind == XmlToken::Kind::kText) {
      if (in_value && phonetic == 0 && value.size() <= 4 * kMaxXlsxCellChars) value += token.text;
      continue;
    }
    const bool start = token.kind == XmlToken::Kind::kStart;
    if (token.name == "row" && start) {
      row.number = Number(Attribute(token, "r")).value_or(last_number + 1);
    } else if (token.name == "c" && start) {
      type = Attribute(token, "t");
      style = Attribute(token, "s");
      value.clear();
      phonetic = 0;
      size_t letters = 0, index = 0;
      const std::string place = Attribute(token, "r");
      for (; letters < place.size() && letters < 4 && (place[letters] | 0x20) >= 'a' && (place[letters] | 0x20) <= 'z'; ++letters) {
        index = index * 26 + static_cast<size_t>((place[letters] | 0x20) - 'a' + 1);
      }
      column = letters > 0 ? index - 1 : next_column;
      next_column = column + 1;
      if (column >= kMaxXlsxColumns && row.error.empty()) row.error = "has a cell past column " + std::to_string(kMaxXlsxColumns);
      in_cell = !token.closed;
    } else if (token.name == "c") {
      if (in_cell) end_cell();
    } else if (in_cell && (token.name == "v" || token.name == "t")) {
      in_value = start && !token.closed;
    } else if (in_cell && token.name == "rPh" && !token.closed) {
      phonetic = start ? phonetic + 1 : std::max(0, phonetic - 1);
    }
  }
  if (!row.error.empty()) row.cells.clear();
  return row;
}

XlsxReader::XlsxReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
XlsxReader::XlsxReader(XlsxReader&&) noexcept = default;
XlsxReader& XlsxReader::operator=(XlsxReader&&) noexcept = default;
XlsxReader::~XlsxReader() = default;
const std::vector<std::string>& XlsxReader::sheets() const { return state_->sheets; }
const std::string& XlsxReader::sheet() const { return state_->sheet; }

Result<XlsxReader> XlsxReader::Open(const ByteSource& source, const XlsxOptions& options) {
  auto state = std::make_unique<State>();
  Result<ZipReader> zip = ZipReader::Open(source);
  if (!zip) return Fail(zip);
  state->zip.emplace(std::move(*zip));
  Result<std::string> workbook = state->Part("xl/workbook.xml", kMaxPartBytes);
  if (!workbook) return Fail(workbook);
  if (workbook->empty()) return Fail(ErrorCode::kInvalid, "this is no workbook: it has no xl/workbook.xml");
  Result<std::string> relations = state->Part("xl/_rels/workbook.xml.rels", kMaxPartBytes);
  if (!relations) return Fail(relations);
  std::map<std::string, std::string> targets;
  std::string shared = "xl/sharedStrings.xml";
  XmlReader links(*relations);
  for (XmlToken token = links.Next(); token.kind != XmlToken::Kind::kDone; token = links.Next()) {
    if (token.kind != XmlToken::Kind::kStart || token.name != "Relationship") continue;
    targets[Attribute(token, "Id")] = PartName(Attribute(token, "Target"));
    if (Attribute(token, "Type").ends_with("/sharedStrings")) shared = PartName(Attribute(token, "Target"));
  }
  std::string part;
  XmlReader book(*workbook);
  for (XmlToken token = book.Next(); token.kind != XmlToken::Kind::kDone; token = book.Next()) {
    if (token.kind != XmlToken::Kind::kStart) continue;
    if (token.name == "workbookPr") {
      const std::string said = Attribute(token, "date1904");
      state->since_1904 = said == "1" || said == "true";
    }
    if (token.name != "sheet" || state->sheets.size() >= 1'000) continue;
    const std::string name = Attribute(token, "name");
    state->sheets.push_back(name);
    if (part.empty() && (options.sheet.empty() || options.sheet == name)) {
      const auto target = targets.find(LocalAttribute(token, "id"));
      part = target != targets.end() ? target->second : "xl/worksheets/sheet" + std::to_string(state->sheets.size()) + ".xml";
      state->sheet = name;
    }
  }
  if (part.empty()) {
    std::string names;
    for (const std::string& name : state->sheets) names += (names.empty() ? "" : ", ") + name;
    return Fail(ErrorCode::kInvalid, "the workbook has no sheet \"" + options.sheet.substr(0, 100) + "\"; it has: " + (names.empty() ? "none" : names.substr(0, 300)));
  }
  if (Status styles = state->ReadStyles(); !styles) return Fail(styles);
  if (Status strings = state->ReadShared(shared); !strings) return Fail(strings);
  const ZipEntry* entry = state->zip->Find(part);
  if (!entry) return Fail(ErrorCode::kInvalid, "the workbook lacks the part of its sheet \"" + state->sheet + "\"");
  Result<std::unique_ptr<ByteStream>> stream = state->zip->Stream(*entry);
  if (!stream) return Fail(stream);
  state->stream = std::move(*stream);
  return XlsxReader(std::move(state));
}

Result<std::optional<XlsxRow>> XlsxReader::Next() {
  State& state = *state_;
  if (state.ended) return std::optional<XlsxRow>();
  Result<std::string> xml = state.NextRowXml();
  if (!xml || xml->empty()) {
    state.ended = true;
    if (!xml) return Fail(xml);
    return std::optional<XlsxRow>();
  }
  XlsxRow row = state.ParseRow(*xml);
  if (++state.rows > kMaxXlsxRows || row.number > kMaxXlsxRows || row.number < 1) {
    state.ended = true;
    return Fail(ErrorCode::kExhausted, "the sheet has a row past " + std::to_string(kMaxXlsxRows) + ": split it");
  }
  state.last_number = row.number;
  return std::optional<XlsxRow>(std::move(row));
}

}  // namespace markwarden
