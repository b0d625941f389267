// Assignments over case.db.
#include "store/assignments.h"

#include <array>

#include "core/region.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kAssignmentColumns = R"sql(
  SELECT s.id, s.org_id, s.region_code, s.subject_kind, s.subject_id, COALESCE(l.title, c.title, ''), s.from_id, s.to_id, g.name, r.name, s.from_region,
         s.basis, s.note, s.state, s.due, COALESCE(s.answered_by, 0), COALESCE(b.login, ''), s.answered_at, s.reason, s.created_by, a.login, s.created_at, s.row_version
    FROM assignment AS s
    JOIN organisation AS g ON g.id = s.from_id
    JOIN organisation AS r ON r.id = s.to_id
    JOIN account AS a ON a.id = s.created_by
    LEFT JOIN account AS b ON b.id = s.answered_by
    LEFT JOIN flag AS f ON s.subject_kind = 'flag' AND f.id = s.subject_id
    LEFT JOIN listing AS l ON l.id = f.listing_id
    LEFT JOIN case_file AS c ON s.subject_kind = 'case' AND c.id = s.subject_id
)sql";

Assignment ReadAssignment(Query& row) {
  Assignment read;
  read.id = row.TakeInt();
  read.org = row.TakeInt();
  read.region_code = row.TakeText();
  read.subject_kind = row.TakeText();
  read.subject = row.TakeInt();
  read.title = row.TakeText();
  read.from = row.TakeInt();
  read.to = row.TakeInt();
  read.from_name = row.TakeText();
  read.to_name = row.TakeText();
  read.from_region = row.TakeText();
  read.basis = row.TakeText();
  read.note = row.TakeText();
  read.state = row.TakeText();
  read.due = row.TakeSeconds();
  read.answered_by = row.TakeInt();
  read.answered_by_name = row.TakeText();
  if (const auto at = row.TakeIntOrNull()) read.answered_at = FromUnixSeconds(*at);
  read.reason = row.TakeText();
  read.created_by = row.TakeInt();
  read.created_by_name = row.TakeText();
  read.created_at = row.TakeSeconds();
  read.row_version = row.TakeInt();
  return read;
}

ScopeSql SeenAssignments(const Scope& scope) { return ToSql(scope, {.org = "s.org_id", .region = "s.region_code", .right = ""}); }

bool IsFlag(const std::string& kind) { return kind == "flag"; }

// The subject's region, where the scope sees it.
std::optional<std::string> RegionOf(CaseDb& db, const Scope& scope, const std::string& kind, Id subject) {
  const ScopeSql seen = ToSql(scope, {.org = "x.org_id", .region = "x.region_code", .right = ""});
  Query row(db, std::string("SELECT x.region_code FROM ") + (IsFlag(kind) ? "flag" : "case_file") + " AS x WHERE x.id = :id AND " + seen.where);
  row.Int(":id", subject).Scope(seen);
  if (!row.Next()) return std::nullopt;
  return row.TakeText();
}

// Everything that stands under a case goes where the case goes; what was sent or packed stays as it was recorded.
constexpr std::array<const char*, 6> kUnderCase = {"notice", "deadline", "counter_notice", "measure", "task", "identification"};

void MoveRegion(CaseDb& db, const std::string& kind, Id subject, const std::string& from, const std::string& to) {
  const int64_t now = ToUnixSeconds(db.Now());
  if (IsFlag(kind)) {
    Query(db, "UPDATE flag SET region_code = :to, updated_at = :now, row_version = row_version + 1 WHERE id = :id")
        .Text(":to", to).Int(":now", now).Int(":id", subject).Run();
    return;
  }
  Query(db, "UPDATE case_file SET region_code = :to, officer_id = NULL, updated_at = :now, row_version = row_version + 1 WHERE id = :id")
      .Text(":to", to).Int(":now", now).Int(":id", subject).Run();
  Query(db, "UPDATE flag SET region_code = :to, row_version = row_version + 1 WHERE region_code = :from AND id IN (SELECT k.flag_id FROM case_flag AS k WHERE k.case_id = :id)")
      .Text(":to", to).Text(":from", from).Int(":id", subject).Run();
  for (const char* table : kUnderCase) {
    Query(db, std::string("UPDATE ") + table + " SET region_code = :to WHERE case_id = :id AND region_code = :from")
        .Text(":to", to).Text(":from", from).Int(":id", subject).Run();
  }
}

