// One walk over the lines.
#include "rules/table_lines.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace markwarden {

std::u32string ToUtf32(std::string_view text) {
  std::u32string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    UChar32 c;
    U8_NEXT(bytes, at, static_cast<int32_t>(text.size()), c);
    if (c >= 0) out += static_cast<char32_t>(c);
  }
  return out;
}

Status ForTableLines(std::string_view table, const std::function<Status(int number, std::string_view text)>& line) {
  for (int number = 1; !table.empty(); ++number) {
    const size_t end = table.find('\n');
    const std::string_view text = table.substr(0, end);
    table = end == std::string_view::npos ? "" : table.substr(end + 1);
    if (text.empty() || text[0] == '#') continue;
    if (Status taken = line(number, text); !taken) return taken;
  }
  return Ok();
}

Status ForTableRows(std::string_view tsv, const char* table, const std::function<bool(char32_t key, std::string_view rest)>& row) {
  return ForTableLines(tsv, [&](int number, std::string_view text) -> Status {
    const size_t tab = text.find('\t');
    const std::u32string key = ToUtf32(text.substr(0, tab));
    if (tab == std::string_view::npos || key.size() != 1 || !row(key[0], text.substr(tab + 1))) {
      return Fail(ErrorCode::kInvalid, std::string(table) + " line " + std::to_string(number) + ": not \"character<TAB>entries\"");
    }
    return Ok();
  });
}

Result<std::u32string> ParseIdeographs(std::string_view table, std::string_view file) {
  std::u32string all;
  Status read = ForTableLines(table, [&](int number, std::string_view line) -> Status {
    for (const std::string_view part : PartsOf(line)) {
      const std::u32string sign = ToUtf32(part);
      if (sign.size() != 1 || !u_hasBinaryProperty(static_cast<UChar32>(sign[0]), UCHAR_IDEOGRAPHIC)) {
        return Fail(ErrorCode::kInvalid, std::string(file) + " line " + std::to_string(number) + ": single ideographs and blanks alone");
      }
      all += sign[0];
    }
    return Ok();
  });
  if (!read) return Fail(std::move(read.error()));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<std::string_view> PartsOf(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    if (end != 0) parts.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
  }
  return parts;
}

}  // namespace markwarden
