// Watches: monitoring tasks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/watch.h"
#include "store/database.h"

namespace markwarden {

// Errors: kConflict (name taken), kNotFound (a right or source that the scope cannot see).
Result<Watch> AddWatch(Transaction& tx, const Scope& scope, const Watch& watch);
// What AddWatch and EditWatch share.  CheckWatchLinks: kNotFound (a right or source that the scope cannot see).
Status CheckWatchLinks(CaseDb& db, const Scope& scope, const Watch& watch);
Status SaveWatchLinks(CaseDb& db, const Watch& watch);
// Errors: kConflict (changed since row_version was read), kNotFound.
Status SetWatchState(Transaction& tx, const Scope& scope, Id id, const std::string& state, int64_t row_version);
Result<std::optional<Watch>> FindWatch(CaseDb& db, const Scope& scope, Id id);
Result<std::optional<Watch>> FindWatchByName(CaseDb& db, const Scope& scope, const std::string& name);
Result<std::vector<Watch>> ListWatches(CaseDb& db, const Scope& scope);  // by name
// For the crawl role: active watches of every organisation whose period holds `now`.
Result<std::vector<Watch>> ActiveWatches(CaseDb& db, Time now);

}  // namespace markwarden
