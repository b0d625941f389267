// Names in letters and their writings in ideographs; the writings are of invented names and of cities.
#include "matcher/transliteration.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/text/views.h"

namespace markwarden {
namespace {

std::vector<HeardSyllable> Writing(std::string_view ideographs) {
  std::vector<HeardSyllable> writing;
  for (const Unit& unit : MakeViews(ideographs).units) writing.push_back(HearSyllable(SyllableText(unit.syllable)));
  return writing;
}

HeardName Heard(std::string_view name) {
  const Views views = MakeViews(name);
  return HeardName(LatinSpelling(views.units.data(), views.units.data() + views.units.size()));
}

TEST(TransliterationTest, AWritingIsHeardAsItsName) {
  const struct {
    const char* name;
    const char* writing;
  } cases[] = {
      {"Tarnello", "塔内洛"},     {"Velmorra", "维尔莫拉"}, {"Zephtiq", "泽夫蒂克"}, {"Brundelo", "布伦德洛"}, {"Drovani", "卓瓦尼"},   {"Kyvessa", "凯薇莎"},
      {"Mirquist", "米奎斯特"},   {"Wrenholt", "伦霍特"},   {"Calvorin", "卡沃林"},  {"Luzenne", "露泽恩"},    {"Rakshoff", "拉克肖夫"}, {"Stellvarn", "斯泰瓦恩"},
      {"Odessa", "敖德萨"}, {"Fiorucca", "菲奥鲁卡"}, {"Beluccine", "贝卢奇内"},       {"Manila", "马尼拉"},     {"Toronto", "多伦多"},   {"Chicago", "芝加哥"},    {"Kingston", "金斯敦"},   {"Helsinki", "赫尔辛基"},
      {"Лукозар", "卢科扎尔"},    {"カソミロ", "卡索米洛"},
  };
  for (const auto& c : cases) {
    const std::vector<HeardSyllable> writing = Writing(c.writing);
    const HeardName name = Heard(c.name);
    const std::vector<std::string> keys = name.Keys();
    EXPECT_TRUE(name.IsAll(writing)) << c.name;
    EXPECT_NE(std::find(keys.begin(), keys.end(), HeardKey(writing)), keys.end()) << c.name << " " << HeardKey(writing);
  }
}

TEST(TransliterationTest, AnotherWritingIsNot) {
  const struct {
    const char* why;
    const char* name;
    const char* writing;
  } cases[] = {
      {"another vowel", "Tarnello", "塔努洛"},         {"another consonant", "Tarnello", "巴内洛"},   {"something is left", "Tarnello", "塔内"},
      {"something is added", "Tarnello", "塔内洛斯"},  {"an n that is not there", "Tavelo", "坦维洛"}, {"a vowel before", "Velmorra", "阿维莫拉"},
      {"the latter part", "Brundelo", "德洛"},         {"nothing", "Tarnello", ""},
  };
  for (const auto& c : cases) EXPECT_FALSE(Heard(c.name).IsAll(Writing(c.writing))) << c.why;
  EXPECT_FALSE(HeardName("").IsAll(Writing("塔内洛")));
}

TEST(TransliterationTest, BeginningsAreHeard) {
  EXPECT_TRUE(HeardName("kyvessa").BeginsWith(Writing("凯")));
  EXPECT_TRUE(HeardName("tarnello").BeginsWith(Writing("塔")));
  EXPECT_TRUE(HeardName("zephtiq").BeginsWith(Writing("泽夫")));
  EXPECT_FALSE(HeardName("tarnello").BeginsWith(Writing("努")));
  EXPECT_FALSE(HeardName("tarnello").BeginsWith({}));
}

TEST(TransliterationTest, WhatIsNoNameHasNoKeys) {
  for (const std::string& letters : {std::string(), std::string("aei"), std::string("ta"), std::string("ta-na"), std::string("dx"), std::string("smt"), std::string(500, 't') + 'a', std::string(500, 'a')}) {
    EXPECT_TRUE(HeardName(letters).Keys().empty()) << letters.substr(0, 10);
    EXPECT_FALSE(HeardName(letters).IsAll(Writing("塔内洛"))) << letters.substr(0, 10);
  }
  // Each letter is read in two ways: the keys stay few.
  std::string many;
  for (int i = 0; i < 10; ++i) many += "kegi";
  EXPECT_LE(HeardName(many.substr(0, 24)).Keys().size(), 16u);
}

}  // namespace
}  // namespace markwarden
