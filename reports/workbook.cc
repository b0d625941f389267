// Sheets -> libxlsxwriter -> bytes, read back once.
#include "reports/workbook.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "core/formats/byte_source.h"
#include "core/formats/xlsx.h"
#include "core/money.h"
#include "reports/characters.h"

namespace markwarden {
namespace {

constexpr int64_t kLargestExact = int64_t{1} << 53;
constexpr size_t kExactDigits = 15;
constexpr double kColumnWidth = 18;

std::string ColumnName(size_t column) {
  std::string name;
  for (size_t n = column + 1; n > 0; n = (n - 1) / 26) name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
  return name;
}

size_t Utf16Units(std::string_view text) {
  size_t units = 0;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    units += c.value >= 0x10000 ? 2 : 1;
    at += c.length;
  }
  return units;
}

// ECMA-376, 22.9.2.19 (ST_Xstring): "_xHHHH_" in a string is a character; an underscore meant as itself before it is "_x005F_".
std::string EscapeXstring(const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const std::string_view here = std::string_view(text).substr(at, 7);
    if (here.size() == 7 && here[0] == '_' && here[1] == 'x' && here[6] == '_' &&
        here.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos) {
      out += "_x005F";
    }
    out += text[at];
  }
  return out;
}

// Letter case aside, as spreadsheets compare names: ASCII, Latin-1, Greek, Cyrillic and full-width letters.
std::string FoldName(std::string_view name) {
  std::string folded;
  for (size_t at = 0; at < name.size();) {
    CodePoint c = DecodeUtf8(name, at);
    const size_t length = c.length;
    const auto in = [&](uint32_t first, uint32_t last) { return c.value >= first && c.value <= last; };
    if (in('A', 'Z') || in(0xc0, 0xde) || in(0x391, 0x3a9) || in(0x410, 0x42f) || in(0xff21, 0xff3a)) c.value += 32;
    else if (in(0x400, 0x40f)) c.value += 80;
    folded += std::to_string(c.value) + " ";
    at += length;
  }
  return folded;
}

// At most `units` UTF-16 units of `text`.
std::string CutUnits(std::string_view text, size_t units) {
  size_t used = 0, at = 0;
  while (at < text.size()) {
    const CodePoint c = DecodeUtf8(text, at);
    used += c.value >= 0x10000 ? 2 : 1;
    if (used > units) break;
    at += c.length;
  }
  return std::string(text.substr(0, at));
}

class SheetNames {
 public:
  // A legal name that no sheet has yet; `part` above 1 for what goes on from another sheet.
  std::string Next(const std::string& wanted, size_t part) {
    std::string base;
    for (const char c : CleanCellText(wanted)) base += std::string_view("[]:*?/\\\n\t").find(c) == std::string_view::npos ? c : '_';
    Trim(base);
    if (base.empty()) base = "Sheet";
    if (FoldName(base) == FoldName("History")) base += "_";  // a name that Excel keeps for itself
    for (size_t n = part;; ++n) {
      const std::string suffix = n > 1 ? " (" + std::to_string(n) + ")" : "";
      std::string name = CutUnits(base, kMaxSheetNameUnits - suffix.size());
      Trim(name);
      name += suffix;
      if (taken_.insert(FoldName(name)).second) return name;
    }
  }

 private:
  static void Trim(std::string& name) {
    while (!name.empty() && (name.back() == '\'' || name.back() == ' ')) name.pop_back();
    while (!name.empty() && (name.front() == '\'' || name.front() == ' ')) name.erase(name.begin());
  }

  std::set<std::string> taken_;
};

// Days since 1899-12-30, from the first day on which all spreadsheets agree; empty for what is no date or earlier.
std::optional<double> SerialDate(const std::string& text, bool with_time) {
  std::string rfc = text;
  if (with_time) {
    if (rfc.size() < 19 || rfc[10] != ' ') return std::nullopt;
    rfc[10] = 'T';
    rfc += 'Z';
  } else if (rfc.size() != 10) {
    return std::nullopt;
  }
  const auto time = ParseTime(rfc);
  if (!time) return std::nullopt;
  const double serial = static_cast<double>(ToUnixSeconds(*time)) / 86'400 + 25'569;
  return serial >= 61 ? std::optional(serial) : std::nullopt;
}

// The finished file, in memory: nothing to clean up after a crash.
class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("workbook", MFD_CLOEXEC)) {}
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (fd_ >= 0) close(fd_);
  }
  bool good() const { return fd_ >= 0; }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

  std::optional<std::string> Bytes() const {
    struct stat about {};
    if (fstat(fd_, &about) != 0) return std::nullopt;
    std::string bytes(static_cast<size_t>(about.st_size), '\0');
    for (size_t at = 0; at < bytes.size();) {
      const ssize_t got = pread(fd_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
      if (got <= 0) return std::nullopt;
      at += static_cast<size_t>(got);
    }
    return bytes;
  }

 private:
  const int fd_;
};

