// Makes relisted offers.
#include "samples/relist.h"

#include "samples/address.h"
#include "samples/random.h"

namespace markwarden::samples {
namespace {

constexpr int kNextItems = 300'000;  // past all item ids that a shop began with

// A private person's goods go to another private person.
int AnotherSeller(const Market& market, const Offer& offer, Random& random) {
  const Shop& shop = market.shops[static_cast<size_t>(offer.shop)];
  std::vector<int> others;
  for (int i = 0; i < static_cast<int>(shop.sellers.size()); ++i) {
    const bool same_sort = shop.sellers[static_cast<size_t>(i)].person == shop.sellers[static_cast<size_t>(offer.seller)].person;
    if (i != offer.seller && same_sort && IsAuthorised(market, offer, i) == (offer.trap == Trap::kAuthorised)) others.push_back(i);
  }
  return others.empty() ? offer.seller : random.Pick(others);
}

std::string AnotherTitle(const std::string& title, Language language, Random& random) {
  static const char* const before[3] = {"【店长推荐】|限时特惠 |新链接 ", "Hot deal: |Back again: |Last chance: ", "Акция! |Снова в продаже: |Хит: "};
  static const char* const after[3] = {" 现货速发| 当天发货| 支持退换", " - fast dispatch| - in stock now| - limited offer", " - быстрая отправка| - в наличии| - скидка"};
  if (random.Chance(0.5)) return std::string(random.PickPart(before[Index(language)])) + title;
  return title + std::string(random.PickPart(after[Index(language)]));
}

}  // namespace

Offer MakeRelist(const Market& market, int old) {
  Offer offer = market.offers[static_cast<size_t>(old)];
  const Shop& shop = market.shops[static_cast<size_t>(offer.shop)];
  Random random(market.seed, "relist/" + shop.id + "/" + offer.item_id);
  offer.relist_of = offer.item_id;
  do {
    offer.item_id = std::to_string(std::stoll(offer.item_id) + kNextItems);
  } while (shop.by_item.contains(offer.item_id));
  offer.path = OfferPath(shop, offer);
  offer.seller = AnotherSeller(market, offer, random);
  offer.title = AnotherTitle(offer.title, shop.language, random);
  offer.sku = "SK" + std::to_string(random.Between(10000, 99999));
  offer.sales = random.Below(20);
  offer.in_stock = true;
  offer.removed = false;
  for (Picture& picture : offer.pictures) picture.edit = random.Next() | 1;
  return offer;
}

}  // namespace markwarden::samples
