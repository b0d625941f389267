// What people say of a watch's queries, and which ones its rounds chose.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

// "added": searched in every round like the watch's own; "off": in none; "resting": in none until `rests_until`.
struct WatchQuery {
  std::string query;
  std::string state;
  std::optional<Time> rests_until;
  Id created_by = 0;
  Time created_at;
};
Result<std::vector<WatchQuery>> WatchQueriesOf(CaseDb& db, Id watch);  // by query
// Says it anew where it was said.
Status SetWatchQuery(Transaction& tx, const Scope& scope, Id watch, const WatchQuery& query);
// True when there was one.
Result<bool> RemoveWatchQuery(Transaction& tx, Id watch, const std::string& query);

// One generated query that a round chose for a source.
struct SearchChoice {
  std::string query;
  int64_t round = 0;
  int rank = 0;      // from 1
  std::string why;   // "best", "explore"
  double score = 0;  // new suspected leads expected on a page
  Time at;
};
// The newest of each query; those of `round` alone when it is given.  By rank.
Result<std::vector<SearchChoice>> SearchChoicesOf(CaseDb& db, Id watch, Id source, std::optional<int64_t> round = {});
Status SaveSearchChoices(Transaction& tx, Id org, Id watch, Id source, const std::vector<SearchChoice>& choices);

// Writes the setting alone.  Errors: kConflict (changed since row_version was read), kNotFound.
Status SetWatchDiscovery(Transaction& tx, const Scope& scope, Id watch, std::optional<int> queries, int64_t row_version);

}  // namespace markwarden
