// The whole sample marketplace as values: six shops, their sellers, the rights and what is
// true of each listing.  The same seed makes the same market; pages and pictures are drawn from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/right.h"
#include "samples/brands.h"
#include "samples/disguise.h"
#include "samples/goods.h"
#include "samples/random.h"

namespace markwarden::samples {

enum class Trap { kNone, kAuthorised, kCompatible, kOtherClass, kSecondHand, kExpired };
std::string_view ToString(Trap trap);

// A right with what the shops need of it.
struct Mark {
  Right right;
  const Brand* brand = nullptr;     // null for geographical indications, works, designs, varieties
  std::vector<Wordmark> forms;      // its written forms, official first
  std::vector<const Goods*> goods;  // what its holder sells, main one first
  uint64_t art = 0;                 // seed of logo and product photo
  std::string logo_text;
  bool expired = false;
};

// What a picture shows; picture.h draws it.
struct Picture {
  enum class Kind {
    kGoods,          // the seller's own photo, with or without a logo on the goods
    kHolderPhoto,    // the holder's product photo as published
    kEditedPhoto,    // the same, cropped, mirrored, re-encoded ...
  };
  Kind kind = Kind::kGoods;
  uint64_t seed = 0;
  const Goods* goods = nullptr;
  int mark = -1;             // index of the mark whose logo or photo it shows
  uint64_t other_logo = 0;   // logo of a brand that has no right here; 0 for plain goods
  std::string logo_text;
  bool accessory = false;    // drawn as a small part instead of the goods
  uint64_t edit = 0;         // not 0: the picture above, cropped, mirrored, re-lit ... once more
};

struct ShopSeller {
  std::string id, name, location, region, credit_code, phone;
  bool person = false;  // a private seller: no licence
};

struct Offer {
  int shop = 0;  // 0..5
  std::string item_id, path, title, description, brand;
  std::vector<std::string> category;
  const Goods* goods = nullptr;
  std::string amount, amount_max, old_amount;  // empty amount: price unknown
  std::string sku, gtin;
  int sales = 0;
  bool in_stock = true, used = false;
  int seller = 0;                 // index into the shop's sellers
  std::vector<Picture> pictures;  // served as /img/<item>_<n>.jpg
  bool disallowed = false;        // behind robots.txt; not part of the truth

  std::optional<Way> way;         // set: infringing
  Trap trap = Trap::kNone;
  int mark = -1;                  // the right that way or trap is about

  bool removed = false;           // by its shop after a complaint: gone from every page
  std::string changed;            // day on which it came back, "2027-01-05"; empty: never went
  std::string relist_of;          // the item id under which it was sold before it was removed
};

// Whether pages, search and sitemap show it.
inline bool Listed(const Offer& offer) { return !offer.disallowed && !offer.removed; }

struct Shop {
  int number = 1;  // 1..6
  std::string id, host, address, name_zh, name_en, title, region, charset, currency;
  Language language = Language::kChinese;
  std::vector<ShopSeller> sellers;
  std::vector<int> offers;  // indexes into Market::offers, disallowed ones too
  std::unordered_map<std::string, int> by_item;
};

struct Market {
  uint64_t seed = 0;
  int port = 0;
  std::vector<Mark> marks;
  std::vector<Shop> shops;
  std::vector<Offer> offers;

  std::string Base(const Shop& shop) const;  // "http://shop1.test:8081"
  std::string Url(const Offer& offer) const;
};

// Whether the holder of the right that the offer is about allowed this seller of its shop to sell.
bool IsAuthorised(const Market& market, const Offer& offer, int seller);

// Puts a finished offer into its shop; returns its index.  References to offers end.
int AddOffer(Market& market, Offer offer);

// `listings` >= 200, so that every way and trap occurs.
Market MakeMarket(uint64_t seed, int listings, int port);

// Parts of MakeMarket.
std::vector<Mark> MakeMarks(uint64_t seed);
std::vector<Shop> MakeShops(uint64_t seed);
std::string MakeCreditCode(std::string_view region, Random& random);  // GB 32100 check character included

}  // namespace markwarden::samples
