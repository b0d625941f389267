// What was taken down and would be known again, and what came back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/takedown.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// One a measure: a second call renews its end, its fingerprint and what was seen already.  Organisation is `watch`'s.
Result<Id> SaveRelistWatch(Transaction& tx, const Scope& scope, const RelistWatch& watch);
// Ends what is over at `now`, of all organisations; returns how many.
Result<int64_t> EndRelistWatches(Transaction& tx, Time now);
Status StopRelistWatch(Transaction& tx, Id measure);
// By id, without their fingerprints, which are large.
Result<std::vector<RelistWatch>> RelistWatchHeads(CaseDb& db, Id org);
Result<Json> FingerprintOfWatch(CaseDb& db, Id watch);
Result<bool> HasOpenRelistWatch(CaseDb& db, Id org);

// One a watch and listing; 0 when it is known already.
Result<Id> AddRelist(Transaction& tx, const Scope& scope, const Relist& relist);

// With what people need beside it.  A holder sees it through the right.
struct RelistRow {
  Relist relist;
  Id org = 0;
  Id right = 0;
  Id taken_listing = 0;
  std::string region_code;
  std::string taken_url, taken_title;
  std::string platform, url, title, seller_name;
};
struct RelistFilter {
  Id case_id = 0;
  Id measure = 0;
  Id right = 0;
};
// Newest first.
Result<Page<RelistRow>> ListRelists(CaseDb& db, const Scope& scope, const RelistFilter& filter = {}, const PageRequest& page = {});

// Newest snapshot of the store; 0 when there is none.
Result<Id> LatestSnapshot(CaseDb& db);
// The listing's newest snapshot up to and with `until`; 0: none.
Result<Id> SnapshotUpTo(CaseDb& db, Id listing, Id until);
// Of how many other listings this picture (SHA-256, hexadecimal) is one; counts no further than `most`.
Result<int> OtherListingsWithPicture(CaseDb& db, const std::string& sha256, Id listing, int most);

}  // namespace markwarden
