// Building the automaton: trie, then fail and output links breadth first.
#include "matcher/automaton.h"

#include <deque>

namespace markwarden {

void Automaton::Insert(uint64_t key, uint32_t to) {
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

uint32_t Automaton::Add(const std::vector<uint32_t>& symbols) {
  uint32_t state = 0;
  for (const uint32_t symbol : symbols) {
    uint32_t to = Child(state, symbol);
    if (!to) {
      to = static_cast<uint32_t>(states_.size());
      states_.push_back({});
      Insert(static_cast<uint64_t>(state) << 32 | symbol, to);
    }
    state = to;
  }
  const auto number = static_cast<uint32_t>(next_pattern_.size());
  next_pattern_.push_back(kNone);
  if (!symbols.empty()) {
    next_pattern_[number] = states_[state].first_pattern;
    states_[state].first_pattern = number;
  }
  return number;
}

void Automaton::Build() {
  struct Out {
    uint32_t from, symbol, to;
  };
  std::vector<std::vector<Out>> children(states_.size());
  std::vector<uint32_t> root(0x10000, 0);
  for (const Edge& edge : edges_) {
    if (edge.key == ~0ull) continue;
    const auto from = static_cast<uint32_t>(edge.key >> 32);
    const auto symbol = static_cast<uint32_t>(edge.key);
    children[from].push_back({from, symbol, edge.to});
    if (from == 0 && symbol < root.size()) root[symbol] = edge.to;
  }
  std::deque<uint32_t> queue;
  for (const Out& out : children[0]) queue.push_back(out.to);
  while (!queue.empty()) {
    const uint32_t state = queue.front();
    queue.pop_front();
    for (const Out& out : children[state]) {
      const uint32_t fail = Step(states_[state].fail, out.symbol);
      states_[out.to].fail = fail;
      states_[out.to].output = states_[fail].first_pattern != kNone ? fail : states_[fail].output;
      queue.push_back(out.to);
    }
  }
  root_ = std::move(root);
}

}  // namespace markwarden
