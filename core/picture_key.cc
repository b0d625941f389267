// PictureKey <-> JSON, and the distance of two hashes.
#include "core/picture_key.h"

#include <bit>
#include <cstdio>

namespace markwarden {

int HammingDistance(const PictureHash& a, const PictureHash& b) {
  int distance = 0;
  for (size_t i = 0; i < a.words.size(); ++i) distance += std::popcount(a.words[i] ^ b.words[i]);
  return distance;
}

std::string ToHex(const PictureHash& hash) {
  std::string hex;
  for (size_t i = hash.words.size(); i-- > 0;) {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash.words[i]));
    hex += digits;
  }
  return hex;
}

Json ToJson(const PictureKey& key) {
  Json views = Json::array();
  for (const PictureView& view : key.views) {
    views.push_back({{"name", view.name}, {"region", view.region}, {"pdq", ToHex(view.hash)},
                     {"quality", view.hash.quality}});
  }
  return {{"sha256", key.sha256}, {"width", key.width}, {"height", key.height}, {"views", std::move(views)}};
}

Result<PictureKey> PictureKeyFromJson(const Json& object) {
  PictureKey key;
  key.sha256 = JsonText(object, "sha256");
  key.width = static_cast<int>(JsonInt(object, "width").value_or(0));
  key.height = static_cast<int>(JsonInt(object, "height").value_or(0));
  const Json* views = JsonMember(object, "views");
  if (key.sha256.empty() || !views || !views->is_array()) {
    return Fail(ErrorCode::kInvalid, "a picture key needs sha256 and views");
  }
  for (const Json& item : *views) {
    PictureView view;
    view.name = JsonText(item, "name");
    if (const Json* region = JsonMember(item, "region"); region && region->is_array() && region->size() == 4) {
      for (size_t i = 0; i < 4; ++i) {
        if ((*region)[i].is_number_integer()) view.region[i] = (*region)[i].get<int>();
      }
    }
    const std::string hex = JsonText(item, "pdq");
    if (hex.size() != 64 || hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
      return Fail(ErrorCode::kInvalid, "\"" + hex + "\" is not a PDQ hash of 64 hexadecimal digits");
    }
    for (size_t i = 0; i < 4; ++i) view.hash.words[3 - i] = std::stoull(hex.substr(i * 16, 16), nullptr, 16);
    view.hash.quality = static_cast<int>(JsonInt(item, "quality").value_or(0));
    key.views.push_back(std::move(view));
  }
  return key;
}

}  // namespace markwarden
