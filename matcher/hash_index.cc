// Multi-index hashing over 16 pieces of 16 bits.
#include "matcher/hash_index.h"

#include <algorithm>
#include <bit>

namespace markwarden {
namespace {

constexpr size_t kPieces = 16;
constexpr size_t kBuckets = 1 << 16;
constexpr int kExactByPieces = 2 * kPieces - 1;
constexpr size_t kWorthTables = 4096;  // below it a scan is as fast

using Words = std::array<uint64_t, 4>;
using Hit = HashIndex::Hit;

uint32_t Piece(const Words& words, size_t piece) { return static_cast<uint32_t>(words[piece / 4] >> (piece % 4 * 16) & 0xFFFF); }

[[gnu::always_inline]] inline int Distance(const Words& a, const Words& b) {
  return std::popcount(a[0] ^ b[0]) + std::popcount(a[1] ^ b[1]) + std::popcount(a[2] ^ b[2]) + std::popcount(a[3] ^ b[3]);
}

[[gnu::always_inline]] inline void ScanInto(const std::vector<Words>& all, const Words& query, int max_distance, std::vector<Hit>& out) {
  for (size_t i = 0; i < all.size(); ++i) {
    const int distance = Distance(all[i], query);
    if (distance <= max_distance) out.push_back({static_cast<uint32_t>(i), distance});
  }
}

// The hashes of one bucket that no earlier table has shown.
[[gnu::always_inline]] inline void BucketInto(const std::vector<Words>& all, const uint32_t* from, const uint32_t* to, const Words& query,
                                              size_t piece, int slack, int max_distance, std::vector<Hit>& out) {
  for (; from != to; ++from) {
    const Words& words = all[*from];
    const int distance = Distance(words, query);
    if (distance > max_distance) continue;
    bool shown = false;
    for (size_t before = 0; before < piece && !shown; ++before) {
      shown = std::popcount(Piece(words, before) ^ Piece(query, before)) <= slack;
    }
    if (!shown) out.push_back({*from, distance});
  }
}

using ScanFunction = void (*)(const std::vector<Words>&, const Words&, int, std::vector<Hit>&);
using BucketFunction = void (*)(const std::vector<Words>&, const uint32_t*, const uint32_t*, const Words&, size_t, int, int, std::vector<Hit>&);

void ScanPlain(const std::vector<Words>& all, const Words& query, int max_distance, std::vector<Hit>& out) {
  ScanInto(all, query, max_distance, out);
}
void BucketPlain(const std::vector<Words>& all, const uint32_t* from, const uint32_t* to, const Words& query, size_t piece, int slack,
                 int max_distance, std::vector<Hit>& out) {
  BucketInto(all, from, to, query, piece, slack, max_distance, out);
}

#if defined(__x86_64__)
// The processor's own bit count, where there is one; the build's baseline has none.
[[gnu::target("popcnt")]] void ScanPopcnt(const std::vector<Words>& all, const Words& query, int max_distance, std::vector<Hit>& out) {
  ScanInto(all, query, max_distance, out);
}
[[gnu::target("popcnt")]] void BucketPopcnt(const std::vector<Words>& all, const uint32_t* from, const uint32_t* to, const Words& query,
                                            size_t piece, int slack, int max_distance, std::vector<Hit>& out) {
  BucketInto(all, from, to, query, piece, slack, max_distance, out);
}
const bool kHasPopcnt = __builtin_cpu_supports("popcnt");
const ScanFunction kScan = kHasPopcnt ? ScanPopcnt : ScanPlain;
const BucketFunction kBucket = kHasPopcnt ? BucketPopcnt : BucketPlain;
#else
const ScanFunction kScan = ScanPlain;
const BucketFunction kBucket = BucketPlain;
#endif

}  // namespace

HashIndex::HashIndex(std::vector<PictureHash> hashes) {
  words_.reserve(hashes.size());
  for (const PictureHash& hash : hashes) words_.push_back(hash.words);
  if (words_.size() < kWorthTables) return;
  starts_.assign(kPieces * (kBuckets + 1), 0);
  entries_.resize(kPieces * words_.size());
  for (size_t piece = 0; piece < kPieces; ++piece) {
    uint32_t* const starts = &starts_[piece * (kBuckets + 1)];
    for (const Words& words : words_) ++starts[Piece(words, piece) + 1];
    for (size_t b = 0; b < kBuckets; ++b) starts[b + 1] += starts[b];
    std::vector<uint32_t> next(starts, starts + kBuckets);
    uint32_t* const entries = &entries_[piece * words_.size()];
    for (uint32_t i = 0; i < words_.size(); ++i) entries[next[Piece(words_[i], piece)]++] = i;
  }
}

std::vector<Hit> HashIndex::Scan(const Words& query, int max_distance) const {
  std::vector<Hit> out;
  kScan(words_, query, max_distance, out);
  return out;
}

std::vector<Hit> HashIndex::Probe(const Words& query, int max_distance, bool neighbours) const {
  std::vector<Hit> out;
  for (size_t piece = 0; piece < kPieces; ++piece) {
    const uint32_t* const starts = &starts_[piece * (kBuckets + 1)];
    const uint32_t* const entries = entries_.data() + piece * words_.size();
    const auto look = [&](uint32_t bucket) {
      kBucket(words_, entries + starts[bucket], entries + starts[bucket + 1], query, piece, neighbours ? 1 : 0, max_distance, out);
    };
    const uint32_t own = Piece(query, piece);
    look(own);
    for (uint32_t bit = 0; neighbours && bit < 16; ++bit) look(own ^ 1u << bit);
  }
  std::sort(out.begin(), out.end(), [](const Hit& a, const Hit& b) { return a.at < b.at; });
  return out;
}

std::vector<Hit> HashIndex::Find(const PictureHash& query, int max_distance) const {
  if (starts_.empty() || max_distance > kExactByPieces) return Scan(query.words, max_distance);
  return Probe(query.words, max_distance, true);
}

std::vector<Hit> HashIndex::FindLikely(const PictureHash& query, int max_distance) const {
  if (!starts_.empty()) return Probe(query.words, max_distance, false);
  std::vector<Hit> out = Scan(query.words, max_distance);
  std::erase_if(out, [&](const Hit& hit) {
    for (size_t piece = 0; piece < kPieces; ++piece) {
      if (Piece(words_[hit.at], piece) == Piece(query.words, piece)) return false;
    }
    return true;
  });
  return out;
}

}  // namespace markwarden
