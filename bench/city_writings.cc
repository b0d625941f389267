// Names in letters beside their usual writings in ideographs: the cities that ICU names time zones by, English beside Chinese.
//   city_writings [--misses]
#include <unicode/locid.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/tznames.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/views.h"
#include "matcher/transliteration.h"

namespace markwarden {
namespace {

struct City {
  std::string english, chinese;
  HeardName sounds;
  std::vector<HeardSyllable> writing;
};

std::string CityOf(const icu::TimeZoneNames& names, const icu::UnicodeString& zone) {
  icu::UnicodeString name;
  std::string out;
  return names.getExemplarLocationName(zone, name).toUTF8String(out);
}

// Those that have a writing of three ideographs and more; some say what the name means, or are older than the name.
std::vector<City> Cities() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::TimeZoneNames> english(icu::TimeZoneNames::createInstance(icu::Locale("en"), status));
  const std::unique_ptr<icu::TimeZoneNames> chinese(icu::TimeZoneNames::createInstance(icu::Locale("zh"), status));
  const std::unique_ptr<icu::StringEnumeration> zones(icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, nullptr, nullptr, status));
  std::vector<City> cities;
  std::set<std::string> seen;
  while (U_SUCCESS(status)) {
    const icu::UnicodeString* zone = zones->snext(status);
    if (!zone) break;
    const std::string name = CityOf(*english, *zone), written = CityOf(*chinese, *zone);
    const std::vector<Unit> letters = MakeViews(name).units, signs = MakeViews(written).units;
    const bool ideographs = std::all_of(signs.begin(), signs.end(), [](const Unit& unit) { return unit.script == Script::kHan && unit.syllable; });
    if (signs.size() < 3 || !ideographs || !seen.insert(written).second) continue;
    City city{name, written, HeardName(LatinSpelling(letters.data(), letters.data() + letters.size())), {}};
    for (const Unit& unit : signs) city.writing.push_back(HearSyllable(SyllableText(unit.syllable)));
    cities.push_back(std::move(city));
  }
  return cities;
}

bool Found(const City& city) {
  const std::vector<std::string> keys = city.sounds.Keys();
  return std::find(keys.begin(), keys.end(), HeardKey(city.writing)) != keys.end() && city.sounds.IsAll(city.writing);
}

int Main(bool misses) {
  const std::vector<City> cities = Cities();
  size_t found = 0, others = 0;
  for (const City& city : cities) {
    if (Found(city)) ++found;
    else if (misses) std::printf("  missed %s %s\n", city.english.c_str(), city.chinese.c_str());
    for (const City& other : cities) {
      if (&other == &city || !other.sounds.IsAll(city.writing)) continue;
      ++others;
      if (misses) std::printf("  %s is heard as %s\n", city.chinese.c_str(), other.english.c_str());
    }
  }
  std::printf("%zu of %zu writings heard as their city; %zu of %zu pairs heard as another\n", found, cities.size(), others, cities.size() * (cities.size() - 1));
  return cities.empty() ? 3 : 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) { return markwarden::Main(argc > 1 && std::string_view(argv[1]) == "--misses"); }
