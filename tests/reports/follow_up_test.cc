// The shipped data of what follows a notice, and what is refused in such a file.
#include "reports/follow_up.h"

#include <gtest/gtest.h>

#include <set>

#include "core/file.h"

namespace markwarden {
namespace {

const std::filesystem::path kFile = std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "reports/follow_up.yaml";

TEST(FollowUpTest, TheShippedOneLoads) {
  const auto data = LoadFollowUp(kFile);
  ASSERT_TRUE(data) << data.error().message;
  EXPECT_EQ(data->digest.size(), 64u);
  EXPECT_EQ(data->looks.confirm, std::chrono::hours(6));
  EXPECT_EQ(data->looks.asked.size(), 5u);
  EXPECT_EQ(data->looks.asked_until, std::chrono::hours(720));
  EXPECT_EQ(data->looks.taken.back(), std::chrono::hours(180 * 24));
  EXPECT_EQ(data->watch_days, 180);
  EXPECT_EQ(data->stay_down_days, (std::vector<int>{7, 30, 90}));
  ASSERT_NE(data->FindRefusal("proof_insufficient"), nullptr);
  EXPECT_EQ(data->FindRefusal("nothing"), nullptr);
  ASSERT_NE(data->FindOutcome("DECISION_VISIBILITY_CONTENT_REMOVED"), nullptr);
  for (const Choice& outcome : data->outcomes) {
    EXPECT_TRUE(outcome.code.starts_with("DECISION_VISIBILITY_") || outcome.code.starts_with("DECISION_PROVISION_") || outcome.code.starts_with("DECISION_ACCOUNT_")) << outcome.code;
  }
  EXPECT_EQ(data->acknowledge.count, 3);
  EXPECT_EQ(data->acknowledge.unit, TermUnit::kCalendarDay);
  EXPECT_EQ(data->second_notice.count, 7);
  EXPECT_EQ(data->withdrawal.unit, TermUnit::kWorkingDay);
  EXPECT_EQ(data->identification.calendar, "cn");
  EXPECT_EQ(data->reminders_days_before, (std::vector<int>{3, 1, 0}));
  EXPECT_EQ(data->brake.window, 200);
  EXPECT_DOUBLE_EQ(data->brake.block, 0.10);
  EXPECT_EQ(data->bulk.first_right, 20);
  EXPECT_EQ(data->fresh_registration_days, 183);
  std::set<std::string> languages;
  for (const GonePhrase& phrase : data->gone_phrases) languages.insert(phrase.lang);
  for (const char* lang : {"zh", "en", "ru", "ja", "ko"}) EXPECT_TRUE(languages.contains(lang)) << lang;
}

TEST(FollowUpTest, WhatIsWrongIsNamed) {
  const std::string whole = *ReadFile(kFile);
  const struct { const char* find; const char* put; const char* says; } cases[] = {
      {"confirm_hours: 6 ", "confirm_hours: 0 ", "confirm_hours"},
      {"asked_hours: [24, 48,", "asked_hours: [48, 24,", "must rise"},
      {"reminders_days_before: [3, 1, 0]", "reminders_days_before: [1, 3]", "must fall"},
      {"give_up_after:", "give_up:", "unknown key \"give_up\""},
      {"seller_weight: 0.4", "seller_weight: 0.7", "a seller alone"},
      {"unit: working_day", "unit: fortnight", "fortnight"},
      {"warn: 0.05", "warn: 0.5", "block is no less than warn"},
      {"\"商品已下架\"", "\"下架\"", "shorter than"},
      {"{code: no_infringement, name: {zh:", "{code: duplicate, name: {zh:", "twice"},
      {"version: \"2026-11-26\"", "version: \"soon\"", "version"},
      {"text_weight: 0.8 ", "text_weight: 8 ", "text_weight"},
  };
  for (const auto& c : cases) {
    std::string text = whole;
    const size_t at = text.find(c.find);
    ASSERT_NE(at, std::string::npos) << c.find;
    text.replace(at, std::string(c.find).size(), c.put);
    const auto data = ParseFollowUp(text);
    ASSERT_FALSE(data) << c.put;
    EXPECT_EQ(data.error().code, ErrorCode::kInvalid);
    EXPECT_NE(data.error().message.find(c.says), std::string::npos) << data.error().message;
  }
  EXPECT_EQ(LoadFollowUp("/nonexistent").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(ParseFollowUp("- a list"));
  EXPECT_FALSE(ParseFollowUp("{"));
}

}  // namespace
}  // namespace markwarden
