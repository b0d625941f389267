// Right <-> JSON.
#include "core/right.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/clock.h"

namespace markwarden {
namespace {

struct KindName {
  RightKind kind;
  std::string_view name;
};
constexpr std::array kKinds = {
    KindName{RightKind::kTrademark, "trademark"},
    KindName{RightKind::kCopyright, "copyright"},
    KindName{RightKind::kSoftware, "software"},
    KindName{RightKind::kDesignPatent, "design_patent"},
    KindName{RightKind::kGeographicalIndication, "geographical_indication"},
    KindName{RightKind::kPlantVariety, "plant_variety"},
    KindName{RightKind::kTradeDress, "trade_dress"},
    KindName{RightKind::kHeritage, "heritage"},
};

const std::set<std::string>& FieldsOfRight() {
  static const std::set<std::string> fields = {
      "id", "kind", "title", "names", "nicknames", "images", "texts", "reg_no", "jurisdiction",
      "classes", "groups", "holder", "valid_from", "valid_to", "authorised_sellers", "reference_price",
      "region", "status", "status_checked_at"};
  return fields;
}

constexpr const char* kOlderGroups = "similar_groups";

// Errors: kInvalid.
Status TakeGroups(const Json& object, Right& right) {
  const Json* groups = JsonMember(object, "groups");
  const bool older = !groups || groups->is_null();
  if (older) groups = JsonMember(object, kOlderGroups);
  if (!groups || groups->is_null()) return Ok();
  if (!groups->is_array()) return older ? Ok() : Fail(ErrorCode::kInvalid, "groups must be a list such as [\"2501\", \"2507\"]");
  for (const Json& item : *groups) {
    const std::optional<GoodsGroup> group = item.is_string() ? ParseGoodsGroup(item.get_ref<const std::string&>()) : std::nullopt;
    if (!group && older) continue;
    if (!group) return Fail(ErrorCode::kInvalid, "group " + DumpJson(item) + " is no similar group such as \"2501\" (or \"2501-2\" for its second part)");
    const bool named = right.classes.empty() || std::find(right.classes.begin(), right.classes.end(), group->nice_class()) != right.classes.end();
    if (!named && !older) {
      return Fail(ErrorCode::kInvalid, "group " + ToString(*group) + " is of class " + std::to_string(group->nice_class()) + ", which classes does not name");
    }
    if (std::find(right.groups.begin(), right.groups.end(), *group) == right.groups.end()) right.groups.push_back(*group);
  }
  std::sort(right.groups.begin(), right.groups.end());
  return Ok();
}

}  // namespace

std::string_view ToString(RightKind kind) {
  for (const KindName& entry : kKinds) {
    if (entry.kind == kind) return entry.name;
  }
  return "trademark";
}

std::optional<RightKind> ParseRightKind(std::string_view text) {
  for (const KindName& entry : kKinds) {
    if (entry.name == text) return entry.kind;
  }
  return std::nullopt;
}

Json ToJson(const Price& price) {
  return {{"amount", price.amount},
          {"amount_max", price.amount_max ? Json(*price.amount_max) : Json(nullptr)},
          {"currency", TextOrNull(price.currency)}};
}

std::optional<Price> PriceFromJson(const Json* value) {
  if (!value || !value->is_object()) return std::nullopt;
  const auto amount = NormaliseDecimal(JsonText(*value, "amount"));
  if (!amount) return std::nullopt;
  Price price{.amount = *amount, .amount_max = {}, .currency = JsonText(*value, "currency")};
  if (const std::string max = JsonText(*value, "amount_max"); !max.empty()) {
    price.amount_max = NormaliseDecimal(max);
  }
  return price;
}

Json ToJson(const Right& right) {
  Json object = right.extra.is_object() ? right.extra : Json::object();
  object["id"] = right.id;
  object["kind"] = ToString(right.kind);
  object["title"] = TextOrNull(right.title);
  object["names"] = right.names;
  object["nicknames"] = right.nicknames;
  object["images"] = right.images;
  object["texts"] = right.texts;
  object["reg_no"] = TextOrNull(right.reg_no);
  object["jurisdiction"] = TextOrNull(right.jurisdiction);
  object["classes"] = right.classes;
  // Only where there are some, and under the name that older registrations use: their digests stay.
  if (!right.groups.empty() && !object.contains(kOlderGroups)) {
    Json groups = Json::array();
    for (const GoodsGroup& group : right.groups) groups.push_back(ToString(group));
    object["groups"] = std::move(groups);
  }
  Json holder = right.holder.extra.is_object() ? right.holder.extra : Json::object();
  holder["name"] = TextOrNull(right.holder.name);
  holder["id"] = TextOrNull(right.holder.id);
  object["holder"] = std::move(holder);
  object["valid_from"] = TextOrNull(right.valid_from);
  object["valid_to"] = TextOrNull(right.valid_to);
  Json sellers = Json::array();
  for (const AuthorisedSeller& seller : right.authorised_sellers) {
    Json item = {{"name", TextOrNull(seller.name)}, {"id", TextOrNull(seller.id)}, {"platform", TextOrNull(seller.platform)}};
    if (!seller.valid_from.empty()) item["valid_from"] = seller.valid_from;
    if (!seller.valid_to.empty()) item["valid_to"] = seller.valid_to;
    sellers.push_back(std::move(item));
  }
  object["authorised_sellers"] = std::move(sellers);
  object["reference_price"] = right.reference_price ? ToJson(*right.reference_price) : Json(nullptr);
  object["region"] = right.region;
  object["status"] = TextOrNull(right.status);
  object["status_checked_at"] = TextOrNull(right.status_checked_at);
  return object;
}

Result<Right> RightFromJson(const Json& object) {
  if (!object.is_object()) return Fail(ErrorCode::kInvalid, "a right must be a JSON object");
  Right right;
  right.id = JsonText(object, "id");
  if (right.id.empty()) return Fail(ErrorCode::kInvalid, "id is missing");
  const std::string kind = JsonText(object, "kind");
  const auto parsed = ParseRightKind(kind);
  if (!parsed) {
    return Fail(ErrorCode::kInvalid, "kind \"" + kind + "\" is not one of trademark, copyright, software, "
                "design_patent, geographical_indication, plant_variety, trade_dress, heritage");
  }
  right.kind = *parsed;
  right.title = JsonText(object, "title");
  right.names = JsonTexts(object, "names");
  right.nicknames = JsonTexts(object, "nicknames");
  right.images = JsonTexts(object, "images");
  right.texts = JsonTexts(object, "texts");
  if (right.names.empty() && right.images.empty() && right.texts.empty()) {
    return Fail(ErrorCode::kInvalid, "nothing to look for: give a name, an image or a text");
  }
  right.reg_no = JsonText(object, "reg_no");
  right.jurisdiction = JsonText(object, "jurisdiction");
  if (const Json* classes = JsonMember(object, "classes"); classes && classes->is_array()) {
    for (const Json& item : *classes) {
      const int64_t value = item.is_number_integer() ? item.get<int64_t>() : -1;
      if (value < 1 || value > 45) {
        return Fail(ErrorCode::kInvalid, "class " + item.dump() + " is not a Nice class (1 to 45)");
      }
      right.classes.push_back(static_cast<int>(value));
    }
  }
  if (Status taken = TakeGroups(object, right); !taken) return Fail(std::move(taken.error()));
  if (const Json* holder = JsonMember(object, "holder"); holder && holder->is_object()) {
    right.holder.name = JsonText(*holder, "name");
    right.holder.id = JsonText(*holder, "id");
    right.holder.extra = *holder;
    right.holder.extra.erase("name");
    right.holder.extra.erase("id");
  }
  right.valid_from = JsonText(object, "valid_from");
  right.valid_to = JsonText(object, "valid_to");
  for (const auto* date : {&right.valid_from, &right.valid_to}) {
    if (!date->empty() && !ParseTime(*date)) {
      return Fail(ErrorCode::kInvalid, "\"" + *date + "\" is not a date such as 2030-01-31");
    }
  }
  if (!right.valid_from.empty() && !right.valid_to.empty() &&
      *ParseTime(right.valid_to) < *ParseTime(right.valid_from)) {
    return Fail(ErrorCode::kInvalid, "valid_to is before valid_from");
  }
  if (const Json* sellers = JsonMember(object, "authorised_sellers"); sellers && sellers->is_array()) {
    for (const Json& item : *sellers) {
      if (item.is_string()) {
        right.authorised_sellers.push_back({.name = item.get<std::string>(), .id = {}, .platform = {}});
      } else if (item.is_object()) {
        right.authorised_sellers.push_back({.name = JsonText(item, "name"),
                                            .id = JsonText(item, "id"),
                                            .platform = JsonText(item, "platform"),
                                            .valid_from = JsonText(item, "valid_from"),
                                            .valid_to = JsonText(item, "valid_to")});
      }
    }
  }
  for (const AuthorisedSeller& seller : right.authorised_sellers) {
    for (const std::string* date : {&seller.valid_from, &seller.valid_to}) {
      if (!date->empty() && !ParseTime(*date)) {
        return Fail(ErrorCode::kInvalid, "authorised seller \"" + seller.name + "\": \"" + *date + "\" is not a date such as 2030-01-31");
      }
    }
  }
  right.reference_price = PriceFromJson(JsonMember(object, "reference_price"));
  right.region = JsonTexts(object, "region");
  right.status = JsonText(object, "status");
  right.status_checked_at = JsonText(object, "status_checked_at");
  for (const auto& [key, value] : object.items()) {
    if (!FieldsOfRight().contains(key)) right.extra[key] = value;
  }
  if (const Json* groups = JsonMember(object, "groups"); groups && !groups->is_null()) {
    right.extra.erase(kOlderGroups);  // what is said now stands for what was said then
  }
  return right;
}

}  // namespace markwarden
