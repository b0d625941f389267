// From a captured page or a handed-in row to rows of the store: the same door for
// crawls and imports.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/listing.h"
#include "core/scope.h"
#include "crawler/extract.h"
#include "crawler/source.h"
#include "store/database.h"
#include "store/listings.h"

namespace markwarden {

// Version of crawler/extract and what follows it here; part of a snapshot's key.
inline constexpr std::string_view kExtractorVersion = "extract-1";

struct IntakeContext {
  std::string platform;  // key
  std::string item_id;   // from the address; empty: the listing's own, else the address itself
  Id capture = 0;
  Id watch = 0;
  std::string captured_at;
};

// Fills in platform, item id and time, finds pictures that are captured already, saves.
// Errors: kInvalid when the listing has neither address nor item id.
Result<SnapshotSaved> TakeListing(Transaction& tx, const Scope& scope, Listing listing, const IntakeContext& context);

// What an offer at `url` of `source` is known by: its platform and its item id, else the address itself.  `item_id`: what its card says, if anything.
std::pair<std::string, std::string> ListingKeyOf(const SourceView& source, const Url& url, const std::string& item_id);

// What the text of a rendered page is, whatever the page says of itself.
inline constexpr std::string_view kRenderedType = "text/html; charset=utf-8";

struct IntakePage {
  std::string page_url;  // href
  Id capture = 0;
  Id watch = 0;
  Time captured_at;
};
// Every listing of a page of `source` that is the page's to tell.  Returns how many were taken.
Result<int64_t> TakeExtraction(Transaction& tx, const Scope& scope, const SourceView& source, const Extraction& extraction,
                               const IntakePage& page);

// GB/T 2260 code from characters 3 to 8 of a credit code (GB 32100-2015, 4.3): the division of the
// registering authority.  Empty when the code is not valid.
std::string RegionOfCreditCode(std::string_view code);

}  // namespace markwarden
