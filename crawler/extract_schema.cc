// Walks schema.org objects with an explicit stack and turns products into drafts.
#include "crawler/extract_schema.h"

#include <algorithm>
#include <map>
#include <set>

namespace markwarden {
namespace {

// A list page of a real shop holds hundreds; each costs a draft of its own.
constexpr size_t kMaxProducts = 2000;

// "https://schema.org/Product" -> "Product".
std::string LocalName(std::string_view type) {
  const size_t cut = type.find_last_of("/#:");
  return std::string(cut == std::string_view::npos ? type : type.substr(cut + 1));
}

std::vector<std::string> Types(const Json& object) {
  std::vector<std::string> types;
  for (const char* key : {"@type", "type"}) {
    for (const std::string& type : JsonTexts(object, key)) types.push_back(LocalName(type));
    if (!types.empty()) break;
  }
  return types;
}

bool HasType(const Json& object, std::initializer_list<std::string_view> names) {
  for (const std::string& type : Types(object)) {
    if (std::find(names.begin(), names.end(), type) != names.end()) return true;
  }
  return false;
}

bool IsProduct(const Json& object) {
  return HasType(object, {"Product", "ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle", "Car",
                          "Motorcycle", "Book", "DietarySupplement", "Drug", "product"});
}

const Json* Member(const Json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const Json* value = JsonMember(object, key)) return value;
  }
  return nullptr;
}

class SchemaReader {
 public:
  explicit SchemaReader(const PageContext& context) : context_(context) {}

  SchemaFindings Read(const std::vector<Json>& roots) {
    for (const Json& root : roots) Index(root);
    for (const Json& root : roots) Walk(root);
    return std::move(found_);
  }

 private:
  // @id -> the fullest object with that id.
  void Index(const Json& root) {
    std::vector<const Json*> stack = {&root};
    while (!stack.empty()) {
      const Json* value = stack.back();
      stack.pop_back();
      if (value->is_object()) {
        if (const std::string id = JsonText(*value, "@id"); !id.empty() && value->size() > 1) {
          const Json*& slot = by_id_[id];
          if (slot == nullptr || value->size() > slot->size()) slot = value;
        }
      }
      if (value->is_structured()) {
        for (const Json& child : *value) {
          if (child.is_structured()) stack.push_back(&child);
        }
      }
    }
  }

  // {"@id": "#x"} -> the object it names.
  const Json& Resolve(const Json& value) const {
    if (value.is_object() && value.size() == 1) {
      const auto found = by_id_.find(JsonText(value, "@id"));
      if (found != by_id_.end()) return *found->second;
    }
    return value;
  }

  void Walk(const Json& root) {
    struct Entry {
      const Json* value;
      bool listed;
    };
    std::vector<Entry> stack = {{&root, false}};
    std::set<const Json*> seen;
    while (!stack.empty()) {
      const Entry entry = stack.back();
      stack.pop_back();
      if (entry.value->is_array()) {
        for (auto it = entry.value->rbegin(); it != entry.value->rend(); ++it) stack.push_back({&*it, entry.listed});
        continue;
      }
      if (!entry.value->is_object()) continue;
      const Json& object = Resolve(*entry.value);
      if (!seen.insert(&object).second) continue;
      if (IsProduct(object)) {
        AddProduct(object, entry.listed);
        continue;
      }
      if (HasType(object, {"BreadcrumbList"})) {
        ReadBreadcrumb(object);
        continue;
      }
      if (HasType(object, {"Offer", "AggregateOffer"})) {
        AddOffer(object, entry.listed);
        continue;
      }
      const bool list = entry.listed || HasType(object, {"ItemList", "OfferCatalog", "CollectionPage", "SearchResultsPage"});
      for (const auto& [key, value] : object.items()) {
        // What is beside the point of the page.
        if (key == "isRelatedTo" || key == "isSimilarTo" || key == "review" || key == "isAccessoryOrSparePartFor") continue;
        if (value.is_structured()) stack.push_back({&value, list || key == "itemListElement"});
      }
    }
  }

