// What sellers do some time after a takedown: the same goods again, under another name.
#pragma once

#include "samples/market.h"

namespace markwarden::samples {

// The offer of `old` (an index) under another seller of its shop, with a new item id and address,
// a title that says a little more and pictures edited once more.  What is true of it is what was
// true of the old one: only an authorised dealer's offer stays with its dealer, since nobody
// else may sell it.  The same market and offer give the same.  Not yet in the market.
Offer MakeRelist(const Market& market, int old);

}  // namespace markwarden::samples
