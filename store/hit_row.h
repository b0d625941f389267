// Reading hit rows.  Internal to store/.
#pragma once

#include "core/flag_record.h"
#include "store/sql.h"

namespace markwarden {

inline constexpr const char* kHitColumns = R"sql(
  SELECT h.id, h.flag_id, h.snapshot_id, h.capture_id, h.picture_captures, h.right_version_id,
         COALESCE(h.seller_id, 0), h.digest, h.payload, h.created_at
    FROM hit AS h
)sql";

// The row selects kHitColumns.  Throws SQLite::Exception.
HitRecord ReadHit(Query& row);

}  // namespace markwarden
