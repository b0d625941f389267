// A statistical report as a page: charts as inline SVG, each followed by its table, every figure with its source.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/result.h"
#include "reports/figure_report.h"

namespace markwarden {

// What pages show; the workbook has the rest, and a line says how much was left out.
inline constexpr size_t kMaxShownRows = 10'000;    // of a section
inline constexpr size_t kMaxShownCells = 250'000;  // of a report; past it every section is cut shorter
inline constexpr size_t kFewestShownRows = 5;      // of a section, however many there are

// Templates by language, from data_dir/reports/figures.  Errors: kNotFound.
struct FigureTemplates {
  std::map<std::string, std::string> pages;
};
Result<FigureTemplates> LoadFigureTemplates(const std::filesystem::path& data_dir);

struct FigureHtmlOptions {
  size_t max_rows = kMaxShownRows;  // of a section
};

// Self-contained, no script.  Same report, same bytes.  Errors: kInvalid, kExhausted as CheckFigureReport; kUnsupported (no such language).
Result<std::string> RenderFigureHtml(const FigureReport& report, const FigureTemplates& templates, std::string_view lang, const FigureHtmlOptions& options = {});

// The rows of a section that a page shows: the most of 10,000, 1,000, 100, 20, 5 that is no more than `max_rows` and keeps the report within
// kMaxShownCells, or 5.  Charts of bars draw no more rows than that either.
size_t ShownRows(const FigureReport& report, size_t max_rows);

}  // namespace markwarden
