// Names that nobody bears, made after a watched one: what is suspected of them is chance (the target-decoy way of proteomics: Elias and Gygi, Nature Methods 4, 2007).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/right.h"

namespace markwarden {

// How often each sign stands in the texts that are searched.
class SignCounts {
 public:
  void Add(std::string_view text);
  bool empty() const { return counts_.empty(); }
  // The signs of one kind (a script; vowels and consonants apart) that are about as frequent as `sign`, itself not among them; by frequency.
  std::vector<char32_t> Neighbours(char32_t sign, size_t most) const;

 private:
  std::unordered_map<char32_t, int64_t> counts_;
};

// Makes them.  For one thread: it remembers the neighbours it looked for.
class DecoyMaker {
 public:
  // `taken`: names that a decoy must not be, in any writing that folds to the same keys.
  explicit DecoyMaker(SignCounts counts, const std::vector<std::string>& taken = {});

  // As long, of the same scripts, each sign replaced by one about as frequent in the texts; what is no letter or ideograph stays.  The same for the same
  // seed.  Empty when some sign has no neighbour, or each of a few tries is a taken name.
  std::string NameAfter(std::string_view name, uint64_t seed);

  // The right with its names and nicknames replaced, and nothing else that a text could be matched with: no pictures, no passages.  Its id is `id`.
  // A name of which no decoy can be made is left out.
  Right RightAfter(const Right& right, std::string id, uint64_t seed);

 private:
  std::string Swapped(std::string_view name, uint64_t seed);
  const std::vector<char32_t>& Near(char32_t sign);

  SignCounts counts_;
  std::unordered_set<std::string> taken_;  // folded
  std::unordered_map<char32_t, std::vector<char32_t>> near_;
};

}  // namespace markwarden
