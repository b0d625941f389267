// Lists of the queue: lanes, order, groups, leases, kept filters, and how the database reads them.
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include "store/flag_context.h"
#include "store/flag_leases.h"
#include "store/group_decisions.h"
#include "store/live_counts.h"
#include "store/priorities.h"
#include "store/saved_filters.h"
#include "store/scope_sql.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

class QueueTest : public StoreTest {
 protected:
  QueueTest() : right_(NewRight(officer_, "tm-1")) {}

  Id Lead(double db, double priority, const std::string& region = "", const std::string& title = "zorla shoes") {
    NewHit hit = HitOn(NewListing(std::to_string(++items_), title, region), right_, db);
    hit.region_code = region;
    const Id flag = Record(officer_, hit).flag;
    InTx([&](Transaction& tx) {
      Must(SavePriority(tx, flag, priority, R"({"version":1,"parts":[]})", "open", clock_.Now() + std::chrono::hours(24)));
      return 0;
    });
    return flag;
  }
  void To(Id flag, DecisionAction action, const Scope& by) {
    const FlagRecord record = *Must(FindFlag(*db_, by, flag));
    InTx([&](Transaction& tx) {
      return Must(Decide(tx, by, {.flag = flag, .hit_seen = record.latest_hit, .row_version = record.row_version, .action = action,
                                  .reason_code = action == DecisionAction::kDismiss ? "genuine" : "", .basis = "", .note = ""}));
    });
  }
  std::vector<Id> List(const QueueFilter& filter, const Scope& scope, int limit = 2) {
    std::vector<Id> ids;
    std::string after;
    int pages = 0;
    do {
      const Page<QueueRow> page = Must(ListQueue(*db_, scope, filter, {.limit = limit, .after = after}));
      for (const QueueRow& row : page.rows) ids.push_back(row.flag.id);
      after = page.next;
      EXPECT_LT(++pages, 100);
    } while (!after.empty() && pages < 100);
    return ids;
  }
  std::vector<Id> List(const QueueFilter& filter) { return List(filter, officer_); }
  Scope Colleague(const std::string& login, std::set<Role> roles) {
    return InTx([&](Transaction& tx) {
      Account account;
      account.org = officer_.org;
      account.login = login;
      account.display_name = login;
      account.roles = roles;
      Scope scope = officer_;
      scope.actor = Must(AddAccount(tx, account)).id;
      scope.actor_name = login;
      scope.roles = roles;
      return scope;
    });
  }

  RightRecord right_;
  int items_ = 0;
};

TEST_F(QueueTest, EachOrderPagesThroughEverythingOnce) {
  const Id a = Lead(10, 30), b = Lead(20, 10);
  clock_.Advance(std::chrono::minutes(1));
  const Id c = Lead(15, 20), d = Lead(15, 20), e = Lead(30, 5);
  EXPECT_EQ(List({.lanes = {"new"}, .sort = QueueSort::kPriority}), (std::vector<Id>{a, c, d, b, e}));
  EXPECT_EQ(List({.lanes = {"new"}, .sort = QueueSort::kDb}), (std::vector<Id>{e, b, c, d, a}));
  EXPECT_EQ(List({.lanes = {"new"}, .sort = QueueSort::kNewest}), (std::vector<Id>{c, d, e, a, b}));
  EXPECT_EQ(List({.lanes = {"new"}, .sort = QueueSort::kOldest}), (std::vector<Id>{b, a, e, d, c}));
  EXPECT_EQ(List({.lanes = {"new"}, .min_priority = 10, .max_priority = 20, .sort = QueueSort::kPriority}), (std::vector<Id>{c, d, b}));
  EXPECT_EQ(List({.lanes = {"new"}, .max_db = 15, .sort = QueueSort::kPriority}), (std::vector<Id>{a, c, d}));
  EXPECT_EQ(List({.lanes = {"new"}, .found_before = clock_.Now() - std::chrono::seconds(30), .sort = QueueSort::kPriority}), (std::vector<Id>{a, b}));
}