class WorkbookWriter {
 public:
  WorkbookWriter(lxw_workbook* book, const WorkbookOptions& options) : book_(book), options_(options) {
    head_ = Format(nullptr);
    format_set_bold(head_);
    format_set_text_wrap(head_);
    share_ = Format("0.0%");
    date_ = Format("yyyy-mm-dd");
    time_ = Format("yyyy-mm-dd hh:mm:ss");
  }

  Status Add(const Sheet& sheet) {
    if (sheet.heads.size() > kMaxSheetColumns) return Fail(ErrorCode::kExhausted, Place(sheet, 0, kMaxSheetColumns) + ": more than " + std::to_string(kMaxSheetColumns) + " headings");
    const size_t heads = sheet.heads.empty() ? 0 : 1, room = std::clamp<size_t>(options_.rows_per_sheet, heads + 1, kMaxSheetRows) - heads;
    for (size_t part = 1, from = 0; part == 1 || from < sheet.rows.size(); ++part, from += room) {
      if (written_.size() == kMaxWorkbookSheets) return Fail(ErrorCode::kExhausted, "workbook: more than " + std::to_string(kMaxWorkbookSheets) + " sheets");
      const std::string name = names_.Next(sheet.name, part);
      lxw_worksheet* page = workbook_add_worksheet(book_, name.c_str());
      if (!page) return Fail(ErrorCode::kUnavailable, "workbook: no sheet \"" + name + "\": is there room in the folder for temporary files?");
      size_t row = 0;
      if (heads) {
        // Set before the rows: in this mode a sheet is written from its top down.
        worksheet_set_column(page, 0, static_cast<lxw_col_t>(sheet.heads.size() - 1), kColumnWidth, nullptr);
        worksheet_freeze_panes(page, 1, 0);
        for (size_t i = 0; i < sheet.heads.size(); ++i) {
          if (Status done = Write(page, sheet, 0, row, i, Cell::Text(sheet.heads[i]), head_); !done) return done;
        }
        ++row;
      }
      for (size_t i = from; i < std::min(sheet.rows.size(), from + room); ++i, ++row) {
        if (sheet.rows[i].size() > kMaxSheetColumns) return Fail(ErrorCode::kExhausted, Place(sheet, i + 1, kMaxSheetColumns) + ": more than " + std::to_string(kMaxSheetColumns) + " cells");
        for (size_t column = 0; column < sheet.rows[i].size(); ++column) {
          if (Status done = Write(page, sheet, i + 1, row, column, sheet.rows[i][column], nullptr); !done) return done;
        }
      }
      written_.push_back({name, last_row_});
      last_row_ = 0;
    }
    return Ok();
  }

  struct Written {
    std::string name;
    size_t last_row = 0;  // from 1; 0 when no cell holds anything
  };
  const std::vector<Written>& written() const { return written_; }

 private:
  lxw_format* Format(const char* code) {
    lxw_format* format = workbook_add_format(book_);
    if (code) format_set_num_format(format, code);
    return format;
  }

  // `row` counts the caller's rows from 1; 0 is the heads.
  static std::string Place(const Sheet& sheet, size_t row, size_t column) {
    return "workbook: sheet \"" + CleanCellText(sheet.name) + "\", " + (row == 0 ? "heading" : "row " + std::to_string(row)) + ", column " + ColumnName(column);
  }

  Status Write(lxw_worksheet* page, const Sheet& sheet, size_t number, size_t row, size_t column, const Cell& cell, lxw_format* format) {
    const auto text = [&](const std::string& words) -> Result<lxw_error> {
      const std::string clean = EscapeXstring(CleanCellText(words));
      if (Utf16Units(clean) > kMaxSheetCellUnits) {
        return Fail(ErrorCode::kExhausted, Place(sheet, number, column) + ": text of more than " + std::to_string(kMaxSheetCellUnits) + " characters: shorten it or export it as CSV");
      }
      if (clean.empty()) return LXW_NO_ERROR;
      last_row_ = row + 1;
      return worksheet_write_string(page, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), clean.c_str(), format);
    };
    const auto number_cell = [&](double value, lxw_format* shown) -> Result<lxw_error> {
      if (!std::isfinite(value)) return Fail(ErrorCode::kInvalid, Place(sheet, number, column) + ": not a finite number");
      last_row_ = row + 1;
      return worksheet_write_number(page, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), value, shown);
    };
    Result<lxw_error> done = LXW_NO_ERROR;
    switch (cell.kind) {
      case Cell::Kind::kEmpty: break;
      case Cell::Kind::kText: done = text(cell.text); break;
      case Cell::Kind::kInteger:
        done = cell.integer > kLargestExact || cell.integer < -kLargestExact ? text(std::to_string(cell.integer)) : number_cell(static_cast<double>(cell.integer), format);
        break;
      case Cell::Kind::kNumber: done = number_cell(cell.number, format); break;
      case Cell::Kind::kShare: done = number_cell(cell.number, share_); break;
      case Cell::Kind::kDecimal: {
        const bool minus = cell.text.starts_with('-');
        if (!NormaliseDecimal(std::string_view(cell.text).substr(minus))) return Fail(ErrorCode::kInvalid, Place(sheet, number, column) + ": no decimal such as \"199.00\"");
        double value = 0;
        const auto [end, error] = std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), value);
        done = error != std::errc() || cell.text.size() - minus > kExactDigits ? text(cell.text) : number_cell(value, format);
        break;
      }
      case Cell::Kind::kDate:
      case Cell::Kind::kTime: {
        const bool with_time = cell.kind == Cell::Kind::kTime;
        const auto serial = SerialDate(cell.text, with_time);
        // A day before the serial numbers begin is still a day.
        done = serial ? number_cell(*serial, with_time ? time_ : date_) : text(cell.text);
        break;
      }
    }
    if (!done) return Fail(std::move(done.error()));
    if (*done != LXW_NO_ERROR) return Fail(ErrorCode::kInternal, Place(sheet, number, column) + ": " + lxw_strerror(*done));
    return Ok();
  }

  lxw_workbook* book_;
  const WorkbookOptions& options_;
  lxw_format *head_ = nullptr, *share_ = nullptr, *date_ = nullptr, *time_ = nullptr;
  SheetNames names_;
  std::vector<Written> written_;
  size_t last_row_ = 0;
};

