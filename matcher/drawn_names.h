// Names that are drawn: an alias of emoji alone, such as a crocodile for a brand that has one on its shirts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "matcher/name_index.h"

namespace markwarden {

inline constexpr size_t kMostDrawnSigns = 8;  // emoji of one name

// The emoji of a text that is nothing else, without variation selectors and skin tones; empty when anything else is in it, or too many.
std::u32string DrawnName(std::string_view text);

// Immutable after construction, thread-safe.
class DrawnNames {
 public:
  explicit DrawnNames(const RuleSet& rules);
  // Whether the right has such a name.
  static bool Draws(const Right& right);
  bool empty() const { return of_first_.empty(); }
  // Where each stands in the text: detector text.emoji, chain {"emoji_alias"}, without weight.  One emoji alone may be an ornament: it is `respelled`, as an
  // emoji that is read as the whole of a name is.
  std::vector<NameHit> Find(std::string_view text) const;

 private:
  struct Drawn {
    uint32_t right = 0;  // its slot
    std::string text;  // as registered
    std::u32string signs;
  };
  std::map<char32_t, std::vector<Drawn>> of_first_;  // by the first sign; of those the longest first
};

}  // namespace markwarden
