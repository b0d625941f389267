// Terms over case.db.
#include "store/deadlines.h"

#include <charconv>

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kDeadlineColumns = R"sql(
  SELECT d.id, d.org_id, d.region_code, d.subject_kind, d.subject_id, d.case_id, d.law, d.rule, d.rule_digest, d.name, d.basis, d.start_event,
         d.started_at, d.zone, d.not_before, d.due, d.last_day, d.at_end, d.holidays_unknown, d.state, d.ended_at, d.reminded, d.created_by,
         d.created_at, d.row_version
    FROM deadline AS d
)sql";

std::optional<Time> TakeSecondsOrNull(Query& row) {
  const std::optional<int64_t> seconds = row.TakeIntOrNull();
  return seconds ? std::optional(FromUnixSeconds(*seconds)) : std::nullopt;
}

Deadline ReadDeadline(Query& row) {
  Deadline deadline;
  deadline.id = row.TakeInt();
  deadline.org = row.TakeInt();
  deadline.region_code = row.TakeText();
  deadline.subject_kind = row.TakeText();
  deadline.subject = row.TakeInt();
  deadline.case_id = row.TakeInt();
  deadline.law = row.TakeText();
  deadline.rule = row.TakeText();
  deadline.rule_digest = row.TakeHex();
  deadline.name = row.TakeJson();
  deadline.basis = row.TakeJson();
  deadline.start_event = row.TakeText();
  deadline.started_at = row.TakeSeconds();
  deadline.zone = row.TakeText();
  deadline.not_before = TakeSecondsOrNull(row);
  deadline.due = row.TakeSeconds();
  deadline.last_day = row.TakeText();
  deadline.at_end = row.TakeText();
  deadline.holidays_unknown = row.TakeInt() != 0;
  deadline.state = row.TakeText();
  deadline.ended_at = TakeSecondsOrNull(row);
  deadline.reminded = static_cast<int>(row.TakeInt());
  deadline.created_by = row.TakeInt();
  deadline.created_at = row.TakeSeconds();
  deadline.row_version = row.TakeInt();
  return deadline;
}

ScopeSql SeenDeadlines(const Scope& scope) { return ToSql(scope, {.org = "d.org_id", .region = "d.region_code", .right = ""}); }

// "1790000000~12": where a page by end and id stopped.
struct EndCursor {
  int64_t due = 0;
  Id id = 0;
};
std::optional<EndCursor> ReadEndCursor(const std::string& text) {
  const size_t mark = text.find('~');
  EndCursor cursor;
  const char* end = text.data() + text.size();
  if (mark == std::string::npos) return std::nullopt;
  const auto due = std::from_chars(text.data(), text.data() + mark, cursor.due);
  const auto id = std::from_chars(text.data() + mark + 1, end, cursor.id);
  if (due.ec != std::errc() || due.ptr != text.data() + mark || id.ec != std::errc() || id.ptr != end) return std::nullopt;
  return cursor;
}

constexpr const char* kEnd = R"sql(
  UPDATE deadline SET state = CASE WHEN state = 'over' OR due <= :at THEN 'over' ELSE :state END,
                      ended_at = :at, row_version = row_version + 1
   WHERE (state = 'running' OR (state = 'over' AND ended_at IS NULL))
)sql";

}  // namespace

