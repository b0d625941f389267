// Typed cells in sheets: what workbooks and comma-separated files are written from.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace markwarden {

// What a cell is decides how it is written, never what its text looks like: text that begins with "=" stays text.
struct Cell {
  enum class Kind {
    kEmpty,    // unknown
    kText,     // any bytes from anywhere
    kInteger,
    kNumber,   // finite
    kShare,    // a number from 0 to 1, shown in per cent
    kDecimal,  // exact, as text: digits, at most one '.', perhaps '-' first
    kDate,     // "2026-11-26"
    kTime,     // "2026-11-26 16:00:00", local
  };
  Kind kind = Kind::kEmpty;
  std::string text;  // of kText, kDecimal, kDate, kTime
  int64_t integer = 0;
  double number = 0;

  static Cell Empty() { return {}; }
  static Cell Text(std::string text) { return {Kind::kText, std::move(text), 0, 0}; }
  static Cell Integer(int64_t value) { return {Kind::kInteger, {}, value, 0}; }
  static Cell Number(double value) { return {Kind::kNumber, {}, 0, value}; }
  static Cell Share(double value) { return {Kind::kShare, {}, 0, value}; }
  static Cell Decimal(std::string text) { return {Kind::kDecimal, std::move(text), 0, 0}; }
  static Cell Date(std::string text) { return {Kind::kDate, std::move(text), 0, 0}; }
  static Cell Time(std::string text) { return {Kind::kTime, std::move(text), 0, 0}; }
};

struct Sheet {
  std::string name;                // made legal and unique where the format asks for it
  std::vector<std::string> heads;  // a first row in bold, repeated on every further sheet; may be empty
  std::vector<std::vector<Cell>> rows;
};

}  // namespace markwarden
