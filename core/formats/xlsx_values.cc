// How cells of a workbook become text: serial dates and the formats that mean them.
#include <cmath>
#include <cstdio>

#include "core/clock.h"
#include "core/formats/xlsx.h"

namespace markwarden {

std::string XlsxDate(double serial, bool since_1904) {
  // Day 60 of the 1900 system is 1900-02-29, which never was (ECMA-376, 18.17.4.1): days before it are one further on.
  if (!(serial >= 0) || serial >= 2'958'466) return "";  // 10000-01-01
  const double days = std::floor(serial);
  auto seconds = static_cast<int64_t>(std::llround((serial - days) * 86'400));
  auto day = static_cast<int64_t>(days);
  if (seconds == 86'400) {
    seconds = 0;
    ++day;
  }
  char clock[16];
  std::snprintf(clock, sizeof clock, "%02d:%02d:%02d", static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  if (day == 0 && !since_1904) return clock;
  const int64_t epoch = since_1904 ? -24'107 : day < 60 ? -25'568 : -25'569;  // of day 0, in days before 1970
  const std::string whole = FormatTime(FromUnixSeconds((epoch + day) * 86'400));
  const std::string date = whole.substr(0, 10);
  return seconds == 0 ? date : date + "T" + clock;
}

bool IsXlsxDateFormat(std::string_view code) {
  code = code.substr(0, code.find(';'));
  bool quoted = false;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (quoted) {
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      // "[h]" counts hours; "[Red]", "[$-804]" and "[>1]" are no times.
      const char next = i + 1 < code.size() ? static_cast<char>(code[i + 1] | 0x20) : ' ';
      const size_t close = code.find(']', i);
      if (close == std::string_view::npos) return false;
      const std::string_view inside = code.substr(i + 1, close - i - 1);
      if ((next == 'h' || next == 'm' || next == 's') && inside.size() <= 2) return true;
      i = close;
    } else {
      const char lower = static_cast<char>(c | 0x20);
      if (lower == 'y' || lower == 'd' || lower == 'h' || lower == 's' || lower == 'm') return true;
      if (lower == 'g') return false;  // "General"
    }
  }
  return false;
}

}  // namespace markwarden