Result<Deadline> AddDeadline(Transaction& tx, const Scope& scope, const Deadline& deadline) try {
  CaseDb& db = tx.db();
  Query adding(db, R"sql(
    INSERT INTO deadline (id, org_id, region_code, subject_kind, subject_id, case_id, law, rule, rule_digest, name, basis, start_event, started_at,
                          zone, not_before, due, last_day, at_end, holidays_unknown, state, created_by, created_at)
    VALUES (:id, :org, :region, :kind, :subject, :case, :law, :rule, :digest, :name, :basis, :event, :started, :zone, :not_before, :due, :last_day,
            :at_end, :unknown, 'running', :by, :now)
    ON CONFLICT (subject_kind, subject_id, law, rule, started_at) DO NOTHING
  )sql");
  adding.Int(":id", db.NewId()).Int(":org", deadline.org).Text(":region", deadline.region_code).Text(":kind", deadline.subject_kind)
      .Int(":subject", deadline.subject).Int(":case", deadline.case_id).Text(":law", deadline.law).Text(":rule", deadline.rule)
      .Hex(":digest", deadline.rule_digest).Text(":name", ObjectJson(deadline.name)).Text(":basis", ObjectJson(deadline.basis))
      .Text(":event", deadline.start_event).Int(":started", ToUnixSeconds(deadline.started_at)).Text(":zone", deadline.zone)
      .Int(":due", ToUnixSeconds(deadline.due)).Text(":last_day", deadline.last_day).Text(":at_end", deadline.at_end)
      .Int(":unknown", deadline.holidays_unknown).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now()));
  if (deadline.not_before) adding.Int(":not_before", ToUnixSeconds(*deadline.not_before));
  else adding.Null(":not_before");
  adding.Run();
  Query row(db, std::string(kDeadlineColumns) +
                    " WHERE d.subject_kind = :kind AND d.subject_id = :subject AND d.law = :law AND d.rule = :rule AND d.started_at = :started");
  row.Text(":kind", deadline.subject_kind).Int(":subject", deadline.subject).Text(":law", deadline.law).Text(":rule", deadline.rule)
      .Int(":started", ToUnixSeconds(deadline.started_at));
  if (!row.Next()) return Fail(ErrorCode::kInternal, "the term that was added is not there");
  return ReadDeadline(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add the term"));
}

Result<int> EndDeadlines(Transaction& tx, const std::string& subject_kind, Id subject, const std::string& word, const std::string& state, Time at) try {
  if (state != "met" && state != "stopped") return Fail(ErrorCode::kInvalid, "a term ends as met or stopped, not \"" + state + "\"");
  const bool all = word == "all";
  Query ending(tx.db(), std::string(kEnd) + " AND subject_kind = :kind AND subject_id = :subject" + (all ? "" : " AND at_end = :word"));
  ending.Text(":state", state).Int(":at", ToUnixSeconds(at)).Text(":kind", subject_kind).Int(":subject", subject);
  if (!all) ending.Text(":word", word);
  return ending.Run();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end terms"));
}

Result<int> EndDeadlinesOfCase(Transaction& tx, Id case_id, Time at) try {
  Query ending(tx.db(), std::string(kEnd) + " AND case_id = :case");
  return ending.Text(":state", "stopped").Int(":at", ToUnixSeconds(at)).Int(":case", case_id).Run();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end the case's terms"));
}

Result<bool> MarkOver(Transaction& tx, const Deadline& deadline) try {
  return Query(tx.db(), "UPDATE deadline SET state = 'over', row_version = row_version + 1 WHERE id = :id AND state = 'running'").Int(":id", deadline.id).Run() > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "end the term"));
}

Result<bool> MarkReminded(Transaction& tx, const Deadline& deadline, int number) try {
  return Query(tx.db(), "UPDATE deadline SET reminded = :number, row_version = row_version + 1 WHERE id = :id AND state = 'running' AND reminded < :number")
             .Int(":number", number).Int(":id", deadline.id).Run() > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "note the reminder"));
}

std::optional<int> DaysSuspended(const Deadline& deadline) {
  const std::optional<int64_t> left = deadline.state == "stopped" ? JsonInt(deadline.basis, "left") : std::nullopt;
  return left ? std::optional(static_cast<int>(*left)) : std::nullopt;
}

Status PauseDeadline(Transaction& tx, Id id, int left, Time at) try {
  Query row(tx.db(), std::string(kDeadlineColumns) + " WHERE d.id = :id");
  row.Int(":id", id);
  if (!row.Next()) return Fail(ErrorCode::kNotFound, "no term " + IdToString(id));
  const Deadline deadline = ReadDeadline(row);
  if (deadline.state != "running") return Fail(ErrorCode::kConflict, "the term is " + deadline.state + ": only one that runs is suspended");
  Json basis = deadline.basis;
  basis["left"] = left;
  Query(tx.db(), "UPDATE deadline SET state = 'stopped', ended_at = :at, basis = :basis, row_version = row_version + 1 WHERE id = :id")
      .Int(":at", ToUnixSeconds(at)).Text(":basis", DumpJson(basis)).Int(":id", id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "suspend the term"));
}

