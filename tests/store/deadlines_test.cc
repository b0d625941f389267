// Terms in rows: added once, ended in time or late, suspended and taken up, found by when they end and by whose they are.
#include "store/deadlines.h"

#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

class DeadlinesTest : public StoreTest {
 protected:
  DeadlinesTest() {
    const HitSaved hit = Record(officer_, HitOn(NewListing("1", "Z0RLA"), NewRight(officer_, "tm-1"), 20));
    case_ = InTx([&](Transaction& tx) { return Must(OpenCase(tx, officer_, {.title = "c", .flags = {hit.flag}})).id; });
  }
  Deadline Term(Id subject, const std::string& rule, const std::string& started, const std::string& due, const std::string& at_end = "decide") const {
    Deadline term;
    term.org = officer_.org;
    term.subject_kind = "clue";
    term.subject = subject;
    term.case_id = case_;
    term.law = "cn-penalty";
    term.rule = rule;
    term.rule_digest = std::string(64, 'a');
    term.name = {{"zh", "期限"}, {"en", "term"}};
    term.basis = {{"verified", true}};
    term.start_event = "filed";
    term.started_at = *ParseTime(started);
    term.zone = "Asia/Shanghai";
    term.due = *ParseTime(due);
    term.last_day = due.substr(0, 10);
    term.at_end = at_end;
    return term;
  }
  Deadline Add(const Deadline& term) {
    return InTx([&](Transaction& tx) { return Must(AddDeadline(tx, officer_, term)); });
  }
  int End(Id subject, const std::string& word, const std::string& state, const std::string& at) {
    return InTx([&](Transaction& tx) { return Must(EndDeadlines(tx, "clue", subject, word, state, *ParseTime(at))); });
  }
  Deadline Found(Id id) { return *Must(FindDeadline(*db_, officer_, id)); }

  Id case_ = 0;
};

TEST_F(DeadlinesTest, ATermIsAddedOnce) {
  const Deadline term = Term(7, "decision", "2026-09-01T02:00:00Z", "2026-11-30T16:00:00Z");
  const Deadline added = Add(term), again = Add(term);
  EXPECT_EQ(again.id, added.id);
  EXPECT_EQ(added.state, "running");
  EXPECT_EQ(added.created_by, officer_.actor);
  EXPECT_EQ(added.rule_digest, term.rule_digest);
  EXPECT_EQ(added.name, term.name);
  EXPECT_NE(Add(Term(7, "decision", "2026-09-01T02:00:01Z", "2026-11-30T16:00:00Z")).id, added.id) << "another start is another term";
  EXPECT_NE(Add(Term(8, "decision", "2026-09-01T02:00:00Z", "2026-11-30T16:00:00Z")).id, added.id);
}

TEST_F(DeadlinesTest, ItEndsByWordInTimeOrLate) {
  const Id decide = Add(Term(7, "decision", "2026-09-01T02:00:00Z", "2026-11-30T16:00:00Z")).id;
  const Id preserve = Add(Term(7, "preservation", "2026-09-01T02:00:00Z", "2026-09-10T16:00:00Z", "preserve")).id;
  const Id other = Add(Term(8, "decision", "2026-09-01T02:00:00Z", "2026-11-30T16:00:00Z")).id;
  EXPECT_EQ(End(7, "preserve", "met", "2026-09-10T15:59:59Z"), 1);
  EXPECT_EQ(Found(preserve).state, "met") << "the last second of the last day";
  EXPECT_EQ(Found(decide).state, "running");
  EXPECT_EQ(End(7, "all", "stopped", "2026-11-30T16:00:00Z"), 1);
  EXPECT_EQ(Found(decide).state, "over") << "the first instant that is too late";
  EXPECT_EQ(FormatTime(*Found(decide).ended_at), "2026-11-30T16:00:00Z");
  EXPECT_EQ(Found(other).state, "running");
  EXPECT_EQ(End(7, "all", "met", "2026-12-01T00:00:00Z"), 0) << "nothing runs any more";
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(EndDeadlinesOfCase(tx, case_, *ParseTime("2026-10-01T00:00:00Z"))); }), 1);
  EXPECT_EQ(Found(other).state, "stopped");
  std::unique_ptr<Transaction> tx = Must(db_->Begin());
  EXPECT_FALSE(EndDeadlines(*tx, "clue", 7, "all", "running", clock_.Now()));
}

