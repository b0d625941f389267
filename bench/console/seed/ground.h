// What everything else stands on: people, rights with their pictures, platforms, sources, watches, shops, rules in force.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/console/seed/pictures.h"
#include "bench/console/seed/words.h"
#include "core/listing.h"
#include "service/service.h"
#include "store/rights.h"

namespace markwarden::seed {

struct Shop {
  Id id = 0;  // 0: not seen yet
  std::string platform, region;
  Seller shown;
  int flags = 0, upheld = 0;
};
struct Place {  // a platform's source
  std::string platform, host;
  Id source = 0;
};

struct Ground {
  Scope matcher;                // what the program does on its own account
  std::vector<Scope> officers;  // who decided
  std::vector<RightRecord> rights;
  std::vector<Brand> brands;    // of the rights, in their order
  std::vector<int> goods;       // what each right's genuine goods are
  std::vector<Place> places;
  std::vector<Id> watches;
  std::vector<Shop> shops;
  std::vector<SeedPicture> pictures;  // of listings
  std::string rule_set;
};

// `org`: the store's first organisation, as `markwarden init` made it.
Ground LayGround(Service& service, CaseDb& db, CaptureWriter& writer, uint64_t seed, int rights, int shops, int pictures);

}  // namespace markwarden::seed