TEST_F(QueueTest, ALeadLiesInOneLane) {
  const Id open = Lead(20, 1), held = Lead(20, 2), asked = Lead(20, 3), gone = Lead(20, 4);
  NewHit cleared = HitOn(NewListing("c", "zorla"), right_, 3);
  cleared.result.verdict = Verdict::kCleared;
  const Id innocent = Record(officer_, cleared).flag;
  To(held, DecisionAction::kHold, officer_);
  To(asked, DecisionAction::kSecondLook, officer_);
  To(gone, DecisionAction::kDismiss, officer_);
  const struct { const char* lane; Id flag; } lanes[] = {{"new", open}, {"held", held}, {"second_look", asked}, {"dismissed", gone}, {"cleared", innocent}};
  for (const auto& one : lanes) EXPECT_EQ(List({.lanes = {one.lane}}), std::vector<Id>{one.flag}) << one.lane;
  EXPECT_EQ(List({.states = {FlagState::kNew}, .verdict = std::nullopt}), (std::vector<Id>{open, innocent}));
  To(gone, DecisionAction::kReopen, officer_);
  EXPECT_EQ(List({.lanes = {"new"}}), (std::vector<Id>{open, gone})) << "reopened lies with the new";
  EXPECT_TRUE(List({.lanes = {"new"}}, stranger_).empty());
}

TEST_F(QueueTest, ASecondLookIsNotShownToWhoAskedForIt) {
  const Id flag = Lead(20, 1);
  To(flag, DecisionAction::kSecondLook, officer_);
  const Scope other = Colleague("wei", {Role::kOfficer});
  EXPECT_TRUE(List({.lanes = {"second_look"}, .not_asked_by = officer_.actor}).empty());
  EXPECT_EQ(List({.lanes = {"second_look"}, .not_asked_by = other.actor}, other), std::vector<Id>{flag});
}

TEST_F(QueueTest, FiltersAreThoseOfTheLatestLook) {
  const Id harbin = Lead(20, 3, "230102"), beijing = Lead(20, 2, "110105", "zorla 100% shoes");
  const QueueRow row = Must(QueueRowsOf(*db_, {beijing})).front();
  EXPECT_EQ(List({.lanes = {"new"}, .region = "2301"}), std::vector<Id>{harbin});
  EXPECT_EQ(List({.lanes = {"new"}, .region = "23"}), std::vector<Id>{harbin});
  EXPECT_EQ(List({.seller = row.flag.seller, .lanes = {"new"}}), std::vector<Id>{beijing});
  EXPECT_EQ(List({.text = "100%", .lanes = {"new"}}), std::vector<Id>{beijing});
  EXPECT_EQ(List({.lanes = {"new"}, .reason = "name"}).size(), 2u);
  for (const char* none : {"nam", "ame", "%", "name,"}) EXPECT_TRUE(List({.lanes = {"new"}, .reason = none}).empty()) << none;
  EXPECT_TRUE(List({.lanes = {"new"}, .source = 77}).empty());
  EXPECT_TRUE(List({.platform = "shop2", .lanes = {"new"}}).empty());
}

TEST_F(QueueTest, WhatNoIndexTellsIsAskedOfSoManyForAPage) {
  for (int i = 0; i < 9; ++i) Lead(20, 100 - i, "", i == 8 ? "rare zorla" : "zorla");
  const QueueFilter filter{.text = "rare", .lanes = {"new"}, .sort = QueueSort::kPriority, .examine = 4};
  const Page<QueueRow> first = Must(ListQueue(*db_, officer_, filter, {.limit = 5, .after = {}}));
  EXPECT_TRUE(first.rows.empty());
  EXPECT_FALSE(first.next.empty()) << "not everything was looked at";
  EXPECT_EQ(List(filter).size(), 1u);
  EXPECT_EQ(List({.text = "nothing", .lanes = {"new"}, .examine = 9}).size(), 0u);
}

