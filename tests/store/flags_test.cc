// From a hit to a takedown queue.
#include "store/flags.h"

#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

using FlagsTest = StoreTest;

TEST_F(FlagsTest, OneFlagForListingAndRightHoweverOftenItIsLookedAt) {
  const RightRecord right = NewRight(officer_, "tm-1");
  const SnapshotSaved listing = NewListing("1", "zorla shoes");
  const HitSaved first = Record(officer_, HitOn(listing, right, 12.5));
  EXPECT_TRUE(first.new_flag && first.new_hit);
  const HitSaved same = Record(officer_, HitOn(listing, right, 12.5));
  EXPECT_FALSE(same.new_flag || same.new_hit);
  EXPECT_EQ(same.hit, first.hit);
  const HitSaved other = Record(officer_, HitOn(listing, right, 14));
  EXPECT_TRUE(!other.new_flag && other.new_hit);
  const FlagDetail detail = *Must(FindFlagDetail(*db_, officer_, first.flag));
  EXPECT_EQ(detail.hits.size(), 2u);
  EXPECT_EQ(detail.row.flag.latest_hit, other.hit);
  EXPECT_EQ(detail.row.flag.db, 14);
  EXPECT_EQ(detail.row.price_amount, "199.00");
  EXPECT_EQ(detail.row.reason_codes, std::vector<std::string>{"name"});
  EXPECT_EQ(detail.seller->name, "seller of 1");
  EXPECT_EQ(detail.right.right.title, "ZORLA");
  EXPECT_EQ(detail.capture.url, "http://shop1.test/item/1");
  NewHit bad = HitOn(listing, right, 1);
  bad.result.db = std::numeric_limits<double>::infinity();
  const auto tx = Must(db_->Begin());
  EXPECT_EQ(RecordHit(*tx, officer_, bad).error().code, ErrorCode::kInvalid);
}

TEST_F(FlagsTest, PagesStrongestFirst) {
  const RightRecord right = NewRight(officer_, "tm-1");
  for (int i = 0; i < 7; ++i) Record(officer_, HitOn(NewListing(std::to_string(i), "zorla"), right, i / 2 * 0.1 + 3));
  std::vector<Id> seen;
  double last = 1000;
  std::string after;
  do {
    const Page<QueueRow> page = Must(ListQueue(*db_, officer_, {}, {.limit = 3, .after = after}));
    for (const QueueRow& row : page.rows) {
      EXPECT_LE(row.flag.db, last);
      last = row.flag.db;
      seen.push_back(row.flag.id);
    }
    after = page.next;
  } while (!after.empty());
  EXPECT_EQ(seen.size(), 7u);
  EXPECT_EQ(std::set<Id>(seen.begin(), seen.end()).size(), 7u);
  EXPECT_EQ(ListQueue(*db_, officer_, {}, {.limit = 3, .after = "x"}).error().code, ErrorCode::kInvalid);
}

TEST_F(FlagsTest, FiltersAndCounts) {
  const RightRecord right = NewRight(officer_, "tm-1"), other = NewRight(officer_, "tm-2");
  Record(officer_, HitOn(NewListing("1", "zorla"), right, 20));
  Record(officer_, HitOn(NewListing("2", "zorla"), other, 10, "text.sound"));
  NewHit cleared = HitOn(NewListing("3", "case for zorla"), right, 3);
  cleared.result.verdict = Verdict::kCleared;
  cleared.result.cleared_by = {{.detector = "use.nominative", .field = "title", .span = std::nullopt, .why = "for", .db = -9}};
  Record(officer_, cleared);
  const auto count = [&](const QueueFilter& filter) { return Must(ListQueue(*db_, officer_, filter)).rows.size(); };
  EXPECT_EQ(count({}), 2u);
  EXPECT_EQ(count({.verdict = std::nullopt}), 3u);
  EXPECT_EQ(count({.verdict = Verdict::kCleared}), 1u);
  EXPECT_EQ(count({.right = other.id}), 1u);
  EXPECT_EQ(count({.platform = "shop1", .min_db = 15}), 1u);
  EXPECT_EQ(count({.platform = "shop2"}), 0u);
  EXPECT_EQ(count({.states = {FlagState::kNew, FlagState::kHeld}}), 2u);
  EXPECT_EQ(count({.states = {FlagState::kDismissed}}), 0u);
  // What is looked for is found whatever stands before it in the queue, and only as it is written.
  const Page<QueueRow> first = Must(ListQueue(*db_, officer_, {.verdict = std::nullopt, .text = "CASE for"}, {.limit = 1, .after = {}}));
  ASSERT_EQ(first.rows.size(), 1u);
  EXPECT_EQ(first.rows[0].title, "case for zorla");
  EXPECT_TRUE(first.next.empty());
  for (const char* nothing : {"%", "_orla", "zorla!", "case_for"}) EXPECT_EQ(count({.verdict = std::nullopt, .text = nothing}), 0u) << nothing;
  const FlagCounts counts = Must(CountFlags(*db_, officer_));
  EXPECT_EQ(counts.suspected, 2);
  EXPECT_EQ(counts.cleared, 1);
  EXPECT_EQ(counts.by_detector, (std::map<std::string, int64_t>{{"text.name", 1}, {"text.sound", 1}}));
  EXPECT_EQ(counts.cleared_by, (std::map<std::string, int64_t>{{"use.nominative", 1}}));
  EXPECT_EQ(counts.by_platform.at("shop1"), 2);
  ASSERT_EQ(counts.by_right.size(), 2u);
  EXPECT_EQ(counts.by_right[0].suspected + counts.by_right[1].suspected, 2);
}

