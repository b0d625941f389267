// What a holder signs, in both languages, and by when an answer is asked for.
#include "reports/identification.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

StatementFacts Facts() {
  return {.number = "77", .organisation = "某市市场监督管理局", .asked_at = "2026-11-26T08:00:00Z", .right = "Zellvora", .reg_no = "12345678",
          .title = "Z.e.l.l 运动鞋 <b>", .platform = "shopx", .price = "99.00 CNY", .question = "Is the label ours?\n\nAnd the box?",
          .pictures = {std::string(64, 'a'), std::string(64, 'b')}, .verdict = "fake", .reasons = "wrong stitching\r\n\u202ewrong label",
          .signer = "吴芳", .position = "法务", .account = "wu", .signed_at = "2026-11-27T08:00:00Z"};
}

TEST(IdentificationTest, AStatementSaysWhatWasAskedAndAnswered) {
  for (const char* language : {"zh", "en"}) {
    const auto text = RenderStatement(Facts(), language, MARKWARDEN_SOURCE_DIR);
    ASSERT_TRUE(text) << text.error().message;
    for (const char* fact : {"77", "某市市场监督管理局", "Zellvora", "12345678", "Z.e.l.l 运动鞋 <b>", "shopx", "99.00 CNY", "    Is the label ours?\n    And the box?\n",
                             "    wrong stitching\n    wrong label\n", "吴芳", "法务", "2026-11-27T08:00:00Z"}) {
      EXPECT_NE(text->find(fact), std::string::npos) << language << ": " << fact << "\n" << *text;
    }
    EXPECT_NE(text->find(std::string(64, 'b')), std::string::npos) << language;
    EXPECT_EQ(text->find("\u202e"), std::string::npos) << "nothing turns the line around";
    EXPECT_EQ(*RenderStatement(Facts(), language, MARKWARDEN_SOURCE_DIR), *text) << "the same facts give the same bytes";
  }
}

TEST(IdentificationTest, EachVerdictReadsDifferently) {
  StatementFacts facts = Facts();
  const struct { const char* verdict; const char* zh; } cases[] = {
      {"genuine", "系权利人或者经其许可生产的正品"}, {"fake", "不是权利人或者经其许可生产的商品"}, {"cannot_tell", "不能辨认"}};
  for (const auto& c : cases) {
    facts.verdict = c.verdict;
    const auto text = RenderStatement(facts, "zh", MARKWARDEN_SOURCE_DIR);
    ASSERT_TRUE(text);
    for (const auto& other : cases) EXPECT_EQ(text->find(other.zh) != std::string::npos, other.verdict == std::string(c.verdict)) << c.verdict;
  }
}

TEST(IdentificationTest, WhatCannotBeSignedIsRefused) {
  const struct { const char* why; void (*spoil)(StatementFacts&); } cases[] = {
      {"no such verdict", [](StatementFacts& f) { f.verdict = "maybe"; }},
      {"no reasons", [](StatementFacts& f) { f.reasons = " \n\u200b"; }},
      {"nobody signs", [](StatementFacts& f) { f.signer = " "; }},
      {"no position", [](StatementFacts& f) { f.position.clear(); }},
  };
  for (const auto& c : cases) {
    StatementFacts facts = Facts();
    c.spoil(facts);
    const auto text = RenderStatement(facts, "zh", MARKWARDEN_SOURCE_DIR);
    ASSERT_FALSE(text) << c.why;
    EXPECT_EQ(text.error().code, ErrorCode::kInvalid) << c.why;
  }
  EXPECT_FALSE(RenderStatement(Facts(), "ru", MARKWARDEN_SOURCE_DIR));
}

TEST(IdentificationTest, FiveWorkingDaysAreGiven) {
  const auto rule = LoadIdentificationTerm(MARKWARDEN_SOURCE_DIR);
  ASSERT_TRUE(rule) << rule.error().message;
  EXPECT_EQ(rule->count_max, 5);
  EXPECT_EQ(rule->unit, TermUnit::kWorkingDay);
  EXPECT_EQ(rule->start, "asked");
  EXPECT_EQ(rule->then, "identify");
  EXPECT_FALSE(LoadIdentificationTerm("/nonexistent"));
}

}  // namespace
}  // namespace markwarden
