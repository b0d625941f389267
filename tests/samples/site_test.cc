// The shops' answers: encodings as claimed, conditional requests, traps for crawlers.
#include "samples/site.h"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <zlib.h>

#include <set>

#include "samples/charset.h"
#include "samples/pages.h"

namespace markwarden::samples {
namespace {

const Market& TheMarket() {
  static const Market market = MakeMarket(21, 1200, 8000);
  return market;
}

SiteAnswer Get(Site& site, int shop, std::string target) {
  return site.Answer({.host = "shop" + std::to_string(shop) + ".test:8000", .target = std::move(target), .if_none_match = "", .if_modified_since = "", .accepts_gzip = false});
}

std::string Header(const SiteAnswer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return {};
}

std::string Inflate(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(4 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

// Strict: any byte that the charset does not allow fails.
std::string Decode(const std::string& bytes, const char* charset) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(charset, &error);
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter, error);
  ucnv_close(converter);
  EXPECT_TRUE(U_SUCCESS(error)) << charset << ": " << u_errorName(error);
  std::string out;
  return text.toUTF8String(out);
}

TEST(SiteTest, EveryListingAnswersInItsShopsEncoding) {
  Site site(TheMarket());
  std::set<int> outside;  // shops with a page that is no valid UTF-8
  for (const Offer& offer : TheMarket().offers) {
    const Shop& shop = TheMarket().shops[static_cast<size_t>(offer.shop)];
    SiteAnswer answer = Get(site, shop.number, offer.path);
    if (answer.status == 503) answer = Get(site, shop.number, offer.path);
    ASSERT_EQ(answer.status, 200) << offer.path;
    const std::string html = Decode(*answer.body, shop.charset.c_str());
    const std::string start = offer.title.substr(0, offer.title.find_first_of(" &<>\"'"));
    if (shop.charset == "utf-8") {
      EXPECT_NE(html.find(start), std::string::npos) << offer.title;
    }
    if (DecodeField(*answer.body, "windows-1251") != *answer.body) outside.insert(shop.number);
  }
  EXPECT_EQ(outside, (std::set<int>{2, 5, 6}));
}

TEST(SiteTest, CharsetIsInTheHeaderInThePageOrNowhere) {
  Site site(TheMarket());
  const struct { int shop; const char* header; const char* in_page; } cases[] = {
      {1, "text/html; charset=utf-8", "charset=\"utf-8\""}, {2, "text/html; charset=GBK", ""}, {3, "text/html", "charset=\"utf-8\""},
      {4, "text/html; charset=UTF-8", ""}, {5, "text/html", "charset=windows-1251"}, {6, "text/html", ""}};
  for (const auto& c : cases) {
    const SiteAnswer answer = Get(site, c.shop, "/");
    EXPECT_EQ(Header(answer, "Content-Type"), c.header);
    const bool declares = answer.body->find("charset=") != std::string::npos;
    EXPECT_EQ(declares, c.in_page[0] != '\0') << c.shop;
    EXPECT_NE(answer.body->find(c.in_page), std::string::npos) << c.shop;
  }
}

TEST(SiteTest, WhatACharsetLacksIsACharacterReference) {
  EXPECT_EQ(EncodePage("a\u200b모", "gbk"), "a&#8203;&#47784;");
  EXPECT_EQ(EncodePage("Жук 墨", "windows-1251"), "\xC6\xF3\xEA &#22696;");
}

TEST(SiteTest, EachShopTellsItsListingsItsOwnWay) {
  const struct { int shop; const char* sign; } cases[] = {
      {1, "application/ld+json"}, {2, "price now"}, {3, "itemprop=\"offers\""}, {4, "window.__INITIAL_STATE__"}, {5, "og:title"}, {6, "price now"}};
  for (const auto& c : cases) {
    const Shop& shop = TheMarket().shops[static_cast<size_t>(c.shop - 1)];
    const std::string page = ListingPage(TheMarket(), shop, TheMarket().offers[static_cast<size_t>(shop.offers[1])]);
    EXPECT_NE(page.find(c.sign), std::string::npos) << c.shop;
    for (const auto& other : cases) {
      if (std::string_view(other.sign) != c.sign && std::string_view(other.sign) != "price now") {
        EXPECT_EQ(page.find(other.sign), std::string::npos) << c.shop << other.sign;
      }
    }
  }
}

// Every listing of the truth is on some list page; the hidden ones are on none.
TEST(SiteTest, ListPagesAndSitemapsLeadToEveryReachableListing) {
  Site site(TheMarket());
  for (const Shop& shop : TheMarket().shops) {
    std::string all;
    for (const Goods& goods : AllGoods()) {
      std::string next = "/list/" + std::string(goods.key);
      for (int page = 1; page < 50 && !next.empty(); ++page) {
        const SiteAnswer answer = Get(site, shop.number, next);
        if (answer.status == 404) break;
        const std::string html = Decode(*answer.body, shop.charset.c_str());
        all += html;
        const bool more = html.find("class=\"next\"") != std::string::npos;
        next = more ? "/list/" + std::string(goods.key) + "?page=" + std::to_string(page + 1) : "";
      }
    }
    std::string sitemap;
    if (shop.number == 1) sitemap = Inflate(*Get(site, 1, "/sitemap.xml.gz").body);
    else if (shop.number == 3) for (const char* part : {"/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"}) sitemap += *Get(site, 3, part).body;
    else if (shop.number != 6) sitemap = *Get(site, shop.number, "/sitemap.xml").body;
    for (const int index : shop.offers) {
      const Offer& offer = TheMarket().offers[static_cast<size_t>(index)];
      EXPECT_EQ(all.find("href=\"" + EscapeHtml(offer.path) + "\"") != std::string::npos, !offer.disallowed) << offer.path;
      if (shop.number != 6) {
        EXPECT_EQ(sitemap.find("<loc>" + EscapeHtml(TheMarket().Url(offer)) + "</loc>") != std::string::npos, !offer.disallowed) << offer.path;
      }
    }
  }
}

TEST(SiteTest, HiddenListingsAreBehindRobots) {
  Site site(TheMarket());
  for (const Shop& shop : TheMarket().shops) {
    EXPECT_NE(Get(site, shop.number, "/robots.txt").body->find("Disallow: /members/"), std::string::npos);
    int hidden = 0;
    for (const int index : shop.offers) {
      const Offer& offer = TheMarket().offers[static_cast<size_t>(index)];
      EXPECT_EQ(offer.disallowed, offer.path.starts_with("/members/"));
      hidden += offer.disallowed;
    }
    EXPECT_GE(hidden, 3);
  }
}

TEST(SiteTest, UnchangedPagesAreNotSentAgain) {
  Site site(TheMarket());
  const SiteAnswer first = Get(site, 1, "/");
  const SiteAnswer again = site.Answer({.host = "shop1.test", .target = "/", .if_none_match = Header(first, "ETag"), .if_modified_since = "", .accepts_gzip = false});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body->empty());
  const SiteAnswer other = site.Answer({.host = "shop1.test", .target = "/", .if_none_match = "\"1\"", .if_modified_since = "", .accepts_gzip = false});
  EXPECT_EQ(other.status, 200);
  const SiteAnswer dated = Get(site, 5, "/");
  const SiteAnswer dated_again = site.Answer({.host = "shop5.test", .target = "/", .if_none_match = "", .if_modified_since = Header(dated, "Last-Modified"), .accepts_gzip = false});
  EXPECT_EQ(dated_again.status, 304);
}

TEST(SiteTest, SearchReadsBothCharsets) {
  Site site(TheMarket());
  const SiteAnswer utf8 = Get(site, 2, "/search?q=%E8%80%B3%E6%9C%BA"), gbk = Get(site, 2, "/search?q=%B6%FA%BB%FA");
  EXPECT_EQ(*utf8.body, *gbk.body);
  EXPECT_NE(utf8.body->find("class=\"card item\""), std::string::npos);
}

TEST(SiteTest, FailsAndTrapsAsShopsDo) {
  Site site(TheMarket());
  const Shop& fourth = TheMarket().shops[3];
  int busy = 0;
  for (const int index : fourth.offers) {
    const Offer& offer = TheMarket().offers[static_cast<size_t>(index)];
    const SiteAnswer first = Get(site, 4, offer.path);
    if (first.status != 503) continue;
    ++busy;
    EXPECT_EQ(Header(first, "Retry-After"), "1");
    EXPECT_EQ(Get(site, 4, offer.path).status, 200);
  }
  EXPECT_GT(busy, 2);
  EXPECT_EQ(Header(Get(site, 3, "/loop-a"), "Location"), "/loop-b");
  EXPECT_EQ(Get(site, 5, "/archive/2019").status, 500);
  EXPECT_GT(Get(site, 3, "/help").delay.count(), 1000);
  EXPECT_GT(Get(site, 6, "/gallery").body->size(), 900000u);
  EXPECT_NE(Get(site, 6, "/calendar/2031-12").body->find("/calendar/2032-01"), std::string::npos);
  EXPECT_EQ(Get(site, 1, "/calendar/2026-13").status, 404);
}

TEST(SiteTest, RefusesWhatDoesNotExist) {
  Site site(TheMarket());
  for (const char* target : {"/item/9.html", "/img/../etc/passwd", "/img/1_1.jpg", "/img/x.jpg", "/list/nothing", "/shop/s1", "/licence/", "/sitemap-9.xml", "//", "", "/search/x", "/calendar/"}) {
    EXPECT_EQ(Get(site, 1, target).status, 404) << target;
  }
  EXPECT_EQ(site.Answer({.host = "elsewhere.test", .target = "/", .if_none_match = "", .if_modified_since = "", .accepts_gzip = false}).status, 421);
}

TEST(SiteTest, ShowsSellersWithLicenceAndCreditCode) {
  Site site(TheMarket());
  for (const ShopSeller& seller : TheMarket().shops[0].sellers) {
    EXPECT_EQ(Get(site, 1, "/shop/" + seller.id).status, 200);
    EXPECT_EQ(Get(site, 1, "/licence/" + seller.id).status, seller.person ? 404 : 200);
    if (seller.person) continue;
    EXPECT_NE(Get(site, 1, "/licence/" + seller.id).body->find(seller.credit_code), std::string::npos);
    EXPECT_EQ(Get(site, 1, "/licence/img/" + seller.id + ".png").body->substr(1, 3), "PNG");
  }
}

}  // namespace
}  // namespace markwarden::samples
