// Codes of regions: level, the same written shorter, what lies in what.
#include "core/region.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

TEST(RegionTest, LevelFollowsFromTheCode) {
  const struct { const char* code; RegionLevel level; } cases[] = {
      {"23", RegionLevel::kProvince},     {"230000", RegionLevel::kProvince}, {"2301", RegionLevel::kCity},    {"230100", RegionLevel::kCity},
      {"230184", RegionLevel::kCounty},   {"", RegionLevel::kUnknown},        {"2", RegionLevel::kUnknown},    {"230", RegionLevel::kUnknown},
      {"230084", RegionLevel::kUnknown},  {"000000", RegionLevel::kUnknown},  {"23018x", RegionLevel::kUnknown}, {"23018400", RegionLevel::kUnknown},
      {"' OR 1", RegionLevel::kUnknown}};
  for (const auto& one : cases) EXPECT_EQ(LevelOf(one.code), one.level) << one.code;
  EXPECT_EQ(ToString(RegionLevel::kCity), "city");
}

TEST(RegionTest, WhatLiesInWhat) {
  const struct { const char* outer; const char* inner; bool holds; } cases[] = {
      {"230000", "230184", true}, {"23", "230000", true},      {"2301", "230184", true},  {"230100", "230184", true}, {"230184", "230184", true},
      {"230184", "230100", false}, {"230100", "230200", false}, {"230100", "23", false},   {"", "230184", false},      {"230000", "", false}, {"230000", "110105", false}};
  for (const auto& one : cases) EXPECT_EQ(RegionHolds(one.outer, one.inner), one.holds) << one.outer << " " << one.inner;
}

}  // namespace
}  // namespace markwarden
