// Fills the shops: which listings infringe and how, which only look as if, which are plain.
#include "samples/market.h"

#include <algorithm>
#include <cmath>

#include "samples/address.h"
#include "samples/random.h"
#include "samples/words.h"

namespace markwarden::samples {
namespace {

constexpr int kDisallowedPerShop = 5;

struct Plan {
  std::optional<Way> way;
  Trap trap = Trap::kNone;
};

bool IsTrademark(const Mark& mark) { return mark.right.kind == RightKind::kTrademark; }
bool IsGi(const Mark& mark) { return mark.right.kind == RightKind::kGeographicalIndication; }

bool Readable(Script script, Language language) {
  switch (script) {
    case Script::kHan: return language == Language::kChinese;
    case Script::kLatin: return true;
    case Script::kCyrillic: return language == Language::kRussian;
    case Script::kKana:
    case Script::kHangul: return language != Language::kRussian;
  }
  return false;
}

class Builder {
 public:
  Builder(Market& market, uint64_t seed) : market_(market), random_(seed, "market") {}

  void Authorise() {
    for (Mark& mark : market_.marks) {
      if (mark.expired || (!IsTrademark(mark) && !IsGi(mark))) continue;
      std::vector<int> shops = {0, 1, 2, 3, 4, 5};
      random_.Shuffle(shops);
      int granted = 0;
      for (const int number : shops) {
        Shop& shop = market_.shops[static_cast<size_t>(number)];
        if (granted == 4 || !FormFor(mark, shop.language)) continue;
        for (int attempt = 0; attempt < 20; ++attempt) {
          const int seller = random_.Below(static_cast<int>(shop.sellers.size()));
          if (shop.sellers[static_cast<size_t>(seller)].person) continue;
          mark.right.authorised_sellers.push_back(
              {.name = shop.sellers[static_cast<size_t>(seller)].name, .id = shop.sellers[static_cast<size_t>(seller)].id, .platform = shop.id});
          ++granted;
          break;
        }
      }
    }
  }

  void Add(const Plan& plan) {
    static const std::vector<int> weights = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5};
    for (int attempt = 0; attempt < 500; ++attempt) {
      Offer offer;
      offer.shop = random_.Pick(weights);
      offer.way = plan.way;
      offer.trap = plan.trap;
      if (!Write(offer)) continue;
      Place(std::move(offer));
      return;
    }
  }

  void AddDisallowed() {
    for (int number = 0; number < 6; ++number) {
      for (int i = 0; i < kDisallowedPerShop; ++i) {
        Offer offer;
        offer.shop = number;
        offer.disallowed = true;
        if (Write(offer)) Place(std::move(offer));
      }
    }
  }

 private:
  Language LanguageOf(const Offer& offer) const { return market_.shops[static_cast<size_t>(offer.shop)].language; }
  Shop& ShopOf(const Offer& offer) { return market_.shops[static_cast<size_t>(offer.shop)]; }

  // A written form that buyers of this shop read.
  const Wordmark* FormFor(const Mark& mark, Language language) {
    std::vector<const Wordmark*> usable;
    for (const Wordmark& form : mark.forms) {
      if (Readable(form.script, language)) usable.push_back(&form);
    }
    return usable.empty() ? nullptr : random_.Pick(usable);
  }

  template <typename Fits>
  Mark* ChooseMark(Offer& offer, const Fits& fits) {
    offer.mark = random_.Below(static_cast<int>(market_.marks.size()));
    Mark& mark = market_.marks[static_cast<size_t>(offer.mark)];
    return fits(mark) ? &mark : nullptr;
  }

  // Only `persons` for used goods; never one whom the holder authorised.
  void ChooseSeller(Offer& offer, bool persons) {
    const Shop& shop = ShopOf(offer);
    do {
      offer.seller = random_.Below(static_cast<int>(shop.sellers.size()));
    } while (IsAuthorised(market_, offer, offer.seller) || shop.sellers[static_cast<size_t>(offer.seller)].person != persons);
  }

  bool ChooseAuthorised(Offer& offer) {
    const Shop& shop = ShopOf(offer);
    std::vector<int> sellers;
    for (size_t i = 0; i < shop.sellers.size(); ++i) {
      if (IsAuthorised(market_, offer, static_cast<int>(i))) sellers.push_back(static_cast<int>(i));
    }
    if (sellers.empty()) return false;
    offer.seller = random_.Pick(sellers);
    return true;
  }

