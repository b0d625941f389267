// Many 256-bit hashes, and all of them near a given one.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/picture_key.h"

namespace markwarden {

// Exact at every distance.  Up to 31 bits it looks into 16 tables by 16 bits of the hash: of two hashes that differ
// in 31 bits at most, one of their 16 pieces differs in one bit at most.  Beyond 31 bits, and when there are few
// hashes, it compares with all.  Immutable after construction, so thread-safe; 96 bytes a hash and 4 MB.
class HashIndex {
 public:
  struct Hit {
    uint32_t at = 0;  // position in `hashes`
    int distance = 0;
    bool operator==(const Hit&) const = default;
  };

  explicit HashIndex(std::vector<PictureHash> hashes);

  // Every hash within `max_distance` bits, by position; quality does not matter.
  std::vector<Hit> Find(const PictureHash& query, int max_distance) const;

  // Those within `max_distance` bits that share one of the 16 pieces unchanged: most of the near ones at a
  // tenth of the cost.  By position.
  std::vector<Hit> FindLikely(const PictureHash& query, int max_distance) const;

  size_t size() const { return words_.size(); }

 private:
  using Words = std::array<uint64_t, 4>;
  std::vector<Hit> Scan(const Words& query, int max_distance) const;
  std::vector<Hit> Probe(const Words& query, int max_distance, bool neighbours) const;

  std::vector<Words> words_;
  std::vector<uint32_t> starts_;   // 16 tables of 65,537: where each piece's hashes begin in its table
  std::vector<uint32_t> entries_;  // 16 tables of size(): positions by piece
};

}  // namespace markwarden