TEST_F(QueueTest, AHolderSeesRightsMergedInOrder) {
  const RightRecord other = NewRight(officer_, "tm-2"), foreign = NewRight(officer_, "tm-3");
  const Id first = Lead(30, 9);
  const Id second = Record(officer_, HitOn(NewListing("h", "zorla"), other, 20)).flag;
  Record(officer_, HitOn(NewListing("i", "zorla"), foreign, 25));
  Scope holder = stranger_;
  holder.roles = {Role::kHolder};
  holder.rights = {right_.id, other.id};
  EXPECT_EQ(List({.lanes = {"new"}}, holder, 1), (std::vector<Id>{first, second}));
  EXPECT_EQ(List({.right = other.id, .lanes = {"new"}}, holder), std::vector<Id>{second});
  EXPECT_TRUE(List({.right = foreign.id, .lanes = {"new"}}, holder).empty());
  holder.rights.clear();
  EXPECT_TRUE(List({.lanes = {"new"}}, holder).empty());
}

TEST_F(QueueTest, MineIsWhatIsAssignedToMeOrOpenAtMyDesk) {
  const Id assigned = Lead(20, 1), open = Lead(20, 2), both = Lead(20, 3);
  Lead(20, 4);
  InTx([&](Transaction& tx) {
    for (const Id flag : {assigned, both}) Must(AssignFlag(tx, officer_, flag, officer_.actor, 1));
    for (const Id flag : {open, both}) Must(TakeLease(tx, officer_, flag, std::chrono::minutes(10), 40));
    return 0;
  });
  EXPECT_EQ(List({.mine = officer_.actor, .sort = QueueSort::kPriority}), (std::vector<Id>{both, open, assigned}));
  clock_.Advance(std::chrono::minutes(10));
  EXPECT_EQ(List({.mine = officer_.actor, .sort = QueueSort::kPriority}), (std::vector<Id>{both, assigned}));
}

TEST_F(QueueTest, AGroupedListHasTheFirstOfEachGroupThatFits) {
  const Id best = Lead(20, 9), second = Lead(20, 8), alone = Lead(20, 7), third = Lead(10, 6);
  const std::string head(64, 'a');
  InTx([&](Transaction& tx) {
    for (const Id flag : {best, second, third}) Must(SetFlagPictureGroup(tx, flag, head));
    return 0;
  });
  QueueFilter filter{.lanes = {"new"}, .sort = QueueSort::kPriority, .group = QueueGroup::kPicture};
  EXPECT_EQ(List(filter), (std::vector<Id>{best, alone}));
  const Page<QueueRow> page = Must(ListQueue(*db_, officer_, filter));
  EXPECT_EQ(page.rows[0].group, head);
  EXPECT_EQ(page.rows[0].group_size, 3);
  EXPECT_TRUE(page.rows[1].group.empty());
  filter.max_db = 15;
  EXPECT_EQ(List(filter), std::vector<Id>{third}) << "the first of those that fit stands for them";
  filter.max_db.reset();
  filter.sort = QueueSort::kOldest;
  EXPECT_EQ(List(filter).size(), 2u);
}

