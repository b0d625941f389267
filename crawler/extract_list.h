// The offers of a list page: blocks of one shape, each with a link, a title and a price.
#pragma once

#include <vector>

#include "core/listing.h"
#include "crawler/extract_cues.h"
#include "crawler/extract_page.h"

namespace markwarden {

// In page order; fewer than three mean that the page shows no list.  A block without a price
// stays when most of its kind have one: its price is not known.
// `prices`: FindShownPrices of the whole page.
std::vector<Listing> ReadDomList(const CueIndex& cues, std::vector<PriceCandidate> prices, const PageContext& context);

}  // namespace markwarden
