// A multimap of 64-bit hashes, built once: what stands for each is found at once, and takes little room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace markwarden {

// Values by 64-bit hashes, several for one hash.  Add, then Build once, then read from any thread.
class SpanTable {
 public:
  // So many are added at most.
  void Reserve(size_t count) { pending_.reserve(count); }
  void Add(uint64_t hash, uint32_t value) { pending_.emplace_back(hash, value); }
  void Build();
  bool empty() const { return slots_.empty(); }

  // Calls found(value) for each value of the hash, and once in 2^32 times for another's.
  template <typename Found>
  void Find(uint64_t hash, Found found) const {
    if (slots_.empty()) return;
    const auto tag = static_cast<uint32_t>(hash);
    for (size_t at = (hash >> 32) & mask_; slots_[at].begin != kFree; at = (at + 1) & mask_) {
      if (slots_[at].tag != tag) continue;
      for (uint32_t i = slots_[at].begin;; ++i) {
        found(values_[i] & ~kLast);
        if (values_[i] & kLast) break;  // further on may lie another hash of this tag
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

// Of a key that is a text.
inline uint64_t SpanHash(std::string_view text) {
  uint64_t hash = 0xCBF29CE484222325ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  hash ^= hash >> 32;
  hash *= 0xD6E8FEB86659FD93ull;
  return hash ^ hash >> 29;
}

}  // namespace markwarden
