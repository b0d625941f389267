// Words by their places in one text, sorted for halving.
#include "rules/word_list.h"

#include <algorithm>

#include "rules/table_lines.h"

namespace markwarden {

Result<WordList> WordList::Parse(std::string_view text, std::string_view file) {
  WordList list;
  list.text_ = text;
  Status read = ForTableLines(text, [&](int number, std::string_view line) -> Status {
    const auto start = static_cast<size_t>(line.data() - text.data());
    for (size_t i = 0; i < line.size();) {
      if (line[i] == ' ') {
        ++i;
        continue;
      }
      const size_t begin = i;
      const auto in_word = [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; };
      while (i < line.size() && in_word(line[i])) ++i;
      if (i < line.size() && line[i] != ' ') {
        return Fail(ErrorCode::kInvalid, std::string(file) + " line " + std::to_string(number) + ": words are of the letters a to z or of ideographs alone");
      }
      list.words_.emplace_back(static_cast<uint32_t>(start + begin), static_cast<uint32_t>(i - begin));
    }
    return Ok();
  });
  if (!read) return Fail(std::move(read.error()));
  const auto before = [&list](const auto& a, const auto& b) { return list.At(a) < list.At(b); };
  if (!std::is_sorted(list.words_.begin(), list.words_.end(), before)) std::sort(list.words_.begin(), list.words_.end(), before);
  return list;
}

bool WordList::Has(std::string_view word) const {
  const auto found = std::lower_bound(words_.begin(), words_.end(), word, [&](const auto& at, std::string_view wanted) { return At(at) < wanted; });
  return found != words_.end() && At(*found) == word;
}

}  // namespace markwarden
