// Changing a watch: each change is a new version, and the old ones are kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/scope.h"
#include "core/watch.h"
#include "store/database.h"

namespace markwarden {

// What a watch was from one moment on.
struct WatchVersion {
  int number = 0;
  Json payload;  // {"name","rights":[id],"sources":[id],"queries","region","from","to","state","owner","discovery"}
  std::string actor_name;
  Time created_at;
};

// Keeps `watch` as it is now as its next version; the first when there is none.  In the transaction of what it tells of.
Result<int> AddWatchVersion(Transaction& tx, const Scope& scope, const Watch& watch);
Result<std::vector<WatchVersion>> ListWatchVersions(CaseDb& db, Id watch);  // newest first, at most 100
Result<int> WatchVersionOf(CaseDb& db, Id watch);                           // the newest; 0: never changed

// Writes everything but the state.  Errors: kConflict (changed since row_version was read, or the name is taken), kNotFound.
Result<Watch> EditWatch(Transaction& tx, const Scope& scope, const Watch& watch, int64_t row_version);

// What a watch has come to in case.db; counts stop at kCountCap.
struct WatchYield {
  int64_t listings = 0;
  std::optional<Time> last_new_listing;
};
inline constexpr int64_t kCountCap = 10'001;  // "10,000+"
Result<WatchYield> YieldOfWatch(CaseDb& db, Id watch);

}  // namespace markwarden
