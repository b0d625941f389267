// Pools of adjacent weights.
#include "matcher/calibration.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace markwarden {
namespace {

constexpr double kZ = 1.959964;  // 95 %, two-sided

double ShareOf(const UpheldPool& pool) { return static_cast<double>(pool.upheld) / static_cast<double>(pool.leads); }

void Join(UpheldPool& pool, const UpheldPool& heavier) {
  pool.leads += heavier.leads;
  pool.upheld += heavier.upheld;
}

void SetInterval(UpheldPool& pool) {
  const double n = static_cast<double>(pool.leads), p = ShareOf(pool), z2 = kZ * kZ;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  pool.share = p;
  pool.low = std::max(0.0, middle - half);
  pool.high = std::min(1.0, middle + half);
}

}  // namespace

std::vector<UpheldPool> PoolsOf(const std::vector<LabelledLead>& leads, int64_t least) {
  std::map<int, UpheldPool> by_weight;
  for (const LabelledLead& lead : leads) {
    const int db = static_cast<int>(std::floor(lead.db));
    UpheldPool& pool = by_weight[db];
    pool.from_db = db;
    ++pool.leads;
    pool.upheld += lead.upheld;
  }
  std::vector<UpheldPool> pools;
  for (const auto& [db, pool] : by_weight) {
    pools.push_back(pool);
    while (pools.size() > 1) {
      const UpheldPool& last = pools.back();
      UpheldPool& before = pools[pools.size() - 2];
      if (before.leads >= least && ShareOf(before) < ShareOf(last)) break;
      Join(before, last);
      pools.pop_back();
    }
  }
  // The heaviest are few: they go with those below.
  while (pools.size() > 1 && pools.back().leads < least) {
    Join(pools[pools.size() - 2], pools.back());
    pools.pop_back();
  }
  for (UpheldPool& pool : pools) SetInterval(pool);
  return pools;
}

std::optional<UpheldPool> PoolAt(const std::vector<UpheldPool>& pools, double db) {
  if (pools.empty()) return std::nullopt;
  const UpheldPool* at = &pools.front();
  for (const UpheldPool& pool : pools) {
    if (static_cast<double>(pool.from_db) <= db) at = &pool;
  }
  return *at;
}

}  // namespace markwarden
