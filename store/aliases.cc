// Aliases over case.db.
#include "store/aliases.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kAliasColumns = R"sql(
  SELECT n.id, n.org_id, n.right_id, n.region_code, r.right_key, r.title, n.of_text, n.alias_text, n.alias_key, n.relation, n.language, n.state, n.listed,
         COALESCE(d.login, ''), n.decided_at, n.decision, COALESCE(e.login, ''), n.ended_at, n.ending, n.created_by, COALESCE(a.login, ''),
         n.created_at, n.row_version
    FROM alias AS n
    JOIN ip_right AS r ON r.id = n.right_id
    LEFT JOIN account AS a ON a.id = n.created_by
    LEFT JOIN account AS d ON d.id = n.decided_by
    LEFT JOIN account AS e ON e.id = n.ended_by
)sql";

Alias ReadAlias(Query& row) {
  Alias alias;
  alias.id = row.TakeInt();
  alias.org = row.TakeInt();
  alias.right = row.TakeInt();
  alias.region_code = row.TakeText();
  alias.right_key = row.TakeText();
  alias.right_title = row.TakeText();
  alias.of_text = row.TakeText();
  alias.text = row.TakeText();
  alias.key = row.TakeText();
  alias.relation = row.TakeText();
  alias.language = row.TakeText();
  alias.state = row.TakeText();
  alias.listed = row.TakeInt() != 0;
  alias.decided_by = row.TakeText();
  if (const auto at = row.TakeIntOrNull()) alias.decided_at = FromUnixSeconds(*at);
  alias.decision = row.TakeText();
  alias.ended_by = row.TakeText();
  if (const auto at = row.TakeIntOrNull()) alias.ended_at = FromUnixSeconds(*at);
  alias.ending = row.TakeText();
  alias.created_by = row.TakeInt();
  alias.created_by_name = row.TakeText();
  alias.created_at = row.TakeSeconds();
  alias.row_version = row.TakeInt();
  return alias;
}

// A right protects everywhere: its region says whose it is, not who may see it.
ScopeSql SeenAliases(const Scope& scope) { return ToSql(scope, {.org = "n.org_id", .region = "", .right = "n.right_id"}); }

void FillEvidence(CaseDb& db, Alias& alias) {
  Query rows(db, R"sql(
    SELECT v.kind, COALESCE(v.flag_id, 0), v.body, COALESCE(a.login, ''), v.created_at
      FROM alias_evidence AS v
      LEFT JOIN account AS a ON a.id = v.created_by
     WHERE v.alias_id = :id
     ORDER BY v.id
  )sql");
  rows.Int(":id", alias.id);
  while (rows.Next()) {
    AliasEvidence one;
    one.kind = rows.TakeText();
    one.flag = rows.TakeInt();
    one.body = rows.TakeText();
    one.by = rows.TakeText();
    one.created_at = rows.TakeSeconds();
    alias.evidence.push_back(std::move(one));
  }
}

}  // namespace

Result<Alias> AddAlias(Transaction& tx, const Scope& scope, const Alias& alias) try {
  CaseDb& db = tx.db();
  {
    Query there(db, "SELECT alias_text, state FROM alias WHERE right_id = :right AND alias_key = :key AND state IN ('proposed', 'in_force')");
    there.Int(":right", alias.right).Text(":key", alias.key);
    if (there.Next()) {
      const std::string text = there.TakeText();
      return Fail(ErrorCode::kConflict, "\"" + text + "\" is " + (there.TakeText() == "in_force" ? "in force" : "proposed") + " already: add evidence to it instead");
    }
  }
  Alias made = alias;
  made.id = db.NewId();
  made.created_at = db.Now();
  Query(db, R"sql(
    INSERT INTO alias (id, org_id, region_code, right_id, of_text, alias_text, alias_key, relation, language, state, created_by, created_at)
    VALUES (:id, :org, :region, :right, :of, :text, :key, :relation, :language, 'proposed', :by, :now)
  )sql")
      .Int(":id", made.id).Int(":org", alias.org).Text(":region", alias.region_code).Int(":right", alias.right).Text(":of", alias.of_text)
      .Text(":text", alias.text).Text(":key", alias.key).Text(":relation", alias.relation).Text(":language", alias.language)
      .Int(":by", scope.actor).Int(":now", ToUnixSeconds(made.created_at)).Run();
  for (const AliasEvidence& one : alias.evidence) {
    if (Status kept = AddAliasEvidence(tx, scope, made, one); !kept) return Fail(kept);
  }
  return made;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the alias"));
}

