// A statistical report as sheets: all rows, and a first sheet that says where each figure comes from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "reports/figure_report.h"
#include "reports/sheet.h"

namespace markwarden {

// The first sheet names the report and, for each section, its sheet, title, definition, query, parameters and note; then one sheet a section, in
// order.  Unknown cells are empty.  A share is a number; its counts stand in their own columns.  Times are in the report's zone.
// Errors: those of CheckFigureReport; kUnsupported (a language that is neither zh nor en).
Result<std::vector<Sheet>> FigureSheets(const FigureReport& report, std::string_view lang);

// Their workbook; its properties carry the report's title, organisation and made_at.  Errors: also those of WriteWorkbook.
Result<std::string> RenderFigureWorkbook(const FigureReport& report, std::string_view lang);

}  // namespace markwarden
