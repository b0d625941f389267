// Upsert, append, cut.
#include "store/worker_health.h"

#include "store/sql.h"

namespace markwarden {

Status SaveWorkerHealth(Transaction& tx, const WorkerHealthRow& row) try {
  Query(tx.db(), R"sql(
    INSERT INTO worker_health (process, counts, updated_at) VALUES (:process, :counts, :at)
    ON CONFLICT (process) DO UPDATE SET counts = excluded.counts, updated_at = excluded.updated_at
  )sql")
      .Text(":process", row.process).Text(":counts", ObjectJson(row.counts)).Int(":at", ToUnixSeconds(row.updated_at)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the content workers' health"));
}

Result<std::vector<WorkerHealthRow>> ListWorkerHealth(CaseDb& db) try {
  Query rows(db, "SELECT process, counts, updated_at FROM worker_health ORDER BY process");
  std::vector<WorkerHealthRow> all;
  while (rows.Next()) {
    WorkerHealthRow row;
    row.process = rows.TakeText();
    row.counts = rows.TakeJson();
    row.updated_at = rows.TakeSeconds();
    all.push_back(std::move(row));
  }
  return all;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the content workers' health"));
}

Status AddWorkerLoss(Transaction& tx, const WorkerLossRow& row) try {
  CaseDb& db = tx.db();
  Query(db, R"sql(
    INSERT INTO worker_loss (id, process, job, why, what, sha256, byte_count, lost_at)
    VALUES (:id, :process, :job, :why, :what, :sha256, :bytes, :at)
  )sql")
      .Int(":id", db.NewId()).Text(":process", row.process).Text(":job", row.job).Text(":why", row.why).Text(":what", row.what)
      .Hex(":sha256", row.sha256).Int(":bytes", row.bytes).Int(":at", ToUnixSeconds(row.lost_at)).Run();
  Query(db, "DELETE FROM worker_loss WHERE id NOT IN (SELECT id FROM worker_loss ORDER BY id DESC LIMIT :kept)")
      .Int(":kept", kKeptWorkerLosses).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record a lost content worker"));
}

Result<Page<WorkerLossRow>> ListWorkerLosses(CaseDb& db, const PageRequest& page) try {
  const Result<Id> before = ReadCursor(page.after);
  if (!before) return Fail(before.error());
  const int limit = ClampLimit(page.limit);
  Query rows(db, R"sql(
    SELECT w.id, w.process, w.job, w.why, w.what, w.sha256, w.byte_count, w.lost_at,
           COALESCE((SELECT MAX(c.id) FROM capture AS c WHERE c.payload_sha256 = w.sha256), 0)
      FROM worker_loss AS w
     WHERE :before = 0 OR w.id < :before
     ORDER BY w.id DESC
     LIMIT :limit
  )sql");
  rows.Int(":before", *before).Int(":limit", limit + 1);
  std::vector<WorkerLossRow> all;
  while (rows.Next()) {
    WorkerLossRow row;
    row.id = rows.TakeInt();
    row.process = rows.TakeText();
    row.job = rows.TakeText();
    row.why = rows.TakeText();
    row.what = rows.TakeText();
    row.sha256 = rows.TakeHex();
    row.bytes = rows.TakeInt();
    row.lost_at = rows.TakeSeconds();
    row.capture = rows.TakeInt();
    all.push_back(std::move(row));
  }
  return MakePage(std::move(all), limit, [](const WorkerLossRow& row) { return IdToString(row.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list lost content workers"));
}

}  // namespace markwarden