struct InForce {
  Id id = 0, to = 0;
  std::string state;
};
std::optional<InForce> FindInForce(CaseDb& db, const std::string& kind, Id subject) {
  Query row(db, "SELECT id, to_id, state FROM assignment WHERE subject_kind = :kind AND subject_id = :subject AND state IN ('sent', 'accepted')");
  row.Text(":kind", kind).Int(":subject", subject);
  if (!row.Next()) return std::nullopt;
  InForce found;
  found.id = row.TakeInt();
  found.to = row.TakeInt();
  found.state = row.TakeText();
  return found;
}

std::string OnlyIds(const std::vector<Id>& only, const char* column) {
  if (only.empty()) return "";
  std::string list;
  for (const Id id : only) list += (list.empty() ? "" : ", ") + IdToString(id);  // numbers, made here
  return std::string(" AND ") + column + " IN (" + list + ")";
}

std::vector<Assignable> ReadAssignables(Query& rows) {
  std::vector<Assignable> all;
  while (rows.Next()) {
    Assignable one;
    one.subject = rows.TakeInt();
    one.title = rows.TakeText();
    one.seller_region = rows.TakeText();
    one.watch_region = rows.TakeText();
    one.region = rows.TakeText();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Result<Assignment> GiveAssignment(Transaction& tx, const Scope& scope, const NewAssignment& given) try {
  CaseDb& db = tx.db();
  const std::optional<std::string> region = RegionOf(db, scope, given.subject_kind, given.subject);
  if (!region) return Fail(ErrorCode::kNotFound, "no " + given.subject_kind + " " + IdToString(given.subject));
  const std::string what = given.subject_kind + " " + IdToString(given.subject);
  if (const auto before = FindInForce(db, given.subject_kind, given.subject)) {
    if (before->state == "sent") return Fail(ErrorCode::kConflict, what + " waits for the answer of the bureau that it was given to");
    if (before->to != scope.home()) return Fail(ErrorCode::kConflict, "another bureau has accepted " + what);
    Query(db, "UPDATE assignment SET state = 'passed_on', row_version = row_version + 1 WHERE id = :id").Int(":id", before->id).Run();
  }
  const Id id = db.NewId();
  Query(db, R"sql(
    INSERT INTO assignment (id, org_id, region_code, subject_kind, subject_id, from_id, to_id, from_region, basis, note, state, due, created_by, created_at)
    VALUES (:id, :org, :region, :kind, :subject, :from, :to, :from_region, :basis, :note, 'sent', :due, :by, :now)
  )sql")
      .Int(":id", id).Int(":org", scope.org).Text(":region", given.to.region_code).Text(":kind", given.subject_kind).Int(":subject", given.subject)
      .Int(":from", scope.home()).Int(":to", given.to.id).Text(":from_region", *region).Text(":basis", given.basis).Text(":note", given.note)
      .Int(":due", ToUnixSeconds(given.due)).Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Run();
  MoveRegion(db, given.subject_kind, given.subject, *region, given.to.region_code);
  Result<std::optional<Assignment>> read = FindAssignment(db, scope, id);
  if (!read) return Fail(read);
  if (!*read) return Fail(ErrorCode::kInternal, "the assignment is not seen by who made it");
  return std::move(**read);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "give the assignment"));
}

