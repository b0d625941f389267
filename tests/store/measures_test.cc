// Measures, their looks, watches for returns and tasks as rows: whose they are, what is kept, what is counted.
#include "store/measures.h"

#include "store/relists.h"
#include "store/tasks.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

class MeasuresTest : public StoreTest {
 protected:
  MeasuresTest() {
    right_ = NewRight(officer_, "tm-1");
    listing_ = NewListing("1", "zorla shoe");
    const HitSaved hit = Record(officer_, HitOn(listing_, right_, 20));
    case_ = InTx([&](Transaction& tx) { return Must(OpenCase(tx, officer_, {.title = "t", .flags = {hit.flag}})); });
    notice_ = InTx([&](Transaction& tx) { return Must(AddNotice(tx, officer_, case_.id, Notice{})); });
  }
  // A measure of the notice's next item.
  Measure Begun() {
    Measure measure;
    measure.org = officer_.org;
    measure.notice = notice_.id;
    measure.case_id = case_.id;
    measure.item = items_++;
    measure.listing = listing_.listing;
    measure.right = right_.id;
    measure.platform = "shop1";
    measure.url = "http://shop1.test/item/1";
    measure.asked_at = clock_.Now();
    measure.next_check_at = clock_.Now() + std::chrono::hours(24);
    EXPECT_TRUE(InTx([&](Transaction& tx) { return Must(AddMeasure(tx, officer_, measure)); }));
    EXPECT_FALSE(InTx([&](Transaction& tx) { return Must(AddMeasure(tx, officer_, measure)); })) << "twice is once";
    return Must(ListMeasures(*db_, officer_, {.notice = notice_.id}, {.limit = 1000, .after = {}})).rows.back();
  }
  // Taken at the present time, then seen so many days later.
  Id Taken(const std::vector<std::pair<int, const char*>>& looks, std::optional<int> ended_day = std::nullopt, const char* state = "taken") {
    Measure measure = Begun();
    measure.state = "taken";
    measure.taken_at = clock_.Now();
    measure.next_check_at.reset();
    measure = InTx([&](Transaction& tx) { return Must(SaveMeasure(tx, officer_, measure)); });
    if (ended_day) {
      measure.state = "ended";
      measure.ended_at = clock_.Now() + std::chrono::hours(24 * *ended_day);
      measure = InTx([&](Transaction& tx) { return Must(SaveMeasure(tx, officer_, measure)); });
    } else if (state != std::string("taken")) {
      measure.state = state;
      measure = InTx([&](Transaction& tx) { return Must(SaveMeasure(tx, officer_, measure)); });
    }
    for (const auto& [day, seen] : looks) {
      MeasureCheck check;
      check.measure = measure.id;
      check.at = clock_.Now() + std::chrono::hours(24 * day);
      check.seen = seen;
      check.why = "test";
      InTx([&](Transaction& tx) { return Must(AddMeasureCheck(tx, check)); });
    }
    return measure.id;
  }

  RightRecord right_;
  SnapshotSaved listing_;
  CaseRecord case_;
  NoticeRecord notice_;
  int items_ = 0;
};

TEST_F(MeasuresTest, AreSeenInTheirOrganisationAndThroughTheRight) {
  const Measure measure = Begun();
  EXPECT_EQ(measure.state, "asked");
  EXPECT_EQ(measure.next_check_at, measure.asked_at + std::chrono::hours(24));
  EXPECT_TRUE(Must(FindMeasure(*db_, officer_, measure.id)));
  EXPECT_FALSE(Must(FindMeasure(*db_, stranger_, measure.id)));
  EXPECT_TRUE(Must(ListMeasures(*db_, stranger_)).rows.empty());
  Scope holder = NewOrg("holder", "hu", {Role::kHolder});
  EXPECT_FALSE(Must(FindMeasure(*db_, holder, measure.id)));
  holder.rights = {right_.id};
  EXPECT_TRUE(Must(FindMeasure(*db_, holder, measure.id)));
  EXPECT_EQ(Must(ListMeasures(*db_, holder, {.state = "asked"})).rows.size(), 1u);
  EXPECT_EQ(Must(ListMeasures(*db_, holder, {.state = "taken"})).rows.size(), 0u);
  std::unique_ptr<Transaction> tx = Must(db_->Begin());
  EXPECT_EQ(SaveMeasure(*tx, stranger_, measure).error().code, ErrorCode::kNotFound);
}

