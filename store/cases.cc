// Cases over case.db: made of flags, locked to one officer, closed.
#include "store/cases.h"

#include "core/transitions.h"
#include "store/flags.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kCaseColumns = R"sql(
  SELECT c.id, c.org_id, c.region_code, c.title, c.state, COALESCE(c.officer_id, 0), c.created_by,
         c.created_at, c.updated_at, c.outcome, c.row_version
    FROM case_file AS c
)sql";

CaseRecord ReadCase(Query& row) {
  CaseRecord record;
  record.id = row.TakeInt();
  record.org = row.TakeInt();
  record.region_code = row.TakeText();
  record.title = row.TakeText();
  record.state = row.TakeText();
  record.officer = row.TakeInt();
  record.created_by = row.TakeInt();
  record.created_at = row.TakeSeconds();
  record.updated_at = row.TakeSeconds();
  record.outcome = row.TakeText();
  record.row_version = row.TakeInt();
  return record;
}

void FillFlags(CaseDb& db, CaseRecord& record) {
  Query rows(db, "SELECT flag_id FROM case_flag WHERE case_id = :id ORDER BY flag_id");
  rows.Int(":id", record.id);
  while (rows.Next()) record.flags.push_back(rows.TakeInt());
}

ScopeSql SeenCases(const Scope& scope) {
  return ToSql(scope, {.org = "c.org_id", .region = "c.region_code", .right = ""});
}

// Takes a flag into a case: a decision on its latest hit, and its state.
Status TakeFlag(Transaction& tx, const Scope& scope, Id case_id, const FlagRecord& flag) {
  if (flag.state == FlagState::kInCase) return Fail(ErrorCode::kConflict, "flag " + IdToString(flag.id) + " is in a case already");
  Result<Decision> decided = Decide(tx, scope, {.flag = flag.id, .hit_seen = flag.latest_hit, .row_version = flag.row_version,
                                                .action = DecisionAction::kMakeCase, .reason_code = "", .basis = "", .note = ""});
  if (!decided) return Fail(std::move(decided.error()));
  Query(tx.db(), "INSERT INTO case_flag (case_id, flag_id) VALUES (:case, :flag)").Int(":case", case_id).Int(":flag", flag.id).Run();
  return Ok();
}

// Runs an UPDATE of one case under its row version; zero rows means somebody was faster.
Status ChangeCase(Transaction& tx, const Scope& scope, Id case_id, int64_t row_version, const std::string& set, Id officer) {
  Result<std::optional<CaseRecord>> record = FindCase(tx.db(), scope, case_id);
  if (!record) return Fail(std::move(record.error()));
  if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(case_id));
  if ((*record)->officer != 0 && (*record)->officer != scope.actor) {
    return Fail(ErrorCode::kConflict, "another officer holds the case");
  }
  Query change(tx.db(), "UPDATE case_file SET " + set + ", updated_at = :now, row_version = row_version + 1 WHERE id = :id AND row_version = :version");
  change.Int(":now", ToUnixSeconds(tx.db().Now())).Int(":id", case_id).Int(":version", row_version);
  if (officer != 0) change.Int(":officer", officer);
  if (change.Run() == 0) return Fail(ErrorCode::kConflict, "the case was changed meanwhile: read it again");
  return Ok();
}

// One of the acts on a case; the officer's lock does not stand against another person's word.
Status MoveCase(Transaction& tx, const Scope& scope, Id case_id, const char* act, const std::string& outcome, int64_t row_version) {
  Result<std::optional<CaseRecord>> record = FindCase(tx.db(), scope, case_id);
  if (!record) return Fail(std::move(record.error()));
  if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(case_id));
  const Transition* move = FindTransition(Machine::kCase, act, (*record)->state);
  if (!move) return Fail(ErrorCode::kConflict, "the case is " + (*record)->state + " already");
  const int changed = Query(tx.db(), R"sql(
    UPDATE case_file SET state = :state, outcome = :outcome, updated_at = :now, row_version = row_version + 1 WHERE id = :id AND row_version = :version
  )sql")
      .Text(":state", move->to).Text(":outcome", outcome).Int(":now", ToUnixSeconds(tx.db().Now())).Int(":id", case_id).Int(":version", row_version ? row_version : (*record)->row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the case was changed meanwhile: read it again");
  return Ok();
}

}  // namespace

