// Walks literals found in scripts and judges each object by its keys alone.
#include "crawler/extract_state.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>

#include "core/text/charset.h"

namespace markwarden {
namespace {

// "salePrice", "sale_price", "SALE-PRICE" -> {"sale", "price"}.
std::vector<std::string> KeyWords(std::string_view key) {
  std::vector<std::string> words(1);
  bool lower_before = false;
  for (const char c : key.substr(0, 60)) {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalpha(u)) {
      if (std::isupper(u) && lower_before && !words.back().empty()) words.emplace_back();
      words.back() += static_cast<char>(std::tolower(u));
      lower_before = std::islower(u) != 0;
    } else if (!words.back().empty()) {
      words.emplace_back();
      lower_before = false;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool In(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool AnyIn(const std::vector<std::string>& words, std::initializer_list<std::string_view> set) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return In(word, set); });
}

std::string Joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

std::string Scalar(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  return "";
}

// How well a key names the price that a buyer pays; 0: not at all.
int PriceRank(const std::vector<std::string>& words) {
  if (words.empty()) return 0;
  const std::string& last = words.back();
  const bool is_price = In(last, {"price", "amt"}) || (words.size() == 1 && In(last, {"saleprice", "currentprice", "minprice", "jdprice", "shopprice", "goodsprice"})) ||
                        (words.size() >= 2 && words[words.size() - 2] == "price" && In(last, {"value", "amount", "str", "text"}));
  if (!is_price) return 0;
  if (AnyIn(words, {"old", "original", "orig", "list", "market", "was", "retail", "msrp", "rrp", "unit", "shipping", "crossed", "strike", "discount", "saving",
                    "compare", "tax", "total", "high", "max", "previous", "before", "regular", "ship", "freight", "post", "vip", "member", "step", "recommended", "wholesale"})) {
    return 0;
  }
  if (AnyIn(words, {"sale", "current", "final", "promo", "now", "special", "selling", "view", "actual", "offer", "promotion"})) return 4;
  if (words.size() == 1) return 3;
  if (AnyIn(words, {"default", "item", "product", "goods", "sku"})) return 2;
  return 1;
}

enum class Field {
  kNone, kTitle, kPrice, kOffers, kImage, kSellerObject, kBrand, kSku, kGtin, kUrl, kSellerName, kSellerId, kLocation, kSales, kAvailability, kId, kDescription, kCategory,
};

// What a key means, worked out once per spelling.
struct KeyMeaning {
  Field field = Field::kNone;
  int rank = 0;
  bool strong = false;  // a shop's own name rather than a nick
};

KeyMeaning MeaningOf(const std::string& key) {
  const std::vector<std::string> words = KeyWords(key);
  if (words.empty()) return {};
  const std::string name = Joined(words);
  if (const int rank = PriceRank(words); rank > 0) return {Field::kPrice, rank};
  if (name == "offers") return {Field::kOffers};
  if (In(name, {"productname", "goodsname", "itemname", "producttitle", "itemtitle", "goodstitle", "skuname", "subject", "wname", "warename", "offertitle"})) return {Field::kTitle, 2};
  if (In(name, {"title", "name", "displayname"})) return {Field::kTitle, 1};
  if (name == "rawtitle") return {Field::kTitle, 3};
  if (In(words.back(), {"image", "img", "pic", "picture", "images", "imgs", "pics", "pictures", "imageurl", "imgurl", "picurl", "thumbnail", "cover", "photo", "photos"}) ||
      (words.size() > 1 && In(words.back(), {"url", "src", "path"}) && AnyIn(words, {"image", "img", "pic", "picture", "thumb", "thumbnail", "photo", "cover", "main"}))) {
    return {Field::kImage};
  }
  if (In(name, {"seller", "shop", "store", "merchant", "vendor", "sellerinfo", "shopinfo", "storeinfo", "supplier"})) return {Field::kSellerObject};
  if (In(name, {"brand", "brandname", "manufacturer"})) return {Field::kBrand};
  if (In(name, {"sku", "productid", "itemid", "skuid", "nid", "goodsid", "offerid", "wareid", "articleid", "numiid"})) return {Field::kSku};
  if (In(name, {"gtin", "ean", "upc", "gtin13", "barcode"})) return {Field::kGtin};
  if (In(name, {"url", "link", "href", "detailurl", "itemurl", "producturl", "goodsurl", "canonicalurl", "producturi", "itemlink"})) return {Field::kUrl};
  if (In(name, {"nick", "sellername", "shopname", "storename", "sellernickname", "sellernick", "merchantname", "vendorname", "shoptitle", "suppliername", "shopnick", "companyname"})) {
    return {Field::kSellerName, 0, name == "shopname" || name == "storename"};
  }
  if (In(name, {"userid", "sellerid", "shopid", "storeid", "merchantid"})) return {Field::kSellerId};
  if (In(name, {"itemloc", "location", "provcity", "city", "area", "shiplocation", "itemlocation"})) return {Field::kLocation};
  if (In(name, {"viewsales", "sold", "sales", "soldcount", "salescount", "salesvolume", "sellcount", "monthsales", "tradecount", "ordercount", "totalsold", "realsales", "soldquantity"})) return {Field::kSales};
  if (In(name, {"availability", "stockstatus", "availabilitystatus"})) return {Field::kAvailability};
  if (name == "id") return {Field::kId};
  if (In(name, {"description", "shortdescription", "itemdescription", "productdescription", "goodsdesc"})) return {Field::kDescription};
  if (In(name, {"categorypath", "categorynames", "breadcrumb", "breadcrumbs", "catpath"})) return {Field::kCategory};
  return {};
}

struct Reading {
  Listing listing;
  std::string id;
  bool asks_price = false;  // has a price field, whatever it holds
  int price_rank = 0;
  int title_rank = 0;
};

class StateReader {
 public:
  StateReader(const PageContext& context, LiteralBudget& budget) : context_(context), budget_(budget) {}

