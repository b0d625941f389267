// A product offer as a page or a file showed it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/money.h"
#include "core/result.h"

namespace markwarden {

struct Seller {
  std::string name;
  std::string id;
  std::string url;
  std::string location;
  std::string licence;      // address of the licence picture or the number shown
  std::string credit_code;  // GB 32100, 18 characters, check digit verified
  std::vector<std::string> contacts;
  bool operator==(const Seller&) const = default;
};

// The "Listing" object of the command contract.  Empty text means "not said".
struct Listing {
  std::string url;
  std::string platform;
  std::string item_id;
  std::string title;
  std::string description;
  std::string brand;
  std::vector<std::string> category;  // outermost first
  std::optional<Price> price;
  std::string availability;  // schema.org name: "InStock", "OutOfStock" ...
  std::string sku;
  std::string gtin;
  std::optional<int64_t> sales;
  std::vector<std::string> images;
  Seller seller;
  std::string lang;
  std::string captured_at;
  Json extra = Json::object();  // fields this build does not know, kept
};

Json ToJson(const Seller& seller);
Json ToJson(const Listing& listing);

// Errors: kInvalid when `object` is no object, or has neither url nor title.
Result<Listing> ListingFromJson(const Json& object);

// True when `code` has 18 characters of the GB 32100-2015 alphabet and its check character.
bool IsCreditCode(std::string_view code);

}  // namespace markwarden
