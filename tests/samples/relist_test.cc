// Relisted offers: true in what they say, the same each time, in pictures that were edited.
#include "samples/relist.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "samples/charset.h"
#include "samples/picture.h"

namespace markwarden::samples {
namespace {

TEST(RelistTest, WhatWasTrueStaysTrueUnderAnotherSeller) {
  Market market = MakeMarket(24, 1200, 8000);
  const size_t count = market.offers.size();
  std::set<std::string> ids;
  for (const Offer& offer : market.offers) ids.insert(std::to_string(offer.shop) + "/" + offer.item_id);
  for (size_t i = 0; i < count; ++i) {
    const Offer made = MakeRelist(market, static_cast<int>(i)), again = MakeRelist(market, static_cast<int>(i));
    const Offer old = market.offers[i];
    const Shop& shop = market.shops[static_cast<size_t>(old.shop)];
    EXPECT_EQ(made.title, again.title);
    EXPECT_EQ(made.seller, again.seller);
    EXPECT_EQ(made.relist_of, old.item_id);
    EXPECT_TRUE(ids.insert(std::to_string(made.shop) + "/" + made.item_id).second) << made.item_id;
    EXPECT_NE(made.path.find(made.item_id), std::string::npos);
    EXPECT_NE(made.title.find(old.title), std::string::npos);
    EXPECT_GT(made.title.size(), old.title.size());
    // Nothing was added that the shop's charset lacks.
    const auto references = [&](const std::string& title) {
      const std::string encoded = EncodePage(title, shop.charset);
      return std::count(encoded.begin(), encoded.end(), '#');
    };
    EXPECT_EQ(references(made.title), references(old.title)) << made.title;
    EXPECT_EQ(made.way, old.way);
    EXPECT_EQ(made.trap, old.trap);
    EXPECT_EQ(shop.sellers[static_cast<size_t>(made.seller)].person, shop.sellers[static_cast<size_t>(old.seller)].person);
    EXPECT_EQ(IsAuthorised(market, made, made.seller), old.trap == Trap::kAuthorised) << made.title;
    if (old.trap != Trap::kAuthorised) {
      EXPECT_NE(made.seller, old.seller) << made.title;
    }
    AddOffer(market, made);
  }
  // And once more.
  for (size_t i = count; i < 2 * count; ++i) {
    const Offer made = MakeRelist(market, static_cast<int>(i));
    EXPECT_TRUE(ids.insert(std::to_string(made.shop) + "/" + made.item_id).second) << made.item_id;
  }
}

TEST(RelistTest, EveryPictureIsEdited) {
  const Market market = MakeMarket(25, 200, 8000);
  const Painter painter(market), other(market);
  std::set<Picture::Kind> kinds;
  for (size_t i = 0; i < market.offers.size(); i += 5) {
    const Offer made = MakeRelist(market, static_cast<int>(i));
    ASSERT_EQ(made.pictures.size(), market.offers[i].pictures.size());
    for (size_t n = 0; n < made.pictures.size(); ++n) {
      const std::string bytes = painter.ListingJpeg(made.pictures[n]);
      kinds.insert(made.pictures[n].kind);
      EXPECT_EQ(bytes.substr(0, 3), "\xFF\xD8\xFF");
      EXPECT_NE(bytes, painter.ListingJpeg(market.offers[i].pictures[n]));
      EXPECT_EQ(bytes, other.ListingJpeg(made.pictures[n]));
    }
  }
  EXPECT_GE(kinds.size(), 2u);
}

}  // namespace
}  // namespace markwarden::samples