Result<Assignment> AnswerAssignment(Transaction& tx, const Scope& scope, Id id, bool accept, const std::string& reason, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<std::optional<Assignment>> found = FindAssignment(db, scope, id);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no assignment " + IdToString(id));
  Assignment answered = std::move(**found);
  if (answered.to != scope.home()) return Fail(ErrorCode::kDenied, "it is for " + answered.to_name + " to answer");
  if (answered.state != "sent") return Fail(ErrorCode::kConflict, "the assignment is " + answered.state + " already");
  const int changed = Query(db, R"sql(
    UPDATE assignment SET state = :state, answered_by = :by, answered_at = :now, reason = :reason, row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql")
      .Text(":state", accept ? "accepted" : "returned").Int(":by", scope.actor).Int(":now", ToUnixSeconds(db.Now())).Text(":reason", reason)
      .Int(":id", id).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the assignment was changed meanwhile: read it again");
  if (!accept) {
    MoveRegion(db, answered.subject_kind, answered.subject, answered.region_code, answered.from_region);
    // The bureau that had passed it on has it again.
    Query(db, R"sql(
      UPDATE assignment SET state = 'accepted', row_version = row_version + 1
       WHERE id = (SELECT MAX(p.id) FROM assignment AS p WHERE p.subject_kind = :kind AND p.subject_id = :subject AND p.state = 'passed_on' AND p.to_id = :from)
    )sql")
        .Text(":kind", answered.subject_kind).Int(":subject", answered.subject).Int(":from", answered.from).Run();
  }
  found = FindAssignment(db, scope, id);
  if (!found) return Fail(found);
  return std::move(**found);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "answer the assignment"));
}