TEST_F(MeasuresTest, OnlyWhatTheTableAllowsAndWhatWasSeen) {
  Measure measure = Begun();
  std::unique_ptr<Transaction> tx = Must(db_->Begin());
  Measure wrong = measure;
  wrong.state = "back";
  EXPECT_EQ(SaveMeasure(*tx, officer_, wrong).error().code, ErrorCode::kConflict) << "what was never taken does not come back";
  wrong.state = "taken";
  wrong.row_version = 7;
  EXPECT_EQ(SaveMeasure(*tx, officer_, wrong).error().code, ErrorCode::kConflict);
  measure.state = "dropped";
  measure = Must(SaveMeasure(*tx, officer_, measure));
  measure.state = "taken";
  EXPECT_EQ(SaveMeasure(*tx, officer_, measure).error().code, ErrorCode::kConflict) << "nothing leads back from an end";
}

TEST_F(MeasuresTest, DueOnesComeInTheirOrder) {
  const Measure first = Begun();
  clock_.Advance(std::chrono::hours(1));
  const Measure second = Begun();
  EXPECT_TRUE(Must(DueMeasures(*db_, clock_.Now(), 10)).empty());
  clock_.Advance(std::chrono::hours(24));
  auto due = Must(DueMeasures(*db_, clock_.Now(), 10));
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].id, first.id);
  EXPECT_EQ(due[1].id, second.id);
  InTx([&](Transaction& tx) { return Must(PutOffMeasure(tx, first.id, clock_.Now() + std::chrono::milliseconds(1))), true; });
  due = Must(DueMeasures(*db_, clock_.Now(), 10));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].id, second.id);
  EXPECT_EQ(due[0].row_version, second.row_version) << "to put off is no change that a person could miss";
}

TEST_F(MeasuresTest, ALookIsNeverChanged) {
  const Id id = Taken({{1, "gone"}});
  EXPECT_THROW(db_->raw().exec("UPDATE measure_check SET seen = 'live'"), std::exception);
  EXPECT_THROW(db_->raw().exec("DELETE FROM measure_check"), std::exception);
  EXPECT_EQ(Must(ChecksOf(*db_, officer_, id)).size(), 1u);
  EXPECT_TRUE(Must(ChecksOf(*db_, stranger_, id)).empty());
}

TEST_F(MeasuresTest, StayDownCountsWhatWasSeenAndSaysWhatWasNot) {
  Taken({{7, "gone"}, {30, "gone"}, {90, "gone"}});           // down at all three
  Taken({{8, "gone"}});                                       // down at 7, unknown at 30 and 90
  Taken({{3, "live"}, {8, "gone"}, {40, "gone"}});            // came back on day 3: taken again does not undo it
  Taken({{7, "gone"}, {31, "live"}, {95, "gone"}});           // down at 7; at 30 nobody knows; back by 90
  Taken({{7, "unreachable"}, {8, "unclear"}});                // nothing can be said
  Taken({{7, "gone"}, {40, "live"}}, 35);                     // restored lawfully on day 35: what follows is no return
  Taken({{7, "gone"}, {30, "gone"}, {90, "gone"}}, std::nullopt, "dropped");  // withdrawn: does not count
  const Time from = clock_.Now() - std::chrono::hours(1), to = clock_.Now() + std::chrono::hours(1);
  const auto table = Must(StayDown(*db_, officer_, from, to, {7, 30, 90}));
  ASSERT_EQ(table.size(), 3u);
  const struct { int days; int64_t taken, down, back, ended, unknown; } want[] = {
      {7, 6, 4, 1, 0, 1}, {30, 6, 1, 1, 0, 4}, {90, 6, 1, 2, 1, 2}};
  for (size_t i = 0; i < 3; ++i) {
    SCOPED_TRACE(want[i].days);
    EXPECT_EQ(table[i].days, want[i].days);
    EXPECT_EQ(table[i].taken, want[i].taken);
    EXPECT_EQ(table[i].down, want[i].down);
    EXPECT_EQ(table[i].back, want[i].back);
    EXPECT_EQ(table[i].ended, want[i].ended);
    EXPECT_EQ(table[i].unknown, want[i].unknown);
    EXPECT_EQ(table[i].taken, table[i].down + table[i].back + table[i].ended + table[i].unknown);
  }
  EXPECT_EQ(Must(StayDown(*db_, officer_, to, to + std::chrono::hours(1), {7}))[0].taken, 0);
  EXPECT_EQ(Must(StayDown(*db_, stranger_, from, to, {7}))[0].taken, 0);
  EXPECT_NE(StayDownSql(officer_).find(":seconds"), std::string::npos);
}

