// RFC 4180 reading and writing.
#include "core/formats/csv.h"

#include <algorithm>

namespace markwarden {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

size_t CountChars(std::string_view utf8) {
  size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

// The sign among , ; and tab that the first line holds most of, outside quotes.
char GuessSeparator(std::string_view text) {
  size_t commas = 0, semicolons = 0, tabs = 0;
  bool quoted = false;
  for (const char c : text.substr(0, kMaxCsvRecordBytes)) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',';
    semicolons += c == ';';
    tabs += c == '\t';
  }
  if (tabs > commas && tabs >= semicolons) return '\t';
  return semicolons > commas ? ';' : ',';
}

}  // namespace

CsvReader::CsvReader(std::string_view text, CsvReaderOptions options) : text_(text) {
  if (text_.substr(0, kBom.size()) == kBom) text_.remove_prefix(kBom.size());
  separator_ = options.separator ? options.separator : GuessSeparator(text_);
}

std::optional<CsvRow> CsvReader::Next() {
  while (at_ < text_.size()) {
    CsvRow row = ReadRecord();
    if (row.error.empty() && row.cells.size() == 1 && row.cells[0].empty()) continue;
    if (!row.error.empty()) return row;
    if (columns_ == 0) columns_ = row.cells.size();
    if (row.cells.size() != columns_) {
      row.error = "has " + std::to_string(row.cells.size()) + " cells where the heading has " +
                  std::to_string(columns_);
    }
    return row;
  }
  return std::nullopt;
}

CsvRow CsvReader::ReadRecord() {
  CsvRow row;
  row.line = line_;
  const size_t start = at_;
  const int start_line = line_;
  std::string cell;
  bool quoted = false;     // inside quotes
  bool was_quoted = false; // this cell began with a quote
  const auto fail = [&](std::string why) {
    // Reading goes on at the line after the one where the record began, as long as a file made of nothing
    // but open quotes does not make that a walk over the rest for each of its lines.
    const size_t walked = at_ - start;
    if (walked <= walk_back_left_) {
      walk_back_left_ -= walked;
      at_ = start;
      line_ = start_line;
      while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    }
    row.raw.assign(text_.substr(start, std::min(at_ - start, kMaxCsvRecordBytes)));
    if (at_ < text_.size()) at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
    ++line_;
    row.error = std::move(why);
    row.cells.clear();
  };
  const auto end_cell = [&] {
    if (row.error.empty() && CountChars(cell) > kMaxCsvCellChars) {
      row.error = "cell " + std::to_string(row.cells.size() + 1) + " is longer than " +
                  std::to_string(kMaxCsvCellChars) + " characters";
    }
    if (row.error.empty() && row.cells.size() >= kMaxCsvColumns) {
      row.error = "has more than " + std::to_string(kMaxCsvColumns) + " cells";
    }
    if (row.error.empty()) row.cells.push_back(cell);
    cell.clear();
    was_quoted = false;
  };
  while (at_ < text_.size()) {
    if (at_ - start > kMaxCsvRecordBytes) {
      fail("is longer than " + std::to_string(kMaxCsvRecordBytes) + " bytes, or a quote is not closed");
      return row;
    }
    const char c = text_[at_];
    if (quoted) {
      if (c == '"') {
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          cell += '"';
          at_ += 2;
          continue;
        }
        quoted = false;
        ++at_;
        continue;
      }
      if (c == '\n' || (c == '\r' && text_.substr(at_, 2) != "\r\n")) ++line_;
      cell += c;
      ++at_;
      continue;
    }
    if (c == '"' && cell.empty() && !was_quoted) {
      quoted = was_quoted = true;
      ++at_;
    } else if (c == separator_) {
      end_cell();
      ++at_;
    } else if (c == '\n' || c == '\r') {
      row.raw.assign(text_.substr(start, at_ - start));
      at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
      ++line_;
      end_cell();
      return row;
    } else {
      cell += c;
      ++at_;
    }
  }
  if (quoted) {
    fail("a quote is not closed");
    return row;
  }
  row.raw.assign(text_.substr(start));
  end_cell();
  return row;
}

CsvWriter::CsvWriter(CsvWriterOptions options) : options_(options) {
  if (options_.bom) text_ = kBom;
}

void CsvWriter::Add(const std::vector<std::string>& cells) {
  bool first = true;
  for (const std::string& cell : cells) {
    if (!first) text_ += options_.separator;
    first = false;
    std::string safe = cell;
    if (options_.formula_safe && !cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos) {
      safe.insert(safe.begin(), '\'');
    }
    // A byte order mark that opens the text would be taken for one.
    const bool quote = safe.compare(0, kBom.size(), kBom) == 0 || safe.find_first_of("\"\r\n\t,;") != std::string::npos ||
                       safe.find(options_.separator) != std::string::npos ||
                       (!safe.empty() && (safe.front() == ' ' || safe.back() == ' '));
    if (!quote) {
      text_ += safe;
      continue;
    }
    text_ += '"';
    for (const char c : safe) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }
  text_ += options_.crlf ? "\r\n" : "\n";
}

}  // namespace markwarden