Result<std::optional<Assignment>> FindAssignment(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenAssignments(scope);
  Query row(db, std::string(kAssignmentColumns) + " WHERE s.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Assignment>();
  return std::optional<Assignment>(ReadAssignment(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the assignment"));
}

Result<Page<Assignment>> ListAssignments(CaseDb& db, const Scope& scope, const AssignmentFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenAssignments(scope);
  std::string sql = std::string(kAssignmentColumns) + " WHERE " + seen.where;
  if (*after != 0) sql += " AND s.id < :after";
  if (filter.box == "received") sql += " AND s.to_id = :home";
  if (filter.box == "given") sql += " AND s.from_id = :home";
  if (!filter.state.empty()) sql += " AND s.state = :state";
  if (filter.overdue_at) sql += " AND s.state = 'sent' AND s.due < :overdue";
  if (filter.subject != 0) sql += " AND s.subject_kind = :kind AND s.subject_id = :subject";
  const int limit = ClampLimit(page.limit);
  Query rows(db, sql + " ORDER BY s.id DESC LIMIT :limit");
  rows.Scope(seen).Int(":limit", limit + 1);
  if (*after != 0) rows.Int(":after", *after);
  if (!filter.box.empty()) rows.Int(":home", scope.home());
  if (!filter.state.empty()) rows.Text(":state", filter.state);
  if (filter.overdue_at) rows.Int(":overdue", ToUnixSeconds(*filter.overdue_at));
  if (filter.subject != 0) rows.Text(":kind", filter.subject_kind).Int(":subject", filter.subject);
  std::vector<Assignment> all;
  while (rows.Next()) all.push_back(ReadAssignment(rows));
  return MakePage(std::move(all), limit, [](const Assignment& one) { return IdToString(one.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list assignments"));
}

Result<int64_t> CountWaitingAssignments(CaseDb& db, const Scope& scope, int64_t most) try {
  Query row(db, "SELECT COUNT(*) FROM (SELECT s.id FROM assignment AS s WHERE s.to_id = :home AND s.state = 'sent' LIMIT :most) AS waiting");
  row.Int(":home", scope.home()).Int(":most", most);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count assignments"));
}

Result<int64_t> KeepWithBureauAbove(Transaction& tx, Id tenant, const std::string& region, const std::string& above) try {
  const std::string prefix = TrimRegion(region);
  const auto keep = [&](const std::string& table, const std::string& unless) {
    return Query(tx.db(), "UPDATE " + table + " SET region_code = :above WHERE org_id = :tenant AND substr(region_code, 1, " + std::to_string(prefix.size()) + ") = :prefix AND " + unless)
        .Text(":above", above).Int(":tenant", tenant).Text(":prefix", prefix).Run();
  };
  const std::string in_force = "(SELECT s.subject_id FROM assignment AS s WHERE s.state IN ('sent', 'accepted') AND s.subject_kind = ";
  int64_t kept = keep("flag", "id NOT IN " + in_force + "'flag')");
  kept += keep("case_file", "id NOT IN " + in_force + "'case')");
  for (const char* table : kUnderCase) keep(table, "COALESCE(case_id, 0) NOT IN " + in_force + "'case')");
  return kept;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep what lies in the new bureau's region"));
}

Result<std::vector<Assignable>> AssignableFlags(CaseDb& db, const Scope& scope, const std::vector<Id>& only, int limit) try {
  const ScopeSql seen = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = ""});
  // Given already: in force, but for what the own bureau has accepted and may pass on.
  Query rows(db, R"sql(
    SELECT f.id, l.title, COALESCE(s.region_code, ''), COALESCE(w.region_code, ''), f.region_code
      FROM flag AS f
      JOIN listing AS l ON l.id = f.listing_id
      JOIN hit AS h ON h.id = f.latest_hit_id
      LEFT JOIN seller AS s ON s.id = h.seller_id
      LEFT JOIN watch AS w ON w.id = f.watch_id
     WHERE f.verdict = 'suspected' AND f.state IN ('new', 'held', 'reopened')
       AND NOT EXISTS (SELECT 1 FROM assignment AS a WHERE a.subject_kind = 'flag' AND a.subject_id = f.id
                                                       AND (a.state = 'sent' OR (a.state = 'accepted' AND a.to_id <> :home)))
       AND )sql" + seen.where + OnlyIds(only, "f.id") + " ORDER BY f.db DESC, f.id LIMIT :limit");
  rows.Int(":home", scope.home()).Scope(seen).Int(":limit", limit);
  return ReadAssignables(rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look for flags to assign"));
}

Result<std::vector<Assignable>> AssignableCases(CaseDb& db, const Scope& scope, const std::vector<Id>& only, int limit) try {
  const ScopeSql seen = ToSql(scope, {.org = "c.org_id", .region = "c.region_code", .right = ""});
  Query rows(db, R"sql(
    SELECT c.id, c.title,
           COALESCE((SELECT CASE WHEN MIN(s.region_code) = MAX(s.region_code) THEN MIN(s.region_code) ELSE '' END
                       FROM case_flag AS k JOIN flag AS f ON f.id = k.flag_id JOIN hit AS h ON h.id = f.latest_hit_id JOIN seller AS s ON s.id = h.seller_id
                      WHERE k.case_id = c.id AND s.region_code <> ''), ''),
           COALESCE((SELECT CASE WHEN MIN(w.region_code) = MAX(w.region_code) THEN MIN(w.region_code) ELSE '' END
                       FROM case_flag AS k JOIN flag AS f ON f.id = k.flag_id JOIN watch AS w ON w.id = f.watch_id
                      WHERE k.case_id = c.id AND w.region_code <> ''), ''),
           c.region_code
      FROM case_file AS c
     WHERE c.state = 'open'
       AND NOT EXISTS (SELECT 1 FROM assignment AS a WHERE a.subject_kind = 'case' AND a.subject_id = c.id
                                                       AND (a.state = 'sent' OR (a.state = 'accepted' AND a.to_id <> :home)))
       AND )sql" + seen.where + OnlyIds(only, "c.id") + " ORDER BY c.id LIMIT :limit");
  rows.Int(":home", scope.home()).Scope(seen).Int(":limit", limit);
  return ReadAssignables(rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look for cases to assign"));
}

}  // namespace markwarden