TEST_F(MeasuresTest, WatchesAndReturns) {
  const Id measure = Taken({});
  RelistWatch watch;
  watch.org = officer_.org;
  watch.measure = measure;
  watch.case_id = case_.id;
  watch.right = right_.id;
  watch.listing = listing_.listing;
  watch.fingerprint = {{"a", 1}};
  watch.since = clock_.Now();
  watch.until = clock_.Now() + std::chrono::hours(48);
  watch.seen_snapshot = Must(LatestSnapshot(*db_));
  EXPECT_EQ(watch.seen_snapshot, listing_.snapshot);
  const Id id = InTx([&](Transaction& tx) { return Must(SaveRelistWatch(tx, officer_, watch)); });
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(SaveRelistWatch(tx, officer_, watch)); }), id) << "renewed, not doubled";
  const std::vector<RelistWatch> heads = Must(RelistWatchHeads(*db_, officer_.org));
  ASSERT_EQ(heads.size(), 1u);
  EXPECT_EQ(Must(FingerprintOfWatch(*db_, heads[0].id)), watch.fingerprint);
  EXPECT_TRUE(Must(RelistWatchHeads(*db_, stranger_.org)).empty());
  EXPECT_TRUE(Must(HasOpenRelistWatch(*db_, officer_.org)));

  const SnapshotSaved again = NewListing("2", "zorla shoe");
  EXPECT_EQ(Must(SnapshotUpTo(*db_, again.listing, watch.seen_snapshot)), 0);
  EXPECT_EQ(Must(SnapshotUpTo(*db_, listing_.listing, watch.seen_snapshot)), listing_.snapshot);
  Relist relist;
  relist.watch = id;
  relist.case_id = case_.id;
  relist.measure = measure;
  relist.listing = again.listing;
  relist.seen_at = clock_.Now();
  relist.score = 0.8;
  EXPECT_NE(InTx([&](Transaction& tx) { return Must(AddRelist(tx, officer_, relist)); }), 0);
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(AddRelist(tx, officer_, relist)); }), 0);
  const auto rows = Must(ListRelists(*db_, officer_)).rows;
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].url, "http://shop1.test/item/2");
  EXPECT_EQ(rows[0].taken_title, "zorla shoe");
  EXPECT_TRUE(Must(ListRelists(*db_, stranger_)).rows.empty());
  EXPECT_TRUE(Must(ListRelists(*db_, officer_, {.case_id = case_.id + 1})).rows.empty());

  clock_.Advance(std::chrono::hours(48));
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(EndRelistWatches(tx, clock_.Now())); }), 1);
  EXPECT_FALSE(Must(HasOpenRelistWatch(*db_, officer_.org)));
}

TEST_F(MeasuresTest, AClosedCaseIsReopened) {
  std::unique_ptr<Transaction> tx = Must(db_->Begin());
  EXPECT_EQ(ReopenCase(*tx, officer_, case_.id, 0).error().code, ErrorCode::kConflict) << "it is open";
  Must(CloseCase(*tx, officer_, case_.id, "removed", case_.row_version));
  EXPECT_EQ(ReopenCase(*tx, stranger_, case_.id, 0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReopenCase(*tx, officer_, case_.id, 1).error().code, ErrorCode::kConflict) << "not what was seen";
  Must(ReopenCase(*tx, officer_, case_.id, 0));
  EXPECT_EQ(Must(FindCase(*db_, officer_, case_.id))->state, "open");
}

TEST_F(MeasuresTest, OneCauseOpensOneTask) {
  Task task;
  task.org = officer_.org;
  task.kind = "relist";
  task.subject_kind = "relist";
  task.subject = 5;
  task.case_id = case_.id;
  task.cause = "relist:5";
  task.detail = {{"score", 0.8}};
  const Id id = InTx([&](Transaction& tx) { return Must(AddTask(tx, officer_, task)); });
  EXPECT_NE(id, 0);
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(AddTask(tx, officer_, task)); }), id);
  EXPECT_FALSE(InTx([&](Transaction& tx) { return Must(OpenTaskOnce(tx, officer_, task)); }));
  EXPECT_FALSE(Must(FindTask(*db_, stranger_, id)));
  ASSERT_EQ(Must(ListTasks(*db_, officer_, {.state = "open", .kind = "relist"})).rows.size(), 1u);
  std::unique_ptr<Transaction> tx = Must(db_->Begin());
  EXPECT_EQ(FinishTask(*tx, stranger_, id, "").error().code, ErrorCode::kNotFound);
  Must(FinishTask(*tx, officer_, id, "looked at it"));
  const Task done = *Must(FindTask(*db_, officer_, id));
  EXPECT_EQ(done.state, "done");
  EXPECT_EQ(done.done_by, officer_.actor);
  EXPECT_EQ(done.note, "looked at it");
  EXPECT_EQ(FinishTask(*tx, officer_, id, "").error().code, ErrorCode::kConflict);
  EXPECT_FALSE(Must(OpenTaskOnce(*tx, officer_, task))) << "a cause that was dealt with opens nothing again";
}

}  // namespace
}  // namespace markwarden