  void ReadScript(const ScriptBlock& script) {
    if (script.type.find("ld+json") != std::string::npos) return;
    const bool json = script.type.find("json") != std::string::npos;
    const bool code = script.type.empty() || script.type.find("javascript") != std::string::npos || script.type == "module" || script.type.find("state") != std::string::npos;
    if (!json && !code) return;
    if (json) {
      const size_t begin = script.body.find_first_of("[{");
      if (begin == std::string_view::npos) return;
      if (std::optional<Json> value = ParseLiteral(script.body.substr(begin), budget_)) Walk(*value);
      return;
    }
    for (const Json& value : FindLiterals(script.body, budget_)) Walk(value);
  }

  StateFindings Take() { return std::move(found_); }

 private:
  void Walk(const Json& root) {
    struct Entry {
      const Json* value;
      const Json* parent;
      bool in_list;
    };
    std::vector<Entry> stack = {{&root, nullptr, false}};
    while (!stack.empty() && visits_ < 400000) {
      const Entry entry = stack.back();
      stack.pop_back();
      ++visits_;
      const Json& value = *entry.value;
      if (value.is_array()) {
        const bool list = AddList(value);
        if (list) continue;
        const size_t count = std::min<size_t>(value.size(), 500);
        for (size_t i = count; i-- > 0;) {
          if (value[i].is_structured()) stack.push_back({&value[i], &value, true});
        }
      } else if (value.is_object()) {
        Reading reading = ReadObject(value);
        if (reading.title_rank > 0) {
          if (!reading.listing.price && entry.parent && entry.parent->is_object()) Complete(*entry.parent, reading);
          Draft draft;
          draft.listing = std::move(reading.listing);
          draft.weight = (draft.listing.price ? 0.6 : 0.2) + 0.1 * reading.title_rank;
          draft.listed = entry.in_list;
          draft.unpriced = reading.asks_price && !draft.listing.price;
          draft.addressed = context_.InAddress(reading.id) || context_.InAddress(draft.listing.sku);
          if (draft.addressed) {
            draft.weight += 0.8;
            if (draft.listing.item_id.empty()) draft.listing.item_id = context_.InAddress(reading.id) ? reading.id : draft.listing.sku;
          }
          const bool enough = draft.listing.price || (!draft.listing.images.empty() && (!draft.listing.sku.empty() || reading.asks_price));
          if (enough && found_.products.size() < 400) found_.products.push_back(std::move(draft));
        }
        std::vector<Entry> children;
        for (const auto& [key, child] : value.items()) {
          if (child.is_structured()) children.push_back({&child, &value, entry.in_list});
        }
        stack.insert(stack.end(), children.rbegin(), children.rend());
      }
    }
  }

