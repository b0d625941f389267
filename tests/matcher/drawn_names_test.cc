// Names of emoji alone.
#include "matcher/drawn_names.h"

#include <algorithm>

#include "tests/matcher/matcher_fixture.h"

namespace markwarden {
namespace {

TEST(DrawnNamesTest, AreEmojiAndNothingElse) {
  const struct {
    const char* why;
    const char* text;
    std::u32string want;
  } cases[] = {
      {"one", "🐊", U"🐊"},
      {"styled", "✔️", U"✔"},
      {"skin tone", "👍🏽", U"👍"},
      {"two", "🐊🐊", U"🐊🐊"},
      {"a letter beside it", "🐊a", U""},
      {"a blank between", "🐊 🐊", U""},
      {"letters in boxes are letters", "🅰🅱", U""},
      {"digits are digits", "1️⃣", U""},
      {"flags are letters", "🇷🇺", U""},
      {"nothing", "", U""},
      {"broken bytes", "\xF0\x9F\x90", U""},
      {"too many", "🐊🐊🐊🐊🐊🐊🐊🐊🐊", U""},
  };
  for (const auto& one : cases) EXPECT_EQ(DrawnName(one.text), one.want) << one.why;
}

std::shared_ptr<const RuleSet> WithAliases(std::vector<std::string> nicknames) {
  Right right;
  right.id = "tm-drawn";
  right.names = {"Torvelloque"};
  right.nicknames = std::move(nicknames);
  auto set = RuleSet::Build({RightVersion{.version_id = "1", .right = right, .pictures = {}}}, Book());
  EXPECT_TRUE(set);
  return *set;
}

TEST(DrawnNamesTest, AreFoundWhateverStylesThem) {
  const DrawnNames names(*WithAliases({"🐊🦓", "🐊"}));
  const std::string text = "正品 🐊️🦓 polo \xff 🐊🏽";
  const std::vector<NameHit> hits = names.Find(text);
  ASSERT_EQ(hits.size(), 3u) << "the pair, the one within it, the one by itself";
  EXPECT_EQ(text.substr(hits[0].begin, hits[0].end - hits[0].begin), "🐊️🦓");
  EXPECT_EQ(hits[0].decoded, "🐊🦓");
  EXPECT_EQ(text.substr(hits[2].begin), "🐊🏽");
  EXPECT_TRUE(names.Find("🦓🐊").size() == 1) << "in its own order";
  EXPECT_TRUE(DrawnNames(*WithAliases({"Torvo"})).empty());
}

TEST(DrawnNamesTest, OneAloneIsLittleAndTwoAreMore) {
  const auto set = WithAliases({"🐊🦓", "🐊"});
  const Matcher matcher(set);
  Listing listing;
  listing.url = "https://shop.example/1";
  listing.title = "🐊 polo 衫 高仿 复刻";
  const auto alone = matcher.Match(listing);
  listing.title = "🐊🦓 polo 衫 高仿 复刻";
  const auto pair = matcher.Match(listing);
  ASSERT_EQ(pair.size(), 1u);
  const auto drawn = std::find_if(pair[0].signals.begin(), pair[0].signals.end(), [](const Signal& signal) { return signal.detector == "text.emoji"; });
  ASSERT_NE(drawn, pair[0].signals.end());
  EXPECT_EQ(drawn->chain, std::vector<std::string>{"emoji_alias"});
  EXPECT_TRUE(alone.empty() || alone[0].db < pair[0].db);
}

}  // namespace
}  // namespace markwarden
