// Where an offer is at its shop, and which offer an address means.
#pragma once

#include <string>
#include <string_view>

#include "samples/market.h"

namespace markwarden::samples {

// "/item/1001011.html", from the offer's item id, kind of goods and whether robots.txt forbids it.
std::string OfferPath(const Shop& shop, const Offer& offer);

// The item id that a path and query of the shop speak of; empty when none.  The path may be
// another than the offer's own.
std::string ItemIdAt(const Shop& shop, const std::string& path, const std::string& query);

// A parameter of a query, percent-decoded; empty when it is not there.
std::string Parameter(const std::string& query, std::string_view name);

}  // namespace markwarden::samples
