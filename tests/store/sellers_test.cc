// Sellers: known again by their keys, counted from the log.
#include "store/sellers.h"

#include "store/sql.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

class SellersTest : public StoreTest {
 protected:
  SnapshotSaved Offer(const std::string& item, const Seller& seller, const std::string& platform = "shop1", const std::string& title = "zorla") {
    const CaptureRef capture = Capture({PageAt("http://" + platform + ".test/item/" + item, "<h1>" + title + item + "</h1>")}).front();
    NewSnapshot snapshot;
    snapshot.platform = platform;
    snapshot.item_key = item;
    snapshot.capture = capture.id;
    snapshot.extractor = "x1";
    snapshot.seller_region = "230100";
    snapshot.listing.url = "http://" + platform + ".test/item/" + item;
    snapshot.listing.title = title;
    snapshot.listing.seller = seller;
    return InTx([&](Transaction& tx) { return Must(SaveSnapshot(tx, officer_, snapshot)); });
  }
  // A lead, with the event that tells of it.
  Id Lead(const SnapshotSaved& offer, const RightRecord& right, double db = 12) {
    return InTx([&](Transaction& tx) {
      const HitSaved saved = Must(RecordHit(tx, officer_, HitOn(offer, right, db)));
      Must(AppendEvent(tx, EventBy(officer_, "flag.raised", "flag", saved.flag)));
      return saved.flag;
    });
  }
  int64_t Count() {
    Must(SequenceAllEvents(*db_));
    return InTx([&](Transaction& tx) { return Must(TallySellers(tx, 1000)); });
  }
};

const Seller kNight = {.name = "Night stall", .id = "s1", .url = {}, .location = {}, .licence = "https://shop1.test/licence/1.png", .credit_code = "91350100M000100Y43", .contacts = {"+86 451 000 0000"}};

TEST_F(SellersTest, AreCountedFromTheLogAndOnlyOnce) {
  const RightRecord right = NewRight(officer_, "tm-1"), other = NewRight(officer_, "tm-2");
  const SnapshotSaved one = Offer("1", kNight), two = Offer("2", kNight), fair = Offer("3", {.name = "Fair shop", .id = "s2", .url = {}, .location = {}, .licence = {}, .credit_code = {}, .contacts = {}});
  const Id first = Lead(one, right), second = Lead(two, right);
  Lead(two, other);
  Lead(fair, right);
  EXPECT_GE(Count(), 4);
  EXPECT_EQ(Count(), 0) << "what was read is not read again";
  InTx([&](Transaction& tx) {
    const CaseRecord made = Must(OpenCase(tx, officer_, {.title = "c", .flags = {first}}));
    Must(AppendEvent(tx, EventBy(officer_, "case.made", "case", made.id)));
    const FlagRecord flag = *Must(FindFlag(tx.db(), officer_, second));
    Must(Decide(tx, officer_, {.flag = second, .hit_seen = flag.latest_hit, .row_version = flag.row_version, .action = DecisionAction::kDismiss, .reason_code = "genuine"}));
    Must(AppendEvent(tx, EventBy(officer_, "flag.dismissed", "flag", second)));
    return 0;
  });
  Count();
  const Page<SellerRow> sellers = Must(ListSellers(*db_, officer_));
  ASSERT_EQ(sellers.rows.size(), 2u);
  EXPECT_EQ(sellers.rows[0].seller.name, "Night stall") << "the one with an upheld lead comes first";
  const SellerTally& tally = sellers.rows[0].tally;
  EXPECT_EQ(std::tie(tally.suspected, tally.upheld, tally.dismissed, tally.rights), std::make_tuple(3, 1, 1, 2));
  EXPECT_TRUE(Must(ListSellers(*db_, stranger_)).rows.empty()) << "another bureau's leads are not counted";
  Scope holder = officer_;
  holder.roles = {Role::kHolder};
  holder.rights = {right.id};
  EXPECT_TRUE(Must(ListSellers(*db_, holder)).rows.empty());
  EXPECT_FALSE(Must(FindSellerRow(*db_, holder, one.seller)));
  Scope elsewhere = officer_;
  elsewhere.regions = {"440000"};
  EXPECT_TRUE(Must(ListSellers(*db_, elsewhere)).rows.empty());
  const auto acts = Must(ActsOfSeller(*db_, officer_, one.seller, *ParseTime("2021-11-23"), 100));
  EXPECT_EQ(acts.size(), 4u) << "three leads and a case";
  EXPECT_EQ(Must(ActsOfSeller(*db_, officer_, one.seller, *ParseTime("2030-01-01"), 100)).size(), 0u);
  const auto years = Must(YearsOfSeller(*db_, officer_, one.seller, *ParseTime("2021-11-23")));
  ASSERT_EQ(years.size(), 1u);
  EXPECT_EQ(years[0].suspected, 3);
}

