// Rule packs: the shipped ones do as their examples say, and costly or empty patterns are refused.
#include "rules/rule_pack.h"

#include <gtest/gtest.h>

#include <ctime>
#include <numeric>

#include "core/sanitized.h"
#include "rules/goods_reading.h"
#include "rules/rule_book.h"
#include "rules/rule_set.h"

namespace markwarden {
namespace {

std::string Pack(const std::string& rule) {
  return "id: test\nversion: 1\nsource: this test\ndate: \"2026-11-23\"\nlanguage: en\nrules:\n" + rule;
}
// Of this process, in seconds: what else the machine does takes none of it.
double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
std::string OneRule(const std::string& pattern) {
  return Pack("  - id: r\n    effect: suspect\n    reason: x\n    db: 5\n    pattern: '" + pattern + "'\n    must_fire: [aaaa]\n");
}

TEST(RulePackTest, ShippedPacksDoAsTheirExamplesSay) {
  const auto book = LoadRuleBook(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(book) << book.error().message;
  const PackReport report = TestPacks((*book)->packs);
  EXPECT_GE(report.examples.size(), 60u);
  for (const ExampleResult& example : report.examples) {
    EXPECT_TRUE(example.ok()) << example.pack << " " << example.rule << ": " << example.example;
  }
  EXPECT_EQ(report.failed, 0);
}

TEST(RulePackTest, RefusesWhatIsWrongAndSaysWhere) {
  const struct {
    const char* why;
    std::string yaml;
    ErrorCode code;
    const char* says;
  } cases[] = {
      {"no pattern at all", OneRule("a(b"), ErrorCode::kInvalid, "a(b"},
      {"a costly class, named", OneRule("x\\pL{0,20}y"), ErrorCode::kExhausted, "\\pL{0,20} alone is"},
      {"too long", OneRule(std::string(kMaxPatternChars + 1, 'a')), ErrorCode::kExhausted, "1001 characters"},
      {"an unknown key", Pack("  - id: r\n    effect: suspect\n    colour: red\n"), ErrorCode::kInvalid, "colour"},
      {"an unknown effect", Pack("  - id: r\n    effect: punish\n"), ErrorCode::kInvalid, "effect"},
      {"a suspect rule that subtracts", Pack("  - id: r\n    effect: suspect\n    reason: x\n    db: -5\n    pattern: a\n"),
       ErrorCode::kInvalid, "db"},
      {"a clearing without a why", Pack("  - id: r\n    effect: clear\n    reason: x\n    db: -5\n    pattern: a\n    must_fire: [a]\n"),
       ErrorCode::kInvalid, "why"},
      {"an example that does not fire", Pack("  - id: r\n    effect: suspect\n    reason: x\n    db: 5\n    pattern: a\n    must_fire: [b]\n"),
       ErrorCode::kInvalid, "must fire"},
      {"an example that fires", Pack("  - id: r\n    effect: suspect\n    reason: x\n    db: 5\n    pattern: a\n    must_fire: [a]\n    must_not_fire: [bab]\n"),
       ErrorCode::kInvalid, "must not fire"},
      {"no example", Pack("  - id: r\n    effect: suspect\n    reason: x\n    db: 5\n    pattern: a\n"), ErrorCode::kInvalid, "no example"},
      {"with its line", Pack("  - {id: a, effect: suspect, reason: x, db: 5, pattern: a, must_fire: [a]}\n  - id: r\n    effect: punish\n"),
       ErrorCode::kInvalid, "line 8: rule r"},
      {"no YAML", "a: [", ErrorCode::kInvalid, "rule pack"},
      {"a list", "- a", ErrorCode::kInvalid, "map"},
      {"two rules of one name", Pack("  - {id: r, effect: suspect, reason: x, db: 5, pattern: a, must_fire: [a]}\n"
                                     "  - {id: r, effect: suspect, reason: x, db: 5, pattern: b, must_fire: [b]}\n"),
       ErrorCode::kConflict, "r"},
  };
  for (const auto& c : cases) {
    const auto pack = ParsePack(c.yaml, "test.yaml");
    ASSERT_FALSE(pack) << c.why;
    EXPECT_EQ(pack.error().code, c.code) << c.why << ": " << pack.error().message;
    EXPECT_NE(pack.error().message.find(c.says), std::string::npos) << c.why << ": " << pack.error().message;
  }
}

TEST(RulePackTest, AtTheCapAPatternPasses) {
  const auto pack = ParsePack(OneRule(std::string(kMaxPatternChars - 10, 'a')), "test.yaml", false);
  EXPECT_TRUE(pack) << pack.error().message;
}

TEST(RulePackTest, AllPatternsOfAPackHaveOneCapOfMemory) {
  // Each takes the large grant: more than 1,000 instructions, fewer than 20,000.
  std::string any;
  const size_t fits = kMaxPackMemory / (4u << 20);
  for (size_t i = 0; i <= fits; ++i) any += (i == 0 ? "" : ", ") + std::string("'q{") + std::to_string(900 - i) + "}" + std::string(700, 'z') + "'";
  const auto pack = ParsePack(Pack("  - {id: r, effect: suspect, reason: x, db: 5, any: [" + any + "], must_fire: [a]}\n"), "test.yaml", false);
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error().code, ErrorCode::kExhausted) << pack.error().message;
  EXPECT_NE(pack.error().message.find("256 MiB"), std::string::npos) << pack.error().message;
}

// What takes another engine its memory or its evening: a refusal of one line that names what costs, or a rule, soon.
TEST(RulePackTest, BadInput44PatternsThatCostAreRefusedOrCompiledSoon) {
  const auto set = [](const std::string& before, const std::string& after, const std::string& fires) {
    std::string any;
    for (int i = 0; i < 10'000; ++i) any += (i == 0 ? "'" : ", '") + before + std::to_string(i) + after + "'";
    return Pack("  - {id: r, effect: suspect, reason: x, db: 5, any: [" + any + "], must_fire: ['" + fires + "']}\n");
  };
  const struct {
    const char* why;
    std::string yaml;
    ErrorCode code;
    const char* says;  // nullptr: it is compiled
  } cases[] = {
      {"a class a thousand times", OneRule("\\pN{1000}"), ErrorCode::kExhausted, "; the costly part: \\pN{1000} alone is"},
      {"a repetition of a repetition", OneRule("(a{0,1000}){0,1000}"), ErrorCode::kInvalid, "repetition size"},
      {"the same, just small enough for the engine", OneRule("((\\pL{0,30}){0,30})x"), ErrorCode::kExhausted, "; the costly part: \\pL{0,30} alone is"},
      {"64 kB of pattern", OneRule(std::string(64 << 10, 'a')), ErrorCode::kExhausted, "a pattern has 65536 characters, more than 1000"},
      {"ten thousand in one set", set("w", "", "w9999"), ErrorCode::kInvalid, nullptr},
      {"ten thousand that cost, side by side", set("w", "\\pN{60}", "1"), ErrorCode::kExhausted, "; the costly part: \\pN{60} alone is"},
      {"ten thousand that cost, with one beginning", set("\\pN{60}", "", "1"), ErrorCode::kExhausted, "the patterns up to here take more than 256 MiB"},
      {"ten thousand of six hundred letters", set(std::string(600, 'z'), "", "1"), ErrorCode::kExhausted, "larger than 1048576 bytes"},
  };
  for (const auto& c : cases) {
    const double before = CpuSeconds();
    const auto pack = ParsePack(c.yaml, "test.yaml");
    EXPECT_LT(CpuSeconds() - before, 2.0 * kSlower) << c.why;
    if (c.says == nullptr) {
      ASSERT_TRUE(pack) << c.why << ": " << pack.error().message;
      EXPECT_LE(pack->rules[0].any.size(), 200u) << "they share programs";
      for (const char* text : {"x w0 y", "w5000", "... w9999"}) EXPECT_TRUE(FindRule(pack->rules[0], text)) << c.why << ": " << text;
      EXPECT_FALSE(FindRule(pack->rules[0], "v1 w")) << c.why;
      continue;
    }
    ASSERT_FALSE(pack) << c.why;
    EXPECT_EQ(pack.error().code, c.code) << c.why << ": " << pack.error().message;
    EXPECT_NE(pack.error().message.find(c.says), std::string::npos) << c.why << ": " << pack.error().message;
    EXPECT_EQ(pack.error().message.find('\n'), std::string::npos) << c.why;
    EXPECT_LT(pack.error().message.size(), 2'500u) << c.why;
  }
}

// What a backtracking engine follows for ever: a megabyte of it, by the compiled pattern itself (a listing's text is cut long before).
TEST(RulePackTest, BadInput45NestedRepetitionTakesLinearTime) {
  const auto pack = ParsePack(OneRule("(a+)+$"), "test.yaml");
  ASSERT_TRUE(pack) << pack.error().message;
  const Rule& rule = pack->rules[0];
  const auto find = [&](std::string text) {
    Views views;
    views.folded = std::move(text);
    views.folded_from.resize(views.folded.size() + 1);
    std::iota(views.folded_from.begin(), views.folded_from.end(), 0u);
    return FindRule(rule, views);
  };
  const double before = CpuSeconds();
  EXPECT_FALSE(find(std::string(1 << 20, 'a') + "!b"));
  const auto match = find("b" + std::string(1 << 20, 'a'));
  ASSERT_TRUE(match);
  EXPECT_EQ(match->begin, 1u);
  EXPECT_EQ(match->end, (1u << 20) + 1);
  EXPECT_LT(CpuSeconds() - before, 1.0 * kSlower) << "some milliseconds; the square of a megabyte takes minutes";
  EXPECT_TRUE(FindRule(rule, std::string(1 << 20, 'a'))) << "what is looked at ends in an a";
  EXPECT_FALSE(FindRule(rule, std::string(30'000, 'a') + "!b"));
}

TEST(RulePackTest, TextThatIsNoUtf8IsAnswered) {
  const auto pack = ParsePack(OneRule("(a+)+$"), "test.yaml");
  ASSERT_TRUE(pack) << pack.error().message;
  const Rule& rule = pack->rules[0];
  for (const char* broken : {"\xff\xfe\xfd", "\xe4\xb8", "\xc0\xaf", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_FALSE(FindRule(rule, broken)) << broken;
    const auto match = FindRule(rule, std::string(broken) + "aa");
    ASSERT_TRUE(match) << broken;
    EXPECT_EQ(match->end, std::string(broken).size() + 2) << "spans count bytes of the text as it was given";
  }
}

// A rule that nothing satisfies fires on every listing, and one that nothing forbids on none.
TEST(RulePackTest, BadInput48ARuleThatMatchesTheEmptyStringIsRefused) {
  const std::string head = "  - {id: r, effect: suspect, reason: x, db: 5, must_fire: ['a {} a'], ";
  const char* empty[] = {"a*", "^", "$", "a?|b", "a|", "(?:)", "()", "\\b", "\\B", "[a-z]*\\b", "\\b|z", "(?m)^", "\\A|a", "(a{0,3}b?)*"};
  const char* places[] = {"pattern: 'P'", "any: [a, 'P']", "pattern: a, all: [a, 'P']", "pattern: a, not: [q, 'P']", "pattern: a, except: [q, 'P']", "pattern: a, when: {category: [q, 'P']}",
                          "place: before_name, pattern: 'P'", "place: after_name, pattern: 'P'"};
  for (const std::string pattern : empty) {
    for (std::string place : places) {
      place.replace(place.find('P'), 1, pattern);
      const auto pack = ParsePack(Pack(head + place + "}\n"), "test.yaml", false);
      ASSERT_FALSE(pack) << place;
      EXPECT_EQ(pack.error().code, ErrorCode::kInvalid) << place;
      EXPECT_NE(pack.error().message.find("pattern \"" + pattern + "\" matches the empty string"), std::string::npos) << place << ": " << pack.error().message;
    }
  }
  for (const char* something : {"\\ba\\b", "^a$", "a*b", "\\b(?:a|b)", "(?:\\b|_)a"}) {
    EXPECT_TRUE(ParsePack(OneRule(something), "test.yaml", false)) << something;
  }
}

TEST(RulePackTest, WhatElseHasToHoldIsReadStrictly) {
  const auto rule = [](const std::string& when) {
    return ParsePack(Pack("  - {id: r, effect: suspect, reason: x, db: 5, pattern: a, must_fire: [a], when: " + when + "}\n"), "t");
  };
  const auto pack = rule("{price_below: 0.5, seller: unlisted, category: ['运动鞋', 'shoes?$'], lacks: ['许可证', 'no\\. [0-9]']}");
  ASSERT_TRUE(pack) << pack.error().message;
  const Rule& read = pack->rules[0];
  EXPECT_DOUBLE_EQ(read.when.price_below.value_or(0), 0.5);
  EXPECT_EQ(read.when.seller, "unlisted");
  EXPECT_TRUE(WantsCategory(read, {"服装", "運動鞋 男"})) << "the folded text";
  EXPECT_TRUE(WantsCategory(read, {"Running Shoes"}));
  EXPECT_FALSE(WantsCategory(read, {"Shoes care"}));
  EXPECT_FALSE(WantsCategory(read, {}));
  const Views plain = MakeViews("稻种 5斤"), numbered = MakeViews("No. 7"), licensed = MakeViews("生產許可證 A");
  EXPECT_TRUE(LacksIn(read, {&plain}));
  EXPECT_FALSE(LacksIn(read, {&plain, &numbered}));
  EXPECT_FALSE(LacksIn(read, {&licensed, &plain})) << "the folded text";
  for (const char* wrong : {"{}", "{price_below: 0}", "{price_below: 1.5}", "{price_below: cheap}", "{seller: someone}", "{category: ['(']}", "{category: ['a*']}", "{lacks: ['(']}", "{lacks: ['a*']}", "{shop: x}", "{name: brand}", "{name: word}", "cheap"}) {
    const auto refused = rule(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().message.find("rule r: when"), std::string::npos) << refused.error().message;
  }
}

TEST(RulePackTest, WhatIsExceptedSilencesItsOwnMatchOnly) {
  const Result<RulePack> pack = ParsePack(Pack("  - {id: r, effect: suspect, reason: x, db: 5, any: ['型号?\\d+', 'made[a-z ]*'], except: ['号0', 'by hand'], must_fire: ['型号7']}\n"), "test.yaml");
  ASSERT_TRUE(pack) << pack.error().message;
  const Rule& rule = pack->rules[0];
  std::string many;
  for (int i = 0; i < 15; ++i) many += "型号0 ";
  const struct { const char* why; std::string text; size_t begin; bool fires; } cases[] = {
      {"nothing excepted", "a 型号12", 2, true},
      {"the only match is excepted", "型号0", 0, false},
      {"another beside it is not", "型号0 型5", 8, true},
      {"an exception elsewhere in the text", "号0 型5", 5, true},
      {"words behind a match that is excepted", "made by hand, made in town", 14, true},
      {"the last that is looked past", many + "型5", 120, true},
      {"one more", many + "型号0 型5", 0, false},
      {"a sign cut off", "型号0\xe5", 0, false},
  };
  for (const auto& c : cases) {
    const std::optional<RuleMatch> match = FindRule(rule, c.text);
    ASSERT_EQ(match.has_value(), c.fires) << c.why;
    if (match) {
      EXPECT_EQ(match->begin, c.begin) << c.why;
    }
  }
}

TEST(RulePackTest, TheSameTextsGiveTheSameBook) {
  const auto texts = ReadRuleTexts(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(texts) << texts.error().message;
  const auto book = BuildRuleBook(*texts), again = LoadRuleBook(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(book && again);
  EXPECT_EQ((*book)->digest, (*again)->digest);
  RuleTexts more = *texts;
  more["own-x.yaml"] = Pack("  - {id: r, effect: suspect, reason: x, db: 5, pattern: a, must_fire: [a]}\n");
  const auto other = BuildRuleBook(more);
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_NE((*other)->digest, (*book)->digest);
  const auto pattern = [](const RuleBook& of) {
    for (const RulePack& pack : of.packs) {
      if (pack.id == "counterfeit-zh") return pack.rules.at(0).any.at(0).get();
    }
    return static_cast<const re2::RE2*>(nullptr);
  };
  ASSERT_TRUE(pattern(**book));
  EXPECT_EQ(pattern(**other), pattern(**book)) << "a pack that did not change is not compiled again";
  more.erase("goods.tsv");
  EXPECT_FALSE(BuildRuleBook(more));
}

TEST(RulePackTest, AMatchPointsIntoTheTextAsWritten) {
  const auto pack = ParsePack(Pack("  - {id: r, effect: suspect, reason: x, db: 5, pattern: '高仿', must_fire: ['高仿']}\n"), "t");
  ASSERT_TRUE(pack) << pack.error().message;
  const std::string text = "新款 高★仿 鞋";
  const auto match = FindRule(pack->rules[0], text);
  ASSERT_TRUE(match);
  EXPECT_EQ(text.substr(match->begin, match->end - match->begin), "高★仿");
}

TEST(RulePackTest, TheDigestOfARuleSetFollowsItsContentNotItsOrder) {
  const auto book = LoadRuleBook(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(book) << book.error().message;
  Right a, b;
  a.id = "a";
  a.names = {"Qorvella"};
  b.id = "b";
  b.names = {"Navira"};
  const auto set = [&](std::vector<RightVersion> rights) { return (*RuleSet::Build(std::move(rights), *book))->digest(); };
  const std::string digest = set({{"1", a, {}}, {"2", b, {}}});
  EXPECT_EQ(digest.size(), 64u);
  EXPECT_EQ(set({{"2", b, {}}, {"1", a, {}}}), digest);
  EXPECT_NE(set({{"1", a, {}}, {"3", b, {}}}), digest);
  b.names.push_back("Navira Nol");
  EXPECT_NE(set({{"1", a, {}}, {"2", b, {}}}), digest);
  EXPECT_FALSE(RuleSet::Build({{"1", a, {}}, {"2", a, {}}}, *book));
}

TEST(RulePackTest, GoodsWordsNameTheirClasses) {
  const auto book = LoadRuleBook(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(book) << book.error().message;
  const auto classes = [&](std::string title, std::vector<std::string> category = {}) {
    Listing listing;
    listing.title = std::move(title);
    listing.category = std::move(category);
    return ReadGoods(**book, listing).classes;
  };
  EXPECT_EQ(classes("夏季新款运动鞋"), std::vector<int>{25});
  EXPECT_EQ(classes("适用小米手机壳"), std::vector<int>{9});
  EXPECT_EQ(classes("Leather phone cases"), std::vector<int>{9});
  EXPECT_EQ(classes("чехол для часов"), std::vector<int>{9});
  EXPECT_EQ(classes("something", {"服装", "男鞋"}), std::vector<int>{25});
  EXPECT_TRUE(classes("plainly nothing").empty());
}

}  // namespace
}  // namespace markwarden
