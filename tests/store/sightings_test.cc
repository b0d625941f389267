// Where listings were found: places, what they come to, what is kept, who sees it, what queries have brought.
#include "store/sightings.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include "store/watch_queries.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

constexpr const char* kSightingSource = "id: shop1\nplatform: shop1\nname: {en: Shop}\nhosts: [shop1.test]\nstart: ['http://shop1.test/']\n";

class SightingsTest : public StoreTest {
 protected:
  SightingsTest() {
    right_ = NewRight(officer_, "tm-1");
    InTx([&](Transaction& tx) {
      Platform platform;
      platform.key = "shop1";
      platform.name = "shop";
      Must(SavePlatform(tx, officer_, platform));
      source_ = Must(SaveSource(tx, officer_, "shop1", "shop1", kSightingSource)).id;
      Watch watch;
      watch.name = "zorla everywhere";
      watch.rights = {right_.id};
      watch.sources = {source_};
      watch.queries = {"zorla"};
      watch.region_code = "230100";
      watch_ = Must(AddWatch(tx, officer_, watch)).id;
      return 0;
    });
  }

  // One page of a search with these items, fetched now.  Its capture.
  Id See(const std::string& query, const std::vector<std::string>& items, int page = 1, int before = 0, int64_t round = 0, int kept = 20) {
    const CaptureRef capture = Capture({PageAt("http://shop1.test/search?q=" + query + "&page=" + std::to_string(page), query + std::to_string(++pages_))}).front();
    Save(capture.id, query, items, page, before, round, kept);
    return capture.id;
  }
  void Save(Id capture, const std::string& query, const std::vector<std::string>& items, int page, int before, int64_t round, int kept) {
    SearchPageSeen seen{.org = officer_.org, .watch = watch_, .source = source_, .query = query, .page = page, .before = before, .round = round,
                        .capture = capture, .at = clock_.Now(), .listed = true, .offers = {}};
    for (const std::string& item : items) seen.offers.emplace_back("shop1", item);
    InTx([&](Transaction& tx) {
      Must(SaveSearchPage(tx, officer_, seen, kept));
      return 0;
    });
  }
  QueryYield Yield(const std::string& query) {
    for (const QueryYield& one : Must(QueryYields(*db_, watch_, source_))) {
      if (one.query == query) return one;
    }
    return {};
  }
  std::vector<Sighting> Seen(const std::string& item) { return Must(SightingsOf(*db_, officer_, "shop1", item, 50)); }

  RightRecord right_;
  Id source_ = 0, watch_ = 0;
  int pages_ = 0;
};

TEST_F(SightingsTest, APageSaysWhereEachListingStood) {
  const Id first = See("zorla", {"11", "12", "11", "13"});
  const Id second = See("zorla", {"14"}, 2, 4);
  const std::vector<Sighting> seen = Seen("13");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].position, 4) << "a card shown twice takes its place all the same";
  EXPECT_EQ(seen[0].place, 4);
  EXPECT_EQ(seen[0].capture, first);
  EXPECT_EQ(seen[0].watch_name, "zorla everywhere");
  EXPECT_EQ(seen[0].source_name, "shop1");
  EXPECT_EQ(seen[0].url, "http://shop1.test/search?q=zorla&page=1");
  EXPECT_EQ(Seen("11").front().position, 1) << "where it stands first";
  const Sighting later = Seen("14").front();
  EXPECT_EQ(later.page, 2);
  EXPECT_EQ(later.position, 1);
  EXPECT_EQ(later.place, 5);
  EXPECT_EQ(later.capture, second);
  Save(second, "zorla", {"14"}, 2, 4, 0, 20);
  EXPECT_EQ(Seen("14").size(), 1u) << "the same capture says nothing twice";
}

TEST_F(SightingsTest, TheNewestAreKeptAndFirstBestAndLastForEver) {
  const int places[] = {4, 2, 5, 3, 3};
  std::vector<Id> captures;
  for (int round = 0; round < 5; ++round) {
    std::vector<std::string> items(static_cast<size_t>(places[round]) - 1, "other");
    for (size_t i = 0; i < items.size(); ++i) items[i] += std::to_string(i);
    items.push_back("21");
    captures.push_back(See("zorla", items, 1, 0, round * 86'400, 3));
    clock_.Advance(std::chrono::days(1));
  }
  const std::vector<Sighting> seen = Seen("21");
  ASSERT_EQ(seen.size(), 3u) << "at the cap";
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(seen[i].capture, captures[4 - i]) << "newest first";
  const auto history = Must(SearchHistoryOf(*db_, officer_, "shop1", "21", 10));
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].times, 5);
  EXPECT_EQ(history[0].first.place, 4);
  EXPECT_EQ(history[0].best.place, 2);
  EXPECT_EQ(history[0].last.place, 3);
  EXPECT_EQ(history[0].best.at - history[0].first.at, std::chrono::days(1));
  EXPECT_EQ(history[0].last.at - history[0].first.at, std::chrono::days(4));
  EXPECT_EQ(Yield("zorla").pages, 5);
  EXPECT_EQ(Yield("zorla").rounds, 5);
}

