// Clues over case.db.
#include "store/clues.h"

#include "store/cases.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kClueColumns = R"sql(
  SELECT u.id, u.org_id, u.region_code, u.case_id, u.state, u.officer_id, COALESCE(u.second_officer_id, 0), u.number, u.created_by,
         u.created_at, u.updated_at, u.row_version
    FROM clue AS u
)sql";

Clue ReadClue(Query& row) {
  Clue clue;
  clue.id = row.TakeInt();
  clue.org = row.TakeInt();
  clue.region_code = row.TakeText();
  clue.case_id = row.TakeInt();
  clue.state = row.TakeText();
  clue.officer = row.TakeInt();
  clue.second_officer = row.TakeInt();
  clue.number = row.TakeText();
  clue.created_by = row.TakeInt();
  clue.created_at = row.TakeSeconds();
  clue.updated_at = row.TakeSeconds();
  clue.row_version = row.TakeInt();
  return clue;
}

ScopeSql SeenClues(const Scope& scope) { return ToSql(scope, {.org = "u.org_id", .region = "u.region_code", .right = ""}); }

}  // namespace

Result<Clue> AddClue(Transaction& tx, const Scope& scope, Id case_id, const std::string& region) try {
  CaseDb& db = tx.db();
  Result<std::optional<CaseRecord>> record = FindCase(db, scope, case_id);
  if (!record) return Fail(record);
  if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(case_id));
  Clue clue;
  clue.id = db.NewId();
  clue.org = (*record)->org;
  clue.region_code = region.empty() ? (*record)->region_code : region;
  clue.case_id = case_id;
  clue.state = FirstState(Machine::kClue);
  clue.officer = clue.created_by = scope.actor;
  clue.created_at = clue.updated_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  Query(db, R"sql(
    INSERT INTO clue (id, org_id, region_code, case_id, state, officer_id, created_by, created_at, updated_at)
    VALUES (:id, :org, :region, :case, :state, :officer, :officer, :now, :now)
  )sql")
      .Int(":id", clue.id).Int(":org", clue.org).Text(":region", clue.region_code).Int(":case", case_id).Text(":state", clue.state)
      .Int(":officer", clue.officer).Int(":now", ToUnixSeconds(clue.created_at)).Run();
  return clue;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open the clue"));
}

Result<Clue> MoveClue(Transaction& tx, const Scope& scope, const Clue& changed, std::string_view act, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<std::optional<Clue>> there = FindClue(db, scope, changed.id);
  if (!there) return Fail(there);
  if (!*there) return Fail(ErrorCode::kNotFound, "no clue " + IdToString(changed.id));
  const Transition* move = FindTransition(Machine::kClue, act, (*there)->state);
  if (!move) return Fail(ErrorCode::kConflict, "a clue that is " + (*there)->state + " cannot be given a " + std::string(act));
  Clue clue = **there;
  clue.state = move->to;
  clue.region_code = changed.region_code;
  clue.officer = changed.officer;
  clue.second_officer = changed.second_officer;
  clue.number = changed.number;
  clue.updated_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  clue.row_version = row_version + 1;
  const int rows = Query(db, R"sql(
    UPDATE clue SET state = :state, region_code = :region, officer_id = :officer, second_officer_id = :second, number = :number,
                    updated_at = :now, row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql")
      .Text(":state", clue.state).Text(":region", clue.region_code).Int(":officer", clue.officer).IdOrNull(":second", clue.second_officer)
      .Text(":number", clue.number).Int(":now", ToUnixSeconds(clue.updated_at)).Int(":id", clue.id).Int(":version", row_version).Run();
  if (rows == 0) return Fail(ErrorCode::kConflict, "the clue was changed meanwhile: read it again");
  return clue;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the clue"));
}

Result<std::optional<Clue>> FindClue(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenClues(scope);
  Query row(db, std::string(kClueColumns) + " WHERE u.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Clue>();
  return std::optional<Clue>(ReadClue(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the clue"));
}

Result<Page<Clue>> ListClues(CaseDb& db, const Scope& scope, const ClueFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenClues(scope);
  std::string sql = std::string(kClueColumns) + " WHERE u.id > :after AND " + seen.where;
  if (!filter.state.empty()) sql += " AND u.state = :state";
  if (filter.case_id != 0) sql += " AND u.case_id = :case";
  Query rows(db, sql + " ORDER BY u.id LIMIT :limit");
  rows.Int(":after", *after).Scope(seen);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Clue> clues;
  while (rows.Next()) clues.push_back(ReadClue(rows));
  return MakePage(std::move(clues), limit, [](const Clue& clue) { return IdToString(clue.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list clues"));
}

Result<std::optional<Time>> CaseLastSeen(CaseDb& db, Id case_id) try {
  Query row(db, R"sql(
    SELECT MAX(l.last_seen)
      FROM case_flag AS m
      JOIN flag AS f ON f.id = m.flag_id
      JOIN listing AS l ON l.id = f.listing_id
     WHERE m.case_id = :case
  )sql");
  row.Int(":case", case_id);
  if (!row.Next()) return std::optional<Time>();
  const std::optional<int64_t> seconds = row.TakeIntOrNull();
  return seconds ? std::optional(FromUnixSeconds(*seconds)) : std::optional<Time>();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find when the case's listings were last seen"));
}

}  // namespace markwarden