Status ResumeDeadline(Transaction& tx, Id id, const NewEnd& end) try {
  Query row(tx.db(), std::string(kDeadlineColumns) + " WHERE d.id = :id");
  row.Int(":id", id);
  if (!row.Next()) return Fail(ErrorCode::kNotFound, "no term " + IdToString(id));
  const Deadline deadline = ReadDeadline(row);
  if (!DaysSuspended(deadline)) return Fail(ErrorCode::kConflict, "the term is " + deadline.state + " and not suspended");
  Json basis = deadline.basis;
  basis.erase("left");
  Query(tx.db(), R"sql(
    UPDATE deadline SET state = 'running', ended_at = NULL, basis = :basis, due = :due, last_day = :last_day, reminded = 0,
                        holidays_unknown = :unknown, row_version = row_version + 1
     WHERE id = :id
  )sql")
      .Text(":basis", DumpJson(basis)).Int(":due", ToUnixSeconds(end.due)).Text(":last_day", end.last_day).Int(":unknown", end.holidays_unknown)
      .Int(":id", id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "take the term up again"));
}

Result<std::optional<Deadline>> FindDeadline(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenDeadlines(scope);
  Query row(db, std::string(kDeadlineColumns) + " WHERE d.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Deadline>();
  return std::optional<Deadline>(ReadDeadline(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the term"));
}

Result<Page<Deadline>> ListDeadlines(CaseDb& db, const Scope& scope, const DeadlineFilter& filter, const PageRequest& page) try {
  const ScopeSql seen = SeenDeadlines(scope);
  std::string sql = std::string(kDeadlineColumns) + " WHERE " + seen.where;
  std::optional<EndCursor> cursor;
  if (!page.after.empty()) {
    cursor = ReadEndCursor(page.after);
    if (!cursor) return Fail(ErrorCode::kInvalid, "the cursor is not one that a page gave");
    sql += " AND (d.due > :after_due OR (d.due = :after_due AND d.id > :after_id))";
  }
  if (filter.case_id != 0) sql += " AND d.case_id = :case";
  if (!filter.subject_kind.empty()) sql += " AND d.subject_kind = :kind AND d.subject_id = :subject";
  if (!filter.state.empty()) sql += " AND d.state = :state";
  if (filter.due_from) sql += " AND d.due >= :from";
  if (filter.due_before) sql += " AND d.due < :before";
  Query rows(db, sql + " ORDER BY d.due, d.id LIMIT :limit");
  rows.Scope(seen);
  if (cursor) rows.Int(":after_due", cursor->due).Int(":after_id", cursor->id);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  if (!filter.subject_kind.empty()) rows.Text(":kind", filter.subject_kind).Int(":subject", filter.subject);
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (filter.due_from) rows.Int(":from", ToUnixSeconds(*filter.due_from));
  if (filter.due_before) rows.Int(":before", ToUnixSeconds(*filter.due_before));
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<Deadline> deadlines;
  while (rows.Next()) deadlines.push_back(ReadDeadline(rows));
  return MakePage(std::move(deadlines), limit, [](const Deadline& d) { return std::to_string(ToUnixSeconds(d.due)) + "~" + std::to_string(d.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list terms"));
}

Result<std::vector<Deadline>> RunningDeadlines(CaseDb& db, Time due_before, int limit) try {
  Query rows(db, std::string(kDeadlineColumns) + " WHERE d.state = 'running' AND d.due < :before ORDER BY d.due, d.id LIMIT :limit");
  rows.Int(":before", ToUnixSeconds(due_before)).Int(":limit", ClampLimit(limit));
  std::vector<Deadline> deadlines;
  while (rows.Next()) deadlines.push_back(ReadDeadline(rows));
  return deadlines;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list running terms"));
}

}  // namespace markwarden
