// Pairs of symbols, asked before anything dearer is.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace markwarden {

// A set of pairs that answers yes for all of its own, and for one in sixteen of the others.  Symbols below 2^32; add, Build once, then ask from
// any thread.
class PairFilter {
 public:
  void Add(uint32_t a, uint32_t b) {
    // Most names begin as others do: what is the same lies here once before there is too much of it.
    if (pending_.size() == most_pending_) {
      Deduplicate();
      most_pending_ = std::max(most_pending_, pending_.size() * 2);
      pending_.reserve(most_pending_);
    }
    pending_.push_back(Hash(a, b));
  }
  void Build() {
    Deduplicate();
    size_t bits = 64;
    while (bits < pending_.size() * 16) bits *= 2;
    bits_.assign(bits / 64, 0);
    shift_ = 64 - __builtin_ctzll(bits);
    for (const uint64_t hash : pending_) bits_[hash >> shift_ >> 6] |= 1ull << (hash >> shift_ & 63);
    pending_ = {};
  }
  bool Has(uint32_t a, uint32_t b) const {
    const uint64_t hash = Hash(a, b) >> shift_;
    return bits_[hash >> 6] >> (hash & 63) & 1;
  }

 private:
  static uint64_t Hash(uint32_t a, uint32_t b) { return (static_cast<uint64_t>(a) << 32 | b) * 0x9E3779B97F4A7C15ull; }
  void Deduplicate() {
    std::sort(pending_.begin(), pending_.end());
    pending_.erase(std::unique(pending_.begin(), pending_.end()), pending_.end());
  }
  std::vector<uint64_t> pending_;
  size_t most_pending_ = 1 << 16;
  std::vector<uint64_t> bits_ = std::vector<uint64_t>(1);
  int shift_ = 58;  // of a hash: what is left says which bit
};

}  // namespace markwarden
