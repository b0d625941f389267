// Queries of watches over what was taken down.
#include "store/relists.h"

#include "store/sql.h"

namespace markwarden {

Result<Id> SaveRelistWatch(Transaction& tx, const Scope& scope, const RelistWatch& watch) try {
  CaseDb& db = tx.db();
  Query save(db, R"sql(
    INSERT INTO relist_watch (id, org_id, measure_id, case_id, right_id, listing_id, fingerprint, since, until, seen_snapshot_id, state, created_by)
    VALUES (:id, :org, :measure, :case, :right, :listing, :fingerprint, :since, :until, :seen, 'watching', :by)
    ON CONFLICT (measure_id) DO UPDATE
      SET fingerprint = excluded.fingerprint, since = excluded.since, until = excluded.until, seen_snapshot_id = excluded.seen_snapshot_id,
          state = 'watching'
    RETURNING id
  )sql");
  save.Int(":id", db.NewId()).Int(":org", watch.org).Int(":measure", watch.measure).Int(":case", watch.case_id).Int(":right", watch.right)
      .Int(":listing", watch.listing).Text(":fingerprint", DumpJson(watch.fingerprint)).Int(":since", ToUnixSeconds(watch.since))
      .Int(":until", ToUnixSeconds(watch.until)).Int(":seen", watch.seen_snapshot).Int(":by", scope.actor);
  save.Next();
  const Id id = save.TakeInt();
  while (save.Next()) {
  }
  return id;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "watch for a listing's return"));
}

Result<int64_t> EndRelistWatches(Transaction& tx, Time now) try {
  return int64_t{Query(tx.db(), "UPDATE relist_watch SET state = 'over' WHERE state = 'watching' AND until <= :now").Int(":now", ToUnixSeconds(now)).Run()};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end watches for returns"));
}

Status StopRelistWatch(Transaction& tx, Id measure) try {
  Query(tx.db(), "UPDATE relist_watch SET state = 'over' WHERE measure_id = :measure").Int(":measure", measure).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end a watch for a return"));
}

Result<std::vector<RelistWatch>> RelistWatchHeads(CaseDb& db, Id org) try {
  Query rows(db, R"sql(
    SELECT id, org_id, measure_id, case_id, right_id, listing_id, since, until, seen_snapshot_id, state
      FROM relist_watch WHERE org_id = :org AND state = 'watching' ORDER BY id
  )sql");
  rows.Int(":org", org);
  std::vector<RelistWatch> watches;
  while (rows.Next()) {
    RelistWatch watch;
    watch.id = rows.TakeInt();
    watch.org = rows.TakeInt();
    watch.measure = rows.TakeInt();
    watch.case_id = rows.TakeInt();
    watch.right = rows.TakeInt();
    watch.listing = rows.TakeInt();
    watch.since = rows.TakeSeconds();
    watch.until = rows.TakeSeconds();
    watch.seen_snapshot = rows.TakeInt();
    watch.state = rows.TakeText();
    watches.push_back(std::move(watch));
  }
  return watches;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list watches for returns"));
}

Result<Json> FingerprintOfWatch(CaseDb& db, Id watch) try {
  Query row(db, "SELECT fingerprint FROM relist_watch WHERE id = :id");
  row.Int(":id", watch);
  if (!row.Next()) return Fail(ErrorCode::kNotFound, "no watch " + IdToString(watch));
  return row.TakeJson();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read a watch for a return"));
}

Result<bool> HasOpenRelistWatch(CaseDb& db, Id org) try {
  Query row(db, "SELECT 1 FROM relist_watch WHERE org_id = :org AND state = 'watching' LIMIT 1");
  row.Int(":org", org);
  return row.Next();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find watches for returns"));
}