TEST_F(SellersTest, AreKnownAgainByTheirKeys) {
  Seller moved = kNight;
  moved.id = "other-shop";
  moved.name = "Day stall";
  const SnapshotSaved one = Offer("1", kNight), two = Offer("2", moved, "shop2");
  for (int i = 0; i < 25; ++i) {
    Offer("c" + std::to_string(i), {.name = "shop " + std::to_string(i), .id = "c" + std::to_string(i), .url = {}, .location = {}, .licence = {}, .credit_code = {}, .contacts = {"hotline 400"}}, "shop3");
  }
  EXPECT_EQ(Must(KeysOfSeller(*db_, one.seller)).size(), 4u);
  const auto links = Must(LinksOfSeller(*db_, one.seller, 20));
  ASSERT_EQ(links.size(), 3u) << "code, licence and contact; their names differ";
  EXPECT_EQ(links[0].kind, "credit_code") << "the best key first";
  for (const SellerLink& link : links) EXPECT_EQ(link.seller, two.seller);
  const auto hotline = Must(FindSellerByKey(*db_, "shop3", "c0"));
  ASSERT_TRUE(hotline);
  EXPECT_TRUE(Must(LinksOfSeller(*db_, hotline->id, 20)).empty()) << "a contact that 25 sellers show tells nothing";
}

TEST_F(SellersTest, AreFoundFromTheBeginningOfAKeyAndPagedWorstFirst) {
  const RightRecord right = NewRight(officer_, "tm-1");
  for (int i = 0; i < 7; ++i) {
    const Seller seller = {.name = "Stall " + std::to_string(i), .id = "p" + std::to_string(i), .url = {}, .location = {}, .licence = {}, .credit_code = {}, .contacts = {}};
    for (int k = 0; k <= i % 3; ++k) Lead(Offer(std::to_string(10 * i + k), seller), right);
  }
  Count();
  EXPECT_EQ(Must(ListSellers(*db_, officer_, {.text = "STALL 4"})).rows.size(), 1u);
  EXPECT_EQ(Must(ListSellers(*db_, officer_, {.text = "all 4"})).rows.size(), 0u);
  std::set<Id> seen;
  std::string after;
  int64_t last = 1000;
  do {
    const Page<SellerRow> page = Must(ListSellers(*db_, officer_, {}, {.limit = 2, .after = after}));
    for (const SellerRow& row : page.rows) {
      EXPECT_LE(row.tally.suspected, last);
      last = row.tally.suspected;
      EXPECT_TRUE(seen.insert(row.seller.id).second);
    }
    after = page.next;
  } while (!after.empty());
  EXPECT_EQ(seen.size(), 7u);
  for (const char* bad : {"x", "1~2", "1~2~3~4", "1~2~x"}) EXPECT_EQ(ListSellers(*db_, officer_, {}, {.limit = 2, .after = bad}).error().code, ErrorCode::kInvalid) << bad;
}

TEST_F(SellersTest, TheListReadsNoMoreThanItsPage) {
  Query plan(*db_, "EXPLAIN QUERY PLAN SELECT s.name FROM seller_tally AS t JOIN seller AS s ON s.id = t.seller_id WHERE (t.org_id = 5)"
                   " ORDER BY t.upheld DESC, t.suspected DESC, t.seller_id LIMIT 50");
  std::string told;
  while (plan.Next()) {
    plan.TakeInt();
    plan.TakeInt();
    plan.TakeInt();
    told += plan.TakeText() + "\n";
  }
  EXPECT_NE(told.find("seller_tally_worst"), std::string::npos) << told;
  EXPECT_EQ(told.find("TEMP B-TREE"), std::string::npos) << told;
}

}  // namespace
}  // namespace markwarden
