// Rows of task.
#include "store/tasks.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kTaskColumns = R"sql(
  SELECT t.id, t.org_id, t.region_code, t.kind, t.subject_kind, t.subject_id, COALESCE(t.case_id, 0), t.cause, t.due, t.detail, t.state,
         COALESCE(t.done_by, 0), t.done_at, t.note, t.created_by, t.created_at, t.row_version
    FROM task AS t
)sql";

ScopeSql SeenTasks(const Scope& scope) { return ToSql(scope, {.org = "t.org_id", .region = "t.region_code", .right = ""}); }

Task ReadTask(Query& row) {
  Task task;
  task.id = row.TakeInt();
  task.org = row.TakeInt();
  task.region_code = row.TakeText();
  task.kind = row.TakeText();
  task.subject_kind = row.TakeText();
  task.subject = row.TakeInt();
  task.case_id = row.TakeInt();
  task.cause = row.TakeText();
  if (const auto due = row.TakeIntOrNull()) task.due = FromUnixSeconds(*due);
  task.detail = row.TakeJson();
  task.state = row.TakeText();
  task.done_by = row.TakeInt();
  if (const auto done = row.TakeIntOrNull()) task.done_at = FromUnixSeconds(*done);
  task.note = row.TakeText();
  task.created_by = row.TakeInt();
  task.created_at = row.TakeSeconds();
  task.row_version = row.TakeInt();
  return task;
}

}  // namespace

Result<Id> AddTask(Transaction& tx, const Scope& scope, const Task& task) try {
  CaseDb& db = tx.db();
  Query add(db, R"sql(
    INSERT INTO task (id, org_id, region_code, kind, subject_kind, subject_id, case_id, cause, due, detail, state, created_by, created_at)
    VALUES (:id, :org, :region, :kind, :subject_kind, :subject, :case, :cause, :due, :detail, 'open', :by, :now)
    ON CONFLICT (org_id, cause) DO NOTHING
  )sql");
  add.Int(":id", db.NewId()).Int(":org", task.org).Text(":region", task.region_code).Text(":kind", task.kind).Text(":subject_kind", task.subject_kind)
      .Int(":subject", task.subject).IdOrNull(":case", task.case_id).Text(":cause", task.cause).Text(":detail", ObjectJson(task.detail))
      .Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now()));
  if (task.due) add.Int(":due", ToUnixSeconds(*task.due));
  else add.Null(":due");
  add.Run();
  Query row(db, "SELECT id FROM task WHERE org_id = :org AND cause = :cause");
  row.Int(":org", task.org).Text(":cause", task.cause);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open a task"));
}

Result<bool> OpenTaskOnce(Transaction& tx, const Scope& scope, const Task& task) try {
  Query row(tx.db(), "SELECT id FROM task WHERE org_id = :org AND cause = :cause");
  row.Int(":org", task.org).Text(":cause", task.cause);
  if (row.Next()) return false;
  if (Result<Id> added = AddTask(tx, scope, task); !added) return Fail(std::move(added.error()));
  return true;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open a task"));
}

Result<std::optional<Task>> FindTask(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenTasks(scope);
  Query row(db, std::string(kTaskColumns) + " WHERE t.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Task>();
  return std::optional<Task>(ReadTask(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the task"));
}

Status FinishTasksOf(Transaction& tx, const Scope& scope, const std::string& subject_kind, Id subject, const std::string& note) try {
  Query(tx.db(), R"sql(
    UPDATE task SET state = 'done', done_by = :by, done_at = :now, note = :note, row_version = row_version + 1
     WHERE subject_kind = :kind AND subject_id = :subject AND state = 'open'
  )sql")
      .Int(":by", scope.actor).Int(":now", ToUnixSeconds(tx.db().Now())).Text(":note", note).Text(":kind", subject_kind).Int(":subject", subject).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "finish tasks"));
}

Result<Page<Task>> ListTasks(CaseDb& db, const Scope& scope, const TaskFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenTasks(scope);
  std::string sql = std::string(kTaskColumns) + " WHERE t.id > :after AND " + seen.where;
  if (!filter.state.empty()) sql += " AND t.state = :state";
  if (!filter.kind.empty()) sql += " AND t.kind = :kind";
  Query rows(db, sql + " ORDER BY t.id LIMIT :limit");
  rows.Int(":after", *after).Scope(seen);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (!filter.kind.empty()) rows.Text(":kind", filter.kind);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Task> tasks;
  while (rows.Next()) tasks.push_back(ReadTask(rows));
  return MakePage(std::move(tasks), limit, [](const Task& task) { return IdToString(task.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list tasks"));
}

Status FinishTask(Transaction& tx, const Scope& scope, Id id, const std::string& note) try {
  CaseDb& db = tx.db();
  const ScopeSql seen = SeenTasks(scope);
  Query row(db, "SELECT t.state FROM task AS t WHERE t.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return Fail(ErrorCode::kNotFound, "no task " + IdToString(id));
  const int done = Query(db, "UPDATE task SET state = 'done', done_by = :by, done_at = :now, note = :note, row_version = row_version + 1 WHERE id = :id AND state = 'open'")
      .Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Text(":note", note).Int(":id", id).Run();
  if (done == 0) return Fail(ErrorCode::kConflict, "the task is done already");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "finish a task"));
}

}  // namespace markwarden