Result<Id> AddRelist(Transaction& tx, const Scope& scope, const Relist& relist) try {
  CaseDb& db = tx.db();
  const Id id = db.NewId();
  const int added = Query(db, R"sql(
    INSERT INTO relist (id, watch_id, org_id, case_id, measure_id, listing_id, seen_at, score, reasons)
    VALUES (:id, :watch, :org, :case, :measure, :listing, :at, :score, :reasons)
    ON CONFLICT (watch_id, listing_id) DO NOTHING
  )sql")
      .Int(":id", id).Int(":watch", relist.watch).Int(":org", scope.org).Int(":case", relist.case_id).Int(":measure", relist.measure)
      .Int(":listing", relist.listing).Int(":at", ToUnixSeconds(relist.seen_at)).Real(":score", relist.score)
      .Text(":reasons", DumpJson(relist.reasons)).Run();
  return added > 0 ? id : Id{0};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record a return"));
}

Result<Page<RelistRow>> ListRelists(CaseDb& db, const Scope& scope, const RelistFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = ToSql(scope, {.org = "r.org_id", .region = "m.region_code", .right = "m.right_id"});
  std::string sql = R"sql(
    SELECT r.id, r.watch_id, r.case_id, r.measure_id, r.listing_id, r.seen_at, r.score, r.reasons, r.org_id, m.right_id, w.listing_id,
           m.region_code, m.url, t.title, l.platform_key, l.url, l.title, COALESCE(s.name, '')
      FROM relist AS r
      JOIN measure AS m ON m.id = r.measure_id
      JOIN relist_watch AS w ON w.id = r.watch_id
      JOIN listing AS t ON t.id = w.listing_id
      JOIN listing AS l ON l.id = r.listing_id
      LEFT JOIN seller AS s ON s.id = l.seller_id
     WHERE )sql" + seen.where;
  if (filter.case_id != 0) sql += " AND r.case_id = :case";
  if (filter.measure != 0) sql += " AND r.measure_id = :measure";
  if (filter.right != 0) sql += " AND m.right_id = :right";
  if (*after != 0) sql += " AND r.id < :after";
  Query rows(db, sql + " ORDER BY r.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  if (filter.measure != 0) rows.Int(":measure", filter.measure);
  if (filter.right != 0) rows.Int(":right", filter.right);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<RelistRow> list;
  while (rows.Next()) {
    RelistRow row;
    row.relist.id = rows.TakeInt();
    row.relist.watch = rows.TakeInt();
    row.relist.case_id = rows.TakeInt();
    row.relist.measure = rows.TakeInt();
    row.relist.listing = rows.TakeInt();
    row.relist.seen_at = rows.TakeSeconds();
    row.relist.score = rows.TakeReal();
    row.relist.reasons = rows.TakeJson();
    row.org = rows.TakeInt();
    row.right = rows.TakeInt();
    row.taken_listing = rows.TakeInt();
    row.region_code = rows.TakeText();
    row.taken_url = rows.TakeText();
    row.taken_title = rows.TakeText();
    row.platform = rows.TakeText();
    row.url = rows.TakeText();
    row.title = rows.TakeText();
    row.seller_name = rows.TakeText();
    list.push_back(std::move(row));
  }
  return MakePage(std::move(list), limit, [](const RelistRow& r) { return IdToString(r.relist.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list returns"));
}

Result<Id> LatestSnapshot(CaseDb& db) try {
  Query row(db, "SELECT COALESCE(MAX(id), 0) FROM snapshot");
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the newest snapshot"));
}

Result<Id> SnapshotUpTo(CaseDb& db, Id listing, Id until) try {
  Query row(db, "SELECT COALESCE(MAX(id), 0) FROM snapshot WHERE listing_id = :listing AND id <= :until");
  row.Int(":listing", listing).Int(":until", until);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find an earlier snapshot"));
}

Result<int> OtherListingsWithPicture(CaseDb& db, const std::string& sha256, Id listing, int most) try {
  // A popular picture is on many thousand snapshots: counted no further than is asked.
  Query row(db, R"sql(
    SELECT COUNT(*) FROM (
      SELECT DISTINCT s.listing_id FROM snapshot_picture AS p
        JOIN snapshot AS s ON s.id = p.snapshot_id
       WHERE p.sha256 = :sha AND s.listing_id <> :listing
       LIMIT :most) AS others
  )sql");
  row.Hex(":sha", sha256).Int(":listing", listing).Int(":most", most);
  row.Next();
  return static_cast<int>(row.TakeInt());
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count the listings with a picture"));
}

}  // namespace markwarden
