// What an emoji may be read as in a name: an apple is 苹果 and apple.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"

namespace markwarden {

// Immutable after Parse, thread-safe.
class EmojiNames {
 public:
  // Lines of rules/data/emoji_names.tsv: emoji, then lists of words for each language, parted by tabs.  Errors: kInvalid, with the line.
  static Result<EmojiNames> Parse(std::string_view tsv);
  // The likeliest first, languages in turn; none for a character that is not in the file.
  const std::vector<std::string>& Of(char32_t emoji) const;
  bool empty() const { return names_.empty(); }

 private:
  std::unordered_map<char32_t, std::vector<std::string>> names_;
};

}  // namespace markwarden
