// Tables and errors.
#include "app/output.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace markwarden {
namespace {

// Decodes one code point; a broken byte is one code point of its own.
char32_t NextCodePoint(std::string_view text, size_t& pos) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(pos);
  const size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length == 1 || pos + length > text.size()) {
    ++pos;
    return first;
  }
  char32_t code = first & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) code = code << 6 | (byte(pos + i) & 0x3F);
  pos += length;
  return code;
}

size_t CellsOf(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || c == 0xFEFF) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::string CellText(const Json& row, const std::string& key) {
  const Json* value = &row;
  size_t begin = 0;
  while (begin <= key.size()) {
    const size_t dot = std::min(key.find('.', begin), key.size());
    value = JsonMember(*value, key.substr(begin, dot - begin).c_str());
    if (!value) return "";
    begin = dot + 1;
  }
  if (value->is_string()) return value->get<std::string>();
  if (value->is_number_float()) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.1f", value->get<double>());
    return buffer;
  }
  if (value->is_array()) {
    std::string joined;
    for (const Json& item : *value) {
      joined += (joined.empty() ? "" : ", ") + (item.is_string() ? item.get<std::string>() : DumpJson(item));
    }
    return joined;
  }
  return DumpJson(*value);
}

}  // namespace

int ExitCodeOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kNotFound:
    case ErrorCode::kDenied:
    case ErrorCode::kConflict:
    case ErrorCode::kCancelled:
      return kExitRefused;
    case ErrorCode::kUnavailable:
    case ErrorCode::kExhausted:
    case ErrorCode::kUnsupported:
    case ErrorCode::kInternal:
      return kExitEnvironment;
  }
  return kExitEnvironment;
}

// Control characters never reach the terminal: a listing's title could hold escape codes.
std::string Printable(std::string_view text, size_t max_cells) {
  std::string out;
  size_t cells = 0;
  for (size_t pos = 0; pos < text.size();) {
    const size_t start = pos;
    const char32_t c = NextCodePoint(text, pos);
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    const size_t width = control ? 1 : CellsOf(c);
    if (cells + width > max_cells - 1 && pos < text.size()) return out + "…";
    out += control ? std::string(" ") : std::string(text.substr(start, pos - start));
    cells += width;
  }
  return out;
}

void PrintRemark(const std::string& line) { std::cerr << "markwarden: " << Printable(line, 4000) << "\n"; }

int Report(const Error& error) {
  std::cerr << "markwarden: " << Printable(error.message, 4000) << "\n";
  return ExitCodeOf(error);
}

size_t CellWidth(std::string_view utf8) {
  size_t cells = 0;
  for (size_t pos = 0; pos < utf8.size();) cells += CellsOf(NextCodePoint(utf8, pos));
  return cells;
}

void PrintTable(const std::vector<Column>& columns, const Json& rows, size_t max_cells) {
  std::vector<size_t> widths;
  std::vector<std::vector<std::string>> cells;
  for (const Column& column : columns) widths.push_back(CellWidth(column.title));
  for (const Json& row : rows) {
    std::vector<std::string> line;
    for (size_t i = 0; i < columns.size(); ++i) {
      line.push_back(Printable(CellText(row, columns[i].key), max_cells));
      widths[i] = std::max(widths[i], CellWidth(line.back()));
    }
    cells.push_back(std::move(line));
  }
  const auto print = [&](const std::vector<std::string>& line) {
    std::string out;
    for (size_t i = 0; i < line.size(); ++i) {
      const std::string pad(widths[i] - CellWidth(line[i]), ' ');
      if (i > 0) out += "  ";
      out += columns[i].right ? pad + line[i] : line[i] + (i + 1 < line.size() ? pad : "");
    }
    std::cout << out << "\n";
  };
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.push_back(column.title);
  print(titles);
  for (const auto& line : cells) print(line);
}

void PrintRows(bool json, const std::vector<Column>& columns, const Json& rows, std::string_view empty) {
  if (json) {
    for (const Json& row : rows) std::cout << DumpJson(row) << "\n";
  } else if (rows.empty()) {
    std::cout << empty << "\n";
  } else {
    PrintTable(columns, rows);
  }
}

bool OnTerminal() { return ::isatty(STDOUT_FILENO) != 0; }

}  // namespace markwarden
