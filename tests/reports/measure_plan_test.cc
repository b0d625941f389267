// A measure's life by looks: two of them take it down, one brings it back, many that fail end in a person's hands.
#include "reports/measure_plan.h"

#include <gtest/gtest.h>

namespace markwarden {
namespace {

using std::chrono::hours;

FollowUp Shipped() {
  Result<FollowUp> data = LoadFollowUp(std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "reports/follow_up.yaml");
  EXPECT_TRUE(data) << (data ? "" : data.error().message);
  return data ? std::move(*data) : FollowUp();
}

class MeasurePlanTest : public ::testing::Test {
 protected:
  MeasurePlanTest() {
    measure_.id = 1;
    measure_.asked_at = start_;
    measure_.next_check_at = FirstLook(start_, plan_);
  }
  MeasureStep Look(Seen seen, hours after) {
    MeasureStep step = AfterLook(measure_, seen, start_ + after, plan_);
    measure_ = step.measure;
    return step;
  }
  // Hours after the notice until the next look; -1: none.
  int64_t Next() const { return measure_.next_check_at ? std::chrono::duration_cast<hours>(*measure_.next_check_at - start_).count() : -1; }

  const Time start_ = *ParseTime("2026-11-26T08:00:00Z");
  const LookPlan plan_ = Shipped().looks;
  Measure measure_;
};

TEST_F(MeasurePlanTest, WhatStaysIsLookedAtMoreAndMoreSeldomAndThenAPersonIsAsked) {
  EXPECT_EQ(Next(), 24);
  for (const int hour : {24, 48, 72, 120}) Look(Seen::kLive, hours(hour));
  EXPECT_EQ(Next(), 168);
  Look(Seen::kLive, hours(168));
  EXPECT_EQ(Next(), 192);
  Look(Seen::kLive, hours(195));
  EXPECT_EQ(Next(), 216) << "a late look moves no other";
  MeasureStep step = Look(Seen::kLive, hours(30 * 24 - 1));
  EXPECT_EQ(Next(), 30 * 24);
  EXPECT_TRUE(step.task.empty());
  step = Look(Seen::kLive, hours(30 * 24));
  EXPECT_EQ(Next(), -1);
  EXPECT_EQ(step.task, "not_taken");
  EXPECT_EQ(measure_.state, "asked");
  EXPECT_EQ(measure_.checks, 8);
}

TEST_F(MeasurePlanTest, TakenByTwoLooksSixHoursApart) {
  MeasureStep step = Look(Seen::kGone, hours(24));
  EXPECT_EQ(step.event, "measure.checked");
  EXPECT_EQ(measure_.state, "asked") << "one look alone proves nothing";
  EXPECT_EQ(Next(), 30);
  step = Look(Seen::kGone, hours(29));
  EXPECT_EQ(measure_.state, "asked") << "five hours are not six";
  EXPECT_EQ(Next(), 30);
  step = Look(Seen::kGone, hours(30));
  EXPECT_EQ(step.event, "measure.taken");
  EXPECT_EQ(measure_.state, "taken");
  EXPECT_EQ(measure_.taken_at, start_ + hours(30));
  EXPECT_EQ(measure_.first_gone_at, start_ + hours(24));
  for (const int day : {7, 30, 90, 180}) {
    EXPECT_EQ(Next(), 24 + day * 24);
    step = Look(Seen::kGone, hours(24 + day * 24));
    EXPECT_EQ(step.event, "measure.checked");
    EXPECT_TRUE(step.task.empty());
  }
  EXPECT_EQ(Next(), -1);
}

TEST_F(MeasurePlanTest, ALiveLookBetweenBeginsAnew) {
  Look(Seen::kGone, hours(24));
  Look(Seen::kLive, hours(31));
  EXPECT_FALSE(measure_.first_gone_at);
  EXPECT_EQ(Next(), 48);
  Look(Seen::kGone, hours(48));
  EXPECT_EQ(measure_.state, "asked");
  Look(Seen::kUnclear, hours(54));
  EXPECT_EQ(Next(), 60) << "what tells nothing neither confirms nor resets";
  Look(Seen::kGone, hours(60));
  EXPECT_EQ(measure_.state, "taken");
}

TEST_F(MeasurePlanTest, ComesBackAtOnceAndIsTakenAgainByTwo) {
  Look(Seen::kGone, hours(24));
  Look(Seen::kGone, hours(30));
  MeasureStep step = Look(Seen::kLive, hours(192));
  EXPECT_EQ(step.event, "measure.back");
  EXPECT_EQ(step.task, "listing_back");
  EXPECT_EQ(measure_.state, "back");
  EXPECT_EQ(Next(), 216);
  step = Look(Seen::kLive, hours(216));
  EXPECT_EQ(step.event, "measure.checked");
  EXPECT_TRUE(step.task.empty()) << "one return is one task";
  Look(Seen::kGone, hours(240));
  EXPECT_EQ(measure_.state, "back");
  step = Look(Seen::kGone, hours(246));
  EXPECT_EQ(step.event, "measure.taken");
  EXPECT_EQ(measure_.taken_at, start_ + hours(30)) << "the first time";
  EXPECT_EQ(Next(), 240 + 7 * 24) << "counted from the present run";
}

TEST_F(MeasurePlanTest, LooksThatFailAreTriedAgainAndThenGivenUp) {
  for (int i = 1; i < plan_.give_up_after; ++i) {
    const MeasureStep step = Look(i % 2 ? Seen::kUnreachable : Seen::kUnclear, hours(24 + i * 6));
    EXPECT_TRUE(step.task.empty());
    EXPECT_EQ(Next(), 24 + i * 6 + 6);
  }
  const MeasureStep step = Look(Seen::kUnreachable, hours(100));
  EXPECT_EQ(step.task, "looks_failed");
  EXPECT_EQ(Next(), -1);
  EXPECT_EQ(measure_.state, "asked") << "a crawler that was kept out reports no success";
  Look(Seen::kLive, hours(101));
  EXPECT_EQ(measure_.misses, 0);
  EXPECT_EQ(Next(), 120);
}

TEST_F(MeasurePlanTest, RefusedAndEndedMayStillBeSeenGone) {
  measure_.state = "refused";
  Look(Seen::kGone, hours(24));
  Look(Seen::kGone, hours(30));
  EXPECT_EQ(measure_.state, "taken");
  measure_.state = "ended";
  measure_.first_gone_at.reset();
  Look(Seen::kLive, hours(40));
  EXPECT_EQ(measure_.state, "ended");
  EXPECT_EQ(Next(), -1) << "what was restored lawfully is left alone";
  Look(Seen::kGone, hours(41));
  EXPECT_EQ(Next(), 47);
  Look(Seen::kGone, hours(47));
  EXPECT_EQ(measure_.state, "taken");
  measure_.state = "dropped";
  const MeasureStep step = Look(Seen::kLive, hours(50));
  EXPECT_EQ(measure_.state, "dropped");
  EXPECT_EQ(step.event, "measure.checked");
  EXPECT_EQ(Next(), -1);
}

TEST_F(MeasurePlanTest, AClockThatWasAheadConfirmsNothing) {
  Look(Seen::kGone, hours(1000));
  Look(Seen::kGone, hours(24));
  EXPECT_EQ(measure_.state, "asked");
  EXPECT_EQ(measure_.first_gone_at, start_ + hours(24));
  EXPECT_EQ(Next(), 30);
}

}  // namespace
}  // namespace markwarden