TEST_F(FlagsTest, ADecisionNamesWhatWasSeen) {
  const RightRecord right = NewRight(officer_, "tm-1");
  const SnapshotSaved listing = NewListing("1", "zorla");
  const HitSaved hit = Record(officer_, HitOn(listing, right, 20));
  const HitSaved elsewhere = Record(officer_, HitOn(NewListing("2", "zorla"), right, 20));
  const auto decide = [&](NewDecision decision) -> Result<Decision> {
    const auto tx = Must(db_->Begin());
    Result<Decision> decided = Decide(*tx, officer_, decision);
    if (decided) Must(tx->Commit());
    return decided;
  };
  NewDecision decision{.flag = hit.flag, .hit_seen = hit.hit, .row_version = 1, .action = DecisionAction::kDismiss,
                       .reason_code = "", .basis = "", .note = "looks genuine"};
  EXPECT_EQ(decide(decision).error().code, ErrorCode::kInvalid) << "no reason";
  decision.reason_code = "genuine";
  decision.hit_seen = elsewhere.hit;
  EXPECT_EQ(decide(decision).error().code, ErrorCode::kNotFound) << "a hit of another flag";
  decision.hit_seen = hit.hit;
  decision.row_version = 9;
  EXPECT_EQ(decide(decision).error().code, ErrorCode::kConflict) << "changed meanwhile";
  decision.row_version = 1;
  EXPECT_TRUE(decide(decision));
  EXPECT_EQ(Must(FindFlag(*db_, officer_, hit.flag))->state, FlagState::kDismissed);
  EXPECT_EQ(decide(decision).error().code, ErrorCode::kConflict) << "a double click";
  EXPECT_EQ(Must(FindFlagDetail(*db_, officer_, hit.flag))->decisions.size(), 1u);
}

TEST_F(FlagsTest, OnlySomethingNewReopens) {
  const RightRecord right = NewRight(officer_, "tm-1");
  const SnapshotSaved listing = NewListing("1", "zorla");
  const HitSaved hit = Record(officer_, HitOn(listing, right, 20));
  InTx([&](Transaction& tx) {
    return Must(Decide(tx, officer_, {.flag = hit.flag, .hit_seen = hit.hit, .row_version = 1, .action = DecisionAction::kDismiss,
                                      .reason_code = "genuine", .basis = "", .note = ""}));
  });
  EXPECT_FALSE(Record(officer_, HitOn(listing, right, 22)).reopened) << "2 dB more is the same";
  const HitSaved back = Record(officer_, HitOn(listing, right, 22, "picture.copy"));
  EXPECT_TRUE(back.reopened);
  EXPECT_EQ(Must(FindFlag(*db_, officer_, hit.flag))->state, FlagState::kReopened);
}

TEST(MaterialTest, SaysWhatCounts) {
  HitRecord decided;
  decided.seller = 5;
  decided.right_version = 3;
  decided.result.db = 10;
  decided.result.signals.resize(1);
  decided.result.signals[0].detector = "text.name";
  const struct { const char* why; void (*change)(HitRecord&); bool want; } cases[] = {
      {"the same", [](HitRecord&) {}, false},
      {"5.9 dB more", [](HitRecord& h) { h.result.db = 15.9; }, false},
      {"6 dB more", [](HitRecord& h) { h.result.db = 16; }, true},
      {"weaker", [](HitRecord& h) { h.result.db = 2; }, false},
      {"another detector", [](HitRecord& h) { h.result.signals[0].detector = "text.sound"; }, true},
      {"a picture", [](HitRecord& h) { h.result.signals[0].sha256 = "ab"; }, true},
      {"another seller", [](HitRecord& h) { h.seller = 6; }, true},
      {"the seller is not shown", [](HitRecord& h) { h.seller = 0; }, false},
      {"a new version of the right", [](HitRecord& h) { h.right_version = 4; }, true},
      {"cleared", [](HitRecord& h) { h.right_version = 4; h.result.verdict = Verdict::kCleared; }, false},
  };
  for (const auto& c : cases) {
    HitRecord now = decided;
    c.change(now);
    EXPECT_EQ(IsMateriallyNew(decided, now, {}), c.want) << c.why;
  }
  HitRecord now = decided;
  now.seller = 6;
  EXPECT_FALSE(IsMateriallyNew(decided, now, {.other_seller = false})) << "the rule is data";
}

