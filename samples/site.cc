// Routes of the shops.
#include "samples/site.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "samples/address.h"
#include "samples/charset.h"
#include "samples/pages.h"

namespace markwarden::samples {
namespace {

constexpr size_t kDrawnBytes = 48u << 20;
constexpr int kSitemapParts = 3;
constexpr const char* kModified = "Mon, 02 Nov 2026 08:00:00 GMT";

// What a shop answers where an offer was that it took off: 410, or as for what never was.
bool SaysGone(const Shop& shop) { return shop.number == 2 || shop.number == 3 || shop.number == 5; }

// RFC 9110, 5.6.7.
std::string HttpDate(Time time) {
  const std::time_t seconds = ToUnixSeconds(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  static const char* const days[7] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char* const months[12] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday % 7], parts.tm_mday, months[parts.tm_mon % 12], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text;
}

SiteAnswer NotFound(const Shop& shop) { return PageAnswer(shop, "<!DOCTYPE html><html><head><title>404</title></head><body><h1>404</h1></body></html>", 404); }

SiteAnswer Redirect(int status, std::string location) {
  SiteAnswer answer = MakeAnswer(status, "text/html", "");
  answer.headers.emplace_back("Location", std::move(location));
  return answer;
}

int Number(std::string_view text, int otherwise) {
  int value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string AsciiLower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

// Listings whose title, category or seller has every word of the query.
std::vector<int> Search(const Market& market, const Shop& shop, const std::string& query) {
  const std::string lower = AsciiLower(query);
  std::vector<int> found;
  for (const int index : shop.offers) {
    const Offer& offer = market.offers[static_cast<size_t>(index)];
    if (!Listed(offer)) continue;
    std::string text = offer.title + " " + offer.brand + " " + shop.sellers[static_cast<size_t>(offer.seller)].name;
    for (const std::string& level : offer.category) text += " " + level;
    text = AsciiLower(std::move(text));
    bool all = !query.empty();
    for (const std::string_view word : Split(lower, ' ')) all = all && text.find(word) != std::string::npos;
    if (all) found.push_back(index);
  }
  return found;
}

const ShopSeller* FindSeller(const Shop& shop, std::string_view id) {
  for (const ShopSeller& seller : shop.sellers) {
    if (seller.id == id) return &seller;
  }
  return nullptr;
}

}  // namespace

SiteAnswer Site::PictureAnswer(const std::string& key) {
  const size_t slash = key.find('/'), line = key.rfind('_');
  const Shop& shop = market_.shops[static_cast<size_t>(Number(key.substr(0, slash), 1) - 1)];
  const auto offer = line == std::string::npos ? shop.by_item.end() : shop.by_item.find(key.substr(slash + 1, line - slash - 1));
  if (offer != shop.by_item.end() && market_.offers[static_cast<size_t>(offer->second)].removed) return NotFound(shop);
  const auto found = drawn_by_key_.find(key);
  if (found != drawn_by_key_.end()) {
    drawn_.splice(drawn_.begin(), drawn_, found->second);
  } else {
    std::string bytes;
    if (line != std::string::npos) {
      const int number = Number(key.substr(line + 1), -1);
      if (offer == shop.by_item.end() || number < 0) return NotFound(shop);
      const std::vector<Picture>& pictures = market_.offers[static_cast<size_t>(offer->second)].pictures;
      if (number >= static_cast<int>(pictures.size())) return NotFound(shop);
      bytes = painter_.ListingJpeg(pictures[static_cast<size_t>(number)]);
    } else {
      const ShopSeller* seller = FindSeller(shop, key.substr(slash + 1));
      if (!seller || seller->person) return NotFound(shop);
      bytes = painter_.LicencePng(*seller);
    }
    drawn_bytes_ += bytes.size();
    drawn_.emplace_front(key, std::make_shared<const std::string>(std::move(bytes)));
    drawn_by_key_[key] = drawn_.begin();
    while (drawn_bytes_ > kDrawnBytes && drawn_.size() > 1) {
      drawn_bytes_ -= drawn_.back().second->size();
      drawn_by_key_.erase(drawn_.back().first);
      drawn_.pop_back();
    }
  }
  SiteAnswer answer;
  answer.headers.emplace_back("Content-Type", key.find('_') == std::string::npos ? "image/png" : "image/jpeg");
  answer.body = drawn_.front().second;
  return answer;
}

SiteAnswer Site::ListingAnswer(const Shop& shop, const Offer& offer) {
  if (offer.removed) return PageAnswer(shop, RemovedPage(market_, shop), SaysGone(shop) ? 410 : 404);
  // A few pages of one shop are busy the first time they are asked for.
  if (shop.number == 4 && Number(offer.item_id, 0) / 37 % 25 == 3 && failed_[offer.path]++ == 0) {
    SiteAnswer busy = PageAnswer(shop, "<!DOCTYPE html><title>503</title><h1>Busy, please try again</h1>", 503);
    busy.headers.emplace_back("Retry-After", "1");
    return busy;
  }
  return PageAnswer(shop, ListingPage(market_, shop, offer));
}

SiteAnswer Site::Route(const Shop& shop, const std::string& path, const std::string& query) {
  const auto under = [&](std::string_view prefix) { return path.starts_with(prefix); };
  const auto rest = [&](std::string_view prefix) { return path.substr(prefix.size()); };
  const std::string number = std::to_string(shop.number);
  if (path == "/") return PageAnswer(shop, HomePage(market_, shop));
  if (path == "/robots.txt") return MakeAnswer(200, "text/plain", Robots(market_, shop));
  if (path == "/sitemap.xml.gz" && shop.number == 1) return MakeAnswer(200, "application/gzip", Gzip(Sitemap(market_, shop, 0, 1)));
  if (path == "/sitemap.xml" && shop.number == 3) return MakeAnswer(200, "application/xml", SitemapIndex(market_, shop, kSitemapParts));
  if (under("/sitemap-") && shop.number == 3) {
    const int part = Number(rest("/sitemap-"), 0);
    if (part < 1 || part > kSitemapParts) return NotFound(shop);
    return MakeAnswer(200, "application/xml", Sitemap(market_, shop, part - 1, kSitemapParts));
  }
  if (path == "/sitemap.xml" && shop.number != 1 && shop.number != 6) return MakeAnswer(200, "application/xml", Sitemap(market_, shop, 0, 1));
  if (under("/img/")) {
    std::string key = rest("/img/");
    if (!key.ends_with(".jpg")) return NotFound(shop);
    key.resize(key.size() - 4);
    return key.find('_') == std::string::npos ? NotFound(shop) : PictureAnswer(number + "/" + key);
  }
  if (under("/licence/img/")) {
    std::string key = rest("/licence/img/");
    if (key.ends_with(".png")) key.resize(key.size() - 4);
    return key.find('_') != std::string::npos ? NotFound(shop) : PictureAnswer(number + "/" + key);
  }
  const int page = std::clamp(Number(Parameter(query, "page"), 1), 1, 1000);
  if (under("/list/")) {
    CardsPage cards{.heading = rest("/list/"), .target = path, .offers = {}, .page = page};
    for (const int index : shop.offers) {
      const Offer& offer = market_.offers[static_cast<size_t>(index)];
      if (Listed(offer) && offer.goods->key == cards.heading) cards.offers.push_back(index);
    }
    if (cards.offers.empty()) return NotFound(shop);
    cards.heading = Split(market_.offers[static_cast<size_t>(cards.offers[0])].goods->category[Index(shop.language)], '>').back();
    return PageAnswer(shop, CardPage(market_, shop, cards));
  }
  if (path == "/search") {
    const std::string asked = DecodeField(Parameter(query, "q"), shop.charset);
    return PageAnswer(shop, CardPage(market_, shop, {.heading = asked, .target = "/search?q=" + PercentEncode(asked), .offers = Search(market_, shop, asked), .page = page}));
  }
  if (under("/shop/") || under("/licence/")) {
    const bool licence = under("/licence/");
    const ShopSeller* seller = FindSeller(shop, rest(licence ? "/licence/" : "/shop/"));
    if (!seller || (licence && seller->person)) return NotFound(shop);
    return PageAnswer(shop, licence ? LicencePage(market_, shop, *seller) : SellerPage(market_, shop, *seller));
  }
  if (path == "/sellers") {
    std::string body = "<main><ul>";
    for (const ShopSeller& seller : shop.sellers) body += "<li><a href=\"/shop/" + seller.id + "\">" + EscapeHtml(seller.name) + "</a></li>";
    return PageAnswer(shop, Chrome(market_, shop, shop.title, "", body + "</ul></main>"));
  }
  if (path == "/about" || path == "/help" || path == "/cart") {
    SiteAnswer answer = PageAnswer(shop, AboutPage(market_, shop));
    if (shop.number == 3 && path == "/help") answer.delay = std::chrono::seconds(3);
    return answer;
  }
  if (path == "/members/") {  // robots.txt forbids all of it
    std::string body = "<main><ul>";
    for (const int index : shop.offers) {
      const Offer& offer = market_.offers[static_cast<size_t>(index)];
      if (offer.disallowed && !offer.removed) body += "<li><a href=\"" + EscapeHtml(offer.path) + "\">" + EscapeHtml(offer.title) + "</a></li>";
    }
    return PageAnswer(shop, Chrome(market_, shop, "-", "", body + "</ul></main>"));
  }
  if (under("/calendar/") && (shop.number == 1 || shop.number == 6)) {
    const std::string month = rest("/calendar/");
    const int year = Number(month, 0);
    const int part = month.size() >= 7 ? Number(std::string_view(month).substr(5), 0) : 0;
    if (year < 1 || year > 9999 || part < 1 || part > 12) return NotFound(shop);
    return PageAnswer(shop, CalendarPage(market_, shop, year, part));
  }
  if (path == "/loop-a" && shop.number == 3) return Redirect(302, "/loop-b");
  if (path == "/loop-b" && shop.number == 3) return Redirect(302, "/loop-a");
  if (path == "/partner" && shop.number == 5) return Redirect(302, "http://169.254.169.254/latest/meta-data/");
  if (path == "/archive/2019" && shop.number == 5) return PageAnswer(shop, "<!DOCTYPE html><title>500</title><h1>500</h1>", 500);
  if (path == "/gallery" && shop.number == 6) return PageAnswer(shop, HostilePage());

  const auto found = shop.by_item.find(ItemIdAt(shop, path, query));
  if (found == shop.by_item.end()) return NotFound(shop);
  const Offer& offer = market_.offers[static_cast<size_t>(found->second)];
  if (shop.number == 2 && under("/g/")) return Redirect(301, "../goods.php?id=" + offer.item_id);
  if (shop.number == 3 && under("/old/")) return Redirect(301, offer.path);
  if (offer.path.substr(0, offer.path.find('?')) != path) return NotFound(shop);
  return ListingAnswer(shop, offer);
}

SiteAnswer Site::Answer(const SiteRequest& request) {
  ledger_.Refresh(request.now);
  SiteAnswer answer = Respond(request);
  answer.relisted = ledger_.TakeRelisted();
  return answer;
}

std::string Site::RelistedLines(Time now) {
  ledger_.Refresh(now);
  ledger_.TakeRelisted();
  return ledger_.RelistedLines();
}

SiteAnswer Site::Respond(const SiteRequest& request) {
  const std::string host = request.host.substr(0, request.host.find(':'));
  const bool desk = request.target.starts_with("/ipr/");
  // The desk also answers under its bare address: holders' programs need no name server.
  const auto shop = std::find_if(market_.shops.begin(), market_.shops.end(), [&](const Shop& s) { return s.host == host || (desk && s.address == host); });
  if (shop == market_.shops.end()) return MakeAnswer(421, "text/plain", "no such shop here\n");
  if (desk) return desk_.Answer(*shop, request);
  if (request.method != "GET" && request.method != "HEAD") {
    SiteAnswer refused = MakeAnswer(405, "text/plain", "this address is only for reading\n");
    refused.headers.emplace_back("Allow", "GET, HEAD");
    return refused;
  }
  const size_t mark = request.target.find('?');
  SiteAnswer answer = Route(*shop, request.target.substr(0, mark), mark == std::string::npos ? "" : request.target.substr(mark + 1));
  if (answer.status != 200) return answer;

  // Shops 5 and 6 know only dates, shop 2 neither; the rest have entity tags.
  std::string tag;
  if (shop->number != 2 && shop->number < 5) {
    tag = std::string(shop->number == 4 ? "W/" : "") + "\"" + std::to_string(HashText(market_.seed, *answer.body)) + "\"";
    answer.headers.emplace_back("ETag", tag);
  }
  const std::optional<Time>& changed = ledger_.changed(*shop);
  const std::string modified = changed ? HttpDate(*changed) : kModified;
  if (shop->number >= 5) answer.headers.emplace_back("Last-Modified", modified);
  if ((!tag.empty() && request.if_none_match == tag) || (shop->number >= 5 && request.if_modified_since == modified)) {
    answer.status = 304;
    answer.body = std::make_shared<const std::string>();
    return answer;
  }
  if (shop->number == 4 && request.accepts_gzip && answer.headers.front().second.starts_with("text/")) {
    answer.headers.emplace_back("Content-Encoding", "gzip");
    answer.body = std::make_shared<const std::string>(Gzip(*answer.body));
  }
  return answer;
}

}  // namespace markwarden::samples
