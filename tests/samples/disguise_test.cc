// The disguises: each way gives its kind of writing, and never the plain mark.
#include "samples/disguise.h"

#include <gtest/gtest.h>

#include <set>

#include "samples/disguise_tables.h"

namespace markwarden::samples {
namespace {

const Brand& BrandOf(std::string_view name) {
  for (const Brand& brand : AllBrands()) {
    if (brand.han == name || brand.latin == name || brand.cyrillic == name || brand.other == name) return brand;
  }
  ADD_FAILURE() << "no brand " << name;
  return AllBrands().front();
}

bool HasNonAscii(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) >= 0x80; });
}

TEST(DisguiseTest, NeverLeavesTheMarkAsItIs) {
  const struct { const char* text; Script script; } marks[] = {
      {"墨桐", Script::kHan}, {"Velmorra", Script::kLatin}, {"Лукозар", Script::kCyrillic}, {"ツキモラン", Script::kKana}, {"별솔담", Script::kHangul}};
  for (const auto& mark : marks) {
    const Wordmark form{mark.text, mark.script, &BrandOf(mark.text)};
    for (const Way way : {Way::kSeparator, Way::kLookAlike, Way::kSoundAlike, Way::kMixedScript}) {
      std::set<std::string> seen;
      for (int i = 0; i < 200; ++i) {
        Random random(5, std::to_string(i));
        const auto made = Disguise(way, form, Language::kChinese, random);
        if (!made) continue;
        EXPECT_NE(*made, mark.text) << ToString(way);
        EXPECT_FALSE(made->empty());
        seen.insert(*made);
      }
      if (mark.script == Script::kHangul && way == Way::kLookAlike) {
        EXPECT_TRUE(seen.empty());
      } else {
        EXPECT_GE(seen.size(), mark.script == Script::kHangul && way == Way::kSoundAlike ? 1u : 2u) << mark.text << " " << ToString(way);
      }
    }
  }
}

TEST(DisguiseTest, SeparatorsKeepEveryLetterInOrder) {
  const Wordmark form{"星篱", Script::kHan, &BrandOf("星篱")};
  for (int i = 0; i < 100; ++i) {
    Random random(9, std::to_string(i));
    const auto made = Disguise(Way::kSeparator, form, Language::kChinese, random);
    ASSERT_TRUE(made);
    const size_t first = made->find("星"), second = made->find("篱");
    ASSERT_NE(first, std::string::npos) << *made;
    ASSERT_NE(second, std::string::npos) << *made;
    EXPECT_LT(first, second) << *made;
  }
}

TEST(DisguiseTest, LatinInRussianShopIsHeardInCyrillicOrRespelled) {
  const Wordmark form{"Drovani", Script::kLatin, &BrandOf("Drovani")};
  std::set<bool> cyrillic;
  for (int i = 0; i < 60; ++i) {
    Random random(2, std::to_string(i));
    const auto made = Disguise(Way::kSoundAlike, form, Language::kRussian, random);
    ASSERT_TRUE(made);
    cyrillic.insert(HasNonAscii(*made));
    if (HasNonAscii(*made)) {
      EXPECT_EQ(*made, "Дровани");
    }
  }
  EXPECT_EQ(cyrillic.size(), 2u);
}

// A brand whose Hanzi the tables do not know could not be disguised in two of the ways.
TEST(DisguiseTest, EveryHanziOfABrandHasSwaps) {
  for (const Brand& brand : AllBrands()) {
    for (const std::string& han : CodePoints(brand.han)) {
      const HanSwap* swap = FindHanSwap(han);
      ASSERT_NE(swap, nullptr) << han;
      EXPECT_EQ(swap->sound.find(han), std::string_view::npos) << han;
      for (const std::string_view form : Split(swap->form, '|')) EXPECT_NE(form, han);
    }
    if (!brand.han.empty()) {
      EXPECT_EQ(Split(brand.pinyin, ' ').size(), CodePoints(brand.han).size()) << brand.han;
    }
  }
}

}  // namespace
}  // namespace markwarden::samples
