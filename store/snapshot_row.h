// Reading snapshot rows with their pictures.  Internal to store/.
#pragma once

#include <vector>

#include "store/listings.h"
#include "store/sql.h"

namespace markwarden {

inline constexpr const char* kSnapshotColumns = R"sql(
  SELECT s.id, s.listing_id, s.capture_id, COALESCE(s.watch_id, 0), COALESCE(s.seller_id, 0), s.extractor,
         s.payload, s.fingerprint, s.created_at
    FROM snapshot AS s
)sql";

// `rows` selects kSnapshotColumns.  Throws SQLite::Exception.
std::vector<SnapshotRecord> ReadSnapshots(CaseDb& db, Query& rows);

}  // namespace markwarden
