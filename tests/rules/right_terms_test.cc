// Days of rights: counted to the day, in the calendar as it is.
#include "rules/right_terms.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

namespace markwarden {
namespace {

const RightTermRules& Rules() {
  static const RightTermRules rules = [] {
    Result<RightTermRules> loaded = LoadRightTerms(MARKWARDEN_SOURCE_DIR);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded ? *loaded : RightTermRules{};
  }();
  return rules;
}

Right Mark() {
  Right right;
  right.jurisdiction = "CN";
  right.status = "live";
  right.status_checked_at = "2026-11-01";
  right.valid_to = "2027-08-31";
  return right;
}

const Time kTermsToday = *ParseTime("2026-11-27T04:00:00Z");

std::map<std::string, RightTerm> Terms(const Right& right, const std::string& checked_at = "") {
  std::map<std::string, RightTerm> terms;
  for (const RightTerm& term : TermsOfRight(Rules(), right, checked_at, kTermsToday)) terms[term.code] = term;
  return terms;
}

// Trademark Law of the PRC (2019), art. 40: renewal within the twelve months before the end, six months of grace.
TEST(RightTermsTest, AMarkIsRenewedInTheYearBeforeItsEndAndInSixMonthsOfGrace) {
  const auto terms = Terms(Mark());
  EXPECT_EQ(terms.at("renewal").due, "2027-08-31");
  EXPECT_EQ(terms.at("renewal").warn, "2026-08-31");
  EXPECT_EQ(terms.at("grace").due, "2028-02-29") << "August has a 31st, the February of a leap year a 29th";
  EXPECT_EQ(terms.at("grace").warn, "2027-08-29");
  EXPECT_FALSE(terms.contains("ends"));
  Right abroad = Mark();
  abroad.jurisdiction = "RU";
  EXPECT_TRUE(Terms(abroad).contains("ends") && !Terms(abroad).contains("renewal"));
}

TEST(RightTermsTest, WhatWasNeverSaidComesUpAtOnce) {
  Right right = Mark();
  right.status_checked_at.clear();
  EXPECT_EQ(Terms(right).at("status_check").due, "");
  EXPECT_EQ(Terms(right).at("status_check").warn, "2026-11-27");
  EXPECT_EQ(Terms(right, "2026-11-20").at("status_check").due, "2027-02-18") << "a look that was recorded beside it counts";
  right.kind = RightKind::kGeographicalIndication;
  right.extra = {{"users_checked_at", "2026-11-01"}};
  EXPECT_EQ(Terms(right).at("users_check").due, "2026-12-01");
}

TEST(RightTermsTest, FeesAgentsAndSellers) {
  Right right = Mark();
  right.kind = RightKind::kDesignPatent;
  right.extra = {{"annuity_due", "2027-01-31"}, {"agent", {{"name", "A"}, {"valid_to", "2026-12-10"}}}};
  right.authorised_sellers = {{.name = "B", .id = {}, .platform = {}, .valid_from = {}, .valid_to = "2027-05-01"}, {.name = "C", .id = {}, .platform = {}, .valid_from = {}, .valid_to = "2026-12-20"}};
  const auto terms = Terms(right);
  EXPECT_EQ(terms.at("annuity").warn, "2026-12-02");
  EXPECT_EQ(terms.at("agent").warn, "2026-11-10");
  EXPECT_EQ(terms.at("sellers").due, "2026-12-20") << "the first that ends";
  EXPECT_TRUE(terms.contains("ends"));
}

TEST(RightTermsTest, WhatIsUnknownIsNotValid) {
  const auto standing = [](const std::function<void(Right&)>& change, const std::string& checked_at = "") {
    Right right = Mark();
    change(right);
    return StandingOf(Rules(), right, checked_at, kTermsToday);
  };
  EXPECT_EQ(standing([](Right&) {}), "valid");
  EXPECT_EQ(standing([](Right& right) { right.status.clear(); }), "unknown");
  EXPECT_EQ(standing([](Right& right) { right.status_checked_at.clear(); }), "unknown");
  EXPECT_EQ(standing([](Right& right) { right.status_checked_at = "2026-08-01"; }), "unknown") << "too long ago";
  EXPECT_EQ(standing([](Right& right) { right.status_checked_at = "2026-08-01"; }, "2026-11-26"), "valid") << "looked up since";
  EXPECT_EQ(standing([](Right& right) { right.valid_to = "2026-11-26"; }), "ended");
  EXPECT_EQ(standing([](Right& right) { right.valid_to = "2026-11-27"; }), "valid") << "its last day";
  EXPECT_EQ(standing([](Right& right) { right.status = "revoked"; }), "ended");
  EXPECT_EQ(standing([](Right& right) { right.status = "disputed"; }), "disputed");
}

}  // namespace
}  // namespace markwarden
