// Similar groups and parts as tables and people write them.
#include "core/goods_group.h"

#include <gtest/gtest.h>

#include "core/right.h"

namespace markwarden {
namespace {

TEST(GoodsGroupTest, ReadsGroupsAsTheyAreWritten) {
  const struct { const char* text; const char* want; } cases[] = {
      {"2501", "2501"}, {" 0101 ", "0101"}, {"２５０７", "2507"}, {"0733-2", "0733-2"}, {"0733(2)", "0733-2"}, {"0733（二）", "0733-2"},
      {"0733 （十一）", "0733-11"}, {"4506-99", "4506-99"},
  };
  for (const auto& c : cases) {
    const auto group = ParseGoodsGroup(c.text);
    ASSERT_TRUE(group) << c.text;
    EXPECT_EQ(ToString(*group), c.want);
  }
  for (const char* wrong : {"", "250", "25011", "4601", "0001", "2500", "abcd", "2501-", "2501-0", "2501-100", "2501(二", "2501x", "-501", "2501（零）"}) {
    EXPECT_FALSE(ParseGoodsGroup(wrong)) << wrong;
  }
}

TEST(GoodsGroupTest, ReadsParts) {
  const struct { const char* text; int want; } cases[] = {{"1", 1}, {"（一）", 1}, {"(2)", 2}, {"第三部分", 3}, {"十", 10}, {"十二", 12}, {"二十", 20}, {"二十一", 21}, {"９", 9}};
  for (const auto& c : cases) EXPECT_EQ(ParseGoodsPart(c.text), std::optional<int>(c.want)) << c.text;
  for (const char* wrong : {"", "0", "100", "A", "零", "一一", "十十", "（）"}) EXPECT_FALSE(ParseGoodsPart(wrong)) << wrong;
}

Result<Right> RightWith(const std::string& more) {
  return RightFromJson(*ParseJson(R"({"id":"tm-1","kind":"trademark","names":["Qorvella"],"classes":[25,18])" + more + "}"));
}

TEST(GoodsGroupTest, ARightMaySayItsGroups) {
  const auto right = RightWith(R"(,"groups":["2507","2501（二）","2507"])");
  ASSERT_TRUE(right) << right.error().message;
  EXPECT_EQ(ToJson(*right)["groups"], Json::array({"2501-2", "2507"}));
  EXPECT_EQ(RightFromJson(ToJson(*right))->groups, right->groups);
  const auto without = RightWith("");
  ASSERT_TRUE(without);
  EXPECT_FALSE(ToJson(*without).contains("groups")) << "the digest of a right without groups stays";

  const struct { const char* why; const char* more; const char* says; } cases[] = {
      {"three digits", R"(,"groups":["250"])", "no similar group"},
      {"a number", R"(,"groups":[2501])", "no similar group"},
      {"a text", R"(,"groups":"2501")", "must be a list"},
      {"of no class that is named", R"(,"groups":["0907"])", "group 0907 is of class 9, which classes does not name"},
  };
  for (const auto& c : cases) {
    const auto refused = RightWith(c.more);
    ASSERT_FALSE(refused) << c.why;
    EXPECT_NE(refused.error().message.find(c.says), std::string::npos) << c.why << ": " << refused.error().message;
  }
}

TEST(GoodsGroupTest, OlderRegistrationsKeepTheirWordForIt) {
  const auto older = RightWith(R"(,"similar_groups":["2501","nonsense"])");
  ASSERT_TRUE(older) << older.error().message;
  ASSERT_EQ(older->groups.size(), 1u);
  const Json kept = ToJson(*older);
  EXPECT_FALSE(kept.contains("groups"));
  EXPECT_EQ(kept["similar_groups"], Json::array({"2501", "nonsense"}));
  const auto said_anew = RightWith(R"(,"similar_groups":["2501"],"groups":["1802"])");
  ASSERT_TRUE(said_anew);
  EXPECT_EQ(ToJson(*said_anew)["groups"], Json::array({"1802"}));
  EXPECT_FALSE(ToJson(*said_anew).contains("similar_groups"));
}

}  // namespace
}  // namespace markwarden