  // True when the array is a list of offers.
  bool AddList(const Json& array) {
    if (array.size() < 3) return false;
    std::vector<Listing> list;
    size_t priced = 0, looked = 0;
    for (const Json& item : array) {
      if (++looked > 300 || !item.is_object()) break;
      Reading reading = ReadObject(item);
      // Items may wrap the offer: {"item": {...}}.
      if (reading.title_rank == 0) {
        for (const auto& [key, child] : item.items()) {
          if (!child.is_object()) continue;
          Reading inner = ReadObject(child);
          if (inner.title_rank > 0) {
            if (!inner.listing.price) Complete(item, inner);
            reading = std::move(inner);
            break;
          }
        }
      }
      if (reading.title_rank == 0) continue;
      priced += reading.listing.price.has_value();
      list.push_back(std::move(reading.listing));
    }
    if (list.size() < 3 || priced * 2 < list.size() || list.size() * 2 < std::min<size_t>(array.size(), 300)) return false;
    size_t linked = 0;
    for (const Listing& listing : list) linked += !listing.url.empty() || !listing.images.empty();
    if (linked * 2 < list.size()) return false;
    found_.lists.push_back(std::move(list));
    return true;
  }

  // A price (and seller) that stands beside the object with the title.
  void Complete(const Json& parent, Reading& reading) {
    // Small parents only: this runs once for each of their children.
    if (parent.size() > 40) return;
    Reading beside;
    for (const auto& [key, value] : parent.items()) {
      if (value.is_object() && value.size() > 60) continue;
      if (value.is_object()) {
        for (const auto& [inner_key, inner] : value.items()) ReadField(inner_key, inner, beside, 1);
      } else {
        ReadField(key, value, beside, 0);
      }
    }
    if (!reading.listing.price) reading.listing.price = beside.listing.price;
    if (reading.listing.seller.name.empty()) reading.listing.seller = beside.listing.seller;
    if (reading.listing.images.empty()) reading.listing.images = beside.listing.images;
  }

  Reading ReadObject(const Json& object) {
    Reading reading;
    if (object.size() < 2) return reading;
    std::string currency;
    for (const auto& [key, value] : object.items()) {
      if (currency.empty() && key.size() < 40 && (key.find("urrency") != std::string::npos)) currency = CurrencyCode(Scalar(value), context_.money);
      ReadField(key, value, reading, 0);
    }
    if (reading.listing.price && reading.listing.price->currency.empty()) reading.listing.price->currency = currency;
    return reading;
  }

  static std::string CurrencyText(const Json& value) {
    if (!value.is_object()) return Scalar(value);
    for (const char* code : {"code", "iso_4217", "iso", "isoCode", "currencyCode"}) {
      if (std::string text = JsonText(value, code); !text.empty()) return text;
    }
    return "";
  }

