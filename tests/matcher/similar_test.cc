// Marks near one another: what is told of two, and which of many come first.
#include "matcher/similar.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/data_dir.h"

namespace markwarden {
namespace {

std::shared_ptr<const SimilarTables> Tables() {
  static const std::shared_ptr<const SimilarTables> tables = *LoadSimilarTables(DataDir());
  return tables;
}
const WeakWords& Weak() { return Tables()->weak; }

MarkNearness Near(const char* a, const char* b) { return Compare(TakeApart(a, Weak()), TakeApart(b, Weak()), Tables()->near); }

std::string ClausesOf(const MarkNearness& near) {
  std::string out;
  for (const ClauseFinding& clause : near.clauses) out += (out.empty() ? "" : " ") + clause.id + (clause.holds ? "" : "!" + clause.exception);
  return out;
}

SimilarIndex IndexOf(const std::vector<const char*>& names) {
  std::vector<SimilarName> list;
  for (uint32_t n = 0; n < names.size(); ++n) list.push_back({n, names[n], false});
  return SimilarIndex(std::move(list), Tables());
}

// China's Trademark Examination and Adjudication Guidelines, part 2 chapter 5: the clauses and their exceptions.
TEST(SimilarPairTest, ClausesOfTheGuidelines) {
  const struct { const char* why; const char* a; const char* b; const char* want; } cases[] = {
      {"the same ideographs in another order", "岭味岑", "岑岭味", "ZH-1"},
      {"one of three differs", "岑未雅", "岑未佳", "ZH-2"},
      {"the first of three differs in sound and form", "岑未雅", "枫未雅", "ZH-2!first_differs"},
      {"one of three, and no word of the dictionary", "长江水", "长江口", "ZH-2"},
      {"two words of the dictionary that sound alike", "权利", "权力", "ZH-3!other_meaning"},
      {"the same sound", "岑未", "岑味", "ZH-3"},
      {"each ideograph twice", "岑未", "岑岑未未", "ZH-4"},
      {"a place and goods beside it", "岑未雅", "北京岑未雅食品", "ZH-5"},
      {"letters in another case and face", "Kyvessa", "ＫＹＶＥＳＳＡ", "EN-1"},
      {"two words in another order", "Kyvessa Lorn", "Lorn Kyvessa", "EN-2"},
      {"one of seven letters differs", "Kyvessa", "Kyvesta", "EN-3"},
      {"the first letter differs", "Kyvessa", "Myvessa", "EN-3!first_differs"},
      {"the first letter sounds alike", "Kyvessa", "Cyvessa", "EN-3!first_differs"},
      {"a plural", "Kyvessa", "Kyvessas", "EN-3 EN-4"},
      {"an article and a sort of company", "Kyvessa", "The Kyvessa Company", "EN-4"},
      {"goods written together with it", "Kyvessa", "Kyvessashoes", "EN-4"},
      {"a shorter word keeps its end", "Kyve", "Kyveshoes", ""},
      {"one part of two", "岑未 Kyvessa", "Kyvessa", "X-2"},
      {"nothing", "岑未雅", "Kyvessa", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(ClausesOf(Near(c.a, c.b)), c.want) << c.why;
}

TEST(SimilarPairTest, SoundAndFormAreTold) {
  const struct { const char* why; const char* a; const char* b; double sound_least, sound_most, form_least, form_most; } cases[] = {
      {"equal", "岑未雅", "岑未雅", 1, 1, 1, 1},
      {"sounds alike, another sign", "岑味", "岑未", 1, 1, 0.5, 0.9},
      {"looks alike, another sound", "岑末雅", "岑未雅", 0.5, 0.8, 0.9, 1},
      {"letters that spell ideographs", "cenwei", "岑未", 0.85, 1, 0, 0.1},
      {"another script of one sound", "Кивесса", "Kyvessa", 0.95, 1, 0, 0.5},
      {"nothing in common", "岑未雅", "枫桥夜", 0, 0.3, 0, 0.3},
  };
  for (const auto& c : cases) {
    const MarkNearness near = Near(c.a, c.b);
    EXPECT_GE(near.sound, c.sound_least) << c.why;
    EXPECT_LE(near.sound, c.sound_most) << c.why;
    EXPECT_GE(near.form, c.form_least) << c.why;
    EXPECT_LE(near.form, c.form_most) << c.why;
  }
}

TEST(SimilarPairTest, WhichSideIsAskedDoesNotMatter) {
  const char* marks[] = {"岑未雅", "岑味", "北京岑未雅食品", "Kyvessa Lorn", "Lorn", "The Kyvessa Company", "岑未 Kyvessa", "キヴェッサ"};
  for (const char* a : marks) {
    for (const char* b : marks) EXPECT_NEAR(Near(a, b).score, Near(b, a).score, 1e-9) << a << " " << b;
  }
}

TEST(SimilarPairTest, WeakWordsWeighLittle) {
  EXPECT_GT(Near("Kyvessa Cosmetics", "Kyvessa").score, 0.9);
  EXPECT_LT(Near("Kyvessa Cosmetics", "Morlan Cosmetics").score, 0.4);
  EXPECT_GT(Near("岑未雅食品有限公司", "岑未雅").score, 0.9);
  EXPECT_LT(Near("岑未雅食品有限公司", "枫桥夜食品有限公司").score, 0.4);
  // A mark of weak words alone is compared as it stands, in one run of ideographs too.
  EXPECT_LT(Near("中国银行", "中国酒店").score, 0.8);
  EXPECT_TRUE(ClausesOf(Near("中国银行", "中国酒店")).empty()) << ClausesOf(Near("中国银行", "中国酒店"));
  EXPECT_LT(Near("北京食品", "北京医院").score, 0.8);
  EXPECT_EQ(Near("Best Shop", "Best Shop").score, 1);
}

TEST(SimilarIndexTest, TheNearestComeFirst) {
  const SimilarIndex index = IndexOf({"岑未雅", "岑味雅", "枫桥夜", "Kyvessa", "Kivesa", "Morlan", "Кивесса", "北京岑未雅食品"});
  const auto names = [&](const char* mark) {
    std::vector<std::string> found;
    for (const SimilarHit& hit : index.Find(mark, 3, 0.6)) found.push_back(index.names()[hit.name].text);
    return found;
  };
  EXPECT_EQ(names("岑未雅").front(), "岑未雅");
  EXPECT_EQ(names("岑未雅").size(), 3u);
  EXPECT_EQ(names("KYVESSA"), (std::vector<std::string>{"Kyvessa", "Kivesa", "Кивесса"}));
  EXPECT_EQ(names("岑末雅").front(), "岑未雅") << "looks alike";
  EXPECT_TRUE(names("Zzyzx").empty());
}

TEST(SimilarIndexTest, WordsWrittenApartAreOneWordToo) {
  const SimilarIndex index = IndexOf({"E N N A", "Morlan"});
  ASSERT_FALSE(index.Find("ENNA").empty());
  const SimilarIndex other = IndexOf({"ENNA", "Morlan"});
  ASSERT_FALSE(other.Find("E N N A").empty());
}

TEST(SimilarIndexTest, WhatIsInEveryNameIsFoundAllTheSame) {
  std::vector<std::string> names = {"岑未"};
  for (int i = 0; i < 6'000; ++i) names.push_back("岑未" + std::to_string(i));
  std::vector<const char*> list;
  for (const std::string& name : names) list.push_back(name.c_str());
  const std::vector<SimilarHit> hits = IndexOf(list).Find("岑未", 3);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].name, 0u);
}

TEST(SimilarIndexTest, WhatIsLeftOutLeavesItsPlaceToOthers) {
  const SimilarIndex index({{1, "岑未雅", false}, {1, "岑味雅", false}, {2, "岑未佳", false}}, Tables());
  const std::vector<SimilarHit> hits = index.Find("岑未雅", 1, 0.5, [](uint32_t right) { return right == 1; });
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(index.names()[hits[0].name].right, 2u);
}

TEST(SimilarIndexTest, OfARightsNamesTheNearestIsTold) {
  const SimilarIndex index({{7, "岑未雅", false}, {7, "Kyvessa", false}, {9, "枫桥夜", false}}, Tables());
  const std::vector<SimilarHit> hits = index.Find("Kyvesa");
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(index.names()[hits[0].name].text, "Kyvessa");
}

TEST(SimilarIndexTest, AnythingMayBeAsked) {
  const SimilarIndex index = IndexOf({"岑未雅", "Kyvessa"});
  EXPECT_TRUE(index.Find("").empty());
  EXPECT_TRUE(index.Find("\xff\xfe").empty());
  EXPECT_TRUE(index.Find("!!!").empty());
  // One run of thousands of signs, as a question and as a name.
  std::string run = "岑未";
  for (int i = 0; i < 20'000; ++i) run += "店";
  EXPECT_LE(TakeApart(run, Weak()).parts.size(), 8u);
  EXPECT_LE(TakeApart(std::string(100'000, 'a'), Weak()).parts[0].keys.size(), kMaxMarkSigns);
  EXPECT_FALSE(IndexOf({run.c_str()}).Find(run).empty());
  std::string long_mark;
  for (int i = 0; i < 2'000; ++i) long_mark += "岑未雅 Kyvessa ";
  EXPECT_FALSE(index.Find(long_mark).empty());
  EXPECT_TRUE(IndexOf({}).Find("岑未雅").empty());
}

TEST(WeakWordsTest, WhatIsNoTableIsRefused) {
  EXPECT_TRUE(WeakWords::Parse("# a note\nplace\t北京;paris\n"));
  const Result<WeakWords> refused = WeakWords::Parse("place\t北京\nno tab\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "weak_words.tsv line 2: not \"kind<TAB>word;word\"");
}

TEST(WeakWordsTest, EndsComeOffAndSomethingStays) {
  EXPECT_EQ(Weak().KindOf("paris"), "place");
  EXPECT_EQ(Weak().KindOf("kyvessa"), "");
  EXPECT_EQ(Weak().AtEnd(U"岑未食品"), 2u);
  EXPECT_EQ(Weak().AtEnd(U"食品"), 0u) << "nothing would stay";
  EXPECT_EQ(Weak().AtStart(U"北京岑未"), 2u);
}

}  // namespace
}  // namespace markwarden