  // `fraction` of the goods' usual top price, in the shop's currency.
  void SetPrice(Offer& offer, double cny) {
    const std::string& currency = ShopOf(offer).currency;
    const double amount = currency == "USD" ? cny / 7 : currency == "RUB" ? cny * 11 : cny;
    const auto written = [&](double value) {
      if (currency == "RUB") return std::to_string(static_cast<int>(value / 10) * 10 + 9);
      const int cents = random_.Chance(0.5) ? 90 : random_.Chance(0.5) ? 0 : 99;
      std::string text = std::to_string(static_cast<int>(value)) + ".";
      return text + (cents == 0 ? "00" : std::to_string(cents));
    };
    const double safe = std::max(amount, 2.0);
    offer.amount = written(safe);
    const double chance = random_.Unit();
    if (chance < 0.08) offer.amount_max = written(safe * 1.6 + 3);
    else if (chance < 0.40) offer.old_amount = written(safe * random_.Real(1.2, 2.2) + 2);
    else if (chance < 0.43) offer.amount.clear();
  }

  double Usual(const Goods& goods) { return goods.low + (goods.high - goods.low) * std::pow(random_.Unit(), 2); }
  double Reference(const Mark& mark, const Goods& goods) {
    return mark.right.reference_price ? std::stod(mark.right.reference_price->amount) : (goods.low + goods.high) / 2;
  }

  Picture OwnPicture(const Offer& offer) {
    Picture picture;
    picture.seed = random_.Next();
    picture.goods = offer.goods;
    return picture;
  }

  // One to three of the seller's own photos, with the logo of a brand that is nobody's here.
  void OwnPictures(Offer& offer, bool accessory = false) {
    const int count = random_.Between(1, 3);
    const uint64_t logo = !offer.brand.empty() && random_.Chance(0.5) ? random_.Next() | 1 : 0;
    for (int i = 0; i < count; ++i) {
      Picture picture = OwnPicture(offer);
      picture.accessory = accessory;
      picture.other_logo = accessory ? 0 : logo;
      picture.logo_text = logo ? offer.brand : "";
      offer.pictures.push_back(std::move(picture));
    }
  }

  void MarkPictures(Offer& offer, double holder_photo) {
    const int count = random_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      Picture picture = OwnPicture(offer);
      picture.mark = offer.mark;
      if (random_.Chance(holder_photo)) picture.kind = Picture::Kind::kHolderPhoto;
      offer.pictures.push_back(std::move(picture));
    }
  }

  bool Write(Offer& offer) {
    const bool written = offer.way ? WriteInfringing(offer) : offer.trap != Trap::kNone ? WriteTrap(offer) : WritePlain(offer);
    if (!written) return false;
    const Language language = LanguageOf(offer);
    if (offer.description.empty()) offer.description = Description(*offer.goods, language, random_);
    for (const std::string_view level : Split(offer.goods->category[Index(language)], '>')) offer.category.emplace_back(level);
    offer.sku = "SK" + std::to_string(random_.Between(10000, 99999));
    offer.sales = static_cast<int>(std::pow(random_.Unit(), 3) * 9000);
    offer.in_stock = random_.Chance(0.94);
    return true;
  }

  bool WriteInfringing(Offer& offer) {
    const Way way = *offer.way;
    const Language language = LanguageOf(offer);
    TitleParts parts;
    Mark* mark = nullptr;
    double price = random_.Chance(0.7) ? random_.Real(0.12, 0.5) : random_.Real(0.5, 1.05);
    switch (way) {
      case Way::kSeparator:
      case Way::kLookAlike:
      case Way::kSoundAlike:
      case Way::kMixedScript: {
        mark = ChooseMark(offer, [](const Mark& m) { return IsTrademark(m) && !m.expired; });
        if (!mark) return false;
        const Wordmark* form = FormFor(*mark, language);
        // Abroad a Chinese mark is heard, not read.
        if (!form && way == Way::kSoundAlike && mark->forms[0].script == Script::kHan) form = &mark->forms[0];
        if (!form) return false;
        const std::optional<std::string> written = Disguise(way, *form, language, random_);
        if (!written) return false;
        parts.brand = *written;
        offer.goods = random_.Pick(mark->goods);
        break;
      }
      case Way::kSlang: {
        mark = ChooseMark(offer, [](const Mark& m) { return !m.expired && (IsTrademark(m) || m.right.kind == RightKind::kPlantVariety); });
        if (!mark) return false;
        const Wordmark* form = FormFor(*mark, language);
        if (!form) return false;
        parts.brand = form->text;
        const bool nick = mark->brand && !mark->brand->nick.empty() && language == Language::kChinese && random_.Chance(0.2);
        if (nick) parts.brand = mark->brand->nick;
        parts.slang = CounterfeitSlang(language, !mark->brand, random_);
        offer.goods = random_.Pick(mark->goods);
        price = random_.Real(0.08, 0.35);
        break;
      }
      case Way::kGi: {
        mark = ChooseMark(offer, IsGi);
        if (!mark) return false;
        const Wordmark* form = FormFor(*mark, language);
        if (!form) return false;
        parts.brand = form->text;
        offer.goods = random_.Pick(mark->goods);
        price = random_.Real(0.25, 0.9);
        break;
      }
      case Way::kCopiedPicture:
      case Way::kPictureMark: {
        mark = ChooseMark(offer, [&](const Mark& m) { return !m.expired && (way == Way::kCopiedPicture ? !IsGi(m) && m.right.kind != RightKind::kPlantVariety : IsTrademark(m)); });
        if (!mark) return false;
        offer.goods = random_.Pick(mark->goods);
        if (way == Way::kCopiedPicture) offer.goods = mark->goods.front();  // what the photo shows
        if (random_.Chance(0.3)) parts.brand = UnknownBrand(language, random_);
        break;
      }
    }
    ChooseSeller(offer, random_.Chance(0.25));
    parts.goods = offer.goods;
    offer.title = way == Way::kGi ? GiTitle(parts, language, random_) : PlainTitle(parts, language, random_);
    SetPrice(offer, Reference(*mark, *offer.goods) * price);
    WriteInfringingPictures(offer, *mark);
    const bool tells = way != Way::kCopiedPicture && way != Way::kPictureMark;
    if (tells && random_.Chance(0.25)) offer.brand = parts.brand;
    // Some say it only where a search of titles does not look.
    if (tells && way != Way::kGi && random_.Chance(0.1)) {
      TitleParts bare{.brand = "", .slang = "", .goods = offer.goods};
      offer.description = offer.title + (language == Language::kChinese ? "。" : ". ") + Description(*offer.goods, language, random_);
      offer.title = PlainTitle(bare, language, random_);
      offer.brand.clear();
    }
    return true;
  }