  // An amount, or an object around one: {"value": {"raw": 5, "currency": {"code": "EUR"}}}.
  std::optional<Price> PriceValue(const Json& value) const {
    if (value.is_object()) {
      std::string currency, upper;
      std::optional<Price> price;
      int best = 0;
      for (const auto& [key, inner] : value.items()) {
        const std::string name = Joined(KeyWords(key));
        if (name.find("currency") != std::string::npos) {
          currency = CurrencyText(inner);
          continue;
        }
        if (In(name, {"max", "maxprice", "high", "highprice", "maxamount"})) {
          upper = Scalar(inner);
          continue;
        }
        const int rank = In(name, {"value", "amount", "raw", "current", "currentprice", "sale", "saleprice", "final", "price", "now", "sellingprice", "actual"}) ? 3
                         : In(name, {"formatted", "formattedprice", "display", "text", "min", "minprice", "low", "lowprice"})                       ? 2
                                                                                                                                                    : 0;
        if (rank <= best) continue;
        std::optional<Price> inner_price;
        if (inner.is_object()) {
          for (const char* amount : {"value", "amount", "raw"}) {
            if (inner_price || !inner.contains(amount)) continue;
            inner_price = ParseMachinePrice(Scalar(inner[amount]), inner.contains("currency") ? CurrencyText(inner["currency"]) : "", context_.money);
          }
        } else {
          inner_price = ParseMachinePrice(Scalar(inner), "", context_.money);
        }
        if (inner_price) {
          price = inner_price;
          best = rank;
        }
      }
      if (price && price->currency.empty()) price->currency = CurrencyCode(currency, context_.money);
      if (price && !price->amount_max && !upper.empty()) {
        const std::optional<Price> high = ParseMachinePrice(upper, "", context_.money);
        if (high && DecimalRatio(high->amount, price->amount).value_or(0) > 1) price->amount_max = high->amount;
      }
      return price;
    }
    const std::string text = Scalar(value);
    if (text.empty() || text.size() > 60) return std::nullopt;
    return ParseMachinePrice(text, "", context_.money);
  }

  KeyMeaning Meaning(const std::string& key) {
    if (key.size() > 60) return {};
    const auto found = meanings_.find(key);
    if (found != meanings_.end()) return found->second;
    const KeyMeaning meaning = MeaningOf(key);
    if (meanings_.size() < 20000) meanings_.emplace(key, meaning);
    return meaning;
  }

  void ReadSellerObject(const Json& value, Seller& seller) {
    for (const auto& [key, inner] : value.items()) {
      const std::string name = Joined(KeyWords(key));
      if (In(name, {"name", "title", "nick", "sellername", "shopname", "storename", "displayname"}) && seller.name.empty()) seller.name = TidyText(Scalar(inner), 200);
      if (In(name, {"id", "sellerid", "shopid", "storeid"}) && seller.id.empty()) seller.id = Scalar(inner);
      if (In(name, {"url", "link", "href", "shopurl", "storeurl"}) && seller.url.empty()) seller.url = context_.Absolute(Scalar(inner));
      if (In(name, {"location", "city", "region", "area", "address"}) && seller.location.empty() && inner.is_string()) seller.location = TidyText(Scalar(inner), 100);
      // A number that passes the check digit of GB 32100 is a credit code, whatever its key.
      if (seller.credit_code.empty() && inner.is_string()) {
        const std::string code = Scalar(inner);
        if (code.size() == 18 && IsCreditCode(code)) seller.credit_code = code;
      }
      if (seller.licence.empty() && In(name, {"licence", "license", "licenceurl", "licenseurl", "businesslicense", "businesslicence", "licenseimage", "licenceimage"})) seller.licence = context_.Absolute(Scalar(inner));
    }
  }

