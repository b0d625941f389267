// Queries of a right, and which of them a round searches for.
#include "rules/queries.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/file.h"
#include "core/text/other_scripts.h"
#include "rules/query_choice.h"

namespace markwarden {
namespace {

const QueryWords& Words() {
  static const QueryWords words = [] {
    Result<QueryWords> loaded = LoadQueryWords(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? std::move(*loaded) : QueryWords();
  }();
  return words;
}

Right Named(std::vector<std::string> names, std::vector<std::string> nicknames = {}, RightKind kind = RightKind::kTrademark) {
  Right right;
  right.id = "r";
  right.kind = kind;
  right.names = std::move(names);
  right.nicknames = std::move(nicknames);
  return right;
}

std::string FormOf(const std::vector<GeneratedQuery>& queries, const std::string& text) {
  for (const GeneratedQuery& query : queries) {
    if (query.text == text) return query.group();
  }
  return "none";
}

TEST(QueriesTest, ANameIsTriedAsSellersWriteIt) {
  const struct {
    const char* why;
    const char* name;
    std::vector<std::pair<const char*, const char*>> want;  // text, form
  } cases[] = {
      {"ideographs", "青岚堡", {{"青岚堡", "name"}, {"青嵐堡", "traditional"}, {"qinglanbao", "pinyin"}, {"qing lan bao", "pinyin"}, {"青岚bao", "mixed"},
                              {"青 岚 堡", "spaced"}, {"请岚堡", "none"}, {"清岚堡", "sound"}, {"青山风堡", "split"}, {"青岚堡 高仿", "slang.zh"},
                              {"qlb 高仿", "initials"}}},
      {"Latin letters", "Quorvane", {{"Quorvane", "name"}, {"quor vane", "spaced"}, {"quorv", "stem"}, {"qu0rvane", "look"}, {"quоrvаne", "none"},
                                     {"kworvane", "sound"}, {"quorwane", "sound"}, {"Quorvane replica", "slang.en"}, {"Quorvane реплика", "slang.ru"},
                                     {"Quorvane 高仿", "slang.zh"}}},
      {"Cyrillic letters", "Лукозар", {{"Лукозар", "name"}, {"lukozar", "latin"}, {"Лукозар реплика", "slang.ru"}, {"Лукозар 高仿", "none"}}},
      {"kana", "ツキモラン", {{"tsukimoran", "latin"}, {"つきもらん", "kana"}, {"ツ キ モ ラ ン", "spaced"}, {"ツキモラン スーパーコピー", "slang.ja"}}},
      {"hangul", "별솔담", {{"byeolsoldam", "latin"}, {"별솔담 레플리카", "slang.ko"}}},
      {"several words", "Kestermoor Cheese", {{"kestermoorcheese", "spaced"}, {"Kestermoor Cheese replica", "slang.en"}}},
  };
  for (const auto& c : cases) {
    const std::vector<GeneratedQuery> queries = GenerateQueries(Named({c.name}), Words(), 1'000);
    for (const auto& [text, form] : c.want) EXPECT_EQ(FormOf(queries, text), form) << c.why << ": " << text;
  }
}

TEST(QueriesTest, BestFirstEachOnceAndNeverOnlySlang) {
  const Right right = Named({"乌桕里", "WUJIULI", "wujiuli"}, {"小乌"});
  const std::vector<GeneratedQuery> queries = GenerateQueries(right, Words(), 1'000);
  ASSERT_GT(queries.size(), 30u);
  EXPECT_LE(queries.size(), static_cast<size_t>(Words().discovery.of_a_right));
  std::set<std::string> keys, slang;
  for (const SlangWords& words : Words().slang) slang.insert(words.words.begin(), words.words.end());
  double last = 100;
  for (const GeneratedQuery& query : queries) {
    EXPECT_TRUE(keys.insert(QueryKey(query.text)).second) << query.text << " is there twice";
    EXPECT_LE(query.expected, last) << query.text;
    EXPECT_GE(CountLetters(query.text), kLeastQueryLetters) << query.text;
    EXPECT_FALSE(slang.contains(query.text)) << query.text;
    last = query.expected;
  }
  EXPECT_EQ(queries[0].text, "乌桕里");
  EXPECT_EQ(queries[1].text, "WUJIULI") << "the spelling that the right has first";
  EXPECT_EQ(FormOf(queries, "小乌"), "nickname");
  const std::vector<GeneratedQuery> again = GenerateQueries(right, Words(), 1'000), few = GenerateQueries(right, Words(), 5);
  ASSERT_EQ(again.size(), queries.size());
  for (size_t i = 0; i < queries.size(); ++i) EXPECT_EQ(again[i].text, queries[i].text);
  ASSERT_EQ(few.size(), 5u);
  for (size_t i = 0; i < few.size(); ++i) EXPECT_EQ(few[i].text, queries[i].text);
}

TEST(QueriesTest, WhatIsTooShortOrTooLongIsLeftAlone) {
  EXPECT_TRUE(GenerateQueries(Named({"A", "鹤", "·"}), Words(), 1'000).empty());
  const std::string long_name(41, 'q');
  for (const GeneratedQuery& query : GenerateQueries(Named({long_name}), Words(), 1'000)) {
    EXPECT_TRUE(query.form == "name" || query.form == "slang") << query.form;
  }
  EXPECT_TRUE(GenerateQueries(Named({}), Words(), 1'000).empty());
}

TEST(QueriesTest, SlangGoesWithTheKindOfRight) {
  const auto place = GenerateQueries(Named({"青鹤滩大米"}, {}, RightKind::kGeographicalIndication), Words(), 1'000);
  EXPECT_EQ(FormOf(place, "青鹤滩大米 风味"), "slang.zh");
  EXPECT_EQ(FormOf(place, "青鹤滩大米 高仿"), "none");
  const auto software = GenerateQueries(Named({"Tarnello"}, {}, RightKind::kSoftware), Words(), 1'000);
  EXPECT_EQ(FormOf(software, "Tarnello 破解版"), "slang.zh");
}

TEST(QueriesTest, AWrongTableIsRefusedInOneLine) {
  const Result<std::string> good = ReadFile(std::string(MARKWARDEN_SOURCE_DIR) + "/rules/query_words.yaml", 1 << 20);
  ASSERT_TRUE(good);
  ASSERT_TRUE(QueryWords::Parse(*good, "", ""));
  const struct {
    const char* from;
    const char* to;
    const char* says;
  } cases[] = {
      {"version: 1", "version: 0", "version"},
      {"queries: 40", "queries: 201", "discovery.queries"},
      {"queries: 40", "queries: many", "discovery.queries"},
      {"explore_percent: 20", "explore_percent: 101", "explore_percent"},
      {"{form: name, expected: 1.0}", "{form: name, expected: 0}", "expected"},
      {"with: [latin, hangul]", "with: [runes]", "runes"},
      {"kinds: [plant_variety]", "kinds: [plants]", "plants"},
      {"[ph, f]", "[ph, f, v]", "sounds"},
      {"separators: [\" \", \"·\"]", "separators: []", "separators"},
      {"forms:", "shapes:", "forms"},
      {"version: 1", "version: [", "query_words.yaml"},
  };
  for (const auto& c : cases) {
    std::string text = *good;
    const size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, std::string(c.from).size(), c.to);
    const auto parsed = QueryWords::Parse(text, "", "");
    ASSERT_FALSE(parsed) << c.to;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalid) << c.to;
    EXPECT_NE(parsed.error().message.find(c.says), std::string::npos) << parsed.error().message;
  }
}

// Untried queries of one right.
std::vector<QueryTried> Untried() {
  std::vector<QueryTried> tried;
  for (GeneratedQuery& query : GenerateQueries(Named({"青岚堡", "Quorvane"}), Words(), 1'000)) tried.push_back({.query = std::move(query), .last_at = {}});
  return tried;
}
const Time kNow = FromUnixSeconds(1'800'000'000);

TEST(QueryChoiceTest, BeginsWithWhatTheTableExpectsAndExploresItsShare) {
  const std::vector<QueryTried> tried = Untried();
  const std::vector<ChosenQuery> chosen = ChooseQueries(tried, Words(), 10, 1, kNow);
  ASSERT_EQ(chosen.size(), 10u);
  EXPECT_EQ(std::count_if(chosen.begin(), chosen.end(), [](const ChosenQuery& one) { return one.explore; }), 2);
  EXPECT_EQ(tried[chosen[0].index].query.form, "name");
  for (size_t i = 1; i < 8; ++i) EXPECT_LE(chosen[i].expected, chosen[i - 1].expected);
  EXPECT_TRUE(chosen[8].explore && chosen[9].explore);
  std::set<size_t> once;
  for (const ChosenQuery& one : chosen) EXPECT_TRUE(once.insert(one.index).second);
  const std::vector<ChosenQuery> again = ChooseQueries(tried, Words(), 10, 1, kNow);
  for (size_t i = 0; i < chosen.size(); ++i) EXPECT_EQ(again[i].index, chosen[i].index) << "a round chooses the same again";
  EXPECT_TRUE(ChooseQueries(tried, Words(), 0, 1, kNow).empty());
  EXPECT_EQ(ChooseQueries(tried, Words(), 5'000, 1, kNow).size(), tried.size());
}

TEST(QueryChoiceTest, WhatBroughtLeadsRisesAndItsFormWithIt) {
  std::vector<QueryTried> tried = Untried();
  const std::vector<double> before = ExpectedYields(tried, Words());
  size_t pinyin = 0, mixed = 0, look = 0;
  for (size_t i = 0; i < tried.size(); ++i) {
    if (tried[i].query.text == "qinglanbao") pinyin = i;
    if (tried[i].query.text == "青岚bao") mixed = i;
    if (tried[i].query.form == "pinyin" && tried[i].query.text != "qinglanbao") look = i;
  }
  tried[pinyin].pages = 4;
  tried[pinyin].brought = 6;
  tried[mixed].pages = 4;
  const std::vector<double> after = ExpectedYields(tried, Words());
  EXPECT_GT(after[pinyin], before[pinyin]);
  EXPECT_GT(after[look], before[look]) << "the same form is expected to bring more";
  EXPECT_LT(after[mixed], before[mixed]);
  // (6 pages x 0.25 + 6) / (6 + 4) for the form, then (2 x that + 6) / (2 + 4).
  EXPECT_NEAR(after[pinyin], (2 * (6 * 0.25 + 6) / 10 + 6) / 6, 1e-9);
  EXPECT_EQ(ChooseQueries(tried, Words(), 1, 1, kNow)[0].index, pinyin);
}

TEST(QueryChoiceTest, PagesWithoutALeadRestAndAreTriedAgainLater) {
  const DiscoveryPolicy& policy = Words().discovery;
  QueryTried one = Untried()[0];
  one.pages = one.rounds = policy.rest_after_rounds;
  one.last_at = kNow - std::chrono::days(1);
  ASSERT_TRUE(RestsUntil(one, policy, kNow));
  EXPECT_EQ(*RestsUntil(one, policy, kNow), *one.last_at + std::chrono::days(policy.rest_days));
  EXPECT_TRUE(ChooseQueries({one}, Words(), 10, 1, kNow).empty());
  const Time later = kNow + std::chrono::days(policy.rest_days);
  EXPECT_FALSE(RestsUntil(one, policy, later));
  EXPECT_EQ(ChooseQueries({one}, Words(), 10, 1, later).size(), 1u);
  one.brought = 1;
  EXPECT_FALSE(RestsUntil(one, policy, kNow)) << "it brought something";
  one.brought = 0;
  one.rounds = policy.rest_after_rounds - 1;
  EXPECT_FALSE(RestsUntil(one, policy, kNow)) << "not tried often enough";
}

}  // namespace
}  // namespace markwarden
