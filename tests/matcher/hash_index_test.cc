// The index against a walk over everything.
#include "matcher/hash_index.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace markwarden {
namespace {

PictureHash RandomHash(std::mt19937_64& random) {
  PictureHash hash;
  for (uint64_t& word : hash.words) word = random();
  return hash;
}

PictureHash Flipped(PictureHash hash, int bits, std::mt19937_64& random) {
  std::vector<size_t> order(256);
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  for (int i = 0; i < bits; ++i) hash.words[order[static_cast<size_t>(i)] / 64] ^= uint64_t{1} << order[static_cast<size_t>(i)] % 64;
  return hash;
}

std::vector<HashIndex::Hit> Walk(const std::vector<PictureHash>& all, const PictureHash& query, int max_distance) {
  std::vector<HashIndex::Hit> out;
  for (uint32_t i = 0; i < all.size(); ++i) {
    const int distance = HammingDistance(all[i], query);
    if (distance <= max_distance) out.push_back({i, distance});
  }
  return out;
}

// Half of the hashes lie 0 to 80 bits around a few centres, so that every distance occurs.
std::vector<PictureHash> Crowd(size_t count, std::mt19937_64& random) {
  std::vector<PictureHash> centres, all;
  for (int i = 0; i < 8; ++i) centres.push_back(RandomHash(random));
  for (size_t i = 0; i < count; ++i) {
    all.push_back(i % 2 ? RandomHash(random) : Flipped(centres[i / 2 % 8], static_cast<int>(random() % 81), random));
  }
  return all;
}

TEST(HashIndexTest, FindsExactlyWhatAWalkFinds) {
  for (const size_t count : {size_t{0}, size_t{1}, size_t{500}, size_t{4096}, size_t{20'000}}) {
    std::mt19937_64 random(count);
    const std::vector<PictureHash> all = Crowd(count, random);
    const HashIndex index(all);
    EXPECT_EQ(index.size(), count);
    for (int round = 0; round < 20; ++round) {
      const PictureHash query = all.empty() ? RandomHash(random) : Flipped(all[random() % all.size()], static_cast<int>(random() % 40), random);
      for (const int distance : {0, 1, 8, 30, 31, 32, 48, 90, 256}) {
        EXPECT_EQ(index.Find(query, distance), Walk(all, query, distance)) << count << " hashes, distance " << distance;
      }
    }
  }
}

// 31 flips spread over the pieces as evenly as can be: one piece has one flip, the rest two.
TEST(HashIndexTest, TheWorstPlacesOf31FlipsAreFound) {
  std::mt19937_64 random(5);
  std::vector<PictureHash> all = Crowd(5000, random);
  const PictureHash query = RandomHash(random);
  PictureHash far = query;
  for (size_t piece = 0; piece < 16; ++piece) {
    far.words[piece / 4] ^= uint64_t{piece == 9 ? 1u : 3u} << (piece % 4 * 16 + 4);
  }
  ASSERT_EQ(HammingDistance(query, far), 31);
  all.push_back(far);
  EXPECT_EQ(HashIndex(all).Find(query, 31), (std::vector<HashIndex::Hit>{{5000, 31}}));
}

TEST(HashIndexTest, LikelyOnesShareAPiece) {
  std::mt19937_64 random(6);
  const std::vector<PictureHash> all = Crowd(6000, random);
  const HashIndex index(all);
  const auto shares = [](const PictureHash& a, const PictureHash& b) {
    for (size_t piece = 0; piece < 16; ++piece) {
      if (((a.words[piece / 4] ^ b.words[piece / 4]) >> (piece % 4 * 16) & 0xFFFF) == 0) return true;
    }
    return false;
  };
  for (int round = 0; round < 10; ++round) {
    const PictureHash query = Flipped(all[random() % all.size()], 12, random);
    std::vector<HashIndex::Hit> want = Walk(all, query, 64);
    std::erase_if(want, [&](const HashIndex::Hit& hit) { return !shares(all[hit.at], query); });
    EXPECT_EQ(index.FindLikely(query, 64), want);
  }
}

TEST(HashIndexTest, AFloodOfEqualHashesIsAnsweredOnceEach) {
  std::mt19937_64 random(7);
  const PictureHash one = RandomHash(random);
  std::vector<PictureHash> all(100'000, one);
  all.push_back(Flipped(one, 20, random));
  const HashIndex index(all);
  const auto from = std::chrono::steady_clock::now();
  const std::vector<HashIndex::Hit> hits = index.Find(one, 31);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count(), 2);
  EXPECT_EQ(hits, Walk(all, one, 31));
  EXPECT_EQ(hits.size(), 100'001u);
  EXPECT_TRUE(index.Find(Flipped(one, 128, random), 31).empty());
}

}  // namespace
}  // namespace markwarden