  void ReadBreadcrumb(const Json& object) {
    if (!found_.breadcrumb.empty()) return;
    const Json* list = JsonMember(object, "itemListElement");
    if (!list) return;
    const Json array = list->is_array() ? *list : Json::array({*list});
    std::multimap<int64_t, std::string> names;
    int64_t order = 0;
    for (const Json& element : array) {
      if (!element.is_object()) continue;
      std::string name = JsonText(element, "name");
      if (name.empty()) {
        if (const Json* item = JsonMember(element, "item"); item && item->is_object()) name = JsonText(*item, "name");
      }
      const int64_t position = JsonInt(element, "position").value_or(order);
      ++order;
      name = TidyText(name, 200);
      if (!name.empty() && names.size() < 20) names.emplace(position, std::move(name));
    }
    for (auto& [position, name] : names) found_.breadcrumb.push_back(std::move(name));
  }

  // A name that may be written as text, {"name"} or a list of them.
  std::string NameOf(const Json* value) const {
    if (!value) return "";
    const Json* one = value;
    if (one->is_array()) {
      if (one->empty()) return "";
      one = &one->front();
    }
    const Json& object = Resolve(*one);
    if (object.is_object()) {
      if (const std::string name = JsonText(object, "name"); !name.empty()) return TidyText(name, 300);
      return TidyText(JsonText(object, "@value"), 300);
    }
    Json holder = {{"v", object}};
    return TidyText(JsonText(holder, "v"), 300);
  }

  void Images(const Json* value, std::vector<std::string>& images) const {
    if (!value) return;
    const Json list = value->is_array() ? *value : Json::array({*value});
    for (const Json& item : list) {
      if (images.size() >= 40) return;
      std::string address;
      if (item.is_string()) {
        address = item.get<std::string>();
      } else if (item.is_object()) {
        const Json& object = Resolve(item);
        for (const char* key : {"contentUrl", "url", "@id", "thumbnailUrl"}) {
          if (const std::vector<std::string> texts = JsonTexts(object, key); !texts.empty()) {
            address = texts.front();
            break;
          }
        }
      }
      const std::string absolute = context_.Absolute(address);
      if (!absolute.empty() && std::find(images.begin(), images.end(), absolute) == images.end()) images.push_back(absolute);
    }
  }

  std::optional<Price> PriceOf(const Json& offer) const {
    std::string currency;
    for (const char* key : {"priceCurrency", "pricecurrency", "currency"}) {
      if (currency.empty() && !JsonTexts(offer, key).empty()) currency = JsonTexts(offer, key).front();
    }
    const auto machine = [&](const Json& from, const char* key) -> std::optional<Price> {
      const std::vector<std::string> texts = JsonTexts(from, key);
      return texts.empty() ? std::nullopt : ParseMachinePrice(texts.front(), currency, context_.money);
    };
    const auto low = machine(offer, "lowPrice"), high = machine(offer, "highPrice");
    if (const auto price = machine(offer, "price"); price && !low) return price;
    if (low) {
      Price price = *low;
      if (high && DecimalRatio(high->amount, low->amount).value_or(0) > 1) price.amount_max = high->amount;
      return price;
    }
    if (const auto price = machine(offer, "price")) return price;
    // priceSpecification: the plain one, not a list price or a unit price.
    if (const Json* specification = Member(offer, {"priceSpecification", "PriceSpecification"})) {
      const Json list = specification->is_array() ? *specification : Json::array({*specification});
      for (const Json& item : list) {
        if (!item.is_object()) continue;
        const std::string kind = ToLowerAscii(JsonText(item, "priceType"));
        if (kind.find("list") != std::string::npos || kind.find("strikethrough") != std::string::npos || kind.find("srp") != std::string::npos ||
            JsonMember(item, "referenceQuantity")) {
          continue;
        }
        if (currency.empty()) currency = JsonText(item, "priceCurrency");
        if (auto price = machine(item, "price")) return price;
        if (auto price = machine(item, "minPrice")) return price;
      }
    }
    return high;
  }

