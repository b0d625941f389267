// One listing, told in each shop's own way: JSON-LD, plain HTML, microdata, state in a
// script, OpenGraph, plain HTML without a declared charset.
#include "samples/charset.h"
#include "samples/pages.h"

namespace markwarden::samples {
namespace {

struct Labels {
  const char *price, *old_price, *brand, *seller, *place, *sold, *stock, *none, *related, *reviews, *details, *used;
};
const Labels& In(Language language) {
  static const Labels all[3] = {
      {"价格", "原价", "品牌", "店铺", "发货地", "已售", "有货", "缺货", "猜你喜欢", "商品评价", "商品详情", "二手"},
      {"Price", "Was", "Brand", "Sold by", "Ships from", "sold", "In stock", "Out of stock", "You may also like", "Customer reviews", "Details", "Used"},
      {"Цена", "Старая цена", "Бренд", "Продавец", "Откуда", "продано", "В наличии", "Нет в наличии", "Похожие товары", "Отзывы", "Описание", "Б/у"}};
  return all[Index(language)];
}

std::string Related(const Market& market, const Shop& shop, const Offer& offer) {
  Random random(market.seed, "related/" + offer.item_id);
  std::string html = "<section class=\"related\"><h2>" + std::string(In(shop.language).related) + "</h2>\n";
  // What was relisted stands last and is related to nothing, so other pages stay as they were.
  std::vector<int> first = shop.offers;
  while (!first.empty() && !market.offers[static_cast<size_t>(first.back())].relist_of.empty()) first.pop_back();
  for (int i = 0; i < 4; ++i) {
    const Offer& other = market.offers[static_cast<size_t>(random.Pick(first))];
    if (!Listed(other) || &other == &offer) continue;
    const std::string href = EscapeHtml(other.path) + (shop.number == 4 ? "?utm_source=related" : "");
    html += "<div class=\"card\"><a href=\"" + href + "\"><img src=\"" + PictureUrl(other, 0) + "\" alt=\"\">" + EscapeHtml(other.title) + "</a> <span class=\"p\">" + EscapeHtml(PriceText(shop, other)) + "</span></div>\n";
  }
  return html + "</section>\n";
}

std::string Reviews(const Market& market, const Shop& shop, const Offer& offer) {
  static constexpr std::string_view kTexts[3] = {
      "物流很快，包装完好。|和图片一样，满意。|第二次买了，家里人都说好。|一般般，对得起价格。|客服态度不错，推荐 39 元那款。",
      "Arrived quickly, well packed.|As pictured.|Second one I bought.|Fine for the money; the $15 one is better.|Helpful seller.",
      "Пришло быстро.|Как на фото.|Беру второй раз.|За эти деньги нормально.|Продавец вежливый."};
  Random random(market.seed, "reviews/" + offer.item_id);
  std::string html = "<section class=\"reviews\"><h2>" + std::string(In(shop.language).reviews) + "</h2>\n";
  const int count = random.Between(0, 4);
  for (int i = 0; i < count; ++i) {
    html += "<p class=\"review\"><b>u***" + std::to_string(random.Between(10, 99)) + "</b> ";
    html += EscapeHtml(random.PickPart(kTexts[Index(shop.language)])) + "</p>\n";
  }
  return html + "</section>\n";
}

std::string Breadcrumb(const Offer& offer) {
  std::string html = "<div class=\"breadcrumb\">";
  for (const std::string& level : offer.category) html += "<a href=\"/list/" + std::string(offer.goods->key) + "\">" + EscapeHtml(level) + "</a> &gt; ";
  return html + "</div>\n";
}

std::string Pictures(const Offer& offer, const char* attributes) {
  std::string html = "<div class=\"gallery\">";
  for (size_t i = 0; i < offer.pictures.size(); ++i) html += "<img " + std::string(attributes) + " src=\"" + PictureUrl(offer, i) + "\" width=\"400\" height=\"400\" alt=\"\">";
  return html + "</div>\n";
}

std::string SellerLine(const Shop& shop, const ShopSeller& seller) {
  const Labels& say = In(shop.language);
  std::string html = "<div class=\"seller\">" + std::string(say.seller) + ": <a class=\"shop-name\" href=\"/shop/" + seller.id + "\">" + EscapeHtml(seller.name) + "</a> <span class=\"location\">" + say.place + ": " + EscapeHtml(seller.location) + "</span>";
  if (!seller.person) {
    html += " <a class=\"licence\" href=\"/licence/" + seller.id + "\"><img src=\"/licence/img/" + seller.id + ".png\" width=\"40\" alt=\"licence\"></a>";
    if (!seller.credit_code.empty()) html += " <span class=\"credit-code\">" + std::string(shop.language == Language::kChinese ? "统一社会信用代码：" : "Credit code: ") + seller.credit_code + "</span>";
  }
  return html + "</div>\n";
}

const char* Availability(const Offer& offer) { return offer.in_stock ? "https://schema.org/InStock" : "https://schema.org/OutOfStock"; }

std::string JsonLd(const Market& market, const Shop& shop, const Offer& offer) {
  const ShopSeller& seller = shop.sellers[static_cast<size_t>(offer.seller)];
  Json offers = {{"@type", offer.amount_max.empty() ? "Offer" : "AggregateOffer"}, {"availability", Availability(offer)}, {"url", market.Url(offer)}, {"seller", {{"@type", "Organization"}, {"name", seller.name}, {"url", market.Base(shop) + "/shop/" + seller.id}}}};
  if (offer.used) offers["itemCondition"] = "https://schema.org/UsedCondition";
  if (!offer.amount.empty()) {
    offers["priceCurrency"] = shop.currency;
    offers[offer.amount_max.empty() ? "price" : "lowPrice"] = offer.amount;
    if (!offer.amount_max.empty()) offers["highPrice"] = offer.amount_max;
  }
  Json images = Json::array();
  for (size_t i = 0; i < offer.pictures.size(); ++i) images.push_back(market.Base(shop) + PictureUrl(offer, i));
  Json product = {{"@context", "https://schema.org"}, {"@type", "Product"}, {"name", offer.title}, {"description", offer.description}, {"sku", offer.sku}, {"image", images}, {"offers", offers}};
  if (!offer.brand.empty()) product["brand"] = {{"@type", "Brand"}, {"name", offer.brand}};
  Json crumbs = Json::array();
  for (const std::string& level : offer.category) crumbs.push_back({{"@type", "ListItem"}, {"position", crumbs.size() + 1}, {"name", level}});
  const Json list = {{"@context", "https://schema.org"}, {"@type", "BreadcrumbList"}, {"itemListElement", crumbs}};
  return "<script type=\"application/ld+json\">" + product.dump() + "</script>\n<script type=\"application/ld+json\">" + list.dump() + "</script>\n";
}

std::string PlainBody(const Shop& shop, const Offer& offer) {
  const Labels& say = In(shop.language);
  const ShopSeller& seller = shop.sellers[static_cast<size_t>(offer.seller)];
  std::string html = Breadcrumb(offer) + "<h1 class=\"goods-title\">" + EscapeHtml(offer.title) + "</h1>\n" + Pictures(offer, "class=\"pic\"");
  html += "<div class=\"price-box\">" + std::string(say.price) + (shop.language == Language::kChinese ? "：" : ": ") + "<span class=\"price now\">" + EscapeHtml(PriceText(shop, offer)) + "</span>";
  if (!offer.old_amount.empty() && !offer.amount.empty()) html += " " + std::string(say.old_price) + " <del class=\"old-price\">" + (shop.currency == "CNY" ? "¥" + offer.old_amount : shop.currency == "USD" ? "$" + offer.old_amount : offer.old_amount + " руб.") + "</del>";
  html += "</div>\n<ul class=\"attributes\">";
  if (!offer.brand.empty()) html += "<li>" + std::string(say.brand) + (shop.language == Language::kChinese ? "：" : ": ") + "<span class=\"brand\">" + EscapeHtml(offer.brand) + "</span></li>";
  html += "<li class=\"sales\">" + std::string(say.sold) + " " + std::to_string(offer.sales) + "</li><li class=\"stock\">" + (offer.in_stock ? say.stock : say.none) + "</li>";
  if (offer.used) html += "<li>" + std::string(say.used) + "</li>";
  html += "</ul>\n" + SellerLine(shop, seller) + "<section class=\"detail\"><h2>" + say.details + "</h2><p class=\"description\">" + EscapeHtml(offer.description) + "</p></section>\n";
  return html;
}

std::string Microdata(const Market& market, const Shop& shop, const Offer& offer) {
  const Labels& say = In(shop.language);
  const ShopSeller& seller = shop.sellers[static_cast<size_t>(offer.seller)];
  std::string html = Breadcrumb(offer) + "<div itemscope itemtype=\"https://schema.org/Product\">\n<h1 itemprop=\"name\">" + EscapeHtml(offer.title) + "</h1>\n" + Pictures(offer, "itemprop=\"image\"");
  html += "<meta itemprop=\"sku\" content=\"" + offer.sku + "\">\n";
  if (!offer.brand.empty()) html += "<p>" + std::string(say.brand) + ": <span itemprop=\"brand\" itemscope itemtype=\"https://schema.org/Brand\"><span itemprop=\"name\">" + EscapeHtml(offer.brand) + "</span></span></p>\n";
  const bool range = !offer.amount_max.empty();
  html += "<div itemprop=\"offers\" itemscope itemtype=\"https://schema.org/" + std::string(range ? "AggregateOffer" : "Offer") + "\">";
  if (!offer.amount.empty()) {
    html += "<meta itemprop=\"priceCurrency\" content=\"" + shop.currency + "\"><span itemprop=\"" + (range ? "lowPrice" : "price") + "\" content=\"" + offer.amount + "\">$" + offer.amount + "</span>";
    if (range) html += " - <span itemprop=\"highPrice\" content=\"" + offer.amount_max + "\">$" + offer.amount_max + "</span>";
    if (!offer.old_amount.empty()) html += " <s>" + std::string(say.old_price) + " $" + offer.old_amount + "</s>";
  } else {
    html += "<span class=\"ask\">" + PriceText(shop, offer) + "</span>";
  }
  html += "<link itemprop=\"availability\" href=\"" + std::string(Availability(offer)) + "\">" + (offer.in_stock ? say.stock : say.none);
  if (offer.used) html += "<link itemprop=\"itemCondition\" href=\"https://schema.org/UsedCondition\">";
  html += "<span itemprop=\"seller\" itemscope itemtype=\"https://schema.org/Organization\">" + std::string(say.seller) + " <a itemprop=\"url\" href=\"/shop/" + seller.id + "\"><span itemprop=\"name\">" + EscapeHtml(seller.name) + "</span></a></span></div>\n";
  html += "<p class=\"location\">" + std::string(say.place) + ": " + EscapeHtml(seller.location) + "</p><p>" + std::to_string(offer.sales) + " " + say.sold + "</p>\n<div itemprop=\"description\">" + EscapeHtml(offer.description) + "</div>\n</div>\n";
  return html + Related(market, shop, offer) + Reviews(market, shop, offer);
}

std::string State(const Shop& shop, const Offer& offer) {
  const ShopSeller& seller = shop.sellers[static_cast<size_t>(offer.seller)];
  Json images = Json::array();
  for (size_t i = 0; i < offer.pictures.size(); ++i) images.push_back(PictureUrl(offer, i));
  Json price = {{"currency", shop.currency}, {"current", offer.amount.empty() ? Json(nullptr) : Json(offer.amount)}, {"max", offer.amount_max.empty() ? Json(nullptr) : Json(offer.amount_max)}, {"original", offer.old_amount.empty() ? Json(nullptr) : Json(offer.old_amount)}};
  const Json state = {
      {"app", {{"version", "4.18.2"}, {"locale", "en"}}}, {"user", nullptr},
      {"product", {{"id", offer.item_id}, {"title", offer.title}, {"description", offer.description}, {"brandName", offer.brand.empty() ? Json(nullptr) : Json(offer.brand)}, {"categoryPath", offer.category}, {"price", price}, {"images", images}, {"stock", offer.in_stock ? 12 : 0}, {"soldCount", offer.sales}, {"sku", offer.sku}, {"condition", offer.used ? "used" : "new"},
                   {"seller", {{"id", seller.id}, {"name", seller.name}, {"url", "/shop/" + seller.id}, {"location", seller.location}, {"creditCode", seller.credit_code.empty() ? Json(nullptr) : Json(seller.credit_code)}}}}}};
  std::string text = state.dump();
  for (size_t at = text.find("</"); at != std::string::npos; at = text.find("</", at + 2)) text.replace(at, 2, "<\\/");
  return "<div id=\"root\"><div class=\"skeleton\"></div></div>\n<script>window.__INITIAL_STATE__ = " + text + ";\nwindow.__BUILD__=\"a91f\";</script>\n<noscript>Please enable JavaScript.</noscript>\n";
}

std::string OpenGraph(const Market& market, const Shop& shop, const Offer& offer) {
  const auto meta = [](const std::string& property, const std::string& content) { return "<meta property=\"" + property + "\" content=\"" + EscapeHtml(content) + "\">\n"; };
  std::string head = meta("og:type", "product") + meta("og:title", offer.title) + meta("og:url", market.Url(offer)) + meta("og:site_name", shop.title) + meta("og:description", offer.description);
  for (size_t i = 0; i < offer.pictures.size(); ++i) head += meta("og:image", market.Base(shop) + PictureUrl(offer, i));
  if (!offer.amount.empty() && offer.amount_max.empty()) head += meta("product:price:amount", offer.amount) + meta("product:price:currency", shop.currency);
  if (!offer.brand.empty()) head += meta("product:brand", offer.brand);
  return head;
}

}  // namespace

std::string ListingPage(const Market& market, const Shop& shop, const Offer& offer) {
  const std::string tail = Related(market, shop, offer) + Reviews(market, shop, offer);
  const std::string canonical = "<link rel=\"canonical\" href=\"" + EscapeHtml(market.Url(offer)) + "\">\n";
  switch (shop.number) {
    case 1: return Chrome(market, shop, offer.title, canonical + JsonLd(market, shop, offer), "<main>" + PlainBody(shop, offer) + tail + "</main>");
    case 3: return Chrome(market, shop, offer.title, canonical, "<main>" + Microdata(market, shop, offer) + "</main>");
    case 4: return Chrome(market, shop, offer.title, canonical, State(shop, offer) + Related(market, shop, offer));
    case 5: return Chrome(market, shop, offer.title, OpenGraph(market, shop, offer), "<main>" + PlainBody(shop, offer) + tail + "</main>");
    default: return Chrome(market, shop, offer.title, "", "<main>" + PlainBody(shop, offer) + tail + "</main>");
  }
}

}  // namespace markwarden::samples
