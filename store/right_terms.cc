// Days of rights over case.db.
#include "store/right_terms.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kTermColumns = R"sql(
  SELECT t.right_id, t.org_id, r.right_key, r.title, r.kind, r.region_code, t.code, t.due_day, t.warn_day
    FROM right_term AS t JOIN ip_right AS r ON r.id = t.right_id
)sql";

RightTermRow ReadTerm(Query& row) {
  RightTermRow term;
  term.right = row.TakeInt();
  term.org = row.TakeInt();
  term.right_key = row.TakeText();
  term.right_title = row.TakeText();
  term.kind = row.TakeText();
  term.region_code = row.TakeText();
  term.code = row.TakeText();
  term.due = row.TakeText();
  term.warn = row.TakeText();
  return term;
}

}  // namespace

Status SetRightTerms(Transaction& tx, Id org, Id right, Id version, const std::string& rules_sha256, const std::vector<RightTermRow>& terms) try {
  CaseDb& db = tx.db();
  Query(db, "DELETE FROM right_term WHERE right_id = :right").Int(":right", right).Run();
  for (const RightTermRow& term : terms) {
    Query(db, "INSERT INTO right_term (right_id, code, org_id, due_day, warn_day) VALUES (:right, :code, :org, :due, :warn)")
        .Int(":right", right).Text(":code", term.code).Int(":org", org).Text(":due", term.due).Text(":warn", term.warn).Run();
  }
  Query(db, R"sql(
    INSERT INTO right_term_done (right_id, version_id, rules_sha256) VALUES (:right, :version, :rules)
    ON CONFLICT (right_id) DO UPDATE SET version_id = excluded.version_id, rules_sha256 = excluded.rules_sha256
  )sql")
      .Int(":right", right).Int(":version", version).Text(":rules", rules_sha256).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the right's days"));
}

Result<std::vector<std::pair<Id, Id>>> RightsWithoutTerms(CaseDb& db, const std::string& rules_sha256, int limit) try {
  Query rows(db, R"sql(
    SELECT r.id, r.org_id FROM ip_right AS r LEFT JOIN right_term_done AS d ON d.right_id = r.id
     WHERE d.right_id IS NULL OR d.version_id <> r.current_version_id OR d.rules_sha256 <> :rules
     ORDER BY r.id LIMIT :limit
  )sql");
  rows.Text(":rules", rules_sha256).Int(":limit", limit);
  std::vector<std::pair<Id, Id>> rights;
  while (rows.Next()) {
    const Id right = rows.TakeInt();
    rights.emplace_back(right, rows.TakeInt());
  }
  return rights;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find rights without their days"));
}

Result<Page<RightTermRow>> ListRightTerms(CaseDb& db, const Scope& scope, const std::string& today, const PageRequest& page) try {
  const ScopeSql seen = ToSql(scope, {.org = "t.org_id", .region = "", .right = "t.right_id"});
  // "due~right~code"
  std::string due, code;
  std::optional<Id> right;
  if (!page.after.empty()) {
    const size_t first = page.after.find('~'), second = page.after.rfind('~');
    if (first != std::string::npos && second > first) {
      due = page.after.substr(0, first);
      right = ParseId(page.after.substr(first + 1, second - first - 1));
      code = page.after.substr(second + 1);
    }
    if (!right) return Fail(ErrorCode::kInvalid, "the cursor is not one that a page gave");
  }
  std::string sql = std::string(kTermColumns) + " WHERE t.warn_day <= :today AND " + seen.where;
  if (right) {
    sql += " AND (t.due_day > :due OR (t.due_day = :due AND (t.right_id > :right OR (t.right_id = :right AND t.code > :code))))";
  }
  Query rows(db, sql + " ORDER BY t.due_day, t.right_id, t.code LIMIT :limit");
  rows.Text(":today", today).Scope(seen);
  if (right) rows.Text(":due", due).Int(":right", *right).Text(":code", code);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<RightTermRow> terms;
  while (rows.Next()) terms.push_back(ReadTerm(rows));
  return MakePage(std::move(terms), limit, [](const RightTermRow& t) { return t.due + "~" + IdToString(t.right) + "~" + t.code; });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the days of rights"));
}

Result<std::vector<RightTermRow>> TermsOfOneRight(CaseDb& db, Id right) try {
  Query rows(db, std::string(kTermColumns) + " WHERE t.right_id = :right ORDER BY t.due_day, t.code");
  rows.Int(":right", right);
  std::vector<RightTermRow> terms;
  while (rows.Next()) terms.push_back(ReadTerm(rows));
  return terms;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the right's days"));
}

Result<std::vector<RightTermRow>> WarningsBegun(CaseDb& db, const std::string& until, Id after_right, int limit) try {
  Query rows(db, std::string(kTermColumns) + " WHERE t.warn_day <= :until AND t.right_id > :after ORDER BY t.right_id, t.code LIMIT :limit");
  rows.Text(":until", until).Int(":after", after_right).Int(":limit", limit);
  std::vector<RightTermRow> terms;
  while (rows.Next()) terms.push_back(ReadTerm(rows));
  return terms;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list warnings of rights"));
}

}  // namespace markwarden
