// Each shop's own form of addresses.
#include "samples/address.h"

#include "samples/charset.h"

namespace markwarden::samples {
namespace {

// "abc/123.html" -> "123": the last run of digits.
std::string LastDigits(const std::string& text) {
  const size_t end = text.find_last_of("0123456789");
  if (end == std::string::npos) return {};
  const size_t before = text.find_last_not_of("0123456789", end);
  const size_t begin = before == std::string::npos ? 0 : before + 1;
  return text.substr(begin, end - begin + 1);
}

}  // namespace

std::string OfferPath(const Shop& shop, const Offer& offer) {
  const std::string hidden = offer.disallowed ? "/members" : "";
  switch (shop.number) {
    case 1: return hidden + "/item/" + offer.item_id + ".html";
    case 2: return hidden + "/goods.php?id=" + offer.item_id;
    case 3: return hidden + "/p/" + std::string(offer.goods->key) + "-" + offer.item_id;
    case 4: return hidden + "/product/" + offer.item_id;
    case 5: return hidden + "/tovar/" + offer.item_id + "/";
    default: return hidden + "/detail/" + offer.item_id + ".html";
  }
}

std::string ItemIdAt(const Shop& shop, const std::string& path, const std::string& query) {
  return shop.number == 2 && path.ends_with("/goods.php") ? Parameter(query, "id") : LastDigits(path);
}

std::string Parameter(const std::string& query, std::string_view name) {
  for (const std::string_view part : Split(query, '&')) {
    const size_t equals = part.find('=');
    if (part.substr(0, equals) == name && equals != std::string_view::npos) return PercentDecode(part.substr(equals + 1));
  }
  return {};
}

}  // namespace markwarden::samples