// The library does not look at every write to its temporary files: a full disk must not make a shorter workbook.
Status ReadBack(const std::string& bytes, const std::vector<WorkbookWriter::Written>& written) {
  const MemorySource source(bytes);
  for (const WorkbookWriter::Written& sheet : written) {
    Result<XlsxReader> reader = XlsxReader::Open(source, {.sheet = sheet.name});
    size_t last = 0;
    while (reader) {
      Result<std::optional<XlsxRow>> row = reader->Next();
      if (!row) return Fail(Error(row.error()).While("workbook: reading sheet \"" + sheet.name + "\" back"));
      if (!*row) break;
      if (!(*row)->cells.empty() || !(*row)->error.empty()) last = static_cast<size_t>((*row)->number);
    }
    if (!reader) return Fail(Error(reader.error()).While("workbook: reading it back"));
    if (last != sheet.last_row) {
      return Fail(ErrorCode::kUnavailable, "workbook: sheet \"" + sheet.name + "\" ends at row " + std::to_string(last) + " instead of " + std::to_string(sheet.last_row) +
                                               ": is there room in the folder for temporary files?");
    }
  }
  return Ok();
}

}  // namespace

std::string CleanCellText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    const std::string_view bytes = text.substr(at, c.length);
    at += c.length;
    if (c.value == '\r') {
      if (at < text.size() && text[at] == '\n') continue;
      out += '\n';
    } else if (c.value == '\t' || c.value == '\n') {
      out += bytes;
    } else if (c.value < 0x20 || (c.value >= 0x7f && c.value < 0xa0) || (c.value & 0xfffe) == 0xfffe || IsBidiControl(c.value)) {
      continue;
    } else if (c.value == 0xfffd) {
      out += "\xef\xbf\xbd";
    } else {
      out += bytes;
    }
  }
  return out;
}

Result<std::string> WriteWorkbook(const std::vector<Sheet>& sheets, const WorkbookOptions& options) {
  if (sheets.empty()) return Fail(ErrorCode::kInvalid, "workbook: it needs a sheet");
  const MemoryFile file;
  if (!file.good()) return Fail(ErrorCode::kUnavailable, "workbook: no file in memory");
  // Rows leave for a temporary file as they are finished: the cells of one row are in memory, not those of a sheet.
  lxw_workbook_options how{};
  how.constant_memory = LXW_TRUE;
  const std::string path = file.path();
  lxw_workbook* book = workbook_new_opt(path.c_str(), &how);
  if (!book) return Fail(ErrorCode::kUnavailable, "workbook: the library has no memory");
  std::string title = CleanCellText(options.title), author = CleanCellText(options.author);
  title = CutUnits(title, 255);
  author = CutUnits(author, 255);
  lxw_doc_properties properties{};
  properties.title = title.data();
  properties.author = author.data();
  // 0 would be read as "now"; no workbook is as old as that.
  properties.created = std::max<time_t>(1, static_cast<time_t>(ToUnixSeconds(options.created)));
  workbook_set_properties(book, &properties);
  WorkbookWriter writer(book, options);
  Status added = Ok();
  for (const Sheet& sheet : sheets) {
    added = writer.Add(sheet);
    if (!added) break;
  }
  // Closing writes what there is and frees it, wanted or not.
  const lxw_error closed = workbook_close(book);
  if (!added) return Fail(std::move(added.error()));
  if (closed != LXW_NO_ERROR) return Fail(ErrorCode::kUnavailable, std::string("workbook: ") + lxw_strerror(closed));
  std::optional<std::string> bytes = file.Bytes();
  if (!bytes) return Fail(ErrorCode::kInternal, "workbook: its bytes cannot be read back");
  if (Status whole = ReadBack(*bytes, writer.written()); !whole) return Fail(std::move(whole.error()));
  return std::move(*bytes);
}

}  // namespace markwarden
