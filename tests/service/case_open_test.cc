// A case is not closed over what still waits for somebody, unless it is said why.
#include "service/case_acts.h"
#include "service/counter_notices.h"
#include "store/events.h"
#include "tests/service/outbox_fixture.h"

namespace markwarden {
namespace {

class CaseOpenTest : public OutboxFixture {
 protected:
  Result<Json> Close(const std::string& despite = "") {
    return ActOnCase(*service_, head_, case_, {.act = "close", .outcome = "no_result", .reason = "nothing more to be had", .despite = despite});
  }
  // What stands open, as the case shows it: ["notice_queued", ...].
  std::vector<std::string> Open() {
    const auto shown = ShowCase(*service_, officer_, case_);
    EXPECT_TRUE(shown) << shown.error().message;
    std::vector<std::string> what;
    if (shown) {
      for (const Json& matter : (*shown)["open"]) what.push_back(JsonText(matter, "what"));
    }
    return what;
  }
  void ExpectHeldBy(const std::vector<std::string>& what, const std::string& says) {
    EXPECT_EQ(Open(), what);
    ExpectRefused(Close(), ErrorCode::kConflict, says);
    ExpectRefused(Close(" \n"), ErrorCode::kConflict, says);
  }
  using Strings = std::vector<std::string>;
};

TEST_F(CaseOpenTest, ANoticeThatIsOutHoldsItsCaseOpen) {
  const Id notice = Released();
  ExpectHeldBy(Strings{"notice_not_sent"}, "notice " + IdToString(notice) + " is released and not sent");
  const Id delivery = MustPut(notice);
  ExpectHeldBy(Strings{"in_outbox"}, "delivery " + IdToString(delivery) + " of notice " + IdToString(notice) + " is in the outbox");
  Sql("UPDATE delivery SET state = 'unknown' WHERE id = " + IdToString(delivery));
  ExpectHeldBy(Strings{"delivery_unknown"}, "nobody knows whether");
  Sql("UPDATE delivery SET state = 'waiting' WHERE id = " + IdToString(delivery));
  ASSERT_EQ(Pass().accepted, 1);
  ExpectHeldBy(Strings{"notice_unanswered"}, "waits for an answer on 1 listing(s)");
  const auto counter = RecordCounterNotice(*service_, officer_, notice,
                                           {.number = "Q-1", .received_at = FormatTime(service_->clock().Now()), .from_name = "Night stall", .from_address = "", .reason = "authorized",
                                            .statement = "we may", .items = {}, .document_sha256 = ""});
  ASSERT_TRUE(counter) << counter.error().message;
  ExpectHeldBy(Strings{"notice_unanswered", "counter_notice"}, "counter-notice " + JsonText(*counter, "id") + " waits for a decision");

  ExpectRefused(ActOnCase(*service_, head_, case_, {.act = "close", .outcome = "no_result", .reason = "x", .despite = std::string(2001, 'x')}), ErrorCode::kInvalid, "longer");
  const auto closed = Close("the platform was shut down");
  ASSERT_TRUE(closed) << closed.error().message;
  EXPECT_EQ((*closed)["state"], "closed");
  const auto events = Reading(*service_, [&](CaseDb& db) {
    return ListEvents(db, head_, EventFilter{.kind = "case.closed", .subject_kind = "case", .subject = case_, .actor = 0}, PageRequest{.limit = 5, .after = {}});
  });
  ASSERT_TRUE(events);
  ASSERT_EQ(events->rows.size(), 1u);
  EXPECT_EQ(events->rows[0].detail["open"].size(), 2u) << "what stood open is part of the record";
  ASSERT_TRUE(events->rows[0].personal);
  EXPECT_EQ((*events->rows[0].personal)["despite"], "the platform was shut down");
  ExpectRefused(Close("x"), ErrorCode::kConflict, "closed already");
  ExpectRefused(ActOnCase(*service_, officer_, case_, {.act = "reopen", .reason = "x", .despite = "y"}), ErrorCode::kInvalid, "despite");
}

TEST_F(CaseOpenTest, WhatIsAtItsEndDoesNot) {
  const Id notice = Released();
  NoticeDeed back{.act = "give_back", .reason = "wait"};
  ASSERT_TRUE(ActOnNotice(*service_, officer_, notice, {.act = "withdraw", .reason = "a mistake"}));
  EXPECT_EQ(Open(), Strings{});
  NoticeRequest request;
  request.case_id = case_;
  request.regime = "cn-ecommerce-42";
  request.overrides = *ParseJson(kNoticeFields);
  const auto queued = DraftNoticeFor(*service_, officer_, request);
  ASSERT_TRUE(queued) << queued.error().message;
  ExpectHeldBy(Strings{"notice_queued"}, "waits for its release");
  ASSERT_TRUE(ActOnNotice(*service_, head_, *ParseId(JsonText(*queued, "id")), back)) << "a draft goes nowhere by itself";
  EXPECT_EQ(Open(), Strings{});
  const auto closed = Close();
  EXPECT_TRUE(closed) << closed.error().message;
}

}  // namespace
}  // namespace markwarden
