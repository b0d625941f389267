// Many literal patterns found in one pass: Aho-Corasick over 32-bit symbols.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace markwarden {

// Add patterns, Build once, then Find from any thread.
class Automaton {
 public:
  // Returns the pattern's number: 0, 1, 2 ...  Equal patterns get numbers of their own.
  // An empty pattern is never found.
  uint32_t Add(const std::vector<uint32_t>& symbols);
  void Build();

  // Calls found(pattern, end) for every occurrence; `end` is one past its last symbol.
  template <typename Item, typename SymbolOf, typename Found>
  void Find(const std::vector<Item>& text, SymbolOf symbol_of, Found found) const {
    if (states_.size() <= 1) return;
    uint32_t state = 0;
    for (uint32_t i = 0; i < text.size(); ++i) {
      const uint32_t symbol = symbol_of(text[i]);
      state = Step(state, symbol);
      for (uint32_t at = states_[state].first_pattern != kNone ? state : states_[state].output; at != kNone;
           at = states_[at].output) {
        for (uint32_t p = states_[at].first_pattern; p != kNone; p = next_pattern_[p]) found(p, i + 1);
      }
    }
  }

  size_t pattern_count() const { return next_pattern_.size(); }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  struct State {
    uint32_t fail = 0;
    uint32_t output = kNone;         // nearest state on the fail path that ends a pattern
    uint32_t first_pattern = kNone;  // patterns that end here, linked by next_pattern_
  };
  struct Edge {
    uint64_t key = ~0ull;  // state << 32 | symbol
    uint32_t to = 0;
  };

  uint32_t Child(uint32_t state, uint32_t symbol) const {
    if (state == 0 && symbol < root_.size()) return root_[symbol];
    const uint64_t key = static_cast<uint64_t>(state) << 32 | symbol;
    for (size_t slot = Hash(key) & mask_;; slot = (slot + 1) & mask_) {
      if (edges_[slot].key == key) return edges_[slot].to;
      if (edges_[slot].key == ~0ull) return 0;
    }
  }
  uint32_t Step(uint32_t state, uint32_t symbol) const {
    while (true) {
      if (const uint32_t to = Child(state, symbol)) return to;
      if (state == 0) return 0;
      state = states_[state].fail;
    }
  }
  static size_t Hash(uint64_t key) {
    key *= 0x9E3779B97F4A7C15ull;
    return static_cast<size_t>(key >> 24);
  }
  void Insert(uint64_t key, uint32_t to);

  std::vector<State> states_{State{}};
  std::vector<uint32_t> next_pattern_;
  std::vector<uint32_t> root_;  // dense: most symbols fail here
  std::vector<Edge> edges_ = std::vector<Edge>(16);
  size_t mask_ = 15;
  size_t edge_count_ = 0;
};

}  // namespace markwarden
