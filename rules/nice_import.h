// Reading an office's table of goods: CSV in UTF-8 or GB18030, or a workbook, with Chinese or English headings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/nice_table.h"
#include "rules/rights_import.h"

namespace markwarden {

inline constexpr size_t kMaxNiceFile = 32u << 20;
inline constexpr int64_t kMaxNiceRows = 200'000;
inline constexpr size_t kMaxNiceName = 200;     // characters of one name
inline constexpr size_t kMaxNiceNames = 20;     // of one item
inline constexpr size_t kMaxNiceEdition = 60;   // characters
inline constexpr size_t kToldRefusals = 200;

struct NiceImport {
  std::string text;                 // WriteNiceTable's; empty when a row was refused: nothing is taken by halves
  NiceCounts counts;                // of what was read
  std::vector<RefusedRow> refused;  // the first kToldRefusals, by line (of a workbook: by row); the reason is a kept sentence of core/said.h
  int64_t refused_total = 0;
};

// Columns by name, in any order: item number (商品编号), class (类别), group (类似群), part (部分), names (商品名称; any number of columns, several
// in a cell parted by ; ； | or a line end), cross reference (交叉检索, 备注: groups, or a note such as 与 0907 类似).  Group and a name are needed;
// a class that is not told is the group's.  A row without number and name tells the notes of its group.
// `sheet`: of a workbook, empty for the first.
// Errors: kInvalid (no edition, no day, no such heading, no text or workbook, not one item), kExhausted (past a cap).
Result<NiceImport> ImportNiceTable(std::string_view bytes, const std::string& edition, const std::string& from, const std::string& sheet = {});

// Groups that a cross reference names as similar: "0907；0908", "与 0907、0908 类似"; one that it names as not similar is none of them.  `alike`: it says
// that the parts of the group are similar to each other.
struct NiceNote {
  std::vector<std::string> groups;  // as written, four digits
  bool alike = false;
};
NiceNote ReadNiceNote(std::string_view text);

}  // namespace markwarden
