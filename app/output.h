// What every command prints with: one-line errors, exit codes, tables, JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

// The command contract.
inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;      // the answer is no, or something was refused
inline constexpr int kExitUsage = 2;        // the command line is wrong
inline constexpr int kExitEnvironment = 3;  // disk, port, lock, a newer store
inline constexpr int kExitCannotDecide = 4;

int ExitCodeOf(const Error& error);

// Prints "markwarden: <message>" on stderr and returns the exit code.
int Report(const Error& error);

struct Column {
  std::string title;
  std::string key;  // member of each row; "a.b" goes inside
  bool right = false;
};

// Text from outside for a terminal: without control characters and marks of direction, cut at `max_cells`.
std::string Printable(std::string_view text, size_t max_cells);

// Prints "markwarden: <line>" on stderr: what a person should know although all is well.
void PrintRemark(const std::string& line);

// A table for people; wide characters count two cells, a cell is cut at max_cells.
void PrintTable(const std::vector<Column>& columns, const Json& rows, size_t max_cells = 60);

// With `json` one compact line a row, else the table; says `empty` when there is no row.
void PrintRows(bool json, const std::vector<Column>& columns, const Json& rows, std::string_view empty);

// Width on a terminal: East Asian wide characters are two cells.
size_t CellWidth(std::string_view utf8);

// True when standard output is a terminal.
bool OnTerminal();

}  // namespace markwarden
