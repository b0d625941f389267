// How a disguise reads, sign by sign.
#include "core/text/reading.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

std::string Told(const NameReading& reading) {
  std::string all;
  for (const ReadingStep& step : reading.steps) all += (all.empty() ? "" : "; ") + step.step + " " + step.from + ">" + step.to + (step.sound.empty() ? "" : " (" + step.sound + ")");
  return all;
}

TEST(ReadingTest, NamesEachStep) {
  const struct {
    const char *matched, *name;
    bool reversed;
    const char* told;
    double form, sound;
  } cases[] = {
      {"酷wo音乐", "酷我音乐", false, "pinyin wo>我 (wo)", 0.75, 1},
      {"北guo", "北果", false, "pinyin guo>果 (guo)", 0.5, 1},
      {"酷握音乐", "酷我音乐", false, "sound 握>我 (wo)", 0.75, 1},
      {"V·E·L·T·A·R·A", "VELTARA", false, "separators ·>", 1, 1},
      {"ＶＥＬＴＡＲＡ", "VELTARA", false, "width Ｖ>V; width Ｅ>E; width Ｌ>L; width Ｔ>T; width Ａ>A; width Ｒ>R; width Ａ>A", 1, 1},
      {"veltara", "VELTARA", false, "", 1, 1},
      {"樂我", "乐我", false, "simplified 樂>乐", 1, 1},
      {"乐音我酷", "酷我音乐", true, "reversed 乐音我酷>", 1, 1},
      {"酷你音乐", "酷我音乐", false, "other 你>我", 0.75, 0.75},
      {"酷音乐", "酷我音乐", false, "missing >我", 0.75, 0.75},
      {"酷我大音乐", "酷我音乐", false, "added 大>", 1, 1},
  };
  for (const auto& one : cases) {
    const std::optional<NameReading> reading = ReadAs(one.matched, one.name, one.reversed);
    ASSERT_TRUE(reading) << one.matched;
    EXPECT_EQ(Told(*reading), one.told) << one.matched;
    EXPECT_NEAR(reading->form, one.form, 1e-9) << one.matched;
    ASSERT_TRUE(reading->sound) << one.matched;
    EXPECT_NEAR(*reading->sound, one.sound, 1e-9) << one.matched;
  }
}

TEST(ReadingTest, EachStepHasItsAxisAndItsCost) {
  const struct {
    const char *matched, *name, *step;
    std::string_view axis;
    double cost;
  } cases[] = {
      {"酷wo音乐", "酷我音乐", "pinyin", "sound", 0.33}, {"酷握音乐", "酷我音乐", "sound", "sound", 0.33},  {"VЕLTARA", "VELTARA", "look", "form", 0.33},
      {"酷你音乐", "酷我音乐", "other", "form", 1},      {"酷音乐", "酷我音乐", "missing", "form", 0.67}, {"樂我", "乐我", "simplified", "form", 0},
  };
  for (const auto& c : cases) {
    const std::optional<NameReading> reading = ReadAs(c.matched, c.name);
    ASSERT_TRUE(reading && reading->steps.size() == 1) << c.matched;
    EXPECT_EQ(reading->steps[0].step, c.step);
    EXPECT_EQ(AxisOf(reading->steps[0].step), c.axis) << c.matched;
    EXPECT_DOUBLE_EQ(reading->steps[0].cost, c.cost) << c.matched;
  }
  EXPECT_EQ(AxisOf("emoji_word"), "meaning");
}

TEST(ReadingTest, SignsInAnotherOrderAreFoundEach) {
  const std::optional<NameReading> reading = ReadReordered("达迪阿斯", "阿迪達斯");
  ASSERT_TRUE(reading);
  EXPECT_EQ(Told(*reading), "reordered 达迪阿斯>阿迪達斯");
  std::string pairs;
  for (const ReadingStep& pair : reading->pairs) pairs += pair.from + pair.to + " ";
  EXPECT_EQ(pairs, "阿阿 迪迪 达達 斯斯 ");
  EXPECT_FALSE(ReadReordered("达迪阿", "阿迪达斯"));
  EXPECT_FALSE(ReadReordered("达迪阿思", "阿迪达斯"));
  EXPECT_FALSE(ReadReordered("ßelWei", "Weissel"));
}

TEST(ReadingTest, LettersThatLookAlikeCountForTheFormAlone) {
  const std::optional<NameReading> reading = ReadAs("VЕLTARA", "VELTARA");  // the E is Cyrillic
  ASSERT_TRUE(reading);
  EXPECT_EQ(Told(*reading), "look Е>E");
  EXPECT_EQ(reading->form, 1);
  const std::optional<NameReading> pair = ReadAs("Veltarnn", "Veltamn");
  ASSERT_TRUE(pair);
  EXPECT_EQ(Told(*pair), "look rn>m");
}

TEST(ReadingTest, WhatCannotBeReadIsNotTakenApart) {
  EXPECT_FALSE(ReadAs("", "酷我"));
  EXPECT_FALSE(ReadAs("酷我", "···"));
  EXPECT_TRUE(ReadAs(std::string(kMaxReadingUnits, 'a'), "a"));
  EXPECT_FALSE(ReadAs(std::string(kMaxReadingUnits + 1, 'a'), "a")) << "past the cap";
  EXPECT_FALSE(ReadAs("a", std::string(kMaxReadingUnits + 1, 'a')));
  EXPECT_TRUE(ReadAs("\xff\xfe酷", "酷")) << "bytes that are no UTF-8";
}

}  // namespace
}  // namespace markwarden
