// Counter-notices: intake, the law's clock, and what may be decided before and after it ends.
#include "service/counter_notices.h"

#include <algorithm>
#include <functional>
#include <thread>

#include "service/deadlines.h"
#include "store/measures.h"
#include "tests/service/takedown_fixture.h"

namespace markwarden {
namespace {

using std::chrono::hours;

class CounterNoticesTest : public TakedownFixture {
 protected:
  CounterNoticeRequest Answer(const std::string& number = "C-1") const {
    return {.number = number, .received_at = FormatTime(clock_.Now()), .from_name = "Night stall", .from_address = "3 Road", .reason = "authorized",
            .statement = "We sell with the holder's consent.", .items = {}, .document_sha256 = {}};
  }
  Id Recorded(Id notice, const std::string& number = "C-1") {
    const auto made = RecordCounterNotice(*service_, officer_, notice, Answer(number));
    EXPECT_TRUE(made) << made.error().message;
    return made ? *ParseId(JsonText(*made, "id")) : 0;
  }
  Result<Json> Decide(const Scope& who, Id counter, const CounterNoticeDeed& deed) { return ActOnCounterNotice(*service_, who, counter, deed); }
  CounterNoticeDeed Filed(const std::string& act = "complain") {
    return {.act = act, .row_version = 0, .reason = {}, .number = "2026-17", .filed_at = FormatTime(clock_.Now() - hours(2)), .told_at = FormatTime(clock_.Now() - hours(1)),
            .proof_sha256 = Upload("proof of " + act)};
  }
  Json Counter(Id id) {
    const auto shown = ShowCounterNotice(*service_, officer_, id);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? *shown : Json::object();
  }
  std::string MeasureState(Id notice) {
    const auto measures = Reading(*service_, [&](CaseDb& db) { return MeasuresOfNotice(db, officer_, notice); });
    return measures && !measures->empty() ? measures->front().state : "";
  }
  void Taken(Id notice) {
    const auto done = Writing(*service_, [&](Transaction& tx) -> Result<Measure> {
      auto measures = MeasuresOfNotice(tx.db(), officer_, notice);
      Measure measure = measures->front();
      measure.state = "taken";
      measure.taken_at = clock_.Now();
      return SaveMeasure(tx, officer_, measure);
    });
    ASSERT_TRUE(done) << done.error().message;
  }
};

// E-Commerce Law art. 43: fifteen days after the forwarded statement arrived; Civil Code art. 203: a last day in the Spring Festival
// (15 to 23 February 2026) moves to the first day worked after it.
TEST_F(CounterNoticesTest, FifteenDaysAcrossTheSpringFestival) {
  const Id notice = Sent();
  clock_.Set(At("2026-02-05T02:00:00Z"));
  const Json counter = Counter(Recorded(notice));
  EXPECT_EQ(counter["state"], "received");
  EXPECT_EQ(counter["late"], false);
  ASSERT_EQ(counter["terms"].size(), 1u) << counter["terms"].dump();
  EXPECT_EQ(counter["terms"][0]["last_day"], "2026-02-24");
  EXPECT_EQ(counter["due"], "2026-02-24T16:00:00Z") << "the midnight after it in Beijing";
  EXPECT_EQ(counter["terms"][0]["state"], "running");
  const auto calendar = ShowDeadlineCalendar(*service_, officer_, "2026-02");
  ASSERT_TRUE(calendar) << calendar.error().message;
  EXPECT_EQ((*calendar)["days"].size(), 28u);
  ASSERT_EQ((*calendar)["days"][23]["items"].size(), 1u);
  const Json& about = (*calendar)["days"][23]["items"][0]["about"];
  EXPECT_EQ(about["number"], "C-1") << about.dump();
  EXPECT_EQ(about["name"], counter["from"]["name"]);
  EXPECT_EQ(about["platform"], counter["platform"]);
  EXPECT_NE(about["right"], nullptr);
  EXPECT_EQ((*calendar)["days"][15]["worked"], false) << "Monday of the festival";
  EXPECT_EQ((*calendar)["days"][13]["worked"], true) << "the Saturday worked for it";
  const auto tasks = ListTasks(*service_, officer_, {.state = "open", .kind = "counter_notice"});
  ASSERT_TRUE(tasks);
  ASSERT_EQ((*tasks)["items"].size(), 1u);
  EXPECT_EQ((*tasks)["items"][0]["due"], "2026-02-24T16:00:00Z");
  EXPECT_EQ((*tasks)["items"][0]["about"], about);
  const auto terms = ListDeadlines(*service_, officer_, {.state = "any"});
  ASSERT_TRUE(terms);
  for (const Json& term : (*terms)["items"]) {
    if (term["subject"]["kind"] != "notice") continue;
    EXPECT_EQ(term["about"]["number"], "P-42") << term.dump();
  }
}

TEST_F(CounterNoticesTest, ATermThatEndsWithAMonthIsInThatMonth) {
  const Id notice = Sent();
  clock_.Set(At("2026-02-13T02:00:00Z"));
  const Json counter = Counter(Recorded(notice));
  EXPECT_EQ(counter["terms"][0]["last_day"], "2026-02-28") << "a Saturday that is worked";
  const auto february = ShowDeadlineCalendar(*service_, officer_, "2026-02");
  ASSERT_TRUE(february) << february.error().message;
  const auto is_counter = [](const Json& term) { return term["due"] == "2026-02-28T16:00:00Z"; };
  const Json& last = (*february)["days"][27]["items"];
  EXPECT_EQ(std::count_if(last.begin(), last.end(), is_counter), 1) << last.dump();
  const auto march = ShowDeadlineCalendar(*service_, officer_, "2026-03");
  ASSERT_TRUE(march);
  const Json& first = (*march)["days"][0]["items"];
  EXPECT_EQ(std::count_if(first.begin(), first.end(), is_counter), 0) << "and in no other";
  const auto to = ListDeadlines(*service_, officer_, {.to = "2026-02-28"});
  ASSERT_TRUE(to);
  const Json& until = (*to)["items"];
  EXPECT_EQ(std::count_if(until.begin(), until.end(), is_counter), 1);
}

TEST_F(CounterNoticesTest, WhatIsSaidOfItMustBePossible) {
  const Id unsent = Queued();
  ExpectRefused(RecordCounterNotice(*service_, officer_, unsent, Answer("C-2")), ErrorCode::kConflict, "never sent");
  ASSERT_TRUE(Act(officer_, unsent, {.act = "withdraw", .reason = "drafted anew"}));
  const Id notice = Sent();
  Later(hours(24));
  const struct { const char* why; std::function<void(CounterNoticeRequest&)> change; const char* says; } cases[] = {
      {"no time of arrival", [](auto& r) { r.received_at = ""; }, "time of its arrival"},
      {"a day without its hour", [](auto& r) { r.received_at = "2026-02-03"; }, "time of its arrival"},
      {"still to come", [&](auto& r) { r.received_at = FormatTime(clock_.Now() + hours(1)); }, "still to come"},
      {"before the notice went out", [&](auto& r) { r.received_at = FormatTime(clock_.Now() - hours(48)); }, "was sent at"},
      {"no reason", [](auto& r) { r.reason = "because"; }, "fair_use"},
      {"nobody", [](auto& r) { r.from_name = " "; }, "who it is from"},
      {"nothing said", [](auto& r) { r.statement = ""; }, "what it says"},
      {"too much said", [](auto& r) { r.statement.assign(20'001, 'x'); }, "longer"},
      {"a listing that is not there", [](auto& r) { r.items = {1}; }, "no listing number 2"},
      {"a file that nobody uploaded", [](auto& r) { r.document_sha256 = std::string(64, 'a'); }, "upload"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.why);
    CounterNoticeRequest request = Answer();
    c.change(request);
    ExpectRefused(RecordCounterNotice(*service_, officer_, notice, request), ErrorCode::kInvalid, c.says);
  }
  ASSERT_TRUE(RecordCounterNotice(*service_, officer_, notice, Answer()));
  ExpectRefused(RecordCounterNotice(*service_, officer_, notice, Answer()), ErrorCode::kConflict, "recorded");
  ExpectRefused(RecordCounterNotice(*service_, officer_, 4711, Answer()), ErrorCode::kNotFound, "no notice");
}

TEST_F(CounterNoticesTest, AWithdrawalIsOnePersonsAndEndsTheNotice) {
  const Id notice = Sent();
  Later(hours(24));
  const Id counter = Recorded(notice);
  ExpectRefused(Decide(officer_, counter, {.act = "withdraw"}), ErrorCode::kInvalid, "reason");
  const auto withdrawn = Decide(officer_, counter, {.act = "withdraw", .reason = "the seller showed the licence"});
  ASSERT_TRUE(withdrawn) << withdrawn.error().message;
  EXPECT_EQ((*withdrawn)["state"], "withdrawn");
  EXPECT_EQ((*withdrawn)["terms"][0]["state"], "stopped");
  EXPECT_EQ(Shown(notice)["state"], "withdrawn");
  EXPECT_EQ(MeasureState(notice), "dropped");
  EXPECT_EQ((*withdrawn)["may"], Json::array());
}

// Provisions: another person than the notice's author, the proof, and the platform told before the term ended.
TEST_F(CounterNoticesTest, AFilingStopsTheRestoration) {
  const Id notice = Sent();
  Later(hours(24));
  const Id counter = Recorded(notice);
  Later(hours(24 * 10));
  ExpectRefused(Decide(officer_, counter, Filed()), ErrorCode::kDenied, "counter_notice.escalate");
  CounterNoticeDeed deed = Filed();
  deed.proof_sha256 = std::string(64, 'b');
  ExpectRefused(Decide(head_, counter, deed), ErrorCode::kInvalid, "proof");
  deed = Filed();
  deed.told_at = FormatTime(clock_.Now() - hours(3));
  ExpectRefused(Decide(head_, counter, deed), ErrorCode::kInvalid, "before the filing");
  deed = Filed();
  deed.number = "";
  ExpectRefused(Decide(head_, counter, deed), ErrorCode::kInvalid, "number");
  const auto filed = Decide(head_, counter, Filed("sue"));
  ASSERT_TRUE(filed) << filed.error().message;
  EXPECT_EQ((*filed)["state"], "escalated");
  EXPECT_EQ((*filed)["filing"]["kind"], "suit");
  EXPECT_EQ((*filed)["terms"][0]["state"], "met");
  Later(hours(24 * 60));
  EXPECT_EQ(Pass().restored, 0);
  EXPECT_EQ(Shown(notice)["state"], "sent");
}

TEST_F(CounterNoticesTest, WithNothingFiledTheMeasureEnds) {
  const Id notice = Sent();
  Later(hours(24));
  Taken(notice);
  const Id counter = Recorded(notice);
  ASSERT_TRUE(Decide(officer_, counter, {.act = "let_restore", .reason = "too weak"}));
  EXPECT_EQ(Pass().restored, 0) << "not before its end";
  clock_.Set(*ParseTime(JsonText(Counter(counter), "due")) - std::chrono::seconds(1));
  EXPECT_EQ(Pass().restored, 0);
  Later(std::chrono::seconds(1));
  EXPECT_EQ(Pass().restored, 1);
  EXPECT_EQ(Pass().restored, 0) << "once";
  EXPECT_EQ(Counter(counter)["state"], "restored");
  EXPECT_EQ(MeasureState(notice), "ended");
}

// A filing that the platform was told of after the term's end comes too late, although the end was not noted yet.
TEST_F(CounterNoticesTest, AfterTheTermAFilingIsTooLate) {
  const Id notice = Sent();
  Later(hours(24));
  const Id counter = Recorded(notice);
  clock_.Set(*ParseTime(JsonText(Counter(counter), "due")) + hours(5));
  ExpectRefused(Decide(head_, counter, Filed()), ErrorCode::kConflict, "had to be told before");
  CounterNoticeDeed in_time = Filed();
  in_time.filed_at = FormatTime(clock_.Now() - hours(9));
  in_time.told_at = FormatTime(clock_.Now() - hours(8));
  EXPECT_TRUE(Decide(head_, counter, in_time)) << "told in time, recorded later";
}

TEST_F(CounterNoticesTest, AnEndThatWasNotedStands) {
  const Id notice = Sent();
  Later(hours(24));
  const Id counter = Recorded(notice);
  clock_.Set(*ParseTime(JsonText(Counter(counter), "due")) + hours(5));
  EXPECT_EQ(Pass().restored, 1);
  ExpectRefused(Decide(head_, counter, Filed()), ErrorCode::kConflict, "restored");
}

// Fa Shi [2020] 9, art. 3: notarisation and the like, twenty working days at the most, after the term's own last day.
TEST_F(CounterNoticesTest, AnExcuseExtendsTheTermOnce) {
  const Id notice = Sent();
  clock_.Set(At("2026-03-02T02:00:00Z"));
  const Id counter = Recorded(notice);
  EXPECT_EQ(Counter(counter)["due"], "2026-03-17T16:00:00Z");
  const auto extended = Decide(officer_, counter, {.act = "extend", .reason = "the deed is at the notary's"});
  ASSERT_TRUE(extended) << extended.error().message;
  // From 18 March: 20 working days, 4 to 6 April off for Qingming.
  EXPECT_EQ((*extended)["due"], "2026-04-15T16:00:00Z") << (*extended)["terms"].dump();
  ExpectRefused(Decide(officer_, counter, {.act = "extend", .reason = "again"}), ErrorCode::kConflict, "already");
  clock_.Set(At("2026-03-20T00:00:00Z"));
  EXPECT_EQ(Pass().restored, 0);
  clock_.Set(At("2026-04-15T16:00:00Z"));
  EXPECT_EQ(Pass().restored, 1);
}

TEST_F(CounterNoticesTest, OneThatComesAfterTheEndIsKeptAndMarked) {
  const Id notice = Sent();
  Later(hours(1));
  ASSERT_TRUE(Act(officer_, notice, {.act = "withdraw", .reason = "a mistake"}));
  Later(hours(1));
  const auto late = RecordCounterNotice(*service_, officer_, notice, Answer());
  ASSERT_TRUE(late) << late.error().message;
  EXPECT_EQ((*late)["late"], true);
  EXPECT_TRUE((*late)["terms"].empty()) << "no clock runs for a notice that is withdrawn";
  EXPECT_EQ((*late)["due"], nullptr);
}

// Withdraw and file at once, from two people: one outcome.
TEST_F(CounterNoticesTest, OfTwoAtOnceExactlyOneGetsThrough) {
  const Id notice = Sent();
  Later(hours(24));
  const Id counter = Recorded(notice);
  const int64_t seen = JsonInt(Counter(counter), "row_version").value_or(0);
  CounterNoticeDeed filing = Filed();
  filing.row_version = seen;
  Result<Json> first = Fail(ErrorCode::kInternal, ""), second = Fail(ErrorCode::kInternal, "");
  {
    std::jthread one([&] { first = Decide(head_, counter, filing); });
    std::jthread two([&] { second = Decide(officer_, counter, {.act = "withdraw", .row_version = seen, .reason = "they are right"}); });
  }
  EXPECT_NE(first.has_value(), second.has_value());
  EXPECT_EQ(Counter(counter)["state"], first ? "escalated" : "withdrawn");
}

TEST_F(CounterNoticesTest, AnotherOrganisationsDoesNotExist) {
  const Id counter = Recorded(Sent());
  Scope stranger = head_;
  stranger.org = 4711;
  ExpectRefused(ShowCounterNotice(*service_, stranger, counter), ErrorCode::kNotFound, "no counter-notice");
  ExpectRefused(Decide(stranger, counter, Filed()), ErrorCode::kNotFound, "no counter-notice");
}

}  // namespace
}  // namespace markwarden
