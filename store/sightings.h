// Where listings were found: sightings on captured pages of searches, and what they have come to.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

// One fetched page of a search, as its capture shows it.
struct SearchPageSeen {
  Id org = 0;
  Id watch = 0;
  Id source = 0;
  std::string query;
  int page = 1;
  int before = 0;       // offers on the pages before it
  int64_t round = 0;
  Id capture = 0;
  Time at;
  bool listed = true;   // read as a list of goods; else they are what the page links to
  std::vector<std::pair<std::string, std::string>> offers;  // platform and key of each card, in their order
};
// Counts the page, keeps one sighting for each listing on it (a card shown twice counts where it stands first) and drops sightings of
// that listing and query beyond the newest `kept`.  Idempotent by capture, but for the count.
Status SaveSearchPage(Transaction& tx, const Scope& scope, const SearchPageSeen& seen, int kept);

struct Sighting {
  Id id = 0;
  Id watch = 0;
  std::string watch_name;
  Id source = 0;
  std::string source_name;
  std::string query;
  Id capture = 0;
  std::string url;  // of the page
  int page = 0, position = 0, place = 0;
  bool listed = true;
  Time at;
};
// Newest first.  What a scope that sees through rights sees of them: none.
Result<std::vector<Sighting>> SightingsOf(CaseDb& db, const Scope& scope, const std::string& platform, const std::string& key, int limit);

struct PlaceInTime {
  int place = 0;
  Time at;
};
// How high one query showed a listing, from its first sighting on.
struct SearchHistory {
  Id source = 0;
  std::string source_name;
  std::string query;
  int64_t times = 0;
  bool shown_first = false;
  PlaceInTime first, best, last;
};
// Last seen first.
Result<std::vector<SearchHistory>> SearchHistoryOf(CaseDb& db, const Scope& scope, const std::string& platform, const std::string& key, int limit);

// What a query has brought a watch in one source.  Pages and listings are the organisation's, as a page is fetched once for all its watches; leads
// count where their right is one of the watch's.
struct QueryYield {
  std::string query;
  int64_t pages = 0, rounds = 0;
  Time last_at;
  int64_t listings = 0;
  int64_t fresh = 0;            // no other query had shown them before
  int64_t suspected = 0;        // listings with a suspected lead that is not dismissed
  int64_t fresh_suspected = 0;  // of the fresh ones
  int64_t upheld = 0;           // listings with a lead that became a case
};
Result<std::vector<QueryYield>> QueryYields(CaseDb& db, Id watch, Id source);

}  // namespace markwarden
