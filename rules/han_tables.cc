// Look-alike and split ideographs from their tables.
#include <unicode/utf8.h>

#include <cstdlib>

#include "rules/rule_book.h"

namespace markwarden {
namespace {

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

// Calls `row(key, rest, line)` for each "key<TAB>rest" line that is no comment.
template <typename Row>
Status ForRows(std::string_view tsv, const char* table, Row row) {
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

// Parts between blanks.
std::vector<std::string_view> Parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    if (end != 0) parts.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? "" : text.substr(end + 1);
  }
  return parts;
}

}  // namespace

Result<HanTables> HanTables::Parse(std::string_view lookalike_tsv, std::string_view split_tsv) {
  HanTables tables;
  Status status = ForRows(lookalike_tsv, "lookalike_han.tsv", [&](char32_t key, std::string_view rest) {
    for (const std::string_view part : Parts(rest)) {
      const size_t number = part.find_first_of("01");
      const std::u32string other = ToUtf32(part.substr(0, number));
      if (number == std::string_view::npos || other.size() != 1) return false;
      const float similarity = std::strtof(std::string(part.substr(number)).c_str(), nullptr);
      if (!(similarity > 0 && similarity <= 1)) return false;
      tables.looks_[key].push_back({other[0], similarity});
    }
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  status = ForRows(split_tsv, "split_han.tsv", [&](char32_t key, std::string_view rest) {
    for (const std::string_view part : Parts(rest)) {
      const std::u32string parts = ToUtf32(part);
      if (parts.size() < 2) return false;
      tables.parts_[key].push_back(parts);
    }
    return true;
  });
  if (!status) return Fail(std::move(status.error()));
  return tables;
}

const std::vector<LookAlike>& HanTables::Of(char32_t han) const {
  static const std::vector<LookAlike> none;
  const auto found = looks_.find(han);
  return found == looks_.end() ? none : found->second;
}

const std::vector<std::u32string>& HanTables::PartsOf(char32_t han) const {
  static const std::vector<std::u32string> none;
  const auto found = parts_.find(han);
  return found == parts_.end() ? none : found->second;
}

float HanTables::Similarity(char32_t a, char32_t b) const {
  if (a == b) return 1;
  for (const LookAlike& look : Of(a)) {
    if (look.other == b) return look.similarity;
  }
  for (const LookAlike& look : Of(b)) {
    if (look.other == a) return look.similarity;
  }
  return 0;
}

}  // namespace markwarden
