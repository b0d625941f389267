// PictureKey <-> JSON, and the distance of two hashes.
#include "core/picture_key.h"

#include <bit>
#include <cstdio>

#include "core/hash.h"

namespace markwarden {

namespace {

[[gnu::always_inline]] inline void DistancesInto(const PictureHash& a, std::span<const PictureHash> many, int* out) {
  for (size_t i = 0; i < many.size(); ++i) {
    const auto& b = many[i].words;
    out[i] = std::popcount(a.words[0] ^ b[0]) + std::popcount(a.words[1] ^ b[1]) + std::popcount(a.words[2] ^ b[2]) +
             std::popcount(a.words[3] ^ b[3]);
  }
}

#if defined(__x86_64__)
// The processor's own bit count, where there is one; the build's baseline has none.
[[gnu::target("popcnt")]] void DistancesPopcnt(const PictureHash& a, std::span<const PictureHash> many, int* out) { DistancesInto(a, many, out); }
const bool kHasPopcnt = __builtin_cpu_supports("popcnt");
#endif

}  // namespace

void HammingDistances(const PictureHash& a, std::span<const PictureHash> many, int* out) {
#if defined(__x86_64__)
  if (kHasPopcnt) return DistancesPopcnt(a, many, out);
#endif
  DistancesInto(a, many, out);
}

int HammingDistance(const PictureHash& a, const PictureHash& b) {
  int distance = 0;
  HammingDistances(a, {&b, 1}, &distance);
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

namespace {

// A feature is stored as 39 bytes: x, y, size (2 each), turn (1), the descriptor's words, lowest byte first.
constexpr size_t kFeatureBytes = 39;

void PutNumber(std::string& bytes, uint64_t value, size_t count) {
  for (size_t i = 0; i < count; ++i) bytes += static_cast<char>(value >> 8 * i & 0xFF);
}

uint64_t NumberAt(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

std::string FeaturesToHex(const std::vector<PictureFeature>& features) {
  std::string bytes;
  for (const PictureFeature& f : features) {
    PutNumber(bytes, static_cast<uint64_t>(f.x), 2);
    PutNumber(bytes, static_cast<uint64_t>(f.y), 2);
    PutNumber(bytes, static_cast<uint64_t>(f.size), 2);
    PutNumber(bytes, static_cast<uint64_t>(f.turn), 1);
    for (const uint64_t word : f.descriptor.words) PutNumber(bytes, word, 8);
  }
  return ToHex(std::string_view(bytes));
}

Result<std::vector<PictureFeature>> FeaturesFromHex(const std::string& hex) {
  const std::string bytes = FromHex(hex);
  if (bytes.size() * 2 != hex.size() || bytes.size() % kFeatureBytes != 0) {
    return Fail(ErrorCode::kInvalid, "the features of a picture key are no whole number of hexadecimal records");
  }
  std::vector<PictureFeature> features;
  for (size_t at = 0; at < bytes.size(); at += kFeatureBytes) {
    PictureFeature f;
    f.x = static_cast<int>(NumberAt(bytes, at, 2));
    f.y = static_cast<int>(NumberAt(bytes, at + 2, 2));
    f.size = static_cast<int>(NumberAt(bytes, at + 4, 2));
    f.turn = static_cast<int>(NumberAt(bytes, at + 6, 1));
    for (size_t w = 0; w < 4; ++w) f.descriptor.words[w] = NumberAt(bytes, at + 7 + 8 * w, 8);
    features.push_back(f);
  }
  return features;
}

}  // namespace

Json ToJson(const PictureKey& key) {
  Json views = Json::array();
  for (const PictureView& view : key.views) {
    views.push_back({{"name", view.name}, {"region", view.region}, {"pdq", ToHex(view.hash)},
                     {"quality", view.hash.quality}});
  }
  return {{"sha256", key.sha256}, {"width", key.width}, {"height", key.height}, {"views", std::move(views)},
          {"figure", key.figure}, {"features", FeaturesToHex(key.features)}};
}

Result<PictureKey> PictureKeyFromJson(const Json& object) {
  PictureKey key;
  key.sha256 = JsonText(object, "sha256");
  key.width = static_cast<int>(JsonInt(object, "width").value_or(0));
  key.height = static_cast<int>(JsonInt(object, "height").value_or(0));
  const Json* figure = JsonMember(object, "figure");
  key.figure = figure && *figure == true;
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
  Result<std::vector<PictureFeature>> features = FeaturesFromHex(JsonText(object, "features"));
  if (!features) return Fail(features);
  key.features = std::move(*features);
  return key;
}

}  // namespace markwarden
