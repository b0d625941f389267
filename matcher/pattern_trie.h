// Many literal patterns over symbols below 2^31, found at the places of a text where one may begin.
//
// A pattern has nodes of its own as far as it shares its beginning with another; what is left of it lies in one piece and is compared
// with the text.  (Tails as in J. Aoe, "An efficient digital search algorithm by using a double-array structure", 1989.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "matcher/pair_filter.h"

namespace markwarden {

// Add patterns, Build once, then Find from any thread.
class PatternTrie {
 public:
  // Returns the pattern's number: 0, 1, 2 ...  Equal patterns get numbers of their own.
  // An empty pattern is never found.
  uint32_t Add(const std::vector<uint32_t>& symbols);
  // Calls found(pattern) for each that equals the symbols.
  template <typename Found>
  void Equal(const std::vector<uint32_t>& symbols, Found found) const {
    for (uint32_t p = FirstOf(symbols); p != kNone; p = next_pattern_[p]) found(p);
  }
  void Build();

  // Calls found(pattern, begin, end) for every occurrence that begins where may_begin(place) says so; `end` is one past its last
  // symbol.  Most places are left after one look at their first two symbols.
  template <typename Item, typename SymbolOf, typename MayBegin, typename Found>
  void Find(const std::vector<Item>& text, SymbolOf symbol_of, MayBegin may_begin, Found found) const {
    const auto count = static_cast<uint32_t>(text.size());
    uint32_t next = count > 0 ? symbol_of(text[0]) : 0;
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t symbol = next;
      next = i + 1 < count ? symbol_of(text[i + 1]) : kNone;
      const bool two = firsts_.Has(symbol, next);
      const bool one = has_ones_ && firsts_.Has(symbol, kNone);
      if ((!two && !one) || !may_begin(i)) continue;
      const auto tell = [&](uint32_t first, uint32_t end) {
        for (uint32_t p = first; p != kNone; p = next_pattern_[p]) found(p, i, end);
      };
      const auto tell_tail = [&](const Tail& tail, uint32_t at) {
        if (tail.size > count - at) return;
        for (uint32_t k = 0; k < tail.size; ++k) {
          if (symbol_of(text[at + k]) != symbols_[tail.begin + k]) return;
        }
        tell(tail.first_pattern, at + tail.size);
      };
      if (one) {
        if (const uint32_t to = To(FromNode(0, symbol))) tell_tail(tails_[to & ~kTail], i + 1);
      }
      uint32_t to = two ? To(FromPair(symbol, next)) : 0;
      for (uint32_t j = i + 2; to != 0; ++j) {
        if (to & kTail) {
          tell_tail(tails_[to & ~kTail], j);
          break;
        }
        tell(first_pattern_[to], j);
        to = j < count ? To(FromNode(to, symbol_of(text[j]))) : 0;
      }
    }
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  static constexpr uint32_t kTail = 0x80000000;  // an edge that leads to a tail, no node
  static constexpr uint64_t kFree = ~0ull;
  // The only pattern that goes on here, and those equal to it.
  struct Tail {
    uint32_t first_pattern = kNone;
    uint32_t begin = 0, size = 0;  // in symbols_
  };

  // Edges: from a node by a symbol, or from the root by the first two at once (a pattern of one: from node 0).
  static uint64_t FromNode(uint32_t node, uint32_t symbol) { return static_cast<uint64_t>(node) << 32 | symbol; }
  static uint64_t FromPair(uint32_t first, uint32_t second) { return 1ull << 63 | static_cast<uint64_t>(first) << 32 | second; }

  // Where the edge is, or would be.
  size_t SlotOf(uint64_t key) const {
    size_t slot = static_cast<size_t>((key * 0x9E3779B97F4A7C15ull) >> 24) & mask_;
    while (keys_[slot] != key && keys_[slot] != kFree) slot = (slot + 1) & mask_;
    return slot;
  }
  // What an edge leads to, 0 where there is none.
  uint32_t To(uint64_t key) const { return to_[SlotOf(key)]; }
  uint32_t FirstOf(const std::vector<uint32_t>& symbols) const;
  void Insert(uint64_t key, uint32_t to);
  void AddPattern(uint32_t& first, uint32_t number);

  // Patterns that end at a node or tail are linked by next_pattern_.
  std::vector<uint32_t> first_pattern_ = std::vector<uint32_t>(1, kNone);  // of each node
  std::vector<uint32_t> next_pattern_;
  std::vector<Tail> tails_;
  std::vector<uint32_t> symbols_;
  // Edges in one open table, keys apart from what they lead to: most questions are for what is not there.
  std::vector<uint64_t> keys_ = std::vector<uint64_t>(16, kFree);
  std::vector<uint32_t> to_ = std::vector<uint32_t>(16);
  size_t mask_ = 15;
  size_t edge_count_ = 0;
  PairFilter firsts_;  // first two symbols of each pattern; the one of a pattern of one, and kNone
  bool has_ones_ = false;
};

}  // namespace markwarden
