// Codes of China's administrative divisions (GB/T 2260): 230000 a province, 230100 a city in it, 230184 a county in that.
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

enum class RegionLevel { kUnknown, kProvince, kCity, kCounty };
std::string_view ToString(RegionLevel level);  // "province", "city", "county"; empty for kUnknown

// Of two, four or six digits, no part of them "00" before one that is not; kUnknown for anything else.
RegionLevel LevelOf(std::string_view code);

// "230000" and "23" are the same province, "230100" and "2301" the same city: the shorter.
std::string TrimRegion(std::string_view code);

// Whether `inner` is `outer` or lies in it.  Nothing lies in an unknown region, which is "".
bool RegionHolds(std::string_view outer, std::string_view inner);

}  // namespace markwarden
