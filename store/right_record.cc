// Numbers and rows of one right.
#include "store/right_record.h"

#include <chrono>

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr int kCountedRows = 10'000;

ScopeSql SeenFlagsOfRight(const Scope& scope) { return ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"}); }
ScopeSql SeenMeasuresOfRight(const Scope& scope) { return ToSql(scope, {.org = "m.org_id", .region = "m.region_code", .right = "m.right_id"}); }

std::string MondayOf(Time at) {
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(at + std::chrono::hours(8));  // weeks as they are in Beijing
  const std::chrono::weekday weekday(day);
  return FormatTime(Time(day - (weekday - std::chrono::Monday))).substr(0, 10);
}

}  // namespace

Result<RightNumbers> NumbersOfRight(CaseDb& db, const Scope& scope, Id right, Time since) try {
  RightNumbers numbers;
  {
    const ScopeSql seen = SeenFlagsOfRight(scope);
    Query rows(db, "SELECT f.verdict, f.state, f.created_at FROM flag AS f WHERE f.right_id = :right AND " + seen.where + " LIMIT :most");
    rows.Int(":right", right).Scope(seen).Int(":most", kCountedRows + 1);
    int64_t read = 0;
    while (rows.Next()) {
      if (++read > kCountedRows) {
        numbers.more = true;
        break;
      }
      const bool cleared = rows.TakeText() == "cleared";
      const std::string state = rows.TakeText();
      const Time found = rows.TakeSeconds();
      if (cleared) {
        ++numbers.cleared;
        continue;
      }
      ++numbers.flags[state];
      if (found >= since) ++numbers.weeks[MondayOf(found)][state];
    }
  }
  {
    const ScopeSql seen = SeenFlagsOfRight(scope);
    Query row(db, "SELECT COUNT(*) FROM (SELECT DISTINCT k.case_id FROM flag AS f JOIN case_flag AS k ON k.flag_id = f.id WHERE f.right_id = :right AND " +
                      seen.where + " LIMIT :most) AS c");
    row.Int(":right", right).Scope(seen).Int(":most", kCountedRows);
    row.Next();
    numbers.cases = row.TakeInt();
  }
  {
    const ScopeSql seen = SeenFlagsOfRight(scope);
    Query rows(db, "SELECT n.state, COUNT(*) FROM (SELECT DISTINCT k.case_id FROM flag AS f JOIN case_flag AS k ON k.flag_id = f.id WHERE f.right_id = :right AND " +
                       seen.where + " LIMIT :most) AS c JOIN notice AS n ON n.case_id = c.case_id GROUP BY n.state");
    rows.Int(":right", right).Scope(seen).Int(":most", kCountedRows);
    while (rows.Next()) {
      const std::string state = rows.TakeText();
      numbers.notices[state] = rows.TakeInt();
    }
  }
  {
    const ScopeSql seen = SeenMeasuresOfRight(scope);
    Query rows(db, "SELECT x.state, COUNT(*) FROM (SELECT m.state FROM measure AS m WHERE m.right_id = :right AND " + seen.where + " LIMIT :most) AS x GROUP BY x.state");
    rows.Int(":right", right).Scope(seen).Int(":most", kCountedRows);
    while (rows.Next()) {
      const std::string state = rows.TakeText();
      numbers.measures[state] = rows.TakeInt();
    }
  }
  {
    const ScopeSql seen = SeenMeasuresOfRight(scope);
    Query row(db, "SELECT COUNT(*) FROM (SELECT e.id FROM measure AS m JOIN relist AS e ON e.measure_id = m.id WHERE m.right_id = :right AND " + seen.where + " LIMIT :most) AS x");
    row.Int(":right", right).Scope(seen).Int(":most", kCountedRows);
    row.Next();
    numbers.relists = row.TakeInt();
  }
  const ScopeSql asked = ToSql(scope, {.org = "i.org_id", .region = "i.region_code", .right = "i.right_id"});
  Query row(db, "SELECT COUNT(*) FROM (SELECT i.id FROM identification AS i WHERE i.right_id = :right AND i.state = 'asked' AND " + asked.where + " LIMIT :most) AS x");
  row.Int(":right", right).Scope(asked).Int(":most", kCountedRows);
  row.Next();
  numbers.questions = row.TakeInt();
  return numbers;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count what became of the right"));
}

