// What every page of a shop has around its content, and the pages that are little else.
#include <set>

#include "samples/charset.h"
#include "samples/pages.h"

namespace markwarden::samples {
namespace {

struct Phrases {
  const char *home, *search, *cart, *help, *about, *footer, *members, *old_prices, *outlet, *partner, *sellers, *licence;
};
const Phrases& In(Language language) {
  static const Phrases all[3] = {
      {"首页", "搜索", "购物车", "帮助中心", "关于我们", "本站商品与商家均为虚构样品", "会员专区", "活动日历", "特惠", "合作伙伴", "全部店铺", "经营执照"},
      {"Home", "Search", "Basket", "Help", "About", "All goods and sellers here are invented samples", "Members", "Events calendar", "Outlet", "Partner", "All sellers", "Business licence"},
      {"Главная", "Поиск", "Корзина", "Помощь", "О нас", "Все товары и продавцы вымышлены", "Для участников", "Календарь", "Распродажа", "Партнёр", "Все продавцы", "Лицензия"}};
  return all[Index(language)];
}

std::string Link(const std::string& href, const std::string& text) { return "<a href=\"" + EscapeHtml(href) + "\">" + EscapeHtml(text) + "</a>"; }

}  // namespace

std::string PictureUrl(const Offer& offer, size_t number) { return "/img/" + offer.item_id + "_" + std::to_string(number) + ".jpg"; }

std::string Chrome(const Market& market, const Shop& shop, const std::string& title, const std::string& head, const std::string& body) {
  const Phrases& say = In(shop.language);
  std::string page = "<!DOCTYPE html>\n<html lang=\"";
  page += shop.language == Language::kChinese ? "zh-CN" : shop.language == Language::kEnglish ? "en" : "ru";
  page += "\">\n<head>\n";
  if (shop.number == 1 || shop.number == 3) page += "<meta charset=\"utf-8\">\n";
  if (shop.number == 5) page += "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">\n";
  page += "<title>" + EscapeHtml(title) + " - " + EscapeHtml(shop.title) + "</title>\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n";
  page += "<style>body{font:14px/1.6 sans-serif;margin:0 auto;max-width:1100px}nav a,.cat a{margin-right:12px}.card{display:inline-block;width:200px;vertical-align:top;margin:8px}img{max-width:100%}</style>\n";
  page += head + "</head>\n<body>\n<header><nav class=\"topbar\">";
  page += Link("/", say.home) + Link("/cart", say.cart) + Link("/help", say.help) + Link("/about", say.about) + "</nav>\n<form action=\"/search\" method=\"get\"><input name=\"q\"><button>";
  page += std::string(say.search) + "</button></form>\n<div class=\"cat\">";
  int shown = 0;
  for (const Goods& goods : AllGoods()) {
    if (++shown > 10) break;
    page += Link("/list/" + std::string(goods.key), std::string(Split(goods.category[Index(shop.language)], '>').back()));
  }
  page += "</div></header>\n" + body + "\n<footer><p>" + say.footer + "</p><p>";
  page += Link("/sellers", say.sellers) + " " + Link("/members/", say.members) + "</p><p>&copy; 2026 " + EscapeHtml(shop.title) + " " + EscapeHtml(market.Base(shop)) + "</p></footer>\n";
  page += "<script>var _track=[];(function(){_track.push(['view','" + shop.id + "'])})();</script>\n</body>\n</html>\n";
  return page;
}

std::string HomePage(const Market& market, const Shop& shop) {
  const Phrases& say = In(shop.language);
  std::string body = "<main><h1>" + EscapeHtml(shop.title) + "</h1>\n<ul class=\"categories\">";
  std::set<std::string_view> sold;
  for (const int index : shop.offers) {
    const Offer& offer = market.offers[static_cast<size_t>(index)];
    if (!offer.removed) sold.insert(offer.goods->key);
  }
  for (const Goods& goods : AllGoods()) {
    if (sold.contains(goods.key)) body += "<li>" + Link("/list/" + std::string(goods.key), std::string(Split(goods.category[Index(shop.language)], '>').back())) + "</li>";
  }
  body += "</ul>\n<p>" + Link("/sellers", say.sellers) + " ";
  if (shop.number == 1 || shop.number == 6) body += Link("/calendar/2026-11", say.old_prices) + " ";
  if (shop.number == 2) body += Link("/g/" + market.offers[static_cast<size_t>(shop.offers[0])].item_id, say.outlet) + " ";
  if (shop.number == 3) {
    for (size_t i = 0; i < 4 && i < shop.offers.size(); ++i) body += Link("/old/" + market.offers[static_cast<size_t>(shop.offers[i])].item_id, say.outlet) + " ";
    body += Link("/loop-a", say.outlet) + " ";
  }
  if (shop.number == 5) body += Link("/partner", say.partner) + " " + Link("/archive/2019", say.outlet) + " ";
  if (shop.number == 6) body += Link("/gallery", say.outlet) + " ";
  return Chrome(market, shop, say.home, "", body + "</p></main>");
}

std::string SellerPage(const Market& market, const Shop& shop, const ShopSeller& seller) {
  const Phrases& say = In(shop.language);
  std::string body = "<main class=\"seller\"><h1 class=\"shop-name\">" + EscapeHtml(seller.name) + "</h1>\n<p class=\"location\">" + EscapeHtml(seller.location) + "</p>\n";
  if (!seller.person) body += "<p>" + Link("/licence/" + seller.id, say.licence) + "</p>\n";
  body += "<ul>";
  int shown = 0;
  for (const int index : shop.offers) {
    const Offer& offer = market.offers[static_cast<size_t>(index)];
    if (!Listed(offer) || &shop.sellers[static_cast<size_t>(offer.seller)] != &seller || ++shown > 30) continue;
    body += "<li>" + Link(offer.path, offer.title) + "</li>";
  }
  return Chrome(market, shop, seller.name, "", body + "</ul></main>");
}

std::string LicencePage(const Market& market, const Shop& shop, const ShopSeller& seller) {
  const Phrases& say = In(shop.language);
  std::string body = "<main><h1>" + std::string(say.licence) + "</h1>\n<div class=\"licence\"><img src=\"/licence/img/" + seller.id + ".png\" alt=\"" + say.licence + "\"></div>\n<table>";
  body += "<tr><th>" + std::string(shop.language == Language::kChinese ? "企业名称" : shop.language == Language::kEnglish ? "Company" : "Компания") + "</th><td>" + EscapeHtml(seller.name) + "</td></tr>";
  if (!seller.credit_code.empty()) body += "<tr><th>" + std::string(shop.language == Language::kChinese ? "统一社会信用代码" : "Unified social credit code") + "</th><td>" + seller.credit_code + "</td></tr>";
  body += "<tr><th>Tel</th><td>" + seller.phone + "</td></tr></table><p>" + Link("/shop/" + seller.id, seller.name) + "</p></main>";
  return Chrome(market, shop, say.licence, "", body);
}

std::string AboutPage(const Market& market, const Shop& shop) {
  return Chrome(market, shop, In(shop.language).about, "", "<main><p>" + EscapeHtml(shop.name_en) + "</p></main>");
}

std::string CalendarPage(const Market& market, const Shop& shop, int year, int month) {
  const auto name = [](int y, int m) { return std::to_string(y) + (m < 10 ? "-0" : "-") + std::to_string(m); };
  std::string body = "<main><h1>" + name(year, month) + "</h1><p>";
  body += Link("/calendar/" + (month == 1 ? name(year - 1, 12) : name(year, month - 1)), "<<") + " ";
  body += Link("/calendar/" + (month == 12 ? name(year + 1, 1) : name(year, month + 1)), ">>") + "</p><table>";
  for (int day = 1; day <= 28; ++day) body += "<td>" + Link("/calendar/" + name(year, month) + "?day=" + std::to_string(day), std::to_string(day)) + "</td>";
  return Chrome(market, shop, name(year, month), "", body + "</table></main>");
}

std::string HostilePage() {
  std::string page = "<!DOCTYPE html><html><head><title>gallery</title></head><body>";
  for (int i = 0; i < 3000; ++i) page += "<div>";
  page += "<a data-x=\"" + std::string(200000, 'x') + "\" href=\"/\">home</a><p ";
  for (int i = 0; i < 6000; ++i) page += "a" + std::to_string(i) + "=1 ";
  page += ">";
  for (int i = 0; i < 90000; ++i) page += "<span>" + std::string(i % 2 ? "<i>" : "");
  return page;  // nothing is closed
}

std::string Robots(const Market& market, const Shop& shop) {
  std::string text = "# " + shop.name_en + "\nUser-agent: *\nDisallow: /members/\nDisallow: /cart\n";
  if (shop.number % 2 == 0) text += "Disallow: /*?sort=\nAllow: /\n";
  if (shop.number == 3) text += "\nUser-agent: greedybot\nDisallow: /\n";
  if (shop.number == 6) return text;  // has none
  text += "\nSitemap: " + market.Base(shop) + (shop.number == 1 ? "/sitemap.xml.gz" : "/sitemap.xml") + "\n";
  return text;
}

std::string Sitemap(const Market& market, const Shop& shop, int part, int parts) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (size_t i = 0; i < shop.offers.size(); ++i) {
    const Offer& offer = market.offers[static_cast<size_t>(shop.offers[i])];
    if (!Listed(offer) || static_cast<int>(i) % parts != part) continue;
    text += "<url><loc>" + EscapeHtml(market.Url(offer)) + "</loc><lastmod>" + (offer.changed.empty() ? "2026-11-0" + std::to_string(i % 9 + 1) : offer.changed) + "</lastmod></url>\n";
  }
  return text + "</urlset>\n";
}

std::string SitemapIndex(const Market& market, const Shop& shop, int parts) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (int part = 0; part < parts; ++part) text += "<sitemap><loc>" + market.Base(shop) + "/sitemap-" + std::to_string(part + 1) + ".xml</loc></sitemap>\n";
  return text + "</sitemapindex>\n";
}

}  // namespace markwarden::samples
