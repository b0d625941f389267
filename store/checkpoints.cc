// Rows of checkpoint.
#include "store/checkpoints.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kCheckpointColumns = "SELECT size, root, note, made_at_ms, clock FROM checkpoint ";

std::optional<CheckpointRecord> ReadOne(Query& row) {
  if (!row.Next()) return std::nullopt;
  CheckpointRecord checkpoint;
  checkpoint.size = row.TakeInt();
  checkpoint.root = row.TakeDigest();
  checkpoint.note = row.TakeText();
  checkpoint.made_at = row.TakeMillis();
  checkpoint.clock = row.TakeJson();
  return checkpoint;
}

}  // namespace

Status AddCheckpoint(Transaction& tx, const CheckpointRecord& checkpoint) try {
  Query(tx.db(), "INSERT INTO checkpoint (size, root, note, made_at_ms, clock) VALUES (:size, :root, :note, :at, :clock)")
      .Int(":size", checkpoint.size).Blob(":root", checkpoint.root).Text(":note", checkpoint.note)
      .Int(":at", ToMillis(checkpoint.made_at)).Text(":clock", ObjectJson(checkpoint.clock)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add a checkpoint"));
}

Result<std::optional<CheckpointRecord>> LastCheckpoint(CaseDb& db) try {
  Query row(db, std::string(kCheckpointColumns) + "ORDER BY size DESC LIMIT 1");
  return ReadOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the last checkpoint"));
}

Result<std::optional<CheckpointRecord>> CheckpointOfSize(CaseDb& db, int64_t size) try {
  Query row(db, std::string(kCheckpointColumns) + "WHERE size = :size");
  row.Int(":size", size);
  return ReadOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read a checkpoint"));
}

Result<std::optional<CheckpointRecord>> FirstCheckpointCovering(CaseDb& db, int64_t no) try {
  Query row(db, std::string(kCheckpointColumns) + "WHERE size > :no ORDER BY size LIMIT 1");
  row.Int(":no", no);
  return ReadOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read a checkpoint"));
}

}  // namespace markwarden
