// The market: as many of each way and trap as promised, each of them true.
#include "samples/market.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/listing.h"
#include "samples/write.h"

namespace markwarden::samples {
namespace {

// The date of the build is one of the seeds: nobody has looked at it.
uint64_t SeedOfTheBuild() { return HashText(0, __DATE__) % 1000000; }

class MarketTest : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, MarketTest, testing::Values(1, 7, 20261123, SeedOfTheBuild()));

TEST_P(MarketTest, HasEnoughOfEachWayAndTrap) {
  const Market market = MakeMarket(GetParam(), 1200, 8000);
  std::map<Way, int> ways;
  std::map<Trap, int> traps;
  int reachable = 0, infringing = 0;
  for (const Offer& offer : market.offers) {
    if (offer.disallowed) {
      EXPECT_FALSE(offer.way);
      EXPECT_EQ(offer.trap, Trap::kNone);
      continue;
    }
    ++reachable;
    ++traps[offer.trap];
    if (offer.way) ++ways[*offer.way], ++infringing;
  }
  EXPECT_EQ(reachable, 1200);
  EXPECT_EQ(infringing, 120);
  ASSERT_EQ(ways.size(), static_cast<size_t>(kWays));
  for (const auto& [way, count] : ways) EXPECT_GE(count, 10) << ToString(way);
  EXPECT_GE(traps[Trap::kAuthorised], 40);
  EXPECT_GE(traps[Trap::kCompatible], 40);
  EXPECT_GE(traps[Trap::kOtherClass], 30);
  EXPECT_GE(traps[Trap::kSecondHand], 30);
}

TEST_P(MarketTest, TrapsAndInfringementsAreWhatTheTruthSays) {
  const Market market = MakeMarket(GetParam(), 1200, 8000);
  for (const Offer& offer : market.offers) {
    const Shop& shop = market.shops[static_cast<size_t>(offer.shop)];
    const ShopSeller& seller = shop.sellers[static_cast<size_t>(offer.seller)];
    if (!offer.way && offer.trap == Trap::kNone) continue;
    ASSERT_GE(offer.mark, 0);
    const Mark& mark = market.marks[static_cast<size_t>(offer.mark)];
    const auto& granted = mark.right.authorised_sellers;
    const bool authorised = std::any_of(granted.begin(), granted.end(), [&](const AuthorisedSeller& a) { return a.platform == shop.id && a.id == seller.id; });
    EXPECT_EQ(authorised, offer.trap == Trap::kAuthorised) << offer.title;
    EXPECT_EQ(mark.expired, offer.trap == Trap::kExpired) << offer.title;
    const bool own_class = std::count(mark.right.classes.begin(), mark.right.classes.end(), offer.goods->nice_class) > 0;
    if (offer.trap == Trap::kOtherClass) {
      EXPECT_FALSE(own_class) << offer.title;
    }
    if (offer.way && mark.right.kind == RightKind::kTrademark) {
      EXPECT_TRUE(own_class) << offer.title;
    }
    if (offer.trap == Trap::kSecondHand) {
      EXPECT_TRUE(offer.used && seller.person) << offer.title;
    }
    if (offer.way && *offer.way == Way::kSeparator) {
      for (const Wordmark& form : mark.forms) EXPECT_EQ(offer.title.find(form.text), std::string::npos) << offer.title;
    }
    if (offer.way && (*offer.way == Way::kCopiedPicture || *offer.way == Way::kPictureMark)) {
      for (const Wordmark& form : mark.forms) EXPECT_EQ(offer.title.find(form.text), std::string::npos) << offer.title;
      EXPECT_TRUE(std::any_of(offer.pictures.begin(), offer.pictures.end(), [&](const Picture& p) { return p.mark == offer.mark; }));
    }
  }
}

TEST_P(MarketTest, PlainListingsNameNoMark) {
  const Market market = MakeMarket(GetParam(), 1200, 8000);
  for (const Offer& offer : market.offers) {
    if (offer.way || offer.trap != Trap::kNone) continue;
    for (const Mark& mark : market.marks) {
      for (const Wordmark& form : mark.forms) EXPECT_EQ(offer.title.find(form.text), std::string::npos) << offer.title;
    }
    for (const Picture& picture : offer.pictures) EXPECT_EQ(picture.mark, -1);
  }
}

TEST_P(MarketTest, RightsAreGoodRights) {
  const Market market = MakeMarket(GetParam(), 1200, 8000);
  EXPECT_GE(market.marks.size(), 20u);
  EXPECT_LE(market.marks.size(), 30u);
  std::map<RightKind, int> kinds;
  for (const Mark& mark : market.marks) {
    ++kinds[mark.right.kind];
    const auto read = RightFromJson(ToJson(mark.right));
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    EXPECT_TRUE(mark.right.holder.id.empty() || IsCreditCode(mark.right.holder.id)) << mark.right.holder.id;
  }
  EXPECT_EQ(kinds[RightKind::kGeographicalIndication], 3);
  EXPECT_EQ(kinds[RightKind::kCopyright], 2);
  EXPECT_EQ(kinds[RightKind::kDesignPatent], 1);
  EXPECT_EQ(kinds[RightKind::kPlantVariety], 1);
  EXPECT_EQ(std::count_if(market.marks.begin(), market.marks.end(), [](const Mark& m) { return m.expired; }), 1);
}

TEST_P(MarketTest, SellersHaveValidCreditCodesAndNamesOfTheirOwn) {
  for (const Shop& shop : MakeShops(GetParam())) {
    std::set<std::string> names;
    int codes = 0;
    for (const ShopSeller& seller : shop.sellers) {
      EXPECT_TRUE(names.insert(seller.name).second) << seller.name;
      if (seller.credit_code.empty()) continue;
      ++codes;
      EXPECT_TRUE(IsCreditCode(seller.credit_code)) << seller.credit_code;
    }
    if (shop.language == Language::kChinese) {
      EXPECT_GT(codes, 10);
    }
  }
}

TEST(MarketSeedTest, SameSeedSameTruthOtherSeedOther) {
  EXPECT_EQ(TruthLines(MakeMarket(42, 1200, 8000)), TruthLines(MakeMarket(42, 1200, 8000)));
  EXPECT_NE(TruthLines(MakeMarket(42, 1200, 8000)), TruthLines(MakeMarket(43, 1200, 8000)));
}

TEST(MarketSeedTest, SmallMarketsKeepEveryWayAndTrap) {
  const Market market = MakeMarket(3, 200, 8000);
  std::set<Way> ways;
  std::set<Trap> traps;
  for (const Offer& offer : market.offers) {
    if (offer.way) ways.insert(*offer.way);
    traps.insert(offer.trap);
  }
  EXPECT_EQ(ways.size(), static_cast<size_t>(kWays));
  EXPECT_EQ(traps.size(), 6u);
}

}  // namespace
}  // namespace markwarden::samples
