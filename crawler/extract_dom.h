// The product that a page shows to its reader, by cues that shops share: headings, class
// words, signs of currency, struck-through prices, breadcrumbs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract_cues.h"
#include "crawler/extract_meta.h"
#include "crawler/extract_page.h"

namespace markwarden {

struct DomProduct {
  Listing listing;
  double confidence = 0;        // 0..1: the page is about one product
  double price_confidence = 0;  // 0..1
  double price_share = 0;       // what the price adds to `confidence`
  std::string currency;         // that most prices of the page have, ISO 4217
  std::vector<std::string> amounts;  // every amount the page shows

  bool Shows(std::string_view amount) const;
};

// `prices`: FindShownPrices of the whole page.
DomProduct ReadDomProduct(const CueIndex& cues, std::vector<PriceCandidate> prices, const PageFacts& facts, const PageContext& context);

}  // namespace markwarden
