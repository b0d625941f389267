// One walk over the lines.
#include "rules/table_lines.h"

#include <unicode/utf8.h>

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

Status ForTableRows(std::string_view tsv, const char* table, const std::function<bool(char32_t key, std::string_view rest)>& row) {
  int line = 0;
  while (!tsv.empty()) {
    const size_t end = tsv.find('\n');
    const std::string_view text = tsv.substr(0, end);
    tsv = end == std::string_view::npos ? "" : tsv.substr(end + 1);
    ++line;
    if (text.empty() || text[0] == '#') continue;
    const size_t tab = text.find('\t');
    const std::u32string key = ToUtf32(text.substr(0, tab));
    if (tab == std::string_view::npos || key.size() != 1 || !row(key[0], text.substr(tab + 1))) {
      return Fail(ErrorCode::kInvalid, std::string(table) + " line " + std::to_string(line) + ": not \"character<TAB>entries\"");
    }
  }
  return Ok();
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
