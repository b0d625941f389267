// An intellectual property right as its holder registered it here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/goods_group.h"
#include "core/json.h"
#include "core/money.h"
#include "core/result.h"

namespace markwarden {

enum class RightKind {
  kTrademark, kCopyright, kSoftware, kDesignPatent,
  kGeographicalIndication, kPlantVariety, kTradeDress, kHeritage,
};
std::string_view ToString(RightKind kind);
std::optional<RightKind> ParseRightKind(std::string_view text);

struct Holder {
  std::string name;
  std::string id;  // registration or credit code
  Json extra = Json::object();  // address, contacts ... as given
};

struct AuthorisedSeller {
  std::string name;
  std::string id;
  std::string platform;
  std::string valid_from = {}, valid_to = {};  // days of the authorisation, both included; empty: no end said
  bool operator==(const AuthorisedSeller&) const = default;
};

// The "Right" object of the command contract.  Empty text means "not said".
struct Right {
  std::string id;  // the holder's own key, such as "tm-1"
  RightKind kind = RightKind::kTrademark;
  std::string title;
  std::vector<std::string> names;
  std::vector<std::string> nicknames;
  std::vector<std::string> images;  // file paths relative to the file that listed them
  std::vector<std::string> texts;   // registered text passages
  std::string reg_no;
  std::string jurisdiction;  // ISO 3166-1 alpha-2
  std::vector<int> classes;  // Nice classes 1..45
  std::vector<GoodsGroup> groups;  // similar groups of its goods; none: all groups of its classes
  Holder holder;
  std::string valid_from, valid_to;  // dates, "2030-01-01"
  std::vector<AuthorisedSeller> authorised_sellers;
  std::optional<Price> reference_price;
  std::vector<std::string> region;  // GB/T 2260 codes
  std::string status;               // "live", "expired", "cancelled"
  std::string status_checked_at;
  Json extra = Json::object();  // fields this build does not know, kept
};

Json ToJson(const Right& right);

// Errors: kInvalid, naming the field: no id, unknown kind, nothing to look for (no name,
// image or text), class outside 1..45, a group that is none or of no class that is named, a date that does not exist, valid_to before valid_from.
Result<Right> RightFromJson(const Json& object);

Json ToJson(const Price& price);
std::optional<Price> PriceFromJson(const Json* value);

}  // namespace markwarden