TEST_F(QueueTest, EveryListComesInOrderOutOfAnIndex) {
  for (int i = 0; i < 5; ++i) Lead(20 + i, i, "230102");
  Scope regional = officer_;
  regional.regions = {"2301"};
  Scope holder = stranger_;
  holder.roles = {Role::kHolder};
  holder.rights = {right_.id};
  const Time now = clock_.Now();
  const std::vector<std::pair<const char*, QueueFilter>> filters = {
      {"new", {}}, {"region", {.region = "2301"}}, {"right", {.right = right_.id}}, {"watch", {.watch = 5}}, {"source", {.source = 5}},
      {"platform", {.platform = "shop1"}}, {"seller", {.seller = 5}}, {"db", {.min_db = 5, .max_db = 40.0}},
      {"priority", {.min_priority = 5, .max_priority = 40.0}}, {"overdue", {.found_before = now}}, {"text", {.text = "x"}}, {"reason", {.reason = "name"}},
      {"picture", {.group = QueueGroup::kPicture}}, {"sellers", {.group = QueueGroup::kSeller}}};
  for (const QueueSort sort : {QueueSort::kPriority, QueueSort::kDb, QueueSort::kNewest, QueueSort::kOldest}) {
    for (auto [name, filter] : filters) {
      for (const char* lane : {"new", "second_look", "held", "cleared", "dismissed", "in_case"}) {
        for (const Scope& scope : {officer_, regional, holder}) {
          filter.lanes = {lane};
          filter.sort = sort;
          filter.not_asked_by = officer_.actor;
          for (const std::string& line : Must(QueuePlan(*db_, scope, filter))) {
            EXPECT_EQ(line.find("SCAN"), std::string::npos) << name << " " << lane << ": " << line;
            EXPECT_EQ(line.find("TEMP B-TREE"), std::string::npos) << name << " " << lane << ": " << line;
          }
        }
      }
    }
  }
}

// Every statement that a use case has asked on this connection is still prepared: how the database would read each.
std::vector<std::string> PlansOfWhatWasAsked(CaseDb& db) {
  std::vector<std::string> texts, lines;
  for (sqlite3_stmt* one = sqlite3_next_stmt(db.raw().getHandle(), nullptr); one != nullptr; one = sqlite3_next_stmt(db.raw().getHandle(), one)) {
    const std::string text = sqlite3_sql(one);
    if (text.find("FROM") != std::string::npos && !text.starts_with("EXPLAIN")) texts.push_back(text);
  }
  for (const std::string& text : texts) {
    SQLite::Statement plan(db.raw(), "EXPLAIN QUERY PLAN " + text);
    while (plan.executeStep()) lines.push_back(plan.getColumn(3).getString() + "   of " + text);
  }
  return lines;
}

TEST_F(QueueTest, NothingBesideAListOrOnALeadsPageReadsATableThrough) {
  const Id flag = Lead(20, 1, "230102");
  To(Lead(25, 2, "230102"), DecisionAction::kDismiss, officer_);
  Scope regional = officer_;
  regional.regions = {"2301"};
  Scope holder = stranger_;
  holder.roles = {Role::kHolder};
  holder.rights = {right_.id};
  const std::vector<std::string> pictures = {std::string(64, 'a'), std::string(64, 'b')};
  db_ = Must(store_->OpenCase());  // what came before was asked by the test
  for (const Scope& scope : {officer_, regional, holder}) {
    const FlagDetail detail = *Must(FindFlagDetail(*db_, scope, flag));
    const SellerQuestion question{.sellers = {detail.row.flag.seller, detail.row.flag.seller + 1}, .from = {}, .not_upheld = {"genuine"}, .except_flag = flag};
    Must(HistoryOfSeller(*db_, scope, question));
    for (const char* what : {"flags", "open", "upheld", "dismissed", "cases", "notices", "measures", "relists"}) Must(RowsOfSeller(*db_, scope, question, what));
    Must(SimilarDecisions(*db_, scope, {.flag = flag, .right = right_.id, .hit = detail.row.flag.latest_hit, .sellers = question.sellers, .pictures = pictures}));
    Must(CountListingsWithPictures(*db_, detail.listing.id, pictures));
    Must(ListingsWithPictures(*db_, scope, detail.listing.id, right_.id, pictures));
    Must(CountSellerFlags(*db_, scope, detail.row.flag.seller));
    Must(CountFlagsByRight(*db_, scope));
    Must(LeaseOf(*db_, flag));
  }
  const std::vector<std::string> lines = PlansOfWhatWasAsked(*db_);
  EXPECT_GT(lines.size(), 40u);
  // What inner questions give is read through, tables are not.
  const std::set<std::string> given = {"mine", "m", "p", "q", "t", "u", "w", "h0", "h1", "CONSTANT"};
  for (const std::string& line : lines) {
    if (line.starts_with("SCAN ")) {
      EXPECT_TRUE(given.contains(line.substr(5, line.find(' ', 5) - 5))) << line;
    }
    if (!line.starts_with("SEARCH f ")) continue;
    if (line.find("GROUP BY f.right_id") != std::string::npos) {
      EXPECT_NE(line.find("COVERING INDEX"), std::string::npos) << line;
    } else {
      // By the flag, its listing, or the right's last decisions; never all that an organisation or a right has.
      EXPECT_TRUE(line.find("rowid=?") != std::string::npos || line.find("listing_id=?") != std::string::npos || line.find("flag_decided") != std::string::npos) << line;
    }
  }
}

