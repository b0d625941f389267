// Rows of retro_match.
#include "store/retro_matches.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kRetroColumns = R"sql(
  SELECT m.id, m.org_id, m.rule_set, m.previous, m.newest_snapshot, m.state, m.scanned, m.raised, m.gone, m.by_right, COALESCE(a.login, ''), m.reason,
         m.decided_at, m.created_at, m.row_version
    FROM retro_match AS m
    LEFT JOIN account AS a ON a.id = m.decided_by
)sql";

RetroMatch ReadRetro(Query& row) {
  RetroMatch retro;
  retro.id = row.TakeInt();
  retro.org = row.TakeInt();
  retro.rule_set = row.TakeText();
  retro.previous = row.TakeText();
  retro.newest_snapshot = row.TakeInt();
  retro.state = row.TakeText();
  retro.scanned = row.TakeInt();
  retro.raised = row.TakeInt();
  retro.gone = row.TakeInt();
  retro.by_right = row.TakeJson();
  retro.decided_by = row.TakeText();
  retro.reason = row.TakeText();
  if (const auto at = row.TakeIntOrNull()) retro.decided_at = FromUnixSeconds(*at);
  retro.created_at = row.TakeSeconds();
  retro.row_version = row.TakeInt();
  return retro;
}

ScopeSql SeenRetro(const Scope& scope) { return ToSql(scope, {.org = "m.org_id", .region = "", .right = ""}); }

}  // namespace

Status AddRetroMatch(Transaction& tx, const Scope& scope, const std::string& rule_set, const std::string& previous, const std::string& engine) try {
  CaseDb& db = tx.db();
  int64_t newest = 0;
  {
    Query row(db, "SELECT newest_snapshot FROM retro_match WHERE org_id = :org AND rule_set = :previous");
    row.Int(":org", scope.org).Text(":previous", previous);
    if (row.Next()) newest = row.TakeInt();
  }
  {
    Query row(db, R"sql(
      SELECT snapshot_id FROM match_done WHERE org_id = :org AND rule_set = :previous AND engine = :engine ORDER BY snapshot_id DESC LIMIT 1
    )sql");
    row.Int(":org", scope.org).Text(":previous", previous).Text(":engine", engine);
    if (row.Next()) newest = std::max(newest, row.TakeInt());
  }
  Query(db, R"sql(
    INSERT INTO retro_match (id, org_id, rule_set, previous, newest_snapshot, state, created_by, created_at)
    VALUES (:id, :org, :rule_set, :previous, :newest, :state, :by, :now)
    ON CONFLICT (org_id, rule_set) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Int(":org", scope.org).Text(":rule_set", rule_set).Text(":previous", previous).Int(":newest", newest)
      .Text(":state", newest == 0 ? "free" : "waiting").Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "note that what is stored meets other rules"));
}

Status SaveRetroShadow(Transaction& tx, const RetroMatch& retro) try {
  Query update(tx.db(), R"sql(
    UPDATE retro_match SET state = :state, scanned = :scanned, raised = :raised, gone = :gone, by_right = :by_right, row_version = row_version + 1
     WHERE id = :id AND row_version = :version AND state = 'waiting'
  )sql");
  update.Text(":state", retro.state).Int(":scanned", retro.scanned).Int(":raised", retro.raised).Int(":gone", retro.gone).Text(":by_right", DumpJson(retro.by_right))
      .Int(":id", retro.id).Int(":version", retro.row_version);
  if (update.Run() == 1) return Ok();
  return Fail(ErrorCode::kConflict, "another process counted it meanwhile");
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep what other rules would raise"));
}

Status ReleaseRetroMatch(Transaction& tx, const Scope& scope, Id id, const std::string& reason, int64_t row_version) try {
  Query update(tx.db(), R"sql(
    UPDATE retro_match SET state = 'released', decided_by = :by, decided_at = :now, reason = :reason, row_version = row_version + 1
     WHERE id = :id AND row_version = :version AND state = 'held'
  )sql");
  update.Int(":by", scope.actor).Int(":now", ToUnixSeconds(tx.db().Now())).Text(":reason", reason).Int(":id", id).Int(":version", row_version);
  if (update.Run() == 1) return Ok();
  return Fail(ErrorCode::kConflict, "it is not held any more, or was changed meanwhile: look at it again");
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "release what is stored"));
}

Result<std::optional<RetroMatch>> FindRetroMatch(CaseDb& db, Id org, const std::string& rule_set) try {
  Query row(db, std::string(kRetroColumns) + " WHERE m.org_id = :org AND m.rule_set = :rule_set");
  row.Int(":org", org).Text(":rule_set", rule_set);
  if (!row.Next()) return std::optional<RetroMatch>();
  return std::optional<RetroMatch>(ReadRetro(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find how what is stored met the rules"));
}

Result<std::optional<RetroMatch>> FindRetroMatchById(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenRetro(scope);
  Query row(db, std::string(kRetroColumns) + " WHERE m.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<RetroMatch>();
  return std::optional<RetroMatch>(ReadRetro(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find how what is stored met the rules"));
}

Result<Page<RetroMatch>> ListRetroMatches(CaseDb& db, const Scope& scope, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenRetro(scope);
  Query rows(db, std::string(kRetroColumns) + " WHERE " + seen.where + (*after != 0 ? " AND m.id < :after" : "") + " ORDER BY m.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<RetroMatch> list;
  while (rows.Next()) list.push_back(ReadRetro(rows));
  return MakePage(std::move(list), limit, [](const RetroMatch& retro) { return IdToString(retro.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list how what is stored met the rules"));
}

}  // namespace markwarden
