// Comma-separated values: RFC 4180 as spreadsheets really write it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

// Caps.  A spreadsheet cell holds 32,767 characters; a record past its cap is not a record.
inline constexpr size_t kMaxCsvCellChars = 32'767;  // Unicode characters
inline constexpr size_t kMaxCsvRecordBytes = 4 << 20;
inline constexpr size_t kMaxCsvColumns = 1'024;

struct CsvRow {
  int line = 0;  // first line of the record, from 1
  std::vector<std::string> cells;
  std::string raw;    // the record's bytes without its line end
  std::string error;  // empty, or why this row cannot be used: "cell 3 is longer than ..."
};

struct CsvReaderOptions {
  char separator = 0;  // 0: decided by the first line, among , ; and tab
};

// Reads one record after the other from UTF-8 text that outlives the reader.  A byte order
// mark is skipped; CRLF, LF and lone CR end a record; blank lines are passed over; quotes may hold
// separators, quotes and line ends.  A broken row carries its error and reading goes on at the
// next line; when open quotes have made it read 64 MiB twice, after what it read.  Not thread-safe.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, CsvReaderOptions options = {});

  // Empty at the end.  Sets `error` on rows whose cell count differs from the first row's.
  std::optional<CsvRow> Next();

  char separator() const { return separator_; }

 private:
  CsvRow ReadRecord();
  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
  char separator_;
  size_t columns_ = 0;  // of the first row, 0 before it
  size_t walk_back_left_ = size_t{16} * kMaxCsvRecordBytes;  // bytes that broken records may make it read twice
};

struct CsvWriterOptions {
  char separator = ',';
  bool crlf = true;
  bool bom = false;           // Excel reads UTF-8 only with it
  bool formula_safe = true;   // a cell that a spreadsheet would calculate (= + - @ tab CR first) gets a leading '
};

// Builds a CSV text in memory.
class CsvWriter {
 public:
  explicit CsvWriter(CsvWriterOptions options = {});
  void Add(const std::vector<std::string>& cells);
  const std::string& text() const { return text_; }

 private:
  CsvWriterOptions options_;
  std::string text_;
};

}  // namespace markwarden
