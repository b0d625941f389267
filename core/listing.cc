// Listing <-> JSON, and the check character of a credit code.
#include "core/listing.h"

#include <set>

#include "core/right.h"

namespace markwarden {
namespace {

const std::set<std::string>& FieldsOfListing() {
  static const std::set<std::string> fields = {
      "url", "platform", "item_id", "title", "description", "brand", "category", "price",
      "availability", "sku", "gtin", "sales", "images", "seller", "lang", "captured_at"};
  return fields;
}

}  // namespace

Json ToJson(const Seller& seller) {
  return {{"name", TextOrNull(seller.name)},         {"id", TextOrNull(seller.id)},
          {"url", TextOrNull(seller.url)},           {"location", TextOrNull(seller.location)},
          {"licence", TextOrNull(seller.licence)},   {"credit_code", TextOrNull(seller.credit_code)},
          {"contacts", seller.contacts}};
}

Json ToJson(const Listing& listing) {
  Json object = listing.extra.is_object() ? listing.extra : Json::object();
  object["url"] = TextOrNull(listing.url);
  object["platform"] = TextOrNull(listing.platform);
  object["item_id"] = TextOrNull(listing.item_id);
  object["title"] = TextOrNull(listing.title);
  object["description"] = TextOrNull(listing.description);
  object["brand"] = TextOrNull(listing.brand);
  object["category"] = listing.category;
  object["price"] = listing.price ? ToJson(*listing.price) : Json(nullptr);
  object["availability"] = TextOrNull(listing.availability);
  object["sku"] = TextOrNull(listing.sku);
  object["gtin"] = TextOrNull(listing.gtin);
  object["sales"] = listing.sales ? Json(*listing.sales) : Json(nullptr);
  object["images"] = listing.images;
  object["seller"] = ToJson(listing.seller);
  object["lang"] = TextOrNull(listing.lang);
  object["captured_at"] = TextOrNull(listing.captured_at);
  return object;
}

Result<Listing> ListingFromJson(const Json& object) {
  if (!object.is_object()) return Fail(ErrorCode::kInvalid, "a listing must be a JSON object");
  Listing listing;
  listing.url = JsonText(object, "url");
  listing.title = JsonText(object, "title");
  if (listing.url.empty() && listing.title.empty()) {
    return Fail(ErrorCode::kInvalid, "a listing needs a url or a title");
  }
  listing.platform = JsonText(object, "platform");
  listing.item_id = JsonText(object, "item_id");
  listing.description = JsonText(object, "description");
  listing.brand = JsonText(object, "brand");
  listing.category = JsonTexts(object, "category");
  listing.price = PriceFromJson(JsonMember(object, "price"));
  listing.availability = JsonText(object, "availability");
  listing.sku = JsonText(object, "sku");
  listing.gtin = JsonText(object, "gtin");
  listing.sales = JsonInt(object, "sales");
  listing.images = JsonTexts(object, "images");
  if (const Json* seller = JsonMember(object, "seller"); seller && seller->is_object()) {
    listing.seller = {.name = JsonText(*seller, "name"),
                      .id = JsonText(*seller, "id"),
                      .url = JsonText(*seller, "url"),
                      .location = JsonText(*seller, "location"),
                      .licence = JsonText(*seller, "licence"),
                      .credit_code = JsonText(*seller, "credit_code"),
                      .contacts = JsonTexts(*seller, "contacts")};
  }
  listing.lang = JsonText(object, "lang");
  listing.captured_at = JsonText(object, "captured_at");
  for (const auto& [key, value] : object.items()) {
    if (!FieldsOfListing().contains(key)) listing.extra[key] = value;
  }
  return listing;
}

// GB 32100-2015, 5: weights 3^(i-1) mod 31 over 17 characters, check = 31 - sum mod 31.
bool IsCreditCode(std::string_view code) {
  static constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  if (code.size() != 18) return false;
  int sum = 0, weight = 1;
  for (size_t i = 0; i < 17; ++i) {
    const size_t value = kAlphabet.find(code[i]);
    if (value == std::string_view::npos) return false;
    sum += static_cast<int>(value) * weight;
    weight = weight * 3 % 31;
  }
  return kAlphabet[static_cast<size_t>((31 - sum % 31) % 31)] == code[17];
}

}  // namespace markwarden