TEST_F(SightingsTest, WhoShowedAListingFirstHasFoundIt) {
  See("zorla", {"31", "32"});
  See("z o r l a", {"32", "33"});
  See("zorla", {"33", "31"}, 1, 0, 86'400);
  EXPECT_EQ(Yield("zorla").listings, 3);
  EXPECT_EQ(Yield("zorla").fresh, 2);
  EXPECT_EQ(Yield("z o r l a").listings, 2);
  EXPECT_EQ(Yield("z o r l a").fresh, 1) << "33 was its find, whoever shows it later";
}

TEST_F(SightingsTest, AQuerysYieldCountsLeadsOfTheWatchsRights) {
  const SnapshotSaved a = NewListing("41", "zorla shoe"), b = NewListing("42", "zorla bag"), c = NewListing("43", "zorla hat"), d = NewListing("44", "other");
  const RightRecord other = NewRight(officer_, "tm-2");
  See("zorla", {"41", "42"});
  See("xorla", {"42", "43", "44", "45"});
  const HitSaved flag = Record(officer_, HitOn(a, right_, 20));
  Record(officer_, HitOn(b, right_, 20));
  Record(officer_, HitOn(c, right_, 20));
  Record(officer_, HitOn(d, other, 20));
  EXPECT_EQ(Yield("zorla").suspected, 2);
  EXPECT_EQ(Yield("zorla").fresh_suspected, 2);
  EXPECT_EQ(Yield("xorla").suspected, 2) << "44 is of another right, 45 has no page yet";
  EXPECT_EQ(Yield("xorla").fresh_suspected, 1);
  InTx([&](Transaction& tx) {
    Must(Decide(tx, officer_, NewDecision{.flag = flag.flag, .hit_seen = flag.hit, .row_version = 1, .action = DecisionAction::kDismiss, .reason_code = "genuine", .basis = "", .note = ""}));
    return 0;
  });
  EXPECT_EQ(Yield("zorla").suspected, 1) << "a dismissed lead is no yield";
  EXPECT_EQ(Yield("zorla").upheld, 0);
  db_->raw().exec("UPDATE flag SET state = 'in_case' WHERE listing_id = " + IdToString(b.listing));
  EXPECT_EQ(Yield("zorla").upheld, 1);
  EXPECT_EQ(Yield("xorla").upheld, 1);
}

TEST_F(SightingsTest, OtherOrganisationsAndHoldersSeeNone) {
  See("zorla", {"51"});
  EXPECT_TRUE(Must(SightingsOf(*db_, stranger_, "shop1", "51", 10)).empty());
  EXPECT_TRUE(Must(SearchHistoryOf(*db_, stranger_, "shop1", "51", 10)).empty());
  Scope holder = officer_;
  holder.roles = {Role::kHolder};
  holder.rights = {right_.id};
  EXPECT_TRUE(Must(SightingsOf(*db_, holder, "shop1", "51", 10)).empty());
  EXPECT_THROW(db_->raw().exec("UPDATE sighting SET place = 1"), SQLite::Exception) << "what becomes evidence is not changed";
}

TEST_F(SightingsTest, WhatPeopleSayOfQueriesAndWhatARoundChoseIsKept) {
  InTx([&](Transaction& tx) {
    Must(SetWatchQuery(tx, officer_, watch_, {.query = "zorla replica", .state = "off", .rests_until = {}, .created_at = {}}));
    Must(SetWatchQuery(tx, officer_, watch_, {.query = "zorla replica", .state = "resting", .rests_until = clock_.Now(), .created_at = {}}));
    Must(SaveSearchChoices(tx, officer_.org, watch_, source_, {{.query = "zorIa", .round = 10, .rank = 1, .why = "best", .score = 0.5, .at = {}},
                                                               {.query = "zor la", .round = 10, .rank = 2, .why = "explore", .score = 0.1, .at = {}}}));
    Must(SaveSearchChoices(tx, officer_.org, watch_, source_, {{.query = "zorIa", .round = 20, .rank = 1, .why = "best", .score = 0.7, .at = {}}}));
    EXPECT_FALSE(SetWatchQuery(tx, officer_, 5, {.query = "x", .state = "off", .rests_until = {}, .created_at = {}})) << "no such watch";
    return 0;
  });
  const auto said = Must(WatchQueriesOf(*db_, watch_));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0].state, "resting");
  EXPECT_EQ(Must(SearchChoicesOf(*db_, watch_, source_, 10)).size(), 1u);
  const auto chosen = Must(SearchChoicesOf(*db_, watch_, source_));
  ASSERT_EQ(chosen.size(), 2u);
  EXPECT_EQ(chosen[0].query, "zorIa");
  EXPECT_EQ(chosen[0].round, 20);
  EXPECT_DOUBLE_EQ(chosen[0].score, 0.7);
  EXPECT_TRUE(InTx([&](Transaction& tx) { return Must(RemoveWatchQuery(tx, watch_, "zorla replica")); }));
  EXPECT_FALSE(InTx([&](Transaction& tx) { return Must(RemoveWatchQuery(tx, watch_, "zorla replica")); }));
}

}  // namespace
}  // namespace markwarden
