// Many literal patterns over symbols below 2^31, found at the places of a text where one may begin.
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
  // Whether an equal pattern was added.
  bool Has(const std::vector<uint32_t>& symbols) const;
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
      const auto tell = [&](uint32_t node, uint32_t end) {
        for (uint32_t p = first_pattern_[node]; p != kNone; p = next_pattern_[p]) found(p, i, end);
      };
      if (one) {
        if (const uint32_t node = To(Edge::FromNode(0, symbol))) tell(node, i + 1);
      }
      uint32_t node = two ? To(Edge::FromPair(symbol, next)) : 0;
      for (uint32_t j = i + 2; node != 0; ++j) {
        tell(node, j);
        node = j < count ? To(Edge::FromNode(node, symbol_of(text[j]))) : 0;
      }
    }
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  // From a node by a symbol, or from the root by the first two at once.
  struct Edge {
    static uint64_t FromNode(uint32_t node, uint32_t symbol) { return static_cast<uint64_t>(node) << 32 | symbol; }
    static uint64_t FromPair(uint32_t first, uint32_t second) { return 1ull << 63 | static_cast<uint64_t>(first) << 32 | second; }
    uint64_t key = ~0ull;
    uint32_t to = 0;
  };

  uint32_t To(uint64_t key) const {
    for (size_t slot = Hash(key) & mask_;; slot = (slot + 1) & mask_) {
      if (edges_[slot].key == key) return edges_[slot].to;
      if (edges_[slot].key == ~0ull) return 0;
    }
  }
  static size_t Hash(uint64_t key) {
    key *= 0x9E3779B97F4A7C15ull;
    return static_cast<size_t>(key >> 24);
  }
  void Insert(uint64_t key, uint32_t to);
  uint32_t Made(uint64_t key);

  std::vector<uint32_t> first_pattern_ = std::vector<uint32_t>(1, kNone);  // of each node: patterns that end there, linked by next_pattern_
  std::vector<uint32_t> next_pattern_;
  std::vector<Edge> edges_ = std::vector<Edge>(16);
  size_t mask_ = 15;
  size_t edge_count_ = 0;
  PairFilter firsts_;  // first two symbols of each pattern; the one of a pattern of one, and kNone
  bool has_ones_ = false;
};

}  // namespace markwarden
