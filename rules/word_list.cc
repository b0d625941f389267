// Words by their places in one text, sorted for halving.
#include "rules/word_list.h"

#include <algorithm>

namespace markwarden {

Result<WordList> WordList::Parse(std::string_view text) {
  WordList list;
  list.text_ = text;
  int line = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    ++line;
    for (size_t i = at; i < end && text[at] != '#';) {
      if (text[i] == ' ') {
        ++i;
        continue;
      }
      const size_t begin = i;
      while (i < end && text[i] >= 'a' && text[i] <= 'z') ++i;
      if (i < end && text[i] != ' ') return Fail(ErrorCode::kInvalid, "words_en.txt line " + std::to_string(line) + ": words are of the letters a to z alone");
      list.words_.emplace_back(static_cast<uint32_t>(begin), static_cast<uint32_t>(i - begin));
    }
    at = end + 1;
  }
  const auto before = [&list](const auto& a, const auto& b) { return list.At(a) < list.At(b); };
  if (!std::is_sorted(list.words_.begin(), list.words_.end(), before)) std::sort(list.words_.begin(), list.words_.end(), before);
  return list;
}

bool WordList::Has(std::string_view word) const {
  const auto found = std::lower_bound(words_.begin(), words_.end(), word, [&](const auto& at, std::string_view wanted) { return At(at) < wanted; });
  return found != words_.end() && At(*found) == word;
}

}  // namespace markwarden