Result<CaseRecord> OpenCase(Transaction& tx, const Scope& scope, const NewCase& opening) try {
  if (opening.flags.empty()) return Fail(ErrorCode::kInvalid, "a case needs at least one flag");
  CaseDb& db = tx.db();
  CaseRecord record;
  record.id = db.NewId();
  record.org = scope.org;
  record.title = opening.title;
  record.officer = scope.actor;
  record.created_by = scope.actor;
  record.created_at = record.updated_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  std::vector<FlagRecord> flags;
  for (const Id id : opening.flags) {
    Result<std::optional<FlagRecord>> flag = FindFlag(db, scope, id);
    if (!flag) return Fail(std::move(flag.error()));
    if (!*flag) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(id));
    if (record.region_code.empty()) record.region_code = (*flag)->region_code;
    flags.push_back(std::move(**flag));
  }
  Query(db, R"sql(
    INSERT INTO case_file (id, org_id, region_code, title, state, officer_id, created_by, created_at, updated_at)
    VALUES (:id, :org, :region, :title, 'open', :officer, :by, :at, :at)
  )sql")
      .Int(":id", record.id).Int(":org", record.org).Text(":region", record.region_code).Text(":title", record.title)
      .Int(":officer", record.officer).Int(":by", record.created_by).Int(":at", ToUnixSeconds(record.created_at)).Run();
  for (const FlagRecord& flag : flags) {
    if (Status taken = TakeFlag(tx, scope, record.id, flag); !taken) return Fail(std::move(taken.error()));
  }
  FillFlags(db, record);
  return record;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open the case"));
}

Status AddFlagToCase(Transaction& tx, const Scope& scope, Id case_id, Id flag, int64_t row_version) try {
  if (Status changed = ChangeCase(tx, scope, case_id, row_version, "state = 'open'", 0); !changed) return changed;
  Result<std::optional<FlagRecord>> found = FindFlag(tx.db(), scope, flag);
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  return TakeFlag(tx, scope, case_id, **found);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add to the case"));
}

Status LockCase(Transaction& tx, const Scope& scope, Id case_id, int64_t row_version) try {
  return ChangeCase(tx, scope, case_id, row_version, "officer_id = :officer", scope.actor);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "lock the case"));
}

Status ReleaseCase(Transaction& tx, const Scope& scope, Id case_id, int64_t row_version) try {
  return ChangeCase(tx, scope, case_id, row_version, "officer_id = NULL", 0);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "release the case"));
}

Status CloseCase(Transaction& tx, const Scope& scope, Id case_id, const std::string& outcome, int64_t row_version) try {
  return MoveCase(tx, scope, case_id, "close", outcome, row_version);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "close the case"));
}

Status ReopenCase(Transaction& tx, const Scope& scope, Id case_id, int64_t row_version) try {
  return MoveCase(tx, scope, case_id, "reopen", "", row_version);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "reopen the case"));
}

Result<std::optional<CaseRecord>> FindCase(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenCases(scope);
  Query row(db, std::string(kCaseColumns) + " WHERE c.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<CaseRecord>();
  CaseRecord record = ReadCase(row);
  FillFlags(db, record);
  return std::optional<CaseRecord>(std::move(record));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the case"));
}

Result<Page<CaseRecord>> ListCases(CaseDb& db, const Scope& scope, const CaseFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenCases(scope);
  std::string sql = std::string(kCaseColumns) + " WHERE " + seen.where;
  if (!filter.state.empty()) sql += " AND c.state = :state";
  if (filter.officer != 0) sql += " AND c.officer_id = :officer";
  if (*after != 0) sql += " AND c.id < :after";
  Query rows(db, sql + " ORDER BY c.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (filter.officer != 0) rows.Int(":officer", filter.officer);
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<CaseRecord> cases;
  while (rows.Next()) cases.push_back(ReadCase(rows));
  Page<CaseRecord> made = MakePage(std::move(cases), limit, [](const CaseRecord& c) { return IdToString(c.id); });
  for (CaseRecord& record : made.rows) FillFlags(db, record);
  return made;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list cases"));
}

}  // namespace markwarden
