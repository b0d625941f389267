// Counting the demo's hits and misses.
#include "app/demo_truth.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(DemoTruthTest, CountsByListingAndRight) {
  const std::string truth =
      R"({"url":"u1","infringing":true,"right_id":"r1","way":"separator","trap":null})" "\n"
      R"({"url":"u2","infringing":true,"right_id":"r1","way":"separator","trap":null})" "\n"
      R"({"url":"u3","infringing":false,"right_id":null,"way":null,"trap":"authorised"})" "\n"
      R"({"url":"u4","infringing":false,"right_id":null,"way":null,"trap":"compatible"})" "\n"
      R"({"url":"u5","infringing":false,"right_id":null,"way":null,"trap":null})" "\n"
      R"({"url":"u6","infringing":true,"right_id":"r1","way":"gi","trap":null,"reachable":false})" "\n";
  const Json flags = {{{"url", "u1"}, {"right", {{"right_id", "r1"}}}},
                      {{"url", "u2"}, {"right", {{"right_id", "r9"}}}},   // the wrong right is a miss and a false flag
                      {{"url", "u4"}, {"right", {{"right_id", "r1"}}}},   // a trap
                      {{"url", "u5"}, {"right", {{"right_id", "r1"}}}}};  // a clean listing
  const auto score = ScoreAgainstTruth(truth, flags);
  ASSERT_TRUE(score);
  EXPECT_EQ(score->listings, 5) << "what cannot be reached does not count";
  EXPECT_EQ(score->precision.hit, 1);
  EXPECT_EQ(score->precision.all, 4);
  EXPECT_EQ(score->recall.hit, 1);
  EXPECT_EQ(score->recall.all, 2);
  EXPECT_EQ(score->traps_left_alone.hit, 1);
  EXPECT_EQ(score->traps_left_alone.all, 2);
  EXPECT_EQ(score->by_way.at("separator").all, 2);
}

TEST(DemoTruthTest, RefusesABrokenTruth) { EXPECT_FALSE(ScoreAgainstTruth("{\n", Json::array())); }

}  // namespace
}  // namespace markwarden
