// Comma-separated files that a spreadsheet opens without calculating anything (OWASP ASVS 1.2.10).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/sheet.h"

namespace markwarden {

struct SafeCsvOptions {
  bool bom = true;  // Excel reads UTF-8 only with it
};

// RFC 4180: commas, CRLF, quotes doubled.  Text that MayCalculate gets a leading apostrophe; numbers, decimals and dates of ours are written
// as they are ("-5", "0.125", "2026-11-26"), unknown cells are empty.  NUL and other control characters but tab, CR and LF are left out, broken
// UTF-8 becomes U+FFFD, overrides of the reading order are left out.
//
// What this cannot do: a person who opens the file with another separator than the comma cuts cells where they were not cut.  The workbook has no such risk.
std::string SafeCsv(const std::vector<std::vector<Cell>>& rows, const SafeCsvOptions& options = {});

// Heads and rows of a sheet.
std::string SafeCsv(const Sheet& sheet, const SafeCsvOptions& options = {});

// Whether a spreadsheet might take the text for a formula: its first character that is neither blank nor invisible is one of = + - @ or their
// full-width and small forms, or a tab, CR or LF stands before it.
bool MayCalculate(std::string_view text);

}  // namespace markwarden
