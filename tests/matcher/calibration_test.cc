// Shares of upheld leads rise with their weight, and say how sure they are.
#include "matcher/calibration.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

std::vector<LabelledLead> Leads(std::initializer_list<std::tuple<double, int, int>> of) {
  std::vector<LabelledLead> leads;
  for (const auto& [db, all, upheld] : of) {
    for (int i = 0; i < all; ++i) leads.push_back({db, i < upheld});
  }
  return leads;
}

TEST(CalibrationTest, PoolsWhatFallsAndWhatIsFew) {
  const auto pools = PoolsOf(Leads({{10.2, 40, 12}, {11.0, 30, 15}, {12.5, 30, 9}, {14, 20, 8}, {15, 50, 40}, {20.9, 3, 2}}), 20);
  ASSERT_EQ(pools.size(), 3u);
  EXPECT_EQ(pools[0].from_db, 10);
  EXPECT_EQ(pools[0].leads, 40);
  EXPECT_DOUBLE_EQ(pools[0].share, 0.3);
  EXPECT_EQ(pools[1].from_db, 11) << "12 dB was upheld less often, and 14 dB as often as both";
  EXPECT_EQ(pools[1].leads, 80);
  EXPECT_DOUBLE_EQ(pools[1].share, 0.4);
  EXPECT_EQ(pools[2].leads, 53) << "three leads of 20 dB go with those below";
  // Wilson's interval of 12 in 40.
  EXPECT_NEAR(pools[0].low, 0.1807, 5e-4);
  EXPECT_NEAR(pools[0].high, 0.4543, 5e-4);
}

TEST(CalibrationTest, RisesFromPoolToPool) {
  std::vector<LabelledLead> leads;
  for (int i = 0; i < 4000; ++i) leads.push_back({static_cast<double>(i * 7919 % 300) / 10, (i * 104729 % 97) < 40});
  const auto pools = PoolsOf(leads, 20);
  int64_t all = 0;
  for (size_t i = 0; i < pools.size(); ++i) {
    all += pools[i].leads;
    EXPECT_GE(pools[i].leads, 20);
    EXPECT_LE(pools[i].low, pools[i].share);
    EXPECT_GE(pools[i].high, pools[i].share);
    EXPECT_TRUE(i == 0 || pools[i - 1].share < pools[i].share) << i;
  }
  EXPECT_EQ(all, 4000);
}

TEST(CalibrationTest, ALeadLiesInThePoolOfItsWeight) {
  const auto pools = PoolsOf(Leads({{10, 30, 3}, {20, 30, 27}}), 20);
  ASSERT_EQ(pools.size(), 2u);
  EXPECT_DOUBLE_EQ(PoolAt(pools, 19.9)->share, 0.1);
  EXPECT_DOUBLE_EQ(PoolAt(pools, 20)->share, 0.9);
  EXPECT_DOUBLE_EQ(PoolAt(pools, 5)->share, 0.1) << "lighter than all";
  EXPECT_FALSE(PoolAt(PoolsOf({}, 20), 10));
  const auto sure = PoolsOf(Leads({{10, 30, 30}}), 20);
  EXPECT_DOUBLE_EQ(sure[0].high, 1);
  EXPECT_LT(sure[0].low, 1) << "thirty of thirty are not all";
}

}  // namespace
}  // namespace markwarden
