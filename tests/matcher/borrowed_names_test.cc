// Writings of names in letters, found in a text, and how much of a hostile one is looked at.
#include "matcher/borrowed_names.h"

#include <gtest/gtest.h>

#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

std::vector<NameCandidate> Found(const BorrowedNames& names, std::string_view text) {
  std::vector<NameCandidate> candidates;
  names.Find(MakeViews(text), candidates);
  return candidates;
}

TEST(BorrowedNamesTest, FindsWritingsWhereverTheyStand) {
  BorrowedNames names(*Book());
  names.Add(7, MakeName(0, "Tarnello", false, false));
  names.Build();
  const std::vector<NameCandidate> found = Found(names, "新款塔内洛 耳机");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0], (NameCandidate{7, 2, 4, NameCheck::kBorrowed}));
  EXPECT_TRUE(Found(names, "新款塔 内洛").empty()) << "parted";
  EXPECT_TRUE(Found(names, "塔努洛").empty());
  EXPECT_TRUE(Found(names, "").empty());
}

// One stretch of ideographs that each begin a writing, and more names of one key than may be compared.
TEST(BorrowedNamesTest, AHostileTextIsComparedToTheCap) {
  BorrowedNames names(*Book());
  const Name name = MakeName(0, "Tarnello", false, false);
  constexpr uint32_t kNames = 64;
  for (uint32_t n = 0; n < kNames; ++n) names.Add(n, name);
  names.Build();
  std::string text;
  while (text.size() + 9 <= kMaxViewBytes) text += "塔内洛";
  const size_t found = Found(names, text).size();
  EXPECT_GT(found, 0u);
  EXPECT_LE(found, kMostWritingsCompared);
  EXPECT_LT(found, text.size() / 9 * kNames) << "past the cap nothing more is looked at";
}

}  // namespace
}  // namespace markwarden
