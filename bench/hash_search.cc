// Queries a second among a million perceptual hashes, the index beside a walk over everything.
//
//   cmake --preset bench && cmake --build build/release --target hash_search && build/release/bin/hash_search
#include <chrono>
#include <cstdio>
#include <random>

#include "matcher/hash_index.h"

namespace {

using markwarden::HashIndex;
using markwarden::PictureHash;

double Seconds(std::chrono::steady_clock::time_point from) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

}  // namespace

int main() {
  constexpr size_t kHashes = 1'000'000;
  constexpr int kQueries = 400;
  std::mt19937_64 random(1);
  std::vector<PictureHash> all(kHashes);
  for (PictureHash& hash : all) {
    for (uint64_t& word : hash.words) word = random();
  }
  std::vector<PictureHash> queries;
  for (int i = 0; i < kQueries; ++i) {
    PictureHash query = all[random() % kHashes];
    for (int flip = 0; flip < 31; ++flip) query.words[random() % 4] ^= uint64_t{1} << random() % 64;
    queries.push_back(query);
  }
  auto from = std::chrono::steady_clock::now();
  const HashIndex index(all);
  std::printf("%zu random hashes, index built in %.2f s\n", kHashes, Seconds(from));
  std::printf("%-28s %12s %8s\n", "search", "ms a query", "found");
  const auto run = [&](const char* name, auto find) {
    from = std::chrono::steady_clock::now();
    size_t found = 0;
    for (const PictureHash& query : queries) found += find(query).empty() ? 0 : 1;
    std::printf("%-28s %12.3f %8zu\n", name, Seconds(from) * 1000 / kQueries, found);
  };
  run("index, 31 bits, exact", [&](const PictureHash& q) { return index.Find(q, 31); });
  run("index, one piece unchanged", [&](const PictureHash& q) { return index.FindLikely(q, 31); });
  run("walk, 48 bits", [&](const PictureHash& q) { return index.Find(q, 48); });
  return 0;
}
