// What counts as a return, and what honest goods look like beside it.
#include "reports/relist.h"

#include <gtest/gtest.h>

#include <random>

namespace markwarden {
namespace {

const RelistRules kRules;

PictureHash Picture(uint64_t seed, int quality = 100) {
  std::mt19937_64 random(seed);
  return {.words = {random(), random(), random(), random()}, .quality = quality};
}
// The same picture with so many bits of its hash turned.
PictureHash Edited(PictureHash picture, int bits) {
  for (int i = 0; i < bits; ++i) picture.words[static_cast<size_t>(i) % 4] ^= uint64_t{1} << (i * 5 % 64);
  return picture;
}

RelistPrint Offer(const std::string& title, const std::string& description = "", std::vector<std::string> keys = {}, std::vector<PictureHash> pictures = {}) {
  RelistPrint print;
  print.title = title;
  print.title_shingles = ShinglesOf(title, kRules.max_shingles);
  print.shingles = ShinglesOf(title + description, kRules.max_shingles);
  print.seller_keys = std::move(keys);
  print.pictures = std::move(pictures);
  return print;
}

const std::string kShoe = "zellvora运动鞋高仿1:1男款透气跑步鞋";
const std::string kShop = "shop:shopx:s1", kOther = "shop:shopx:s2";
const std::string kStanding = "本店所有商品七天无理由退换货全国包邮下单后四十八小时内发货请放心购买如有疑问请联系客服我们将竭诚为您服务谢谢光临祝您购物愉快";

TEST(RelistTest, WhatIsAndIsNoReturn) {
  const RelistPrint taken = Offer(kShoe, kStanding, {kShop, "code:91350100M000100Y43"}, {Picture(1), Picture(2), Picture(9, 10)});
  const struct { const char* why; RelistPrint seen; bool want; } cases[] = {
      {"the same again", Offer(kShoe, kStanding, {kShop}, {Picture(1), Picture(2)}), true},
      {"edited pictures under other words, by another seller", Offer("春季新款休闲旅游鞋厂家直销包邮", "", {kOther}, {Edited(Picture(2), 28)}), true},
      {"pictures edited past telling", Offer("春季新款休闲旅游鞋厂家直销包邮", "", {kOther}, {Edited(Picture(2), 40)}), false},
      {"the same title under another seller", Offer(kShoe, "另一个描述", {kOther}, {Picture(50)}), true},
      {"the title with two words changed, same seller", Offer("zellvora运动鞋高仿1:1女款透气跑步鞋", kStanding, {kShop}), true},
      {"other goods of the same seller under the same standing text", Offer("木质餐桌北欧风六人座椅组合实木", kStanding, {kShop}, {Picture(60)}), false},
      {"unrelated goods with common words", Offer("新款运动水壶男女通用透气杯盖跑步健身", "包邮", {kOther}, {Picture(61)}), false},
      {"flat pictures, which are all alike", Offer("纯白背景图册办公用品收纳盒", "", {kOther}, {Picture(9, 10)}), false},
      {"a flat one that would be near", Offer("纯白背景图册办公用品收纳盒", "", {kOther}, {Edited(Picture(1, 20), 2)}), false},
      {"same company under another shop, same words", Offer(kShoe, "", {kOther, "code:91350100M000100Y43"}), true},
      {"nothing to compare", Offer("", "", {}, {}), false},
  };
  for (const auto& c : cases) {
    const RelistScore score = CompareRelist(taken, c.seen, kRules);
    EXPECT_EQ(score.relisted, c.want) << c.why << ": " << score.score << " " << score.reasons.dump();
    RelistIndex index(kRules);
    index.Add(Offer("something quite different that was taken down too", "", {kOther}));
    index.Add(taken);
    const auto hits = index.Find(c.seen);
    ASSERT_EQ(hits.size(), c.want ? 1u : 0u) << c.why;
    if (c.want) {
      EXPECT_EQ(hits[0].at, 1u);
      EXPECT_EQ(hits[0].score.reasons, score.reasons);
    }
  }
}

TEST(RelistTest, ShortTitlesAreEverybodys) {
  EXPECT_FALSE(CompareRelist(Offer("女士连衣裙"), Offer("女士连衣裙"), kRules).relisted);
}

TEST(RelistTest, ReasonsSayWhatAgreed) {
  const RelistScore score = CompareRelist(Offer(kShoe, "", {kShop}, {Picture(1), Picture(2)}), Offer(kShoe, "", {kShop}, {Edited(Picture(1), 12), Picture(2)}), kRules);
  EXPECT_EQ(score.reasons, Json::parse(R"([{"what":"picture","value":0,"count":2},{"what":"text","value":1.0},{"what":"seller","keys":["shop"]}])"));
  EXPECT_DOUBLE_EQ(score.score, 0.6 + 0.2 + 0.8 + 0.4);
}

// The index finds what comparing with each would find.
TEST(RelistTest, TheIndexLosesNothing) {
  std::mt19937 random(11);
  const std::vector<std::string> words = {"运动", "跑步", "鞋", "男款", "女款", "透气", "zellvora", "高仿", "新款", "包邮", "水壶", "餐桌", "纯棉", "春季"};
  const auto offer = [&] {
    std::string title;
    for (int i = 0; i < 7; ++i) title += words[random() % words.size()];
    return Offer(title, "", {"shop:x:" + std::to_string(random() % 4)}, {Edited(Picture(random() % 20), static_cast<int>(random() % 40))});
  };
  std::vector<RelistPrint> taken;
  RelistIndex index(kRules);
  for (int i = 0; i < 60; ++i) {
    taken.push_back(offer());
    index.Add(taken.back());
  }
  size_t found = 0, compared = 0;
  for (int round = 0; round < 200; ++round) {
    const RelistPrint seen = offer();
    std::vector<size_t> want, got;
    for (size_t i = 0; i < taken.size(); ++i) {
      if (CompareRelist(taken[i], seen, kRules).relisted) want.push_back(i);
    }
    for (const auto& hit : index.Find(seen)) got.push_back(hit.at);
    EXPECT_EQ(got, want);
    found += got.size();
    compared += taken.size();
  }
  EXPECT_GT(found, 100u);
  EXPECT_LT(found, compared / 2);
}

TEST(RelistTest, ShinglesAreCharactersAndStayUnderTheirCap) {
  EXPECT_TRUE(ShinglesOf("", 100).empty());
  EXPECT_TRUE(ShinglesOf("ab", 100).empty());
  EXPECT_EQ(ShinglesOf("abc", 100).size(), 1u);
  EXPECT_EQ(ShinglesOf("运动鞋男", 100).size(), 2u);
  EXPECT_EQ(ShinglesOf("aaaaaaaa", 100).size(), 1u) << "each once";
  EXPECT_EQ(ShinglesOf("\xff\xfe\xfd\xfc", 100).size(), 2u) << "bytes that are no UTF-8 count one each";
  EXPECT_EQ(ShinglesOf("\xe8\xbf", 100).size(), 0u) << "a character that is cut";
  std::string text;
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) text += static_cast<char>('a' + random() % 26);
  const std::vector<uint64_t> whole = ShinglesOf(text, 2000), half = ShinglesOf(text.substr(0, 10'000), 2000);
  EXPECT_EQ(whole.size(), 2000u);
  // Of samples the likeness is that of the texts, nearly.
  const double likeness = ShingleLikeness(whole, half, 2000);
  const double exact = ShingleLikeness(ShinglesOf(text, 100'000), ShinglesOf(text.substr(0, 10'000), 100'000), 1'000'000);
  EXPECT_NEAR(likeness, exact, 0.05);
}

TEST(RelistTest, PrintsAreKeptAndReadBack) {
  const RelistPrint print = Offer(kShoe, kStanding, {kShop}, {Picture(1), Picture(2, 40)});
  const Result<RelistPrint> back = RelistPrintFromJson(*ParseJson(DumpJson(ToJson(print))));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, print);
  for (const char* wrong : {"{}", "[]", R"({"pictures":5})", R"({"pictures":[],"title_shingles":[3,1],"shingles":[],"title":"","seller":{"keys":[]}})",
                            R"({"pictures":[{"words":[1],"quality":1}],"title_shingles":[],"shingles":[],"title":"","seller":{"keys":[]}})"}) {
    EXPECT_FALSE(RelistPrintFromJson(*ParseJson(wrong))) << wrong;
  }
}

}  // namespace
}  // namespace markwarden
