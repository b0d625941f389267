// One row for person, hit and way.
#include "store/looks.h"

#include <algorithm>

#include "store/sql.h"

namespace markwarden {
namespace {

// What to add to a page's time when it is now `now`.
int64_t GoneBy(int64_t last, bool showing, int64_t now, int64_t gap) {
  const int64_t past = now - last;
  return showing && past > 0 && past <= gap ? past : 0;
}

}  // namespace

Status ReportLook(Transaction& tx, const Scope& scope, const std::string& region, const LookReport& report, std::chrono::milliseconds longest_gap) try {
  CaseDb& db = tx.db();
  const int64_t now = ToMillis(db.Now());
  Id id = 0;
  int64_t last = 0, shown = 0;
  bool showing = false;
  {
    Query row(db, "SELECT id, last_at_ms, showing, shown_ms FROM look WHERE hit_id = :hit AND actor_id = :actor AND way = :way");
    row.Int(":hit", report.hit).Int(":actor", scope.actor).Text(":way", ToString(report.way));
    if (row.Next()) {
      id = row.TakeInt();
      last = row.TakeInt();
      showing = row.TakeInt() != 0;
      shown = row.TakeInt();
    }
  }
  const int64_t showing_now = report.act != LookAct::kHide ? 1 : 0;
  if (id == 0) {
    if (showing_now == 0) return Ok();  // what was never shown cannot be hidden
    Query(db, R"sql(
      INSERT INTO look (id, org_id, region_code, flag_id, hit_id, actor_id, way, first_at_ms, last_at_ms, showing, created_by)
      VALUES (:id, :org, :region, :flag, :hit, :actor, :way, :now, :now, 1, :actor)
    )sql")
        .Int(":id", db.NewId()).Int(":org", scope.org).Text(":region", region).Int(":flag", report.flag).Int(":hit", report.hit)
        .Int(":actor", scope.actor).Text(":way", ToString(report.way)).Int(":now", now).Run();
    return Ok();
  }
  // A clock that was set back counts nothing until it has come up again.
  if (report.way == LookWay::kPage) shown += GoneBy(last, showing, now, longest_gap.count());
  Query(db, "UPDATE look SET last_at_ms = :last, showing = :showing, shown_ms = :shown, row_version = row_version + 1 WHERE id = :id")
      .Int(":last", std::max(last, now)).Int(":showing", showing_now).Int(":shown", shown).Int(":id", id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the look"));
}

Result<HitLook> LookAt(CaseDb& db, const Scope& scope, Id hit, std::chrono::milliseconds longest_gap) try {
  const int64_t now = ToMillis(db.Now());
  HitLook look{.hit = hit, .actor = scope.actor, .first_at = {}, .shown = {}};
  Query rows(db, "SELECT way, first_at_ms, last_at_ms, showing, shown_ms FROM look WHERE hit_id = :hit AND actor_id = :actor");
  rows.Int(":hit", hit).Int(":actor", scope.actor);
  while (rows.Next()) {
    const bool page = rows.TakeText() == "page";
    const int64_t first = rows.TakeInt(), last = rows.TakeInt();
    const bool showing = rows.TakeInt() != 0;
    const int64_t shown = rows.TakeInt();
    const int64_t seen = page ? shown + GoneBy(last, showing, now, longest_gap.count()) : std::max<int64_t>(0, now - first);
    look.shown = std::max(look.shown, std::chrono::milliseconds(seen));
    const Time began = Time(std::chrono::milliseconds(first));
    if (!look.first_at || began < *look.first_at) look.first_at = began;
  }
  return look;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the look"));
}

}  // namespace markwarden