  void ReadField(const std::string& key, const Json& value, Reading& reading, int depth) {
    const KeyMeaning meaning = Meaning(key);
    if (meaning.field == Field::kNone) return;
    Listing& listing = reading.listing;
    const std::string text = value.is_structured() ? "" : Scalar(value);
    if (text.size() > 4000) return;
    switch (meaning.field) {
      case Field::kNone:
        return;
      case Field::kPrice:
        reading.asks_price = reading.asks_price || depth == 0;
        if (meaning.rank > reading.price_rank && !value.is_array()) {
          if (const std::optional<Price> price = PriceValue(value)) {
            listing.price = price;
            reading.price_rank = meaning.rank;
          }
        }
        return;
      case Field::kOffers:
        if (value.is_object() && !listing.price) listing.price = PriceValue(value);
        return;
      case Field::kTitle:
        if (meaning.rank > reading.title_rank && depth == 0 && value.is_string() && text.size() >= 4 && text.size() < 1500) {
          const std::string clean = TidyText(text, 1000);
          if (clean.size() >= 4 && clean.find_first_not_of("0123456789.-_ ") != std::string::npos) {
            listing.title = clean;
            reading.title_rank = meaning.rank;
          }
        }
        return;
      case Field::kImage:
        AddImages(value, listing.images);
        return;
      case Field::kSellerObject:
        if (value.is_object() && depth == 0) ReadSellerObject(value, listing.seller);
        return;
      case Field::kBrand:
        if (!listing.brand.empty()) return;
        listing.brand = TidyText(value.is_object() ? JsonText(value, "name") : text, 100);
        return;
      case Field::kSku:
        if (listing.sku.empty() && text.size() < 60) listing.sku = text;
        return;
      case Field::kGtin:
        if (listing.gtin.empty()) listing.gtin = CleanGtin(text);
        return;
      case Field::kUrl:
        if (listing.url.empty()) listing.url = context_.Absolute(TidyText(text, 9000));
        return;
      case Field::kSellerName:
        if (!text.empty() && (listing.seller.name.empty() || meaning.strong)) {
          listing.seller.name = TidyText(text.find('%') != std::string::npos ? PercentDecode(text) : text, 200);
        }
        return;
      case Field::kSellerId:
        if (listing.seller.id.empty() && text.size() < 60) listing.seller.id = text;
        return;
      case Field::kLocation:
        if (listing.seller.location.empty() && value.is_string() && text.size() < 100) listing.seller.location = TidyText(text, 100);
        return;
      case Field::kSales:
        if (!listing.sales) listing.sales = ParseCount(text);
        return;
      case Field::kAvailability:
        if (listing.availability.empty()) listing.availability = AvailabilityName(text);
        return;
      case Field::kId:
        if (depth == 0 && text.size() < 60) reading.id = text;
        return;
      case Field::kDescription:
        if (depth == 0 && listing.description.empty()) listing.description = TidyText(text, 4000);
        return;
      case Field::kCategory:
        if (depth == 0 && listing.category.empty() && value.is_array()) {
          for (const Json& level : value) {
            std::string name = TidyText(level.is_object() ? JsonText(level, "name") : Scalar(level), 100);
            if (!name.empty() && listing.category.size() < 12) listing.category.push_back(std::move(name));
          }
        }
        return;
    }
  }

  static std::string PercentDecode(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) && std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
        out += static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
        i += 2;
      } else {
        out += text[i];
      }
    }
    return IsUtf8(out) ? out : std::string(text);
  }

  void AddImages(const Json& value, std::vector<std::string>& images) const {
    const auto add = [&](const std::string& text) {
      if (text.size() < 8 || text.size() > 2000 || images.size() >= 20) return;
      if (text.find('/') == std::string::npos) return;
      std::string url = context_.Absolute(text);
      if (!url.empty() && std::find(images.begin(), images.end(), url) == images.end()) images.push_back(std::move(url));
    };
    if (value.is_string()) {
      add(value.get<std::string>());
    } else if (value.is_array()) {
      for (const Json& item : value) {
        if (item.is_string()) add(item.get<std::string>());
        else if (item.is_object()) {
          for (const char* key : {"url", "src", "image", "imageUrl", "large"}) {
            if (const std::string text = JsonText(item, key); !text.empty()) {
              add(text);
              break;
            }
          }
        }
      }
    } else if (value.is_object()) {
      for (const char* key : {"url", "src", "image", "large"}) {
        if (const std::string text = JsonText(value, key); !text.empty()) {
          add(text);
          return;
        }
      }
    }
  }

  const PageContext& context_;
  LiteralBudget& budget_;
  StateFindings found_;
  std::unordered_map<std::string, KeyMeaning> meanings_;
  size_t visits_ = 0;
};

}  // namespace

StateFindings ReadState(const std::vector<ScriptBlock>& scripts, const PageContext& context, LiteralBudget& budget) {
  StateReader reader(context, budget);
  for (const ScriptBlock& script : scripts) reader.ReadScript(script);
  return reader.Take();
}

}  // namespace markwarden
