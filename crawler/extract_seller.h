// Who offers: shop name, its page, licence and credit code where the page shows them.
#pragma once

#include "core/listing.h"
#include "crawler/extract_cues.h"
#include "crawler/extract_page.h"

namespace markwarden {

// Fills what `seller` does not say yet.
void ReadDomSeller(const CueIndex& cues, const PageContext& context, Seller& seller);

}  // namespace markwarden
