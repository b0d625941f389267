// Pages of many listings: categories and search results.
#include "samples/charset.h"
#include "samples/pages.h"

namespace markwarden::samples {

std::string PriceText(const Shop& shop, const Offer& offer) {
  if (offer.amount.empty()) return shop.language == Language::kChinese ? "面议" : shop.language == Language::kEnglish ? "Price on request" : "Цена по запросу";
  const auto one = [&](const std::string& amount) { return shop.currency == "CNY" ? "¥" + amount : shop.currency == "USD" ? "$" + amount : amount + " руб."; };
  if (offer.amount_max.empty()) return one(offer.amount);
  return shop.currency == "RUB" ? offer.amount + " – " + one(offer.amount_max) : one(offer.amount) + (shop.currency == "CNY" ? "-" + offer.amount_max : " - " + one(offer.amount_max));
}

std::string CardPage(const Market& market, const Shop& shop, const CardsPage& cards) {
  const auto numbered = [&](int page) {
    if (page == 1) return cards.target;
    return cards.target + (cards.target.find('?') == std::string::npos ? "?" : "&") + "page=" + std::to_string(page);
  };
  const int pages = std::max(1, (static_cast<int>(cards.offers.size()) + kPageSize - 1) / kPageSize);
  std::string head;
  if (cards.page < pages && shop.number != 2) head = "<link rel=\"next\" href=\"" + EscapeHtml(numbered(cards.page + 1)) + "\">\n";
  std::string body = "<main><h1>" + EscapeHtml(cards.heading) + "</h1>\n<p class=\"count\">" + std::to_string(cards.offers.size()) + "</p>\n<div class=\"goods-list\">\n";
  for (int i = (cards.page - 1) * kPageSize; i < cards.page * kPageSize && i < static_cast<int>(cards.offers.size()); ++i) {
    const Offer& offer = market.offers[static_cast<size_t>(cards.offers[static_cast<size_t>(i)])];
    const std::string href = EscapeHtml(offer.path);
    body += "<div class=\"card item\"><a href=\"" + href + "\"><img loading=\"lazy\" src=\"" + PictureUrl(offer, 0) + "\" alt=\"\"></a>";
    body += "<h3><a href=\"" + href + "\">" + EscapeHtml(offer.title) + "</a></h3><span class=\"price\">" + EscapeHtml(PriceText(shop, offer)) + "</span> ";
    body += "<span class=\"shop\">" + EscapeHtml(shop.sellers[static_cast<size_t>(offer.seller)].name) + "</span></div>\n";
  }
  body += "</div>\n<div class=\"pager\">";
  for (int page = 1; page <= pages; ++page) {
    if (page == cards.page) body += "<b>" + std::to_string(page) + "</b> ";
    else if (page < 4 || page > pages - 2 || std::abs(page - cards.page) < 2) body += "<a href=\"" + EscapeHtml(numbered(page)) + "\">" + std::to_string(page) + "</a> ";
  }
  if (cards.page < pages) {
    body += "<a rel=\"next\" class=\"next\" href=\"" + EscapeHtml(numbered(cards.page + 1)) + "\">";
    body += shop.language == Language::kChinese ? "下一页" : shop.language == Language::kEnglish ? "Next" : "Далее";
    body += "</a>";
  }
  return Chrome(market, shop, cards.heading, head, body + "</div></main>");
}

}  // namespace markwarden::samples