  void WriteInfringingPictures(Offer& offer, const Mark& mark) {
    OwnPictures(offer);
    if (*offer.way == Way::kCopiedPicture) {
      Picture picture = OwnPicture(offer);
      picture.kind = Picture::Kind::kEditedPhoto;
      picture.mark = offer.mark;
      offer.pictures[static_cast<size_t>(random_.Below(static_cast<int>(offer.pictures.size())))] = picture;
      if (!mark.right.texts.empty() && random_.Chance(0.5)) offer.description = mark.right.texts.front();
    } else if (*offer.way == Way::kPictureMark || (IsTrademark(mark) && random_.Chance(0.3))) {
      offer.pictures.front().mark = offer.mark;
      offer.pictures.front().other_logo = 0;
      offer.pictures.front().logo_text.clear();
    }
  }

  bool WriteTrap(Offer& offer) {
    const Language language = LanguageOf(offer);
    const Trap trap = offer.trap;
    Mark* mark = ChooseMark(offer, [&](const Mark& m) {
      if (trap == Trap::kAuthorised) return !m.expired && (IsTrademark(m) || IsGi(m));
      return IsTrademark(m) && m.expired == (trap == Trap::kExpired);
    });
    if (!mark) return false;
    const Wordmark* form = FormFor(*mark, language);
    if (!form) return false;
    TitleParts parts{.brand = form->text, .slang = "", .goods = random_.Pick(mark->goods)};
    offer.goods = parts.goods;
    switch (trap) {
      case Trap::kNone: return false;
      case Trap::kAuthorised:
        if (!ChooseAuthorised(offer)) return false;
        offer.title = AuthorisedTitle(parts, language, random_);
        if (random_.Chance(0.7)) offer.brand = form->text;
        SetPrice(offer, Reference(*mark, *offer.goods) * random_.Real(0.8, 1.05));
        MarkPictures(offer, 0.6);
        return true;
      case Trap::kExpired:
        ChooseSeller(offer, false);
        offer.title = PlainTitle(parts, language, random_);
        SetPrice(offer, Usual(*offer.goods));
        MarkPictures(offer, 0);
        return true;
      case Trap::kCompatible:
        if (parts.goods->accessory[Index(language)].empty()) return false;
        ChooseSeller(offer, false);
        offer.title = CompatibleTitle(parts, language, random_);
        if (random_.Chance(0.3)) offer.brand = UnknownBrand(language, random_);
        SetPrice(offer, random_.Real(9, 99));
        OwnPictures(offer, true);
        return true;
      case Trap::kOtherClass: {
        offer.goods = &random_.Pick(AllGoods());
        for (const Goods* own : mark->goods) {
          if (own->family == offer.goods->family) return false;
        }
        // Families share classes: the same class is no other one.
        for (const int own : mark->right.classes) {
          if (own == offer.goods->nice_class) return false;
        }
        parts.goods = offer.goods;
        ChooseSeller(offer, false);
        offer.title = PlainTitle(parts, language, random_);
        if (random_.Chance(0.5)) offer.brand = form->text;
        SetPrice(offer, Usual(*offer.goods));
        OwnPictures(offer);
        return true;
      }
      case Trap::kSecondHand:
        ChooseSeller(offer, true);
        offer.title = SecondHandTitle(parts, language, random_);
        offer.description = UsedDescription(language, random_);
        offer.used = true;
        SetPrice(offer, Reference(*mark, *offer.goods) * random_.Real(0.25, 0.65));
        MarkPictures(offer, 0);
        return true;
    }
    return false;
  }

