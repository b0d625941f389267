// Adding to the trie: a tail becomes nodes as far as another pattern goes along with it.
#include "matcher/pattern_trie.h"

#include <algorithm>
#include <optional>

namespace markwarden {

void PatternTrie::Insert(uint64_t key, uint32_t to) {
  if ((edge_count_ + 1) * 4 > keys_.size() * 3) {
    const std::vector<uint64_t> old_keys = std::move(keys_);
    const std::vector<uint32_t> old_to = std::move(to_);
    keys_.assign(old_keys.size() * 2, kFree);
    to_.assign(old_keys.size() * 2, 0);
    mask_ = keys_.size() - 1;
    for (size_t i = 0; i < old_keys.size(); ++i) {
      if (old_keys[i] == kFree) continue;
      const size_t slot = SlotOf(old_keys[i]);
      keys_[slot] = old_keys[i];
      to_[slot] = old_to[i];
    }
  }
  const size_t slot = SlotOf(key);
  keys_[slot] = key;
  to_[slot] = to;
  ++edge_count_;
}

void PatternTrie::AddPattern(uint32_t& first, uint32_t number) {
  next_pattern_[number] = first;
  first = number;
}

uint32_t PatternTrie::Add(const std::vector<uint32_t>& symbols) {
  const auto number = static_cast<uint32_t>(next_pattern_.size());
  next_pattern_.push_back(kNone);
  if (symbols.empty()) return number;
  firsts_.Add(symbols[0], symbols.size() > 1 ? symbols[1] : kNone);
  has_ones_ = has_ones_ || symbols.size() == 1;
  const auto size = static_cast<uint32_t>(symbols.size());
  std::optional<uint32_t> spare;  // a tail that became nodes to its end
  uint64_t key = size == 1 ? FromNode(0, symbols[0]) : FromPair(symbols[0], symbols[1]);
  for (uint32_t depth = std::min(size, 2u);; ++depth) {  // symbols up to and with the edge's
    const size_t slot = SlotOf(key);
    if (keys_[slot] == kFree) {
      const Tail rest{number, static_cast<uint32_t>(symbols_.size()), size - depth};
      symbols_.insert(symbols_.end(), symbols.begin() + depth, symbols.end());
      if (spare) tails_[*spare] = rest;
      else tails_.push_back(rest);
      Insert(key, kTail | (spare ? *spare : static_cast<uint32_t>(tails_.size() - 1)));
      return number;
    }
    uint32_t node = to_[slot];
    if (node & kTail) {
      const uint32_t index = node & ~kTail;
      Tail& tail = tails_[index];
      if (tail.size == size - depth && std::equal(symbols.begin() + depth, symbols.end(), symbols_.begin() + tail.begin)) {
        AddPattern(tail.first_pattern, number);
        return number;
      }
      node = static_cast<uint32_t>(first_pattern_.size());
      first_pattern_.push_back(kNone);
      to_[slot] = node;
      if (tail.size == 0) {
        first_pattern_[node] = tail.first_pattern;
        spare = index;
      } else {
        const uint32_t symbol = symbols_[tail.begin];
        ++tail.begin;
        --tail.size;
        Insert(FromNode(node, symbol), kTail | index);
      }
    }
    if (depth == size) {
      AddPattern(first_pattern_[node], number);
      return number;
    }
    key = FromNode(node, symbols[depth]);
  }
}

// Of the patterns that equal the symbols; kNone when there is none.
uint32_t PatternTrie::FirstOf(const std::vector<uint32_t>& symbols) const {
  if (symbols.empty()) return kNone;
  const size_t size = symbols.size();
  uint32_t to = To(size == 1 ? FromNode(0, symbols[0]) : FromPair(symbols[0], symbols[1]));
  for (size_t depth = std::min<size_t>(size, 2); to != 0; ++depth) {
    if (to & kTail) {
      const Tail& tail = tails_[to & ~kTail];
      const bool same = tail.size == size - depth && std::equal(symbols.begin() + static_cast<std::ptrdiff_t>(depth), symbols.end(), symbols_.begin() + tail.begin);
      return same ? tail.first_pattern : kNone;
    }
    if (depth == size) return first_pattern_[to];
    to = To(FromNode(to, symbols[depth]));
  }
  return kNone;
}

void PatternTrie::Build() {
  firsts_.Build();
  for (std::vector<uint32_t>* list : {&first_pattern_, &next_pattern_, &symbols_}) list->shrink_to_fit();
  tails_.shrink_to_fit();
}

}  // namespace markwarden
