// Imports and their refusals.
#include "store/imports.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kImportColumns = R"sql(
  SELECT i.id, i.org_id, i.region_code, i.created_by, i.row_version, i.file_name, i.sha256, i.bytes, i.kind, i.mapping_sha256,
         i.from_whom, i.capture_id, i.state, i.failure, i.read_to, i.pages, i.listings, i.refused, i.columns_used, i.started_at, i.ended_at
    FROM import AS i
)sql";

ScopeSql SeenImports(const Scope& scope) { return ToSql(scope, {.org = "i.org_id", .region = "i.region_code", .right = ""}); }

ImportRecord ReadImport(Query& row) {
  ImportRecord record;
  record.id = row.TakeInt();
  record.org = row.TakeInt();
  record.region_code = row.TakeText();
  record.created_by = row.TakeInt();
  record.row_version = row.TakeInt();
  record.file_name = row.TakeText();
  record.sha256 = row.TakeHex();
  record.bytes = row.TakeInt();
  record.kind = row.TakeText();
  record.mapping_sha256 = row.TakeHex();
  record.from_whom = row.TakeText();
  record.capture = row.TakeIntOrNull().value_or(0);
  record.state = row.TakeText();
  record.failure = row.TakeText();
  record.read_to = row.TakeInt();
  record.pages = row.TakeInt();
  record.listings = row.TakeInt();
  record.refused = row.TakeInt();
  record.columns = row.TakeJson();
  record.started_at = row.TakeSeconds();
  if (const std::optional<int64_t> ended = row.TakeIntOrNull()) record.ended_at = FromUnixSeconds(*ended);
  return record;
}

}  // namespace

Result<ImportBegun> BeginImport(Transaction& tx, const Scope& scope, const ImportRecord& begun) try {
  CaseDb& db = tx.db();
  const int made = Query(db, R"sql(
    INSERT INTO import (id, org_id, region_code, created_by, file_name, sha256, bytes, kind, mapping_sha256, from_whom, state, started_at)
    VALUES (:id, :org, :region, :by, :file, :sha, :bytes, :kind, :mapping, :from, 'running', :at)
    ON CONFLICT (org_id, sha256, kind, mapping_sha256) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Int(":org", scope.org).Text(":region", begun.region_code).Int(":by", scope.actor)
      .Text(":file", begun.file_name).Hex(":sha", begun.sha256).Int(":bytes", begun.bytes).Text(":kind", begun.kind)
      .Hex(":mapping", begun.mapping_sha256).Text(":from", begun.from_whom).Int(":at", ToUnixSeconds(db.Now())).Run();
  // By organisation alone: what a colleague of another region began is gone on with, not begun again.
  Query row(db, std::string(kImportColumns) + " WHERE i.org_id = :org AND i.sha256 = :sha AND i.kind = :kind AND i.mapping_sha256 = :mapping");
  row.Int(":org", scope.org).Hex(":sha", begun.sha256).Text(":kind", begun.kind).Hex(":mapping", begun.mapping_sha256);
  if (!row.Next()) return Fail(ErrorCode::kInternal, "begin the import: its row is not there");
  return ImportBegun{ReadImport(row), made == 1};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "begin the import"));
}

Result<ImportRecord> AdvanceImport(Transaction& tx, const Scope& scope, const ImportRecord& record, const std::vector<ImportRefusal>& refusals) try {
  CaseDb& db = tx.db();
  Query update(db, R"sql(
    UPDATE import
       SET state = :state, failure = :failure, capture_id = :capture, read_to = :read_to, pages = :pages, listings = :listings,
           refused = :refused, columns_used = :columns, ended_at = :ended, row_version = row_version + 1
     WHERE id = :id AND org_id = :org AND row_version = :version
  )sql");
  update.Text(":state", record.state).Text(":failure", record.failure).IdOrNull(":capture", record.capture).Int(":read_to", record.read_to)
      .Int(":pages", record.pages).Int(":listings", record.listings).Int(":refused", record.refused).Text(":columns", ObjectJson(record.columns))
      .Int(":id", record.id).Int(":org", scope.org).Int(":version", record.row_version);
  if (record.ended_at) update.Int(":ended", ToUnixSeconds(*record.ended_at));
  else update.Null(":ended");
  if (update.Run() == 0) return Fail(ErrorCode::kConflict, "another process runs this import: wait for it to end");
  for (const ImportRefusal& refusal : refusals) {
    if (refusal.number > kMaxKeptRefusals) break;
    Query(db, "INSERT INTO import_refusal (import_id, number, place, reason, excerpt) VALUES (:import, :number, :place, :reason, :excerpt)")
        .Int(":import", record.id).Int(":number", refusal.number).Text(":place", refusal.place).Text(":reason", refusal.reason)
        .Text(":excerpt", refusal.excerpt).Run();
  }
  ImportRecord written = record;
  ++written.row_version;
  return written;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "go on with the import"));
}

Result<std::optional<ImportRecord>> FindImport(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenImports(scope);
  Query row(db, std::string(kImportColumns) + " WHERE i.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<ImportRecord>();
  return std::optional<ImportRecord>(ReadImport(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the import"));
}

Result<Page<ImportRecord>> ListImports(CaseDb& db, const Scope& scope, const PageRequest& page) try {
  const Result<Id> before = ReadCursor(page.after);
  if (!before) return Fail(before.error());
  const int limit = ClampLimit(page.limit);
  const ScopeSql seen = SeenImports(scope);
  Query rows(db, std::string(kImportColumns) + " WHERE " + seen.where + (*before ? " AND i.id < :before" : "") + " ORDER BY i.id DESC LIMIT :limit");
  rows.Int(":limit", limit + 1).Scope(seen);
  if (*before) rows.Int(":before", *before);
  std::vector<ImportRecord> found;
  while (rows.Next()) found.push_back(ReadImport(rows));
  return MakePage(std::move(found), limit, [](const ImportRecord& record) { return IdToString(record.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the imports"));
}

Result<Page<ImportRefusal>> ListImportRefusals(CaseDb& db, const Scope& scope, Id import, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const int limit = ClampLimit(page.limit);
  const ScopeSql seen = SeenImports(scope);
  Query rows(db, R"sql(
    SELECT r.number, r.place, r.reason, r.excerpt
      FROM import_refusal AS r
      JOIN import AS i ON i.id = r.import_id
     WHERE r.import_id = :import AND r.number > :after AND )sql" + seen.where + " ORDER BY r.number LIMIT :limit");
  rows.Int(":import", import).Int(":after", *after).Int(":limit", limit + 1).Scope(seen);
  std::vector<ImportRefusal> found;
  while (rows.Next()) {
    ImportRefusal refusal;
    refusal.number = rows.TakeInt();
    refusal.place = rows.TakeText();
    refusal.reason = rows.TakeText();
    refusal.excerpt = rows.TakeText();
    found.push_back(std::move(refusal));
  }
  return MakePage(std::move(found), limit, [](const ImportRefusal& refusal) { return std::to_string(refusal.number); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list what was refused"));
}

}  // namespace markwarden
