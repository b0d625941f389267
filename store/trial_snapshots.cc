// By id, backwards.
#include "store/trial_snapshots.h"

#include "store/snapshot_row.h"
#include "store/sql.h"

namespace markwarden {

Result<std::vector<SnapshotRecord>> NewestSnapshots(CaseDb& db, Id before, Time since, int limit) try {
  Query rows(db, std::string(kSnapshotColumns) + " WHERE (:before = 0 OR s.id < :before) AND s.id >= :first AND s.created_at >= :since ORDER BY s.id DESC LIMIT :limit");
  rows.Int(":before", before).Int(":first", FirstIdAt(since)).Int(":since", ToUnixSeconds(since)).Int(":limit", limit);
  return ReadSnapshots(db, rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the newest snapshots"));
}

}  // namespace markwarden