Result<Page<RightCaseRow>> CasesOfRight(CaseDb& db, const Scope& scope, Id right, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenFlagsOfRight(scope);
  Query rows(db, "SELECT c.id, c.title, c.state, c.outcome, COUNT(*), c.created_at, c.updated_at FROM flag AS f JOIN case_flag AS k ON k.flag_id = f.id"
                 " JOIN case_file AS c ON c.id = k.case_id WHERE f.right_id = :right AND (:after = 0 OR c.id < :after) AND " + seen.where +
                 " GROUP BY c.id, c.title, c.state, c.outcome, c.created_at, c.updated_at ORDER BY c.id DESC LIMIT :limit");
  const int limit = ClampLimit(page.limit);
  rows.Int(":right", right).Int(":after", *after).Scope(seen).Int(":limit", limit + 1);
  std::vector<RightCaseRow> cases;
  while (rows.Next()) {
    RightCaseRow row;
    row.id = rows.TakeInt();
    row.title = rows.TakeText();
    row.state = rows.TakeText();
    row.outcome = rows.TakeText();
    row.flags = rows.TakeInt();
    row.created_at = rows.TakeSeconds();
    row.updated_at = rows.TakeSeconds();
    cases.push_back(std::move(row));
  }
  return MakePage(std::move(cases), limit, [](const RightCaseRow& row) { return IdToString(row.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the right's cases"));
}

Result<Page<RightNoticeRow>> NoticesOfRight(CaseDb& db, const Scope& scope, Id right, bool sent_only, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenFlagsOfRight(scope);
  Query rows(db, "SELECT n.id, n.case_id, n.platform_key, n.regime, n.state, n.payload, n.created_at,"
                 " (SELECT s.sent_at FROM notice_sending AS s WHERE s.notice_id = n.id)"
                 " FROM (SELECT DISTINCT k.case_id FROM flag AS f JOIN case_flag AS k ON k.flag_id = f.id WHERE f.right_id = :right AND " + seen.where +
                 ") AS c JOIN notice AS n ON n.case_id = c.case_id WHERE (:after = 0 OR n.id < :after)" +
                 (sent_only ? " AND EXISTS (SELECT 1 FROM notice_sending AS g WHERE g.notice_id = n.id)" : "") + " ORDER BY n.id DESC LIMIT :limit");
  const int limit = ClampLimit(page.limit);
  rows.Int(":right", right).Scope(seen).Int(":after", *after).Int(":limit", limit + 1);
  std::vector<RightNoticeRow> notices;
  while (rows.Next()) {
    RightNoticeRow row;
    row.id = rows.TakeInt();
    row.case_id = rows.TakeInt();
    row.platform = rows.TakeText();
    row.regime = rows.TakeText();
    row.state = rows.TakeText();
    const Json payload = rows.TakeJson();
    if (const Json* items = JsonMember(payload, "items"); items && items->is_array()) row.items = static_cast<int64_t>(items->size());
    row.created_at = rows.TakeSeconds();
    if (const std::optional<int64_t> sent = rows.TakeIntOrNull()) row.sent_at = FromUnixSeconds(*sent);
    notices.push_back(std::move(row));
  }
  return MakePage(std::move(notices), limit, [](const RightNoticeRow& row) { return IdToString(row.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the right's notices"));
}

Result<std::vector<RightWatchRow>> WatchesOfRight(CaseDb& db, const Scope& scope, Id right) try {
  const ScopeSql seen = ToSql(scope, {.org = "w.org_id", .region = "w.region_code", .right = "k.right_id"});
  Query rows(db, "SELECT w.id, w.name, w.state FROM watch_right AS k JOIN watch AS w ON w.id = k.watch_id WHERE k.right_id = :right AND " + seen.where +
                     " ORDER BY w.name, w.id LIMIT 200");
  rows.Int(":right", right).Scope(seen);
  std::vector<RightWatchRow> watches;
  while (rows.Next()) {
    RightWatchRow row;
    row.id = rows.TakeInt();
    row.name = rows.TakeText();
    row.state = rows.TakeText();
    watches.push_back(std::move(row));
  }
  return watches;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the right's watches"));
}

}  // namespace markwarden
