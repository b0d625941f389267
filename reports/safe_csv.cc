// Cells -> quoted text with apostrophes before what could be a formula.
#include "reports/safe_csv.h"

#include <charconv>
#include <cmath>

#include "core/formats/csv.h"
#include "reports/characters.h"

namespace markwarden {
namespace {

// Full-width (U+FF0x) and small forms (U+FE6x), which some programs fold to ASCII when they read a file; the minus sign proper.
bool OpensFormula(uint32_t c) {
  for (const uint32_t sign : {0x3du, 0x2bu, 0x2du, 0x40u, 0xff1du, 0xff0bu, 0xff0du, 0xff20u, 0xfe66u, 0xfe62u, 0xfe63u, 0xfe6bu, 0x2212u}) {
    if (c == sign) return true;
  }
  return false;
}

std::string CsvText(std::string_view text) {
  std::string clean;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    const std::string_view bytes = text.substr(at, c.length);
    at += c.length;
    const bool control = (c.value < 0x20 && c.value != '\t' && c.value != '\r' && c.value != '\n') || (c.value >= 0x7f && c.value < 0xa0);
    if (control || IsBidiControl(c.value)) continue;
    if (c.value == 0xfffd) clean += "\xef\xbf\xbd";
    else clean += bytes;
  }
  return MayCalculate(clean) ? "'" + clean : clean;
}

std::string NumberWords(double value) {
  if (!std::isfinite(value)) return "";
  char buffer[64];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc() ? std::string(buffer, end) : "";
}

// A decimal or date is ours only when it is written like one; anything else is text.
std::string PlainOrText(const std::string& text, std::string_view signs) {
  const bool plain = !text.empty() && text.find_first_not_of(signs) == std::string::npos && text.find_last_of("-") != text.size() - 1;
  return plain ? text : CsvText(text);
}

std::string CsvCell(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kEmpty: return "";
    case Cell::Kind::kText: return CsvText(cell.text);
    case Cell::Kind::kInteger: return std::to_string(cell.integer);
    case Cell::Kind::kNumber:
    case Cell::Kind::kShare: return NumberWords(cell.number);
    case Cell::Kind::kDecimal: return PlainOrText(cell.text, "-.0123456789");
    case Cell::Kind::kDate:
    case Cell::Kind::kTime: return PlainOrText(cell.text, "-: 0123456789");
  }
  return "";
}

void AddRow(CsvWriter& writer, const std::vector<Cell>& row) {
  std::vector<std::string> cells;
  cells.reserve(row.size());
  for (const Cell& cell : row) cells.push_back(CsvCell(cell));
  writer.Add(cells);
}

}  // namespace

bool MayCalculate(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = DecodeUtf8(text, at);
    if (c.value == '\t' || c.value == '\r' || c.value == '\n') return true;
    if (!IsSpaceChar(c.value) && !IsInvisibleChar(c.value)) return OpensFormula(c.value);
    at += c.length;
  }
  return false;
}

std::string SafeCsv(const std::vector<std::vector<Cell>>& rows, const SafeCsvOptions& options) {
  // The writer's own apostrophes know neither blanks nor full-width signs, and would mark our negative numbers.
  CsvWriter writer({.bom = options.bom, .formula_safe = false});
  for (const std::vector<Cell>& row : rows) AddRow(writer, row);
  return writer.text();
}

std::string SafeCsv(const Sheet& sheet, const SafeCsvOptions& options) {
  CsvWriter writer({.bom = options.bom, .formula_safe = false});
  if (!sheet.heads.empty()) {
    std::vector<Cell> heads;
    for (const std::string& head : sheet.heads) heads.push_back(Cell::Text(head));
    AddRow(writer, heads);
  }
  for (const std::vector<Cell>& row : sheet.rows) AddRow(writer, row);
  return writer.text();
}

}  // namespace markwarden
