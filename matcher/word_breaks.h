// Which ordinary dictionary word a character belongs to, so that a word is not taken for
// a disguised name.
#pragma once

#include <cstdint>
#include <vector>

#include "core/text/views.h"

namespace markwarden {

// Words of the run of adjacent ideographs around a span of units.  Uses ICU's Chinese and
// Japanese dictionary; one break iterator per thread.
class WordBreaks {
 public:
  // Looks at the units [first, last] and their run of adjacent ideographs, of a long run at a stretch that has at least 16 units
  // on each side.  What was looked at last is kept for each thread: spans of one stretch are told from one walk.
  WordBreaks(const std::vector<Unit>& units, uint32_t first, uint32_t last);

  // The word [begin, end) of units that holds unit `at`; a single character is its own word.
  struct Word {
    uint32_t begin = 0, end = 0;
    uint32_t size() const { return end - begin; }
  };
  Word At(uint32_t at) const;

  // Characters that are words of one, among those that were looked at; and how many there would be beside
  // [first, last] if that span were a word of its own.
  size_t Lone() const;
  size_t LoneWithout(uint32_t first, uint32_t last) const;

 private:
  std::vector<uint32_t> StartsOf(uint32_t begin, uint32_t end) const;
  static size_t LoneOf(const std::vector<uint32_t>& starts);

  const std::vector<Unit>& units_;
  uint32_t base_ = 0, end_ = 0;
  std::vector<uint32_t> starts_;  // ascending, relative to base_, with the end last
};

}  // namespace markwarden
