// Texts with their emoji read as words: where each byte came from, and the caps.
#include <gtest/gtest.h>

#include "matcher/emoji_reading.h"

namespace markwarden {
namespace {

EmojiNames Names() {
  auto names = EmojiNames::Parse("# comment\n🐴\t马头 马\thorse\t-\n👑\t-\tcrown\tкорона\n");
  EXPECT_TRUE(names) << names.error().message;
  return names ? *names : EmojiNames();
}

TEST(EmojiReadingTest, EachRankOfWordsIsOneReading) {
  const std::string text = "新款🐴仕 👑\xEF\xB8\x8Fmill";
  const auto readings = ReadEmoji(text, Names());
  ASSERT_EQ(readings.size(), 3u);
  EXPECT_EQ(readings[0].text, "新款马头仕 crownmill");
  EXPECT_EQ(readings[1].text, "新款horse仕 коронаmill");
  EXPECT_EQ(readings[2].text, "新款马仕 коронаmill") << "who has no third keeps the last";
  for (const EmojiReading& reading : readings) {
    ASSERT_EQ(reading.from.size(), reading.text.size() + 1);
    EXPECT_EQ(reading.from.back(), text.size());
    ASSERT_EQ(reading.replaced.size(), 2u);
    EXPECT_EQ(text.substr(reading.from[reading.replaced[0].first], reading.from[reading.replaced[0].second] - reading.from[reading.replaced[0].first]), "🐴");
    EXPECT_EQ(text.substr(reading.from[reading.replaced[1].first], reading.from[reading.replaced[1].second] - reading.from[reading.replaced[1].first]), "👑\xEF\xB8\x8F");
    for (size_t i = 1; i < reading.from.size(); ++i) EXPECT_LE(reading.from[i - 1], reading.from[i]);
  }
}

TEST(EmojiReadingTest, WhatIsFarFromEmojiIsLeftOut) {
  const std::string filler(500, 'x');
  const std::string text = filler + "🐴" + filler + "👑" + filler;
  const auto readings = ReadEmoji(text, Names());
  ASSERT_FALSE(readings.empty());
  EXPECT_LT(readings[0].text.size(), 500u);
  for (size_t i = 0; i < readings[0].text.size(); ++i) {
    if (readings[0].text[i] == 'x') {
      EXPECT_EQ(text[readings[0].from[i]], 'x');
    }
  }
}

TEST(EmojiReadingTest, CapsAndBrokenBytes) {
  std::string many;
  for (size_t i = 0; i < kMostEmoji + 5; ++i) many += "🐴";
  const auto readings = ReadEmoji(many, Names());
  ASSERT_FALSE(readings.empty());
  EXPECT_EQ(readings[0].replaced.size(), kMostEmoji);
  EXPECT_TRUE(ReadEmoji("no emoji", Names()).empty());
  EXPECT_TRUE(ReadEmoji("😀", Names()).empty()) << "not in the table";
  EXPECT_TRUE(ReadEmoji("\xF0\x9F\x90", Names()).empty()) << "cut short";
  EXPECT_FALSE(ReadEmoji("\xFF\xF0\x9F\x90\xB4\xF0\x9F", Names()).empty());
  EXPECT_TRUE(ReadEmoji("🐴", EmojiNames()).empty());
  for (const char* broken : {"🐴\n", "🐴 马\n", "🐴\t-\t-\n", "🐴🐴\t马\n"}) EXPECT_FALSE(EmojiNames::Parse(broken)) << broken;
}

}  // namespace
}  // namespace markwarden
