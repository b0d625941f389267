// Every rule of the linter: what must be refused, by whom it may be insisted on, and what must pass.
#include "reports/notice_lint.h"

#include <unistd.h>

#include <fstream>
#include <functional>
#include <set>

#include "tests/reports/fixtures.h"

namespace markwarden {
namespace {

const LintRules& Rules() {
  static const LintRules rules = [] {
    Result<LintRules> loaded = LoadLintRules(std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "reports/lint.yaml");
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? std::move(*loaded) : LintRules{};
  }();
  return rules;
}

// A platform that takes a reason once a listing.
const PlatformProfile& Once() {
  static const PlatformProfile profile = [] {
    PlatformProfile made;
    made.name = {{"zh", "甲"}, {"en", "A"}};
    made.same_reason_once = true;
    made.reasons = {{.code = "9052", .name = {{"zh", "其他"}, {"en", "other"}}, .acts = {}, .kinds = {}},
                    {.code = "9048", .name = {{"zh", "专利"}, {"en", "patent"}}, .acts = {}, .kinds = {RightKind::kDesignPatent}},
                    {.code = "7052", .name = {{"zh", "另一站点"}, {"en", "another site"}}, .acts = {}, .kinds = {}, .by_hand = true}};
    return made;
  }();
  return profile;
}

struct Sample {
  Notice notice = DraftNotice(testing::CnInput(2));
  LintFacts facts;
  LintThresholds limits;
  const PlatformProfile* profile = nullptr;
  Sample() {
    facts.now = *ParseTime("2026-11-23T09:00:00Z");
    facts.items.assign(2, LintItem{.cleared = false, .clearings = {}, .authorised = false, .identified_genuine = false, .priors = {}, .restored_by = {}, .seller_cases = 2});
    facts.items_last_hour = 2;
  }
  std::vector<LintFinding> Run() const { return LintNotice(notice, testing::RegimeOf(notice.regime), profile, Rules(), limits, facts); }
};

TEST(NoticeLintTest, AnOrdinaryNoticePasses) {
  const Sample sample;
  const std::vector<LintFinding> found = sample.Run();
  EXPECT_TRUE(found.empty()) << DescribeLint(found, LintWeight::kRefuse, "en") << DescribeLint(found, LintWeight::kHead, "en")
                             << DescribeLint(found, LintWeight::kWarn, "en");
}

// eBay: the same item may be reported again only for another reason.
TEST(NoticeLintTest, AReasonOnceAListing) {
  Sample sample;
  sample.profile = &Once();
  EXPECT_TRUE(sample.Run().empty());
  sample.facts.items[0].used_reasons = {"7052"};
  EXPECT_TRUE(sample.Run().empty()) << "reported for another reason";
  sample.notice.recipient.reason = "7052";
  ASSERT_EQ(sample.Run().size(), 1u);
  EXPECT_EQ(TextIn(sample.Run()[0].why, "zh"), "甲 对同一商品不再受理以 7052 为理由的投诉；尚可使用的理由代码：9052 (其他)");
  sample.facts.items[0].used_reasons = {"7052", "9052"};
  EXPECT_NE(TextIn(sample.Run()[0].why, "en").find("reasons left: none"), std::string::npos);
  PlatformProfile often = Once();
  often.same_reason_once = false;
  sample.profile = &often;
  EXPECT_TRUE(sample.Run().empty()) << "a platform without that rule";
}

TEST(NoticeLintTest, EachRuleFiresOnItsFactAlone) {
  const struct { const char* why; const char* code; LintWeight weight; int item; const char* says; std::function<void(Sample&)> change; } cases[] = {
      {"the right is gone", "right.unknown", LintWeight::kRefuse, -1, "not registered", [](Sample& s) { s.facts.right_known = false; }},
      {"cancelled today", "right.ended", LintWeight::kRefuse, -1, "cancelled", [](Sample& s) { s.facts.ended_now = "the right was cancelled"; }},
      {"not yet registered then", "right.not_then", LintWeight::kRefuse, -1, "2026-11-22", [](Sample& s) { s.facts.ended_then = "only from 2026-11-23"; }},
      {"registered last month", "right.fresh", LintWeight::kWarn, -1, "2026-10-20", [](Sample& s) { s.notice.right.valid_from = "2026-10-20"; }},
      {"a mark of another country", "territory.other", LintWeight::kRefuse, -1, "DE", [](Sample& s) { s.notice.right.jurisdiction = "DE"; }},
      {"country unknown", "territory.unknown", LintWeight::kWarn, -1, "not known", [](Sample& s) { s.notice.recipient.country = ""; }},
      {"ends the whole shop at the first case", "measure.broad", LintWeight::kHead, -1, "deletion",
       [](Sample& s) { s.notice.measure_requested = {"delete", "terminate"}; s.facts.items[1].seller_cases = 0; }},
      {"eleven of hundred were wrong", "brake.block", LintWeight::kHead, -1, "11%", [](Sample& s) { s.facts.outcomes = 100; s.facts.wrong = 11; }},
      {"six of hundred were wrong", "brake.warn", LintWeight::kWarn, -1, "6%", [](Sample& s) { s.facts.outcomes = 100; s.facts.wrong = 6; }},
      {"two hundred and one within the hour", "bulk.hour", LintWeight::kRefuse, -1, "201", [](Sample& s) { s.facts.items_last_hour = 201; }},
      {"a new right with twenty under notice", "bulk.first_right", LintWeight::kHead, -1, "22", [](Sample& s) { s.facts.items_of_right = 20; }},
      {"the holder's own shop", "seller.authorised", LintWeight::kRefuse, 1, "authorised", [](Sample& s) { s.facts.items[1].authorised = true; }},
      {"said to be genuine", "goods.genuine", LintWeight::kRefuse, 0, "genuine", [](Sample& s) { s.facts.items[0].identified_genuine = true; }},
      {"goods of another class", "class.uncovered", LintWeight::kRefuse, 1, "classes",
       [](Sample& s) { s.facts.items[1].cleared = true; s.facts.items[1].clearings = {"goods.other_class"}; }},
      {"cleared for another reason", "flag.cleared", LintWeight::kRefuse, 0, "use.own_brand",
       [](Sample& s) { s.facts.items[0].cleared = true; s.facts.items[0].clearings = {"use.own_brand"}; }},
      {"second-hand", "goods.exhausted", LintWeight::kHead, 0, "second-hand", [](Sample& s) { s.facts.items[0].clearings = {"rule.zh.second_hand"}; }},
      {"for the mark", "use.nominative", LintWeight::kHead, 0, "what the goods are for", [](Sample& s) { s.facts.items[0].clearings = {"rule.en.for_name"}; }},
      {"a notice of it is under way", "duplicate", LintWeight::kRefuse, 1, "4711",
       [](Sample& s) { s.facts.items[1].priors = {{"4711", "sent", "cn-ecommerce-42"}}; }},
      {"restored under the copyright rules", "renotice.blocked", LintWeight::kRefuse, 0, "C-9", [](Sample& s) { s.facts.items[0].restored_by = "C-9"; }},
      {"reported for this reason before", "reason.used", LintWeight::kRefuse, 1, "reasons left: 7052",
       [](Sample& s) { s.profile = &Once(); s.facts.items[1].used_reasons = {"9052"}; }},
      {"not sealed", "evidence.unsealed", LintWeight::kRefuse, 0, "sealed", [](Sample& s) { s.notice.items[0].sealed_event = ""; }},
      {"no item number", "target.no_item", LintWeight::kWarn, 1, "item number", [](Sample& s) { s.notice.items[1].platform_item_id = ""; }},
  };
  std::set<std::string> fired;
  for (const auto& c : cases) {
    Sample sample;
    c.change(sample);
    const std::vector<LintFinding> found = sample.Run();
    ASSERT_EQ(found.size(), 1u) << c.why << ": " << DescribeLint(found, c.weight, "en");
    EXPECT_EQ(found[0].code, c.code) << c.why;
    EXPECT_EQ(found[0].weight, c.weight) << c.why;
    EXPECT_EQ(found[0].item, c.item) << c.why;
    EXPECT_NE(TextIn(found[0].why, "en").find(c.says), std::string::npos) << c.why << ": " << TextIn(found[0].why, "en");
    EXPECT_FALSE(TextIn(found[0].why, "zh").empty());
    EXPECT_EQ(TextIn(found[0].why, "zh").find("{{"), std::string::npos);
    EXPECT_EQ(WorstOf(found), c.weight);
    fired.insert(c.code);
  }
  for (const char* code : {"identity.abroad", "platform.form", "platform.hint"}) fired.insert(code);  // below
  for (const LintRule& rule : Rules().rules) EXPECT_TRUE(fired.contains(rule.code)) << rule.code << " is never shown to fire";
}

TEST(NoticeLintTest, WhatMustPass) {
  const struct { const char* why; std::function<void(Sample&)> change; } cases[] = {
      {"another law's notice of the same listing", [](Sample& s) { s.facts.items[0].priors = {{"1", "sent", "us-512c3"}}; }},
      {"a withdrawal among nineteen outcomes says nothing yet", [](Sample& s) { s.facts.outcomes = 19; s.facts.wrong = 19; }},
      {"five of hundred is not above five per cent", [](Sample& s) { s.facts.outcomes = 100; s.facts.wrong = 5; }},
      {"two hundred within the hour", [](Sample& s) { s.facts.items_last_hour = 200; }},
      {"a right with a record", [](Sample& s) { s.facts.outcomes = 10; s.facts.items_of_right = 500; }},
      {"a well-known mark in another class", [](Sample& s) { s.facts.items[0].clearings = {"goods.other_class_well_known"}; }},
      {"ending service of a seller with a record", [](Sample& s) { s.notice.measure_requested = {"terminate"}; }},
      {"a work is protected everywhere", [](Sample& s) { s.notice.right.kind = RightKind::kCopyright; s.notice.right.jurisdiction = "US"; }},
  };
  for (const auto& c : cases) {
    Sample sample;
    c.change(sample);
    const std::vector<LintFinding> found = sample.Run();
    EXPECT_TRUE(found.empty()) << c.why << ": " << found.front().code;
  }
}

// A natural person's identity leaves the country only by the head's decision; a company's registration is public.
TEST(NoticeLintTest, PersonalIdentitiesGoAbroadByTheHeadAlone) {
  Sample sample;
  sample.notice.right.kind = RightKind::kCopyright;  // territorial questions aside
  for (const char* country : {"US", "RU", ""}) {
    sample.notice.recipient.country = country;
    sample.notice.right_holder.id_type = "credit_code";
    EXPECT_TRUE(sample.Run().empty()) << country;
    for (const char* type : {"identity_card", "passport"}) {
      sample.notice.right_holder.id_type = type;
      const std::vector<LintFinding> found = sample.Run();
      ASSERT_EQ(found.size(), 1u) << country << type;
      EXPECT_EQ(found[0].code, "identity.abroad");
      EXPECT_EQ(found[0].weight, LintWeight::kHead);
    }
  }
  sample.notice.recipient.country = "CN";
  EXPECT_TRUE(sample.Run().empty()) << "within the country it may be given to whom the law names";
}

TEST(NoticeLintTest, ItSaysEveryRefusalItemByItem) {
  Sample sample;
  sample.facts.items[0].authorised = true;
  sample.facts.items[1].identified_genuine = true;
  const std::string line = DescribeLint(sample.Run(), LintWeight::kRefuse, "en");
  EXPECT_NE(line.find("item 1: "), std::string::npos) << line;
  EXPECT_NE(line.find("item 2: "), std::string::npos) << line;
  EXPECT_NE(DescribeLint(sample.Run(), LintWeight::kRefuse, "zh").find("第 2 项"), std::string::npos);
}

// What a seller calls itself is shown as text, whatever it looks like.
TEST(NoticeLintTest, NamesAreNoTemplates) {
  Sample sample;
  sample.notice.items[0].seller_name = "{{why}} %s <b>";
  sample.facts.items[0].authorised = true;
  EXPECT_NE(TextIn(sample.Run()[0].why, "en").find("{{why}} %s <b>"), std::string::npos);
}

TEST(NoticeLintTest, BadRulesAreRefused) {
  const auto dir = std::filesystem::temp_directory_path() / ("markwarden-lint-" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir);
  const struct { const char* why; const char* yaml; const char* says; } cases[] = {
      {"no version", "rules: []\n", "version"},
      {"nothing checks it", "version: \"1\"\nrules:\n  - {code: moon.phase, weight: warn, source: s, sentence: {zh: a, en: b}}\n", "moon.phase"},
      {"an unknown weight", "version: \"1\"\nrules:\n  - {code: duplicate, weight: maybe, source: s, sentence: {zh: a, en: b}}\n", "maybe"},
      {"one language", "version: \"1\"\nrules:\n  - {code: duplicate, weight: warn, source: s, sentence: {zh: a}}\n", "en"},
      {"a rule is missing", "version: \"1\"\nrules:\n  - {code: duplicate, weight: warn, source: s, sentence: {zh: a, en: b}}\n", "no rule"},
      {"no YAML", "rules: [", "rules"},
  };
  for (const auto& c : cases) {
    std::ofstream(dir / "lint.yaml") << c.yaml;
    const Result<LintRules> loaded = LoadLintRules(dir / "lint.yaml");
    ASSERT_FALSE(loaded) << c.why;
    EXPECT_NE(loaded.error().message.find(c.says), std::string::npos) << c.why << ": " << loaded.error().message;
  }
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace markwarden
