// The newest snapshots, for trials of rights.
#pragma once

#include <vector>

#include "store/listings.h"

namespace markwarden {

// Made at `since` or later, newest first, older than the snapshot `before` (0: from the newest).  Ids sort by when they were made.
Result<std::vector<SnapshotRecord>> NewestSnapshots(CaseDb& db, Id before, Time since, int limit);

}  // namespace markwarden
