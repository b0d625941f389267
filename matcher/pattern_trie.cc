// Adding to the trie: edges in one open table.
#include "matcher/pattern_trie.h"

namespace markwarden {

void PatternTrie::Insert(uint64_t key, uint32_t to) {
  if ((edge_count_ + 1) * 2 > edges_.size()) {
    std::vector<Edge> old = std::move(edges_);
    edges_.assign(old.size() * 2, Edge{});
    mask_ = edges_.size() - 1;
    for (const Edge& edge : old) {
      if (edge.key == ~0ull) continue;
      size_t slot = Hash(edge.key) & mask_;
      while (edges_[slot].key != ~0ull) slot = (slot + 1) & mask_;
      edges_[slot] = edge;
    }
  }
  size_t slot = Hash(key) & mask_;
  while (edges_[slot].key != ~0ull) slot = (slot + 1) & mask_;
  edges_[slot] = {key, to};
  ++edge_count_;
}

// The node at the end of an edge, made where there is none.
uint32_t PatternTrie::Made(uint64_t key) {
  if (const uint32_t to = To(key)) return to;
  const auto to = static_cast<uint32_t>(first_pattern_.size());
  first_pattern_.push_back(kNone);
  Insert(key, to);
  return to;
}

uint32_t PatternTrie::Add(const std::vector<uint32_t>& symbols) {
  const auto number = static_cast<uint32_t>(next_pattern_.size());
  next_pattern_.push_back(kNone);
  if (symbols.empty()) return number;
  uint32_t node = symbols.size() == 1 ? Made(Edge::FromNode(0, symbols[0])) : Made(Edge::FromPair(symbols[0], symbols[1]));
  for (size_t i = 2; i < symbols.size(); ++i) node = Made(Edge::FromNode(node, symbols[i]));
  next_pattern_[number] = first_pattern_[node];
  first_pattern_[node] = number;
  firsts_.Add(symbols[0], symbols.size() > 1 ? symbols[1] : kNone);
  has_ones_ = has_ones_ || symbols.size() == 1;
  return number;
}

bool PatternTrie::Has(const std::vector<uint32_t>& symbols) const {
  if (symbols.empty()) return false;
  uint32_t node = symbols.size() == 1 ? To(Edge::FromNode(0, symbols[0])) : To(Edge::FromPair(symbols[0], symbols[1]));
  for (size_t i = 2; node != 0 && i < symbols.size(); ++i) node = To(Edge::FromNode(node, symbols[i]));
  return node != 0 && first_pattern_[node] != kNone;
}

void PatternTrie::Build() { firsts_.Build(); }

}  // namespace markwarden
