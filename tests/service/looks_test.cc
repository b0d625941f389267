// A case rests on a look of the very person, counted by the server's clock; decisions are taken back by who made them.
#include "tests/service/review_fixture.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using LooksTest = ReviewFixture;

TEST_F(LooksTest, NoCaseWithoutALookOfFiveSeconds) {
  const auto blind = Case(lin_);
  ASSERT_FALSE(blind);
  EXPECT_EQ(blind.error().code, ErrorCode::kConflict);
  EXPECT_NE(blind.error().message.find("markwarden flag look"), std::string::npos) << blind.error().message;
  EXPECT_EQ(Flag(flag_)["state"], "new") << "nothing was changed";
  Say(lin_, "show");
  Later(milliseconds(4999));
  EXPECT_FALSE(Case(lin_));
  Later(milliseconds(1));
  const auto made = Case(lin_);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(LastEvent("case.made")["detail"]["looked"][0]["shown_ms"], 5000);
}

TEST_F(LooksTest, OnlyTimeInSightCounts) {
  Say(lin_, "show");
  Later(milliseconds(2000));
  EXPECT_EQ(Say(lin_, "hide")["shown_ms"], 2000);
  Later(milliseconds(60'000));
  EXPECT_EQ(Say(lin_, "show")["shown_ms"], 2000) << "another window was in front";
  Later(milliseconds(1500));
  EXPECT_EQ(Say(lin_, "still")["shown_ms"], 3500);
  Later(milliseconds(20'001));
  EXPECT_EQ(Say(lin_, "still")["shown_ms"], 3500) << "past the longest gap nobody was seen to look";
  Later(milliseconds(20'000));
  EXPECT_EQ(Say(lin_, "hide")["shown_ms"], 23'500) << "at the longest gap it counts";
  EXPECT_EQ(Say(lin_, "hide")["shown_ms"], 23'500);
}

TEST_F(LooksTest, ALookIsOnePersonsAndOneHits) {
  Say(lin_, "show");
  Later(milliseconds(9000));
  Say(lin_, "hide");
  EXPECT_FALSE(Case(wei_)) << "another's look is not mine";
  EXPECT_FALSE(SayLook(*service_, lin_, flag_, {.act = "show", .way = "page", .hit = 5})) << "not this flag's hit";
  EXPECT_FALSE(SayLook(*service_, lin_, flag_, {.act = "stare", .way = "page", .hit = 0}));
  EXPECT_FALSE(SayLook(*service_, lin_, flag_, {.act = "show", .way = "dream", .hit = 0}));
  EXPECT_FALSE(SayLook(*service_, lin_, 5, {}));
  // A new price is a new hit: it has to be looked at anew.
  std::string cheaper = kSampleListings;
  cheaper.replace(cheaper.find("99.00"), 5, "59.00");
  ASSERT_TRUE(ImportFile(*service_, lin_, {.file = Write("again.jsonl", cheaper)}));
  EXPECT_FALSE(Case(lin_));
}

TEST_F(LooksTest, AClockThatWasSetBackCountsNothing) {
  Say(lin_, "show");
  Later(milliseconds(3000));
  Say(lin_, "still");
  Later(milliseconds(-3'600'000));
  EXPECT_EQ(Say(lin_, "still")["shown_ms"], 3000);
  Later(milliseconds(4000));
  EXPECT_EQ(Say(lin_, "hide")["shown_ms"], 3000) << "until it has come up again";
}

TEST_F(LooksTest, TheComparisonAsTextCountsFromItsFirstShowing) {
  const auto first = LookAsText(*service_, lin_, flag_);
  ASSERT_TRUE(first) << first.error().message;
  for (const char* words : {"Z.e.l.l.v.o.r.a", "Zellvora", "99.00 CNY (17% of the reference)", "Night stall"}) {
    EXPECT_NE(JsonText((*first)["text"], "en").find(words), std::string::npos) << words << "\n" << JsonText((*first)["text"], "en");
  }
  EXPECT_NE(JsonText((*first)["text"], "zh").find("涉嫌理由"), std::string::npos);
  Later(milliseconds(3000));
  EXPECT_FALSE(Case(lin_));
  Later(milliseconds(2000));
  EXPECT_EQ((*LookAsText(*service_, lin_, flag_))["enough"], true);
  EXPECT_TRUE(Case(lin_));
}

TEST_F(LooksTest, ADecisionSaysHowLongItWasLookedAtAndOnWhatItStands) {
  Say(lin_, "show");
  Later(milliseconds(1200));
  const auto decided = Dismiss(lin_, "fair_use");
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_EQ((*decided)["basis"], "《中华人民共和国商标法（2019年修正）》第五十九条：正当使用，权利人无权禁止") << "the article that the data offers";
  EXPECT_EQ(LastEvent("flag.dismissed")["detail"]["looked_ms"], 1200);
}

TEST_F(LooksTest, UndoGivesTheEarlierStateBackAsAnEvent) {
  const Json before = Flag(flag_);
  ASSERT_TRUE(Dismiss(lin_));
  const int64_t dismissed = Flag(flag_)["row_version"];
  const auto theirs = UndoDecision(*service_, wei_, flag_, dismissed);
  ASSERT_FALSE(theirs);
  EXPECT_EQ(theirs.error().code, ErrorCode::kDenied);
  EXPECT_EQ(UndoDecision(*service_, lin_, flag_, dismissed - 1).error().code, ErrorCode::kConflict) << "not as it was seen";
  const auto undone = UndoDecision(*service_, lin_, flag_, dismissed);
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ((*undone)["state"], before["state"]);
  EXPECT_EQ((*undone)["back_to"]["row_version"], before["row_version"]);
  const Json now = Flag(flag_);
  EXPECT_EQ(now["state"], "new");
  EXPECT_GT(now["row_version"].get<int64_t>(), dismissed) << "no two states share a version";
  ASSERT_EQ(now["decisions"].size(), 1u) << "the decision stays on record";
  EXPECT_FALSE(now["decisions"][0]["undone_at"].is_null());
  EXPECT_EQ(LastEvent("flag.undone")["detail"]["state"], "new");
  EXPECT_EQ(UndoDecision(*service_, lin_, flag_, 0).error().code, ErrorCode::kConflict) << "nothing is left to take back";
  // Held, then dismissed: one step at a time.
  ASSERT_TRUE(DecideFlag(*service_, lin_, flag_, {.action = "hold", .reason = {}, .basis = {}, .note = {}}));
  ASSERT_TRUE(Dismiss(lin_));
  ASSERT_TRUE(UndoDecision(*service_, lin_, flag_, 0));
  EXPECT_EQ(Flag(flag_)["state"], "held");
  ASSERT_TRUE(UndoDecision(*service_, lin_, flag_, 0));
  EXPECT_EQ(Flag(flag_)["state"], "new");
}

TEST_F(LooksTest, WhatFollowedIsNotUndoneUnderneath) {
  ASSERT_TRUE(Dismiss(lin_));
  ASSERT_TRUE(DecideFlag(*service_, wei_, flag_, {.action = "hold", .reason = {}, .basis = {}, .note = {}}));
  EXPECT_EQ(UndoDecision(*service_, lin_, flag_, 0).error().code, ErrorCode::kDenied);
  Say(lin_, "show");
  Later(milliseconds(6000));
  ASSERT_TRUE(Case(lin_));
  EXPECT_EQ(UndoDecision(*service_, wei_, flag_, 0).error().code, ErrorCode::kConflict) << "a case is closed, not taken back";
}

}  // namespace
}  // namespace markwarden
