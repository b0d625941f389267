// Decoys: as long, of the same scripts, of signs as frequent, the same for the same seed.
#include "matcher/decoys.h"

#include <gtest/gtest.h>

#include "core/text/views.h"

namespace markwarden {
namespace {

SignCounts Counted() {
  SignCounts counts;
  for (int i = 0; i < 10; ++i) counts.Add("運动鞋男女新款 shoes sale 2026 кеды");
  counts.Add("珂沃莱珂云岭 brand");
  return counts;
}

TEST(DecoysTest, KeepLengthScriptsAndWhatIsNoLetter) {
  DecoyMaker maker(Counted());
  for (const std::string name : {"珂沃莱", "Brand 7", "Кеды", "云岭-9"}) {
    const std::string decoy = maker.NameAfter(name, 1);
    SCOPED_TRACE(name + " " + decoy);
    ASSERT_FALSE(decoy.empty());
    EXPECT_NE(KeyText(decoy), KeyText(name));
    EXPECT_EQ(maker.NameAfter(name, 1), decoy);
    DecoyMaker other(Counted(), {decoy});
    EXPECT_NE(other.NameAfter(name, 1), decoy) << "a taken name is no decoy";
    const std::vector<Unit> was = MakeViews(name).units, is = MakeViews(decoy).units;
    ASSERT_EQ(is.size(), was.size());
    for (size_t i = 0; i < is.size(); ++i) {
      EXPECT_EQ(is[i].script, was[i].script);
      EXPECT_TRUE(was[i].script != Script::kDigit || is[i].key == was[i].key);
    }
  }
}

TEST(DecoysTest, RareSignsBecomeRareOnes) {
  const SignCounts counts = Counted();
  for (const char32_t near : counts.Neighbours(U'沃', 3)) {
    EXPECT_TRUE(near == U'莱' || near == U'云' || near == U'岭') << ToUtf8(near);
  }
  for (const char32_t vowel : counts.Neighbours(U'a', 9)) EXPECT_NE(std::u32string(U"aeiouy").find(vowel), std::u32string::npos);
}

TEST(DecoysTest, WithoutTextsThereIsNone) {
  EXPECT_EQ(DecoyMaker(SignCounts()).NameAfter("珂沃莱", 1), "");
  DecoyMaker maker(Counted());
  EXPECT_EQ(maker.NameAfter("7-9", 1), "") << "nothing to replace";
  Right right;
  right.id = "tm";
  right.names = {"珂沃莱"};
  right.nicknames = {"云岭"};
  right.images = {"logo.png"};
  right.texts = {"a passage"};
  right.classes = {25};
  const Right decoy = maker.RightAfter(right, "decoy:1", 1);
  EXPECT_EQ(decoy.id, "decoy:1");
  EXPECT_EQ(decoy.names.size(), 1u);
  EXPECT_EQ(decoy.nicknames.size(), 1u);
  EXPECT_TRUE(decoy.images.empty() && decoy.texts.empty());
  EXPECT_EQ(decoy.classes, right.classes);
}

}  // namespace
}  // namespace markwarden
