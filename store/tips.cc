// Tips over case.db.
#include "store/tips.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kTipColumns = R"sql(
  SELECT p.id, p.org_id, p.region_code, p.url, p.file_name, p.file_sha256, p.note, p.state, p.answer, COALESCE(b.login, ''), p.answered_at,
         p.created_by, a.login, p.created_at, p.row_version
    FROM tip AS p
    JOIN account AS a ON a.id = p.created_by
    LEFT JOIN account AS b ON b.id = p.answered_by
)sql";

Tip ReadTip(Query& row) {
  Tip tip;
  tip.id = row.TakeInt();
  tip.org = row.TakeInt();
  tip.region_code = row.TakeText();
  tip.url = row.TakeText();
  tip.file_name = row.TakeText();
  tip.file_sha256 = row.TakeHex();
  tip.note = row.TakeText();
  tip.state = row.TakeText();
  tip.answer = row.TakeText();
  tip.answered_by_name = row.TakeText();
  if (const auto at = row.TakeIntOrNull()) tip.answered_at = FromUnixSeconds(*at);
  tip.created_by = row.TakeInt();
  tip.created_by_name = row.TakeText();
  tip.created_at = row.TakeSeconds();
  tip.row_version = row.TakeInt();
  return tip;
}

ScopeSql SeenTips(const Scope& scope) {
  if (scope.Has(Role::kSpotter)) {
    // Whatever the region: it was handed in by the very person.
    ScopeSql own;
    own.where = "(p.org_id = :scope_org AND p.created_by = :scope_actor)";
    own.ids = {{":scope_org", scope.org}, {":scope_actor", scope.actor}};
    return own;
  }
  return ToSql(scope, {.org = "p.org_id", .region = "p.region_code", .right = ""});
}

}  // namespace

Result<Tip> AddTip(Transaction& tx, const Scope& scope, const Tip& tip) try {
  CaseDb& db = tx.db();
  const Id id = db.NewId();
  Query(db, R"sql(
    INSERT INTO tip (id, org_id, region_code, url, file_name, file_sha256, note, state, created_by, created_at)
    VALUES (:id, :org, :region, :url, :file, :sha, :note, 'new', :by, :now)
  )sql")
      .Int(":id", id).Int(":org", scope.org).Text(":region", tip.region_code).Text(":url", tip.url).Text(":file", tip.file_name).Hex(":sha", tip.file_sha256)
      .Text(":note", tip.note).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Run();
  Query row(db, std::string(kTipColumns) + " WHERE p.id = :id");
  row.Int(":id", id);
  row.Next();
  return ReadTip(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the tip"));
}

Result<std::optional<Tip>> FindTip(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenTips(scope);
  Query row(db, std::string(kTipColumns) + " WHERE p.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Tip>();
  return std::optional<Tip>(ReadTip(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the tip"));
}

Result<Page<Tip>> ListTips(CaseDb& db, const Scope& scope, const std::string& state, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenTips(scope);
  std::string sql = std::string(kTipColumns) + " WHERE " + seen.where;
  if (*after != 0) sql += " AND p.id < :after";
  if (!state.empty()) sql += " AND p.state = :state";
  const int limit = ClampLimit(page.limit);
  Query rows(db, sql + " ORDER BY p.id DESC LIMIT :limit");
  rows.Scope(seen).Int(":limit", limit + 1);
  if (*after != 0) rows.Int(":after", *after);
  if (!state.empty()) rows.Text(":state", state);
  std::vector<Tip> tips;
  while (rows.Next()) tips.push_back(ReadTip(rows));
  return MakePage(std::move(tips), limit, [](const Tip& tip) { return IdToString(tip.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list tips"));
}

Result<Tip> AnswerTip(Transaction& tx, const Scope& scope, Id id, const std::string& state, const std::string& answer, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<std::optional<Tip>> there = FindTip(db, scope, id);
  if (!there) return Fail(there);
  if (!*there) return Fail(ErrorCode::kNotFound, "no tip " + IdToString(id));
  const int changed = Query(db, R"sql(
    UPDATE tip SET state = :state, answer = :answer, answered_by = :by, answered_at = :now, row_version = row_version + 1 WHERE id = :id AND row_version = :version
  )sql")
      .Text(":state", state).Text(":answer", answer).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Int(":id", id).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the tip was changed meanwhile: read it again");
  there = FindTip(db, scope, id);
  if (!there) return Fail(there);
  return std::move(**there);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "answer the tip"));
}

}  // namespace markwarden