TEST_F(QueueTest, CountsOfRightsAreThoseOfTheFlags) {
  const RightRecord other = NewRight(officer_, "tm-2");
  Lead(20, 1, "230102");
  Lead(20, 1, "110105");
  Record(officer_, HitOn(NewListing("other", "zorla"), other, 20));
  NewHit cleared = HitOn(NewListing("cleared", "zorla"), right_, 3);
  cleared.result.verdict = Verdict::kCleared;
  Record(officer_, cleared);
  using Counts = std::map<Id, int64_t>;
  EXPECT_EQ(Must(CountFlagsByRight(*db_, officer_)), (Counts{{right_.id, 2}, {other.id, 1}}));
  Scope regional = officer_;
  regional.regions = {"2301"};
  EXPECT_EQ(Must(CountFlagsByRight(*db_, regional)), (Counts{{right_.id, 1}}));
  Scope holder = stranger_;
  holder.roles = {Role::kHolder};
  holder.rights = {other.id};
  EXPECT_EQ(Must(CountFlagsByRight(*db_, holder)), (Counts{{other.id, 1}}));
  EXPECT_TRUE(Must(CountFlagsByRight(*db_, stranger_)).empty());
}

TEST_F(QueueTest, ALeaseIsOnesAloneUntilItsTime) {
  const Id flag = Lead(20, 1);
  const Scope wei = Colleague("wei", {Role::kOfficer});
  const auto take = [&](const Scope& by, Id of, int most = 40) {
    const auto tx = Must(db_->Begin());
    Result<FlagLease> lease = TakeLease(*tx, by, of, std::chrono::minutes(10), most);
    if (lease) Must(tx->Commit());
    return lease;
  };
  const Time start = clock_.Now();
  ASSERT_TRUE(take(officer_, flag));
  const auto refused = take(wei, flag);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_NE(refused.error().message.find("lin has had this lead open since 2026-11-23T08:00:00Z"), std::string::npos) << refused.error().message;
  EXPECT_EQ(CheckNobodyElseHas(*db_, wei, flag).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(CheckNobodyElseHas(*db_, officer_, flag));
  clock_.Advance(std::chrono::minutes(9));
  const FlagLease on = Must(take(officer_, flag));
  EXPECT_EQ(on.since, start) << "carried on, not begun anew";
  EXPECT_EQ(on.until, clock_.Now() + std::chrono::minutes(10));
  EXPECT_EQ(Must(QueueRowsOf(*db_, {flag})).front().lease->account_name, "lin");
  clock_.Advance(std::chrono::minutes(10) - std::chrono::seconds(1));
  EXPECT_FALSE(take(wei, flag));
  clock_.Advance(std::chrono::seconds(1));
  EXPECT_FALSE(Must(QueueRowsOf(*db_, {flag})).front().lease);
  EXPECT_EQ(Must(take(wei, flag)).since, clock_.Now());
  EXPECT_FALSE(InTx([&](Transaction& tx) { return Must(ReleaseLease(tx, officer_, flag)); })) << "not one's own any more";
  EXPECT_TRUE(InTx([&](Transaction& tx) { return Must(ReleaseLease(tx, wei, flag)); }));
  EXPECT_EQ(take(stranger_, flag).error().code, ErrorCode::kNotFound);
  const Id another = Lead(20, 1);
  ASSERT_TRUE(take(wei, flag, 1));
  EXPECT_EQ(take(wei, another, 1).error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(take(wei, flag, 1)) << "what is open may be carried on";
  EXPECT_EQ(InTx([&](Transaction& tx) { return Must(BreakLease(tx, officer_, flag)); })->account_name, "wei");
  EXPECT_FALSE(Must(LeaseOf(*db_, flag)));
}

TEST_F(QueueTest, FiltersAreKeptForOneAndShownToTheOrganisation) {
  const Scope wei = Colleague("wei", {Role::kOfficer});
  const auto save = [&](const Scope& by, const SavedFilter& filter, int most = 3) {
    const auto tx = Must(db_->Begin());
    Result<SavedFilter> saved = SaveFilter(*tx, by, filter, most);
    if (saved) Must(tx->Commit());
    return saved;
  };
  const SavedFilter first = Must(save(officer_, {.name = "晨间", .filter = {{"view", "new"}}, .shared = true, .is_default = true}));
  const SavedFilter second = Must(save(officer_, {.name = "b", .filter = {}, .is_default = true}));
  std::vector<SavedFilter> mine = Must(ListFilters(*db_, officer_, 10));
  ASSERT_EQ(mine.size(), 2u);
  EXPECT_EQ(mine[0].name, "b");
  EXPECT_TRUE(mine[0].is_default && !mine[1].is_default) << "one default";
  const std::vector<SavedFilter> seen = Must(ListFilters(*db_, wei, 10));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].owner_name, "lin");
  EXPECT_TRUE(Must(ListFilters(*db_, stranger_, 10)).empty());
  EXPECT_EQ(Must(save(officer_, {.name = "b", .filter = {{"view", "held"}}})).id, second.id) << "the same name is the same filter";
  EXPECT_EQ(save(officer_, {.id = second.id, .name = "晨间", .filter = {}}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(save(officer_, {.id = second.id, .name = "c", .filter = {}, .row_version = 1}).error().code, ErrorCode::kConflict) << "changed since";
  EXPECT_EQ(save(wei, {.id = first.id, .name = "x", .filter = {}}).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(save(officer_, {.name = "third", .filter = {}}));
  EXPECT_EQ(save(officer_, {.name = "fourth", .filter = {}}).error().code, ErrorCode::kExhausted);
  const auto tx = Must(db_->Begin());
  EXPECT_EQ(RemoveFilter(*tx, wei, first.id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(RemoveFilter(*tx, officer_, first.id));
}

TEST_F(QueueTest, ASellersPastIsThatOfOtherListings) {
  const auto of_seller = [&](const std::string& item, const std::string& seller) {
    const CaptureRef capture = Capture({PageAt("http://shop1.test/item/" + item, item)}).front();
    NewSnapshot snapshot;
    snapshot.platform = "shop1";
    snapshot.item_key = item;
    snapshot.capture = capture.id;
    snapshot.extractor = "x1";
    snapshot.listing.url = "http://shop1.test/item/" + item;
    snapshot.listing.title = "zorla";
    snapshot.listing.seller.name = seller;
    return InTx([&](Transaction& tx) { return Must(SaveSnapshot(tx, officer_, snapshot)); });
  };
  const SnapshotSaved one = of_seller("s1", "night stall"), two = of_seller("s2", "night stall"), three = of_seller("s3", "night stall");
  const Id first = Record(officer_, HitOn(one, right_, 20)).flag;
  const Id other = Record(officer_, HitOn(two, right_, 20)).flag;
  Record(officer_, HitOn(one, NewRight(officer_, "tm-9"), 20));
  NewHit cleared = HitOn(three, right_, 1);
  cleared.result.verdict = Verdict::kCleared;
  Record(officer_, cleared);
  const Id seller = Must(FindFlag(*db_, officer_, first))->seller;
  ASSERT_NE(seller, 0);
  const auto past = [&](Time since) { return Must(PastOfSeller(*db_, officer_.org, seller, first, since, {"genuine"}, 10)); };
  EXPECT_EQ(past(clock_.Now()).flags, 1) << "neither the same listing nor what was cleared";
  EXPECT_EQ(past(clock_.Now()).upheld, 0);
  EXPECT_EQ(past(clock_.Now() + std::chrono::seconds(1)).flags, 0);
  const CaseRecord made = InTx([&](Transaction& tx) { return Must(OpenCase(tx, officer_, {.title = "x", .flags = {other}})); });
  EXPECT_EQ(past(clock_.Now()).upheld, 1);
  InTx([&](Transaction& tx) { Must(CloseCase(tx, officer_, made.id, "genuine", made.row_version)); return 0; });
  EXPECT_EQ(past(clock_.Now()).upheld, 0) << "the case spoke for the seller";
}

TEST_F(QueueTest, WhatIsToldLiveIsWhatAListShows) {
  const Id a = Lead(20, 1, "230102"), b = Lead(20, 1, "110105"), c = Lead(20, 1, "");
  To(c, DecisionAction::kSecondLook, officer_);
  InTx([&](Transaction& tx) {
    Must(AssignFlag(tx, officer_, a, officer_.actor, 1));
    Must(TakeLease(tx, officer_, b, std::chrono::minutes(10), 40));
    return 0;
  });
  const LiveQueue live = Must(ReadLiveQueue(*db_, clock_.Now(), a));
  int64_t fresh = 0, overdue = 0;
  for (const LiveCount& one : live.counts) {
    fresh += one.lane == "new" ? one.count : 0;
    overdue += one.overdue;
  }
  EXPECT_EQ(fresh, 2);
  EXPECT_EQ(overdue, 2);
  ASSERT_EQ(live.asked.size(), 1u);
  EXPECT_EQ(live.asked[0].account, officer_.actor);
  ASSERT_EQ(live.assigned.size(), 1u);
  ASSERT_EQ(live.leases.size(), 1u);
  EXPECT_EQ(live.leases[0].lease.flag, b);
  EXPECT_EQ(live.fresh.size(), 2u);
  EXPECT_EQ(live.newest, c);
}

TEST_F(QueueTest, AScopeInHandSeesWhatItsSqlSees) {
  std::vector<std::pair<Id, std::string>> rows;
  for (const char* region : {"", "230102", "230000", "110105"}) rows.emplace_back(Lead(20, 1, region), region);
  for (const std::vector<std::string>& regions : std::vector<std::vector<std::string>>{{}, {"23"}, {"230000"}, {"2301"}, {"110105", "2301"}, {"99"}}) {
    Scope scope = officer_;
    scope.regions = regions;
    for (const auto& [flag, region] : rows) {
      EXPECT_EQ(SeesRow(scope, officer_.org, region, right_.id), Must(FindFlag(*db_, scope, flag)).has_value()) << region;
    }
    EXPECT_FALSE(SeesRow(scope, stranger_.org, "230102", right_.id));
  }
  Scope holder = stranger_;
  holder.roles = {Role::kHolder};
  holder.rights = {right_.id};
  EXPECT_TRUE(SeesRow(holder, officer_.org, "230102", right_.id));
  EXPECT_FALSE(SeesRow(holder, officer_.org, "230102", right_.id + 1));
}

}  // namespace
}  // namespace markwarden
