// Rows of listings and the pages behind them.
#include "bench/console/seed/offers.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <map>

#include "bench/console/seed/must.h"
#include "service/listing_intake.h"
#include "store/sellers.h"

namespace markwarden::seed {
namespace {

constexpr size_t kOffersOnAPage = 48;

std::string Yuan(double amount) {
  const auto cents = static_cast<int64_t>(amount * 100);
  const std::string rest = std::to_string(cents % 100);
  return std::to_string(cents / 100) + "." + (rest.size() < 2 ? "0" : "") + rest;
}

std::string PageHead(const std::string& title) {
  return "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>" + title + "</title></head><body>";
}

std::string OwnPage(const Listing& listing) {
  return PageHead(listing.title) + "<h1>" + listing.title + "</h1><p class=\"price\">¥" + listing.price->amount + "</p><a class=\"shop\" href=\"" + listing.seller.url + "\">" + listing.seller.name +
         "</a><p>" + listing.description + "</p><ul><li>月销 " + std::to_string(listing.sales.value_or(0)) + "</li></ul></body></html>";
}

Exchange PageOf(const Place& place, const std::string& path, std::string body, Time at) {
  Exchange exchange;
  exchange.url = "https://" + place.host + path;
  exchange.request_head = "GET " + path + " HTTP/1.1\r\nHost: " + place.host + "\r\nUser-Agent: markwarden\r\nAccept: text/html\r\n\r\n";
  exchange.response_head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
  exchange.body = std::move(body);
  exchange.status = 200;
  exchange.remote_ip = "192.0.2.20";
  exchange.tls = "TLSv1.3 TLS_AES_256_GCM_SHA384";
  exchange.started = at;
  exchange.duration = std::chrono::milliseconds(120);
  return exchange;
}

// A few pictures are everywhere, most are in some dozens of offers.
const SeedPicture& AnyPicture(const Ground& ground, Random& random) {
  const double u = random.Unit();
  return ground.pictures[static_cast<size_t>(u * u * static_cast<double>(ground.pictures.size()))];
}

}  // namespace

Offer MakeOffer(Ground& ground, Random& random, int64_t number, Time at, bool lead) {
  Offer offer;
  offer.at = at;
  offer.lead = lead;
  // Some shops offer a lot, and some of those much that is not theirs to offer.
  const double u = random.Unit();
  offer.shop = &ground.shops[static_cast<size_t>(u * u * (lead ? u : 1) * static_cast<double>(ground.shops.size()))];
  for (const Place& place : ground.places) {
    if (place.platform == offer.shop->platform) offer.place = &place;
  }
  offer.watch = random.Pick(ground.watches);
  const double v = random.Unit();
  offer.right = static_cast<size_t>(v * v * static_cast<double>(ground.rights.size()));
  const Goods& goods = lead ? GoodsOf(ground.goods[offer.right]) : GoodsOf(random.Below(1'000));
  if (lead) offer.disguise = Disguised(random, ground.brands[offer.right]);
  else offer.disguise.shown = BrandOf(random.Between(kBrands / 2, kBrands - 1)).latin;  // somebody's, and nobody's here
  Listing& listing = offer.listing;
  listing.item_id = std::to_string(100'000'000 + number);
  listing.platform = offer.place->platform;
  listing.url = "https://" + offer.place->host + "/item/" + listing.item_id;
  Title title = TitleOf(random, offer.disguise.shown, goods);
  listing.title = std::move(title.text);
  offer.name_at = title.at;
  listing.seller = offer.shop->shown;
  listing.seller.location = offer.shop->region;
  offer.price_ratio = lead ? random.Real(0.06, 1.05) : random.Real(0.5, 1.1);
  listing.price = Price{Yuan(goods.high * offer.price_ratio), std::nullopt, "CNY"};
  listing.captured_at = FormatTime(at);
  listing.lang = "zh";
  if (lead) {
    listing.description = Description(random, goods, offer.disguise.shown);
    listing.category = {"首页", goods.zh};
    const double sold = random.Unit();
    listing.sales = static_cast<int64_t>(sold * sold * sold * 5'000);
  }
  for (int i = 0, count = lead ? random.Between(1, 3) : 1; i < count; ++i) {
    SnapshotPicture picture;
    picture.position = i;
    if (lead || random.Chance(0.1)) {
      const SeedPicture& shown = AnyPicture(ground, random);
      picture.url = shown.url;
      picture.capture = shown.capture;
      picture.sha256 = shown.sha256;
    } else {
      picture.url = "https://img.market.example/own/" + listing.item_id + ".jpg";  // not fetched yet
    }
    listing.images.push_back(picture.url);
    offer.pictures.push_back(std::move(picture));
  }
  return offer;
}

struct OfferWriter::Statements {
  explicit Statements(SQLite::Database& db)
      : seller(db, "INSERT INTO seller (id, platform_key, seller_key, name, url, credit_code, region_code, location, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        listing(db, "INSERT INTO listing (id, platform_key, item_key, url, title, seller_id, region_code, latest_snapshot_id, first_seen, last_seen, created_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)"),
        snapshot(db, "INSERT INTO snapshot (id, listing_id, capture_id, watch_id, seller_id, extractor, payload, fingerprint, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        picture(db, "INSERT INTO snapshot_picture (snapshot_id, position, url, capture_id, sha256) VALUES (?, ?, ?, ?, ?)") {}
  SQLite::Statement seller, listing, snapshot, picture;
};

OfferWriter::OfferWriter(CaseDb& db, FakeClock& clock, CaptureWriter& captures, const Scope& by)
    : db_(db), clock_(clock), captures_(captures), by_(by), statements_(std::make_unique<Statements>(db.raw())) {}
OfferWriter::~OfferWriter() = default;

void OfferWriter::Capture(Transaction& tx, std::vector<Offer>& offers) {
  struct ListPage {
    std::string body;
    std::vector<Offer*> offers;
  };
  std::map<const Place*, ListPage> pages;
  const auto meta = [&](const Offer& offer) {
    return CaptureMeta{.id = db_.NewId(), .source = offer.place->source, .watch = offer.watch, .created_by = kSystemActors[0].id, .provenance = {{"robots", "allowed"}}};
  };
  const auto flush = [&](const Place& place, ListPage& page) {
    if (page.offers.empty()) return;
    const CaptureMeta one = meta(*page.offers.back());
    const std::string path = "/search?q=" + page.offers.back()->listing.item_id;
    Must(captures_.Append(PageOf(place, path, page.body + "</body></html>", page.offers.back()->at), one), "capture a list");
    for (Offer* offer : page.offers) offer->capture = one.id;
    page = {};
  };
  for (Offer& offer : offers) {
    clock_.Set(offer.at);
    if (offer.lead) {
      const CaptureMeta one = meta(offer);
      Must(captures_.Append(PageOf(*offer.place, "/item/" + offer.listing.item_id, OwnPage(offer.listing), offer.at), one), "capture a page");
      offer.capture = one.id;
      continue;
    }
    ListPage& page = pages[offer.place];
    if (page.offers.empty()) page.body = PageHead("搜索");
    page.body += "<div><a href=\"" + offer.listing.url + "\">" + offer.listing.title + "</a> ¥" + offer.listing.price->amount + " " + offer.listing.seller.name + "</div>\n";
    page.offers.push_back(&offer);
    if (page.offers.size() == kOffersOnAPage) flush(*offer.place, page);
  }
  for (auto& [place, page] : pages) flush(*place, page);
  Must(captures_.Commit(tx), "commit captures");
}

void OfferWriter::SavePlain(Transaction& tx, Offer& offer) {
  const int64_t now = ToUnixSeconds(offer.at);
  Shop& shop = *offer.shop;
  const Listing& listing = offer.listing;
  const Id listing_id = db_.NewId(), snapshot_id = db_.NewId();
  const auto run = [](SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
  };
  if (shop.id == 0) {
    shop.id = db_.NewId();
    SQLite::bind(statements_->seller, shop.id, shop.platform, shop.shown.id, shop.shown.name, shop.shown.url, shop.shown.credit_code, shop.region, shop.region, by_.actor, now);
    run(statements_->seller);
    Must(RememberSellerKeys(tx, shop.id, snapshot_id, shop.shown), "remember a shop");
  }
  SQLite::bind(statements_->listing, listing_id, listing.platform, listing.item_id, listing.url, listing.title, shop.id, shop.region, snapshot_id, now, by_.actor);
  run(statements_->listing);
  const std::string payload = DumpJson(ToJson(listing));
  const Sha256Digest fingerprint = Sha256(payload);
  SQLite::Statement& snapshot = statements_->snapshot;
  SQLite::bind(snapshot, snapshot_id, listing_id, offer.capture, offer.watch, shop.id, std::string(kExtractorVersion), payload);
  snapshot.bind(8, fingerprint.data(), static_cast<int>(fingerprint.size()));
  snapshot.bind(9, by_.actor);
  snapshot.bind(10, now);
  run(snapshot);
  for (const SnapshotPicture& one : offer.pictures) {
    SQLite::Statement& picture = statements_->picture;
    SQLite::bind(picture, snapshot_id, one.position, one.url);
    if (one.capture != 0) {
      const std::string digest = FromHex(one.sha256);
      picture.bind(4, one.capture);
      picture.bind(5, digest.data(), static_cast<int>(digest.size()));
    } else {
      picture.bind(4);
      picture.bind(5);
    }
    run(picture);
  }
}

void OfferWriter::Save(Transaction& tx, std::vector<Offer>& offers) {
  Capture(tx, offers);
  for (Offer& offer : offers) {
    clock_.Set(offer.at);
    if (!offer.lead) {
      SavePlain(tx, offer);
      continue;
    }
    offer.saved = Must(SaveSnapshot(tx, by_, {.listing = offer.listing, .platform = offer.listing.platform, .item_key = offer.listing.item_id, .capture = offer.capture, .watch = offer.watch,
                                              .extractor = std::string(kExtractorVersion), .seller_region = offer.shop->region, .pictures = offer.pictures}),
                       "save a listing");
    offer.shop->id = offer.saved.seller;
  }
}

}  // namespace markwarden::seed
