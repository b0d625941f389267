// What time brings to a notice that is out: terms that end, a second notice, reminders, a right that ends meanwhile.
#include "service/follow_up_pass.h"

#include "service/counter_notices.h"
#include "service/deadlines.h"
#include "store/measures.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

using std::chrono::hours;

class FollowUpPassTest : public TakedownFixture {
 protected:
  Json Tasks(const std::string& kind) {
    const auto tasks = ListTasks(*service_, officer_, {.state = "open", .kind = kind});
    EXPECT_TRUE(tasks) << tasks.error().message;
    return tasks ? (*tasks)["items"] : Json::array();
  }
  Json Terms(const std::string& state = "any") {
    const auto terms = ListDeadlines(*service_, officer_, {.state = state});
    EXPECT_TRUE(terms) << terms.error().message;
    return terms ? (*terms)["items"] : Json::array();
  }
};

// Seven days after the sending what is still there is given notice of again: drafted and queued, never sent by the program.
TEST_F(FollowUpPassTest, ASecondNoticeWaitsForTwoOtherPeople) {
  const Id first = Sent();
  EXPECT_EQ(Pass().second, 0);
  clock_.Set(At("2026-02-09T15:59:59Z"));
  EXPECT_EQ(Pass().second, 0) << "the seventh day is not over in Beijing";
  clock_.Set(At("2026-02-09T16:00:00Z"));
  EXPECT_EQ(Pass().second, 1);
  EXPECT_EQ(Pass().second, 0) << "once";
  const Json tasks = Tasks("second_notice");
  ASSERT_EQ(tasks.size(), 1u);
  const Id second = *ParseId(JsonText(tasks[0]["detail"], "second"));
  const Json shown = Shown(second);
  EXPECT_EQ(shown["state"], "queued");
  EXPECT_EQ(shown["follows"], IdToString(first));
  EXPECT_EQ(shown["notice"]["prior_notices"], Json::array({IdToString(first)}));
  EXPECT_TRUE(shown["lint"].empty() || shown["lint"][0]["weight"] == "warn") << "what it repeats is no duplicate of it: " << shown["lint"].dump();
  ASSERT_TRUE(Act(head_, second, Release()));
  ExpectRefused(Act(head_, second, Sending()), ErrorCode::kDenied, "another person sends it");
  EXPECT_TRUE(Act(officer_, second, Sending()));
}

TEST_F(FollowUpPassTest, WhatIsGoneIsNotGivenNoticeOfAgain) {
  const Id first = Sent();
  const auto gone = Writing(*service_, [&](Transaction& tx) -> Result<Measure> {
    auto measures = MeasuresOfNotice(tx.db(), officer_, first);
    Measure measure = measures->front();
    measure.state = "taken";
    measure.taken_at = clock_.Now();
    return SaveMeasure(tx, officer_, measure);
  });
  ASSERT_TRUE(gone) << gone.error().message;
  clock_.Set(At("2026-02-10T00:00:00Z"));
  EXPECT_EQ(Pass().second, 0);
  EXPECT_TRUE(Tasks("second_notice").empty());
}

TEST_F(FollowUpPassTest, NothingRunsForAWithdrawnNotice) {
  const Id first = Sent();
  ASSERT_TRUE(Act(officer_, first, {.act = "withdraw", .reason = "a mistake"}));
  for (const Json& term : Terms("running")) EXPECT_EQ(term["rule"], "withdrawal") << "the recipient must hear of it";
  Later(hours(24 * 30));
  EXPECT_EQ(Pass().second, 0);
}

// Where a sending is confirmed, the term for the receipt is met; where not, a person is told.
TEST_F(FollowUpPassTest, AReceiptIsWaitedFor) {
  const Id first = Sent();
  clock_.Set(At("2026-02-05T16:00:00Z"));
  EXPECT_EQ(Pass().over, 1);
  ASSERT_EQ(Tasks("term_over").size(), 1u);
  EXPECT_EQ(Tasks("term_over")[0]["detail"]["at_end"], "receipt");
  const auto acknowledged = Act(officer_, first, {.act = "acknowledge", .receipt = "R-1"});
  ASSERT_TRUE(acknowledged) << acknowledged.error().message;
  EXPECT_EQ((*acknowledged)["state"], "sent");
}