  void ReadOffer(const Json& offers, Listing& listing) const {
    const Json list = offers.is_array() ? offers : Json::array({offers});
    std::optional<Price> price;
    for (const Json& one : list) {
      const Json& offer = Resolve(one);
      if (!offer.is_object()) continue;
      if (!price) price = PriceOf(offer);
      if (const Json* inner = JsonMember(offer, "offers"); inner && inner->is_array() && !inner->empty() && inner->front().is_object()) {
        if (!price) price = PriceOf(inner->front());
        if (listing.availability.empty()) listing.availability = AvailabilityName(First(inner->front(), "availability"));
        if (listing.seller.name.empty()) listing.seller.name = NameOf(JsonMember(inner->front(), "seller"));
      }
      // A product of which one variant can be bought can be bought.
      if (listing.availability.empty() || listing.availability == "OutOfStock") {
        if (const std::string said = AvailabilityName(First(offer, "availability")); !said.empty()) listing.availability = said;
      }
      ReadSeller(Member(offer, {"seller", "offeredBy", "merchant"}), listing.seller);
      if (listing.url.empty()) listing.url = context_.Absolute(First(offer, "url"));
      if (listing.sku.empty()) listing.sku = TidyText(First(offer, "sku"), 100);
      if (listing.gtin.empty()) listing.gtin = GtinOf(offer);
    }
    if (price) listing.price = price;
  }

  void ReadSeller(const Json* value, Seller& seller) const {
    if (!value) return;
    if (seller.name.empty()) seller.name = NameOf(value);
    const Json& object = Resolve(value->is_array() && !value->empty() ? value->front() : *value);
    if (!object.is_object()) return;
    if (seller.url.empty()) seller.url = context_.Absolute(First(object, "url"));
    if (seller.id.empty()) seller.id = TidyText(First(object, "identifier"), 100);
    if (const Json* address = JsonMember(object, "address"); address && seller.location.empty()) {
      if (address->is_object()) {
        for (const char* key : {"addressRegion", "addressLocality"}) {
          const std::string part = TidyText(First(*address, key), 100);
          if (!part.empty()) seller.location += (seller.location.empty() ? "" : " ") + part;
        }
      } else {
        seller.location = NameOf(address);
      }
    }
  }

  static std::string First(const Json& object, const char* key) {
    const std::vector<std::string> texts = JsonTexts(object, key);
    if (!texts.empty()) return texts.front();
    if (const Json* value = JsonMember(object, key); value && value->is_object()) return JsonText(*value, "@id");
    return "";
  }

  static std::string GtinOf(const Json& object) {
    for (const char* key : {"gtin13", "gtin", "gtin14", "gtin12", "gtin8", "ean", "isbn"}) {
      if (std::string gtin = CleanGtin(First(object, key)); !gtin.empty()) return gtin;
    }
    return "";
  }

  void AddProduct(const Json& object, bool listed) {
    if (found_.products.size() >= kMaxProducts) return;
    Draft draft;
    draft.listed = listed;
    Listing& listing = draft.listing;
    listing.title = TidyText(First(object, "name"), 1000);
    listing.description = TidyText(First(object, "description"), 4000);
    listing.brand = NameOf(Member(object, {"brand", "manufacturer"}));
    listing.sku = TidyText(First(object, "sku"), 100);
    if (listing.sku.empty()) listing.sku = TidyText(First(object, "productID"), 100);
    if (listing.sku.empty()) listing.sku = TidyText(First(object, "mpn"), 100);
    listing.gtin = GtinOf(object);
    listing.url = context_.Absolute(First(object, "url"));
    for (const std::string& text : JsonTexts(object, "category")) {
      if (listing.category.size() < 20) listing.category.push_back(TidyText(text, 200));
    }
    Images(JsonMember(object, "image"), listing.images);
    if (const Json* offers = Member(object, {"offers", "offer", "Offers"})) ReadOffer(*offers, listing);
    if (!listing.price) listing.price = PriceOf(object);
    ReadSeller(JsonMember(object, "seller"), listing.seller);
    if (const Json* variants = JsonMember(object, "hasVariant"); variants && variants->is_array()) ReadVariants(*variants, listing);
    if (const Json* model = JsonMember(object, "model"); model && !listing.price) ReadVariants(model->is_array() ? *model : Json::array({*model}), listing);
    if (listing.title.empty() && !listing.price) return;
    draft.weight = HasType(object, {"Book"}) && !listing.price ? 0.3 : 1;
    found_.products.push_back(std::move(draft));
  }

