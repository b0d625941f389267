// From a captured page or a handed-in row to rows of the store: the same door for
// crawls and imports.
#pragma once

#include <string>
#include <vector>

#include "core/listing.h"
#include "core/scope.h"
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

// GB/T 2260 code from characters 3 to 8 of a credit code (GB 32100-2015, 4.3): the division of the
// registering authority.  Empty when the code is not valid.
std::string RegionOfCreditCode(std::string_view code);

}  // namespace markwarden
