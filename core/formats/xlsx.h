// Workbooks (ECMA-376, SpreadsheetML): the rows of one sheet as texts, streamed within limits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/byte_source.h"
#include "core/result.h"

namespace markwarden {

inline constexpr int64_t kMaxXlsxRows = 1'048'576;   // of a sheet, as the format has it
inline constexpr size_t kMaxXlsxCellChars = 32'767;  // Unicode characters
inline constexpr size_t kMaxXlsxColumns = 1'024;
inline constexpr size_t kMaxXlsxRowBytes = 16 << 20;           // of the XML of one row
inline constexpr size_t kMaxXlsxSharedBytes = 128 << 20;       // of all shared strings

struct XlsxRow {
  int64_t number = 0;              // as the sheet counts, from 1
  std::vector<std::string> cells;  // from column A on; empty cells are empty, the last one is not
  std::string error;               // empty, or why this row cannot be used
};

struct XlsxOptions {
  std::string sheet = {};  // by name; empty: the first
};

// Reads `source`, which outlives it.  One thread at a time.
//
// Numbers are written as Excel shows them unformatted (15 digits, no exponent); dates, by their cell's style, as "2026-11-23",
// "2026-11-23T08:40:12" or "08:40:12"; booleans as "true" and "false"; errors as "#N/A".  A formula is never evaluated: its
// cached value counts.  Control characters become blanks.
class XlsxReader {
 public:
  // Errors: kInvalid (no workbook, no such sheet: names those there are), kExhausted (a part past its cap), and those of ZipReader::Open.
  static Result<XlsxReader> Open(const ByteSource& source, const XlsxOptions& options = {});
  XlsxReader(XlsxReader&&) noexcept;
  XlsxReader& operator=(XlsxReader&&) noexcept;
  ~XlsxReader();

  const std::vector<std::string>& sheets() const;
  const std::string& sheet() const;  // the one that is read

  // Empty at the end.  A row past a cap carries its error and reading goes on.  Errors: kInvalid (the sheet's bytes are broken from
  // here on), kExhausted (more than kMaxXlsxRows rows, a row of more than kMaxXlsxRowBytes).
  Result<std::optional<XlsxRow>> Next();

 private:
  struct State;
  explicit XlsxReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A serial date of Excel (days since 1899-12-30, or 1904-01-01) as text; empty when it is out of range.
std::string XlsxDate(double serial, bool since_1904);

// Whether a number format code shows a date or a time: "yyyy-mm-dd", not "0.00" or "[Red]0" or "\"day\" 0".
bool IsXlsxDateFormat(std::string_view code);

}  // namespace markwarden