TEST_F(FollowUpPassTest, RemindersComeBeforeTheEndAndOnce) {
  const Id notice = Sent();
  ASSERT_TRUE(Act(officer_, notice, {.act = "acknowledge", .receipt = "R-1"}));
  clock_.Set(At("2026-03-02T02:00:00Z"));
  Pass();
  const auto counter = RecordCounterNotice(*service_, officer_, notice,
                                           {.number = "C-1", .received_at = FormatTime(clock_.Now()), .from_name = "Night stall", .from_address = "", .reason = "owner", .statement = "ours",
                                            .items = {}, .document_sha256 = {}});
  ASSERT_TRUE(counter) << counter.error().message;
  clock_.Set(At("2026-03-13T15:00:00Z"));
  EXPECT_EQ(Pass().reminders, 0) << "more than three days before its last day";
  clock_.Set(At("2026-03-13T16:00:00Z"));
  EXPECT_EQ(Pass().reminders, 1);
  EXPECT_EQ(Pass().reminders, 0);
  ASSERT_EQ(Tasks("reminder").size(), 1u);
  EXPECT_EQ(Tasks("reminder")[0]["due"], "2026-03-17T16:00:00Z");
  clock_.Set(At("2026-03-15T16:00:00Z"));
  EXPECT_EQ(Pass().reminders, 1) << "and the day before";
  EXPECT_EQ(Tasks("reminder").size(), 1u) << "one thing to do, however often it is said";
}

// A mark that is revoked, or expires, while a notice of it is out: a person is asked to withdraw, nothing is withdrawn by itself.
TEST_F(FollowUpPassTest, AWithdrawalIsProposedWhenTheRightEnds) {
  const Id notice = Sent();
  EXPECT_EQ(Pass().proposed, 0);
  Json right = *ParseJson(kSampleRight);
  right["status"] = "cancelled";
  ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("changed.jsonl", right.dump() + "\n")));
  EXPECT_EQ(Pass().proposed, 1);
  EXPECT_EQ(Pass().proposed, 0) << "once";
  ASSERT_EQ(Tasks("propose_withdrawal").size(), 1u);
  EXPECT_EQ(Tasks("propose_withdrawal")[0]["subject"]["id"], IdToString(notice));
  EXPECT_EQ(Shown(notice)["state"], "sent");
  ASSERT_TRUE(Act(officer_, notice, {.act = "withdraw", .reason = "the right was cancelled"}));
  EXPECT_TRUE(Tasks("propose_withdrawal").empty()) << "done with the withdrawal";
}

TEST_F(FollowUpPassTest, ListsAreCutByDayAndState) {
  Sent();
  const auto all = ListDeadlines(*service_, officer_, {.state = "any"});
  ASSERT_TRUE(all);
  EXPECT_GE((*all)["items"].size(), 2u);
  for (const char* bad : {"tomorrow", "2026-02-30"}) {
    ExpectRefused(ListDeadlines(*service_, officer_, {.from = bad}), ErrorCode::kInvalid, "no day");
  }
  ExpectRefused(ListDeadlines(*service_, officer_, {.state = "lost"}), ErrorCode::kInvalid, "running");
  ExpectRefused(ShowDeadlineCalendar(*service_, officer_, "2026-13"), ErrorCode::kInvalid, "no month");
  const auto day = ListDeadlines(*service_, officer_, {.from = "2026-02-05", .to = "2026-02-05"});
  ASSERT_TRUE(day);
  ASSERT_EQ((*day)["items"].size(), 1u);
  EXPECT_EQ((*day)["items"][0]["rule"], "acknowledge");
  EXPECT_EQ((*day)["items"][0]["left"], 3 * 86'400 + 14 * 3600);
  const auto leap = ShowDeadlineCalendar(*service_, officer_, "2028-02");
  ASSERT_TRUE(leap);
  EXPECT_EQ((*leap)["days"].size(), 29u);
  EXPECT_EQ((*leap)["known"], false);
  Scope stranger = officer_;
  stranger.org = 4711;
  EXPECT_TRUE((*ListDeadlines(*service_, stranger, {.state = "any"}))["items"].empty());
}

}  // namespace
}  // namespace markwarden
