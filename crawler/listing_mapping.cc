// Cells into fields.
#include "crawler/listing_mapping.h"

#include <algorithm>
#include <charconv>

#include "core/clock.h"
#include "core/text/views.h"
#include "core/url.h"
#include "crawler/price.h"

namespace markwarden {
namespace {

std::string Trim(std::string_view text) {
  const auto strip = [&text](std::string_view sign) {
    bool any = false;
    while (text.starts_with(sign)) text.remove_prefix(sign.size()), any = true;
    while (text.ends_with(sign)) text.remove_suffix(sign.size()), any = true;
    return any;
  };
  bool more = true;
  while (more) {
    more = false;
    for (const std::string_view sign : {" ", "\t", "\r", "\n", "\xE3\x80\x80", "\xC2\xA0", "\xE2\x80\x8B"}) more = strip(sign) || more;
  }
  return std::string(text);
}

// Parts between any of the separators, empty ones left out.
std::vector<std::string> Split(std::string_view text, const std::vector<std::string_view>& separators) {
  std::vector<std::string> parts;
  while (true) {
    size_t cut = std::string_view::npos, width = 0;
    for (const std::string_view sign : separators) {
      const size_t found = text.find(sign);
      if (found < cut) cut = found, width = sign.size();
    }
    if (std::string part = Trim(text.substr(0, cut)); !part.empty()) parts.push_back(std::move(part));
    if (cut == std::string_view::npos) return parts;
    text.remove_prefix(cut + width);
  }
}

// "1,234", "1.2万+", "500+人付款" -> a count; empty for anything else.
std::optional<int64_t> Count(std::string_view text) {
  std::string digits;
  double scale = 1;
  size_t i = 0;
  for (; i < text.size(); ++i) {
    if ((text[i] >= '0' && text[i] <= '9') || text[i] == '.') digits += text[i];
    else if (text[i] != ',') break;
  }
  const std::string_view rest = text.substr(i);
  if (rest.starts_with("万")) scale = 1e4;
  double value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || failed != std::errc() || end != digits.data() + digits.size() || value * scale > 1e15) return std::nullopt;
  return static_cast<int64_t>(value * scale);
}

// "2026-11-20 08:00:00", "2026/11/20" -> RFC 3339, taken as UTC where no zone is said; empty for anything else.
std::string Moment(std::string text) {
  std::replace(text.begin(), text.end(), '/', '-');
  if (text.size() == 19) text += "Z";
  const std::optional<Time> time = ParseTime(text);
  return time ? FormatTime(*time) : "";
}

std::optional<Price> ReadPrice(std::string text, const std::string& currency, bool decimal_comma) {
  const bool plain = text.find_first_not_of("0123456789.,") == std::string::npos;
  if (decimal_comma && plain) {
    std::erase(text, '.');
    std::replace(text.begin(), text.end(), ',', '.');
  }
  std::optional<Price> price = plain ? ParseMachinePrice(text, currency) : ParsePrice(text, {}, currency);
  return price;
}

std::string Filled(std::string pattern, const std::string& item_id) {
  constexpr std::string_view kHole = "{item_id}";
  std::string escaped;
  for (const char c : item_id) {
    const bool safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("-_.~").find(c) != std::string_view::npos;
    if (safe) {
      escaped += c;
    } else {
      constexpr char kDigits[] = "0123456789ABCDEF";
      escaped += '%';
      escaped += kDigits[static_cast<uint8_t>(c) >> 4];
      escaped += kDigits[static_cast<uint8_t>(c) & 15];
    }
  }
  for (size_t at = pattern.find(kHole); at != std::string::npos; at = pattern.find(kHole, at + escaped.size())) pattern.replace(at, kHole.size(), escaped);
  return pattern;
}

bool IsCellError(const std::string& cell) {
  for (const char* error : {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!"}) {
    if (cell == error) return true;
  }
  return false;
}

}  // namespace

Result<RowMapper> RowMapper::Make(const std::vector<std::string>& heading, const ListingMapping& mapping) {
  std::vector<std::string> fields(heading.size());
  for (const auto& [column, field] : mapping.columns) {
    bool found = false;
    for (size_t i = 0; i < heading.size() && !found; ++i) {
      if (KeyText(heading[i]) != KeyText(column) && Trim(heading[i]) != Trim(column)) continue;
      fields[i] = field;
      found = true;
    }
    if (found) continue;
    std::string there;
    for (const std::string& name : heading) there += (there.empty() ? "" : ", ") + Trim(name);
    return Fail(ErrorCode::kInvalid, "the mapping names a column \"" + column.substr(0, 100) + "\" that the heading lacks; it has: " + there.substr(0, 500));
  }
  return Make(heading, std::move(fields), mapping, nullptr);
}

Result<RowMapper> RowMapper::Make(const std::vector<std::string>& heading, const KnownColumns& known) {
  std::vector<std::string> fields(heading.size());
  for (size_t i = 0; i < heading.size(); ++i) {
    const auto found = known.fields.find(KeyText(heading[i]));
    if (found != known.fields.end() && std::find(fields.begin(), fields.end(), found->second) == fields.end()) fields[i] = found->second;
  }
  return Make(heading, std::move(fields), ListingMapping{}, known.version);
}

Result<RowMapper> RowMapper::Make(const std::vector<std::string>& heading, std::vector<std::string> fields, ListingMapping mapping, Json version) {
  const auto has = [&](std::string_view name) { return std::find(fields.begin(), fields.end(), name) != fields.end() || mapping.constants.contains(std::string(name)); };
  if (!has("title")) return Fail(ErrorCode::kInvalid, "no column is known to be the title: give a mapping file with --mapping");
  if (!has("url") && !has("item_id")) return Fail(ErrorCode::kInvalid, "no column is known to be the address (url) or the item id: give a mapping file with --mapping");
  if (!mapping.url_template.empty() && !has("item_id")) return Fail(ErrorCode::kInvalid, "the mapping's url needs a column for item_id");
  RowMapper mapper;
  Json used = Json::array(), ignored = Json::array();
  for (size_t i = 0; i < heading.size(); ++i) {
    if (fields[i].empty()) ignored.push_back(Trim(heading[i]));
    else used.push_back({{"column", Trim(heading[i])}, {"field", fields[i]}});
  }
  mapper.report_ = {{"used", std::move(used)}, {"ignored", std::move(ignored)}, {"columns_version", std::move(version)}};
  mapper.fields_ = std::move(fields);
  mapper.mapping_ = std::move(mapping);
  return mapper;
}

Result<Listing> RowMapper::Map(const std::vector<std::string>& cells) const {
  std::map<std::string, std::string> values = mapping_.constants;
  std::map<std::string, std::vector<std::string>> lists;
  for (size_t i = 0; i < fields_.size() && i < cells.size(); ++i) {
    const std::string cell = Trim(cells[i]);
    if (fields_[i].empty() || cell.empty() || IsCellError(cell)) continue;
    values[fields_[i]] = cell;
    lists[fields_[i]].push_back(cell);
  }
  const auto value = [&](const char* field) {
    const auto found = values.find(field);
    return found == values.end() ? std::string() : found->second;
  };
  // Several columns may name one list.
  const auto list = [&](const char* field, const std::string& separator, std::vector<std::string_view> usual) {
    std::vector<std::string> all;
    const auto columns = lists.find(field);
    for (const std::string& cell : columns == lists.end() ? std::vector<std::string>{value(field)} : columns->second) {
      for (std::string& part : Split(cell, separator.empty() ? usual : std::vector<std::string_view>{separator})) all.push_back(std::move(part));
    }
    return all;
  };
  Json unread = Json::object();
  Listing listing;
  listing.title = value("title");
  listing.item_id = value("item_id");
  listing.url = value("url");
  if (listing.title.empty()) return Fail(ErrorCode::kInvalid, "it has no title");
  if (listing.url.empty() && !mapping_.url_template.empty() && !listing.item_id.empty()) listing.url = Filled(mapping_.url_template, listing.item_id);
  if (listing.url.empty() && listing.item_id.empty()) return Fail(ErrorCode::kInvalid, "it has neither an address nor an item id");
  if (!listing.url.empty()) {
    Result<Url> url = ParseUrl(listing.url.starts_with("//") ? "https:" + listing.url : listing.url);
    if (!url || !url->IsHttp()) return Fail(ErrorCode::kInvalid, "\"" + listing.url.substr(0, 200) + "\" is no web address");
    listing.url = url->href();
  }
  listing.platform = value("platform");
  listing.description = value("description");
  listing.brand = value("brand");
  listing.category = list("category", mapping_.category_separator, {">", "＞", "/", "|", "》"});
  listing.availability = value("availability");
  listing.sku = value("sku");
  listing.gtin = value("gtin");
  listing.images = list("images", mapping_.images_separator, {" ", "\n", ",", "，", ";", "；", "|"});
  listing.lang = value("lang");
  if (const std::string price = value("price"); !price.empty()) {
    const std::string currency = CurrencyCode(value("currency").empty() ? mapping_.currency : value("currency"));
    listing.price = ReadPrice(price, currency, mapping_.decimal_comma);
    if (!listing.price) unread["price"] = price;
    if (listing.price && !value("price_max").empty()) {
      const std::optional<Price> most = ReadPrice(value("price_max"), currency, mapping_.decimal_comma);
      if (most && most->amount != listing.price->amount) listing.price->amount_max = most->amount;
    }
  }
  if (const std::string sales = value("sales"); !sales.empty()) {
    listing.sales = Count(sales);
    if (!listing.sales) unread["sales"] = sales;
  }
  if (const std::string at = value("captured_at"); !at.empty()) {
    listing.captured_at = Moment(at);
    if (listing.captured_at.empty()) unread["captured_at"] = at;
  }
  listing.seller = {.name = value("seller.name"), .id = value("seller.id"), .url = value("seller.url"), .location = value("seller.location"),
                    .licence = value("seller.licence"), .credit_code = {}, .contacts = list("seller.contacts", "", {";", "；", "|", ",", "，"})};
  if (const std::string code = value("seller.credit_code"); IsCreditCode(code)) listing.seller.credit_code = code;
  else if (!code.empty()) unread["seller.credit_code"] = code;
  if (!unread.empty()) listing.extra["unread"] = std::move(unread);
  return listing;
}

}  // namespace markwarden