TEST_F(DeadlinesTest, ASuspendedOneKeepsItsDays) {
  const Id id = Add(Term(7, "decision", "2026-09-01T02:00:00Z", "2026-11-30T16:00:00Z")).id;
  InTx([&](Transaction& tx) { Must(PauseDeadline(tx, id, 80, *ParseTime("2026-09-11T02:00:00Z"))); return 0; });
  EXPECT_EQ(Found(id).state, "stopped");
  EXPECT_EQ(DaysSuspended(Found(id)), 80);
  EXPECT_TRUE(Must(RunningDeadlines(*db_, *ParseTime("2030-01-01"))).empty());
  {
    std::unique_ptr<Transaction> tx = Must(db_->Begin());
    const Status twice = PauseDeadline(*tx, id, 1, clock_.Now());
    ASSERT_FALSE(twice);
    EXPECT_EQ(twice.error().code, ErrorCode::kConflict);
  }
  const NewEnd end{.due = *ParseTime("2026-12-30T16:00:00Z"), .last_day = "2026-12-30", .holidays_unknown = true};
  InTx([&](Transaction& tx) { Must(ResumeDeadline(tx, id, end)); return 0; });
  const Deadline resumed = Found(id);
  EXPECT_EQ(resumed.state, "running");
  EXPECT_EQ(FormatTime(resumed.due), "2026-12-30T16:00:00Z");
  EXPECT_TRUE(resumed.holidays_unknown);
  EXPECT_FALSE(resumed.ended_at);
  EXPECT_FALSE(DaysSuspended(resumed));
  EXPECT_EQ(resumed.basis["verified"], true);
  std::unique_ptr<Transaction> tx = Must(db_->Begin());
  EXPECT_FALSE(ResumeDeadline(*tx, id, end)) << "it runs";
  EXPECT_FALSE(PauseDeadline(*tx, 4711, 1, clock_.Now())) << "no such term";
}

TEST_F(DeadlinesTest, ListsAreByEndAndPageWithoutGaps) {
  std::vector<Id> expected;
  for (int day = 1; day <= 9; ++day) {
    expected.push_back(Add(Term(7, "r" + std::to_string(day), "2026-09-01T02:00:00Z", day < 5 ? "2026-10-05T16:00:00Z" : "2026-10-0" + std::to_string(day) + "T16:00:00Z")).id);
  }
  std::vector<Id> seen;
  PageRequest page{.limit = 2, .after = {}};
  do {
    const Page<Deadline> part = Must(ListDeadlines(*db_, officer_, {}, page));
    for (const Deadline& term : part.rows) seen.push_back(term.id);
    page.after = part.next;
  } while (!page.after.empty());
  EXPECT_EQ(seen, expected);
  EXPECT_FALSE(ListDeadlines(*db_, officer_, {}, {.limit = 2, .after = "x~y"}));
  DeadlineFilter range;
  range.due_from = *ParseTime("2026-10-06T16:00:00Z");
  range.due_before = *ParseTime("2026-10-08T16:00:00Z");
  EXPECT_EQ(Must(ListDeadlines(*db_, officer_, range)).rows.size(), 2u);
  DeadlineFilter of_case;
  of_case.case_id = case_ + 1;
  EXPECT_TRUE(Must(ListDeadlines(*db_, officer_, of_case)).rows.empty());
  DeadlineFilter met;
  met.state = "met";
  EXPECT_TRUE(Must(ListDeadlines(*db_, officer_, met)).rows.empty());
  EXPECT_EQ(Must(RunningDeadlines(*db_, *ParseTime("2026-10-06T16:00:00Z"))).size(), 5u) << "due before, not at";
  EXPECT_EQ(Must(RunningDeadlines(*db_, *ParseTime("2030-01-01"), 3)).size(), 3u);
}

TEST_F(DeadlinesTest, AnotherOrganisationsAndAnotherRegionsAreNotThere) {
  Deadline term = Term(7, "decision", "2026-09-01T02:00:00Z", "2026-11-30T16:00:00Z");
  term.region_code = "230100";
  const Id id = Add(term).id;
  EXPECT_FALSE(Must(FindDeadline(*db_, stranger_, id)));
  Scope elsewhere = officer_;
  elsewhere.regions = {"3501"};
  EXPECT_FALSE(Must(FindDeadline(*db_, elsewhere, id)));
  EXPECT_TRUE(Must(ListDeadlines(*db_, elsewhere)).rows.empty());
  elsewhere.regions = {"23"};
  EXPECT_TRUE(Must(FindDeadline(*db_, elsewhere, id)));
  Scope holder = officer_;
  holder.roles = {Role::kHolder};
  EXPECT_TRUE(Must(ListDeadlines(*db_, holder)).rows.empty()) << "a holder sees none";
}

}  // namespace
}  // namespace markwarden