Status AddAliasEvidence(Transaction& tx, const Scope& scope, const Alias& alias, const AliasEvidence& evidence) try {
  CaseDb& db = tx.db();
  Query(db, R"sql(
    INSERT INTO alias_evidence (id, org_id, region_code, alias_id, kind, flag_id, body, created_by, created_at)
    VALUES (:id, :org, :region, :alias, :kind, :flag, :body, :by, :now)
  )sql")
      .Int(":id", db.NewId()).Int(":org", alias.org).Text(":region", alias.region_code).Int(":alias", alias.id).Text(":kind", evidence.kind)
      .IdOrNull(":flag", evidence.flag).Text(":body", evidence.body).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep what speaks for the alias"));
}

Status MoveAlias(Transaction& tx, const Scope& scope, const AliasMove& move) try {
  CaseDb& db = tx.db();
  const bool ends = move.to == "withdrawn";
  Query update(db, ends ? R"sql(
    UPDATE alias SET state = :to, ended_by = :by, ended_at = :now, ending = :reason, row_version = row_version + 1
     WHERE id = :id AND row_version = :version AND state = 'in_force'
  )sql"
                        : R"sql(
    UPDATE alias SET state = :to, decided_by = :by, decided_at = :now, decision = :reason, listed = :listed, row_version = row_version + 1
     WHERE id = :id AND row_version = :version AND state = 'proposed'
  )sql");
  update.Text(":to", move.to).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Text(":reason", move.reason).Int(":id", move.alias)
      .Int(":version", move.row_version);
  if (!ends) update.Int(":listed", move.listed ? 1 : 0);
  if (update.Run() == 1) return Ok();
  return Fail(ErrorCode::kConflict, "the alias was changed meanwhile: look at it again");
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the alias"));
}

Result<std::optional<Alias>> FindAlias(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenAliases(scope);
  Query row(db, std::string(kAliasColumns) + " WHERE n.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Alias>();
  Alias alias = ReadAlias(row);
  FillEvidence(db, alias);
  return std::optional<Alias>(std::move(alias));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the alias"));
}

Result<Page<Alias>> ListAliases(CaseDb& db, const Scope& scope, const AliasFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenAliases(scope);
  std::string sql = std::string(kAliasColumns) + " WHERE " + seen.where;
  if (filter.right != 0) sql += " AND n.right_id = :right";
  if (!filter.state.empty()) sql += " AND n.state = :state";
  if (*after != 0) sql += " AND n.id < :after";
  Query rows(db, sql + " ORDER BY n.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (filter.right != 0) rows.Int(":right", filter.right);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Alias> aliases;
  while (rows.Next()) aliases.push_back(ReadAlias(rows));
  Page<Alias> made = MakePage(std::move(aliases), limit, [](const Alias& alias) { return IdToString(alias.id); });
  for (Alias& alias : made.rows) FillEvidence(db, alias);
  return made;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list aliases"));
}

Result<std::vector<Alias>> OpenAliases(CaseDb& db, Id right) try {
  Query rows(db, std::string(kAliasColumns) + " WHERE n.right_id = :right AND n.state IN ('proposed', 'in_force') ORDER BY n.id");
  rows.Int(":right", right);
  std::vector<Alias> aliases;
  while (rows.Next()) aliases.push_back(ReadAlias(rows));
  return aliases;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list aliases"));
}

Result<std::vector<FlaggedNames>> NamesFlagged(CaseDb& db, const Scope& scope, Id right, int most) try {
  const ScopeSql seen = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  Query rows(db, R"sql(
    SELECT n.id, n.state, COALESCE(h.seller_id, 0), h.payload
      FROM (SELECT f.id, f.state, f.latest_hit_id FROM flag AS f
             WHERE f.right_id = :right AND f.verdict = 'suspected' AND )sql" + seen.where + R"sql(
             ORDER BY f.id DESC LIMIT :most) AS n
      JOIN hit AS h ON h.id = n.latest_hit_id
     ORDER BY n.id DESC
  )sql");
  rows.Int(":right", right).Scope(seen).Int(":most", most);
  std::vector<FlaggedNames> flags;
  while (rows.Next()) {
    FlaggedNames one;
    one.flag = rows.TakeInt();
    one.state = rows.TakeText();
    one.seller = rows.TakeInt();
    one.result = rows.TakeJson();
    flags.push_back(std::move(one));
  }
  return flags;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list what was found"));
}

}  // namespace markwarden
