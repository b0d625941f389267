// The shops' pages as UTF-8 HTML; site.h encodes and serves them.
#pragma once

#include <string>
#include <vector>

#include "samples/market.h"

namespace markwarden::samples {

inline constexpr int kPageSize = 24;

std::string ListingPage(const Market& market, const Shop& shop, const Offer& offer);

// A page of cards.  `target` has no page number: "/list/shoes" or "/search?q=..."; the page
// number is added as "?page=2" or "&page=2".  `page` counts from 1.
struct CardsPage {
  std::string heading, target;
  std::vector<int> offers;
  int page = 1;
};
std::string CardPage(const Market& market, const Shop& shop, const CardsPage& cards);

std::string HomePage(const Market& market, const Shop& shop);
std::string SellerPage(const Market& market, const Shop& shop, const ShopSeller& seller);
std::string LicencePage(const Market& market, const Shop& shop, const ShopSeller& seller);
std::string AboutPage(const Market& market, const Shop& shop);
std::string CalendarPage(const Market& market, const Shop& shop, int year, int month);
std::string HostilePage();
std::string RemovedPage(const Market& market, const Shop& shop);    // where an offer was that the shop took off
std::string ComplaintPage(const Market& market, const Shop& shop);  // the complaint desk's form

std::string Robots(const Market& market, const Shop& shop);
std::string Sitemap(const Market& market, const Shop& shop, int part, int parts);
std::string SitemapIndex(const Market& market, const Shop& shop, int parts);

// Parts that several pages share.
std::string PriceText(const Shop& shop, const Offer& offer);
std::string Chrome(const Market& market, const Shop& shop, const std::string& title, const std::string& head, const std::string& body);
std::string PictureUrl(const Offer& offer, size_t number);

}  // namespace markwarden::samples
