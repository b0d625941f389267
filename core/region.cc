// Prefixes of digits.
#include "core/region.h"

#include <algorithm>

namespace markwarden {

std::string_view ToString(RegionLevel level) {
  switch (level) {
    case RegionLevel::kUnknown: return "";
    case RegionLevel::kProvince: return "province";
    case RegionLevel::kCity: return "city";
    case RegionLevel::kCounty: return "county";
  }
  return "";
}

std::string TrimRegion(std::string_view code) {
  while (code.size() > 2 && code.size() % 2 == 0 && code.ends_with("00")) code.remove_suffix(2);
  return std::string(code);
}

RegionLevel LevelOf(std::string_view code) {
  const bool digits = std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || code.size() % 2 != 0 || code.size() < 2 || code.size() > 6) return RegionLevel::kUnknown;
  const std::string part = TrimRegion(code);
  for (size_t i = 0; i < part.size(); i += 2) {
    if (part.compare(i, 2, "00") == 0) return RegionLevel::kUnknown;
  }
  return part.size() == 2 ? RegionLevel::kProvince : part.size() == 4 ? RegionLevel::kCity : RegionLevel::kCounty;
}

bool RegionHolds(std::string_view outer, std::string_view inner) {
  const std::string part = TrimRegion(outer);
  return !part.empty() && TrimRegion(inner).starts_with(part);
}

}  // namespace markwarden
