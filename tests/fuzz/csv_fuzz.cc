// CSV: rows as they come, and rows written and read back.
#include "core/formats/csv.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(csv) {
  for (const char separator : {'\0', ',', ';', '\t'}) {
    CsvReader reader(bytes, {.separator = separator});
    size_t total = 0;
    int line = 0;
    CsvWriter writer({.formula_safe = false});
    std::vector<std::vector<std::string>> written;
    while (std::optional<CsvRow> row = reader.Next()) {
      Require(row->line > line, "lines go on");
      line = row->line;
      Require(row->cells.size() <= kMaxCsvColumns, "a row keeps its cap");
      total += row->raw.size();
      if (!row->error.empty() || row->cells.empty()) continue;
      if (row->cells.size() == 1 && row->cells[0].empty()) continue;  // written, it would be a blank line
      if (!written.empty() && written[0].size() != row->cells.size()) continue;
      writer.Add(row->cells);
      written.push_back(std::move(row->cells));
    }
    Require(total <= bytes.size(), "no byte is read twice");
    CsvReader again(writer.text(), {.separator = ','});
    for (const auto& cells : written) {
      const std::optional<CsvRow> row = again.Next();
      Require(row && row->error.empty(), "a row that we wrote is read");
      Require(row->cells == cells, "cells come back");
    }
    Require(!again.Next().has_value(), "no more rows than were written");
  }
}
