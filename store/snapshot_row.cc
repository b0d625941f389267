// Snapshot rows.
#include "store/snapshot_row.h"

#include <sqlite3.h>

namespace markwarden {

std::vector<SnapshotRecord> ReadSnapshots(CaseDb& db, Query& rows) {
  std::vector<SnapshotRecord> snapshots;
  while (rows.Next()) {
    SnapshotRecord snapshot;
    snapshot.id = rows.TakeInt();
    snapshot.listing_id = rows.TakeInt();
    snapshot.capture = rows.TakeInt();
    snapshot.watch = rows.TakeInt();
    snapshot.seller = rows.TakeInt();
    snapshot.extractor = rows.TakeText();
    Result<Listing> listing = ListingFromJson(rows.TakeJson());
    if (!listing) throw SQLite::Exception("a row holds a broken listing: " + listing.error().message, SQLITE_CORRUPT);
    snapshot.listing = std::move(*listing);
    snapshot.fingerprint = rows.TakeHex();
    snapshot.created_at = rows.TakeSeconds();
    snapshots.push_back(std::move(snapshot));
  }
  for (SnapshotRecord& snapshot : snapshots) {
    Query pictures(db, R"sql(
      SELECT position, url, COALESCE(capture_id, 0), sha256 FROM snapshot_picture
       WHERE snapshot_id = :id ORDER BY position
    )sql");
    pictures.Int(":id", snapshot.id);
    while (pictures.Next()) {
      SnapshotPicture picture;
      picture.position = static_cast<int>(pictures.TakeInt());
      picture.url = pictures.TakeText();
      picture.capture = pictures.TakeInt();
      picture.sha256 = pictures.TakeHex();
      snapshot.pictures.push_back(std::move(picture));
    }
  }
  return snapshots;
}

}  // namespace markwarden
