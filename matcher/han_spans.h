// Names of two to eight ideographs, found where a text writes all but one of their signs, or one as what it looks like,
// or signs as their parts.  The open spelling, and names written backwards, are NameIndex's own.
//
// A span of a text is looked up by hashes: with one sign left out (every name of three and more lies there once for each of its
// signs), and with one sign exchanged for what looks like it (names of two).  Before a hash is asked for, two signs of the span
// have to be two signs of some name in those places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/text/views.h"
#include "matcher/name.h"
#include "matcher/pair_filter.h"
#include "rules/rule_book.h"

namespace markwarden {

// Values by 64-bit hashes, several for one hash.  Add, then Build once, then read from any thread.
class SpanTable {
 public:
  // So many are added at most.
  void Reserve(size_t count) { pending_.reserve(count); }
  void Add(uint64_t hash, uint32_t value) { pending_.emplace_back(hash, value); }
  void Build();

  // Calls found(value) for each value of the hash, and once in 2^32 times for another's.
  template <typename Found>
  void Find(uint64_t hash, Found found) const {
    if (slots_.empty()) return;
    const auto tag = static_cast<uint32_t>(hash);
    for (size_t at = (hash >> 32) & mask_; slots_[at].begin != kFree; at = (at + 1) & mask_) {
      if (slots_[at].tag != tag) continue;
      for (uint32_t i = slots_[at].begin;; ++i) {
        found(values_[i] & ~kLast);
        if (values_[i] & kLast) return;
      }
    }
  }

 private:
  static constexpr uint32_t kFree = 0xFFFFFFFF, kLast = 0x80000000;
  struct Slot {
    uint32_t tag = 0;
    uint32_t begin = kFree;  // of its values, which end with the one that has kLast
  };
  std::vector<std::pair<uint64_t, uint32_t>> pending_;
  std::vector<Slot> slots_;
  std::vector<uint32_t> values_;
  size_t mask_ = 0;
};

// Immutable after construction, thread-safe.
class HanSpans {
 public:
  // `names` and `book` must outlive it; names that are not of ideographs alone are passed over.
  HanSpans(const std::vector<Name>& names, const RuleBook& book);
  void Find(const Views& views, std::vector<NameCandidate>& candidates) const;

 private:
  void AddTwos(const std::vector<std::pair<char32_t, char32_t>>& twos);  // names of two
  class Search;
  const std::vector<Name>& names_;
  const RuleBook& book_;
  SpanTable holes_;  // names of three and more, once for each sign left out
  SpanTable whole_;  // every name
  PairFilter first_two_, second_two_, around_second_;  // of names of three and more: signs 0 and 1, 1 and 2, 0 and 2
  PairFilter twos_, near_twos_;                        // names of two, and what may stand for them
  std::vector<uint64_t> in_names_;                     // bit for each code point below 2^16 that is in some name
  uint32_t lengths_ = 0;                               // bit L: some name has L signs
  size_t longest_ = 0;
};

}  // namespace markwarden
