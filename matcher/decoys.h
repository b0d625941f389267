// Names that nobody bears, made after a watched one: what is suspected of them is chance (the target-decoy way of proteomics: Elias and Gygi, Nature Methods 4, 2007).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/right.h"

namespace markwarden {

// Leads of one decoy that are counted: one that happens to be some shop's brand would speak for all the others.
inline constexpr int kMostOfDecoy = 3;

// How often each sign stands in the texts that are searched: what decoys are made of where few names are watched.
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
  // `taken`: the watched names.  A decoy is none of them, in any writing that folds to the same keys.
  explicit DecoyMaker(SignCounts counts, const std::vector<std::string>& taken = {});

  // As long, of the same scripts, each sign replaced by one that stands at such a place of the taken names (first, last, between), as often as it does there; with
  // few names of that script by one about as frequent in the texts.  What is no letter or ideograph stays.  The same for the same seed.  Empty when some sign has no neighbour, or each of a few tries is a taken name.
  std::string NameAfter(std::string_view name, uint64_t seed);

  // The right with its names and nicknames replaced, and nothing else that a text could be matched with: no pictures, no passages.  Its id is `id`.
  // A name of which no decoy can be made is left out.
  Right RightAfter(const Right& right, std::string id, uint64_t seed);

 private:
  std::string Swapped(std::string_view name, uint64_t seed);
  // What may stand for the sign at a place of a name: 0 its first, 1 its last, 2 between.
  const std::vector<char32_t>& Near(char32_t sign, int place);

  SignCounts counts_;
  std::unordered_set<std::string> taken_;  // folded
  std::map<std::pair<int, int>, std::vector<char32_t>> of_names_;  // kind and place -> the signs of taken names there, each as often as it stands there
  std::unordered_map<char32_t, std::vector<char32_t>> near_;
};

}  // namespace markwarden
