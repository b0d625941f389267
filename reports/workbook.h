// Workbooks for spreadsheets (ECMA-376), written by libxlsxwriter.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "reports/sheet.h"

namespace markwarden {

// The format's own limits, but for columns and sheets, which are ours.
inline constexpr size_t kMaxSheetRows = 1'048'576;
inline constexpr size_t kMaxSheetColumns = 1'024;  // as XlsxReader takes
inline constexpr size_t kMaxSheetCellUnits = 32'767;  // UTF-16 units of a text
inline constexpr size_t kMaxSheetNameUnits = 31;
inline constexpr size_t kMaxWorkbookSheets = 500;

struct WorkbookOptions {
  std::string title, author;
  Time created;  // the date in the file's properties; the clock is never read
  size_t rows_per_sheet = kMaxSheetRows;  // less for a test; heads count
};

// The bytes of the workbook.  Same input, same bytes.  Thread-safe; up to the size of the workbook lies unlinked in $TMPDIR while it works.
//
// Text is a string cell whatever it begins with: the writer makes no formula, no link and no macro.  Control characters that XML 1.0 does
// not have and overrides of the reading order are left out, broken UTF-8 becomes U+FFFD, line ends become LF, and what a spreadsheet would read
// as an escape ("_x000D_") is escaped itself.  Integers and decimals that a double cannot hold exactly are written as text.
// A sheet with more rows than fit goes on in "name (2)", "name (3)".  Names lose what spreadsheets refuse ([]:*?/\ and ' at an end), are
// cut to 31 units, and are told apart by a number, letter case aside.
//
// Errors: kExhausted (a text, a row or the number of sheets past its cap: names sheet, row and column), kInvalid (a number that is not finite, a
// decimal or date that is none; no sheet), kUnavailable (no room for its files), kInternal.
Result<std::string> WriteWorkbook(const std::vector<Sheet>& sheets, const WorkbookOptions& options = {});

// The text as a cell holds it, before escapes.
std::string CleanCellText(std::string_view text);

}  // namespace markwarden