TEST_F(FlagsTest, FromFlagToTakedownQueueWithTwoPeople) {
  const RightRecord right = NewRight(officer_, "tm-1");
  const HitSaved hit = Record(officer_, HitOn(NewListing("1", "zorla"), right, 20));
  const CaseRecord made = InTx([&](Transaction& tx) { return Must(OpenCase(tx, officer_, {.title = "zorla", .flags = {hit.flag}})); });
  EXPECT_EQ(Must(FindFlag(*db_, officer_, hit.flag))->state, FlagState::kInCase);
  EXPECT_EQ(Must(FindFlagDetail(*db_, officer_, hit.flag))->case_id, made.id);
  EXPECT_EQ(made.officer, officer_.actor);
  {
    const auto tx = Must(db_->Begin());
    EXPECT_EQ(OpenCase(*tx, officer_, {.title = "again", .flags = {hit.flag}}).error().code, ErrorCode::kConflict);
    EXPECT_EQ(OpenCase(*tx, officer_, {.title = "none", .flags = {}}).error().code, ErrorCode::kInvalid);
  }
  Scope approver = officer_;
  approver.actor = InTx([&](Transaction& tx) {
    Account account;
    account.org = officer_.org;
    account.login = "approver";
    account.roles = {Role::kApprover};
    return Must(AddAccount(tx, account)).id;
  });
  {
    const auto tx = Must(db_->Begin());
    EXPECT_EQ(LockCase(*tx, approver, made.id, made.row_version).error().code, ErrorCode::kConflict) << "held by lin";
  }
  Notice notice;
  notice.regime = "cn-ecommerce-42";
  notice.language = "zh";
  notice.recipient.platform = "shop1";
  const NoticeRecord draft = InTx([&](Transaction& tx) { return Must(AddNotice(tx, officer_, made.id, notice)); });
  EXPECT_EQ(draft.state, "draft");
  EXPECT_EQ(NoticeFromJson(draft.payload)->id, IdToString(draft.id));
  InTx([&](Transaction& tx) {
    const std::string html = Must(SaveBody(tx, "text/html", "<p>notice</p>"));
    const std::string pdf = Must(SaveBody(tx, "application/pdf", "%PDF"));
    Must(SetNoticeBodies(tx, officer_, draft.id, html, pdf));
    return 0;
  });
  EXPECT_EQ(Must(NoticeBody(*db_, officer_, draft.id, "pdf"))->bytes, "%PDF");
  const auto move = [&](const Scope& who, const std::string& state) -> Result<NoticeRecord> {
    const auto tx = Must(db_->Begin());
    const int64_t version = Must(FindNotice(*db_, officer_, draft.id))->row_version;
    Result<NoticeRecord> moved = SetNoticeState(*tx, who, draft.id, state, version);
    if (moved) Must(tx->Commit());
    return moved;
  };
  EXPECT_EQ(move(officer_, "sent").error().code, ErrorCode::kConflict) << "nothing is sent without two people";
  EXPECT_TRUE(move(officer_, "queued"));
  EXPECT_EQ(Must(TakedownQueues(*db_, officer_)).front().by_state.at("queued"), 1);
  EXPECT_EQ(move(officer_, "approved").error().code, ErrorCode::kDenied);
  const auto approved = move(approver, "approved");
  ASSERT_TRUE(approved);
  EXPECT_EQ(approved->approver, approver.actor);
  {
    const auto tx = Must(db_->Begin());
    EXPECT_EQ(UpdateNotice(*tx, officer_, draft.id, notice, approved->row_version).error().code, ErrorCode::kConflict);
  }
  EXPECT_TRUE(move(officer_, "withdrawn")) << "a withdrawal needs one";
  EXPECT_EQ(Must(ListNotices(*db_, officer_, {.platform = "shop1", .state = "withdrawn"})).rows.size(), 1u);
}

}  // namespace
}  // namespace markwarden