  // The range that variants span, and what the group itself leaves unsaid.
  void ReadVariants(const Json& variants, Listing& listing) const {
    std::optional<Price> low, high;
    size_t count = 0;
    for (const Json& one : variants) {
      const Json& variant = Resolve(one);
      if (!variant.is_object() || ++count > 500) continue;
      Listing inner;
      if (const Json* offers = Member(variant, {"offers", "offer"})) ReadOffer(*offers, inner);
      Images(JsonMember(variant, "image"), listing.images);
      if (listing.availability.empty()) listing.availability = inner.availability;
      if (listing.sku.empty()) listing.sku = TidyText(First(variant, "sku"), 100);
      if (!inner.price) continue;
      if (!low || DecimalRatio(inner.price->amount, low->amount).value_or(1) < 1) low = inner.price;
      if (!high || DecimalRatio(inner.price->amount, high->amount).value_or(1) > 1) high = inner.price;
    }
    if (listing.price || !low) return;
    listing.price = low;
    if (high->amount != low->amount) listing.price->amount_max = high->amount;
  }

  // An offer outside a product.
  void AddOffer(const Json& object, bool listed) {
    if (found_.products.size() >= kMaxProducts) return;
    if (const Json* item = JsonMember(object, "itemOffered"); item && Resolve(*item).is_object()) {
      Json product = Resolve(*item);
      if (!JsonMember(product, "offers")) {
        Json offer = object;
        offer.erase("itemOffered");
        product["offers"] = std::move(offer);
      }
      AddProduct(product, listed);
      return;
    }
    Draft draft;
    draft.listed = listed;
    draft.listing.title = TidyText(First(object, "name"), 1000);
    ReadOffer(object, draft.listing);
    Images(JsonMember(object, "image"), draft.listing.images);
    draft.weight = 0.5;
    if (draft.listing.price) found_.products.push_back(std::move(draft));
  }

  const PageContext& context_;
  std::map<std::string, const Json*> by_id_;
  SchemaFindings found_;
};

}  // namespace

std::vector<Json> ReadJsonLdBlocks(const std::vector<ScriptBlock>& scripts, LiteralBudget& budget) {
  std::vector<Json> blocks;
  for (const ScriptBlock& script : scripts) {
    if (script.type.find("ld+json") == std::string::npos || blocks.size() >= 200) continue;
    std::string_view body = script.body;
    const size_t begin = body.find_first_of("[{");
    if (begin == std::string_view::npos) continue;
    body.remove_prefix(begin);
    // Entities instead of quotes.
    std::string decoded;
    if (body.find('"') == std::string_view::npos && body.find("&quot;") != std::string_view::npos) {
      decoded = DecodeEntities(body);
      body = decoded;
    }
    // Several objects one after the other happen too.
    for (int round = 0; round < 8 && !body.empty(); ++round) {
      size_t consumed = 0;
      std::optional<Json> value = ParseLiteral(body, budget, &consumed);
      if (!value) break;
      blocks.push_back(std::move(*value));
      body.remove_prefix(std::min(consumed, body.size()));
      const size_t more = body.find_first_of("[{");
      if (more == std::string_view::npos) break;
      body.remove_prefix(more);
    }
  }
  return blocks;
}

SchemaFindings ReadSchema(const std::vector<Json>& roots, const PageContext& context) { return SchemaReader(context).Read(roots); }

}  // namespace markwarden