  bool WritePlain(Offer& offer) {
    const Language language = LanguageOf(offer);
    TitleParts parts;
    const double kind = random_.Unit();
    if (kind < 0.55) {
      parts.brand = UnknownBrand(language, random_);
    } else if (kind < 0.75) {  // a brand that holders elsewhere own
      const Brand& brand = random_.Pick(AllBrands());
      for (const Mark& mark : market_.marks) {
        if (mark.brand == &brand) return false;
      }
      const std::string_view name = language == Language::kRussian && !brand.cyrillic.empty() ? brand.cyrillic
                                    : language == Language::kChinese && !brand.han.empty()    ? brand.han
                                                                                              : brand.latin;
      if (name.empty()) return false;
      parts.brand = name;
      offer.goods = &FindGoods(random_.PickPart(brand.goods));
    }
    if (!offer.goods) offer.goods = &random_.Pick(AllGoods());
    parts.goods = offer.goods;
    ChooseSeller(offer, random_.Chance(0.2));
    offer.title = PlainTitle(parts, language, random_);
    if (random_.Chance(0.6)) offer.brand = parts.brand;
    SetPrice(offer, Usual(*offer.goods));
    OwnPictures(offer);
    return true;
  }

  void Place(Offer offer) {
    Shop& shop = ShopOf(offer);
    const int count = static_cast<int>(shop.offers.size());
    offer.item_id = std::to_string(shop.number * 1000000 + count * 37 + 1011);
    offer.path = OfferPath(shop, offer);
    AddOffer(market_, std::move(offer));
  }

  Market& market_;
  Random random_;
};

}  // namespace

std::string_view ToString(Trap trap) {
  switch (trap) {
    case Trap::kNone: return "";
    case Trap::kAuthorised: return "authorised";
    case Trap::kCompatible: return "compatible";
    case Trap::kOtherClass: return "other_class";
    case Trap::kSecondHand: return "second_hand";
    case Trap::kExpired: return "expired";
  }
  return "";
}

std::string Market::Base(const Shop& shop) const { return "http://" + shop.host + ":" + std::to_string(port); }

std::string Market::Url(const Offer& offer) const { return Base(shops[static_cast<size_t>(offer.shop)]) + offer.path; }

bool IsAuthorised(const Market& market, const Offer& offer, int seller) {
  const Shop& shop = market.shops[static_cast<size_t>(offer.shop)];
  if (offer.mark < 0) return false;
  for (const AuthorisedSeller& entry : market.marks[static_cast<size_t>(offer.mark)].right.authorised_sellers) {
    if (entry.platform == shop.id && entry.id == shop.sellers[static_cast<size_t>(seller)].id) return true;
  }
  return false;
}

int AddOffer(Market& market, Offer offer) {
  Shop& shop = market.shops[static_cast<size_t>(offer.shop)];
  const int index = static_cast<int>(market.offers.size());
  shop.offers.push_back(index);
  shop.by_item[offer.item_id] = index;
  market.offers.push_back(std::move(offer));
  return index;
}

Market MakeMarket(uint64_t seed, int listings, int port) {
  Market market;
  market.seed = seed;
  market.port = port;
  market.marks = MakeMarks(seed);
  market.shops = MakeShops(seed);
  Builder builder(market, seed);
  builder.Authorise();

  // Shares of 1,200 listings; smaller markets keep the proportions.
  const auto share = [&](int of_1200) { return std::max(1, of_1200 * listings / 1200); };
  std::vector<Plan> plans;
  for (int way = 0; way < kWays; ++way) {
    for (int i = 0; i < share(15); ++i) plans.push_back({.way = static_cast<Way>(way)});
  }
  const std::pair<Trap, int> traps[] = {{Trap::kAuthorised, 44}, {Trap::kCompatible, 44}, {Trap::kOtherClass, 34}, {Trap::kSecondHand, 34}, {Trap::kExpired, 4}};
  for (const auto& [trap, count] : traps) {
    for (int i = 0; i < share(count); ++i) plans.push_back({.way = {}, .trap = trap});
  }
  while (static_cast<int>(plans.size()) < listings) plans.push_back({});
  Random order(seed, "order");
  order.Shuffle(plans);
  for (const Plan& plan : plans) builder.Add(plan);
  builder.AddDisallowed();
  return market;
}

}  // namespace markwarden::samples
