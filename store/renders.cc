// Queries of the render queue.
#include "store/renders.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kRenderColumns = R"sql(
  SELECT r.id, r.org_id, r.reason, r.url, r.host_group, r.flag_id, r.page_capture_id, r.source_id, r.watch_id, r.state, r.attempts,
         r.not_before_ms, r.why, r.dom_capture_id, r.screenshot_capture_id, r.created_by, r.created_at, r.updated_at, r.row_version
    FROM render AS r
)sql";

RenderReason ReasonOf(const std::string& text) {
  if (text == "empty_shell") return RenderReason::kEmptyShell;
  return text == "asked" ? RenderReason::kAsked : RenderReason::kFlag;
}

RenderRecord ReadRender(Query& row) {
  RenderRecord render;
  render.id = row.TakeInt();
  render.org = row.TakeInt();
  render.reason = ReasonOf(row.TakeText());
  render.url = row.TakeText();
  render.host_group = row.TakeText();
  render.flag = row.TakeIntOrNull().value_or(0);
  render.page_capture = row.TakeIntOrNull().value_or(0);
  render.source = row.TakeIntOrNull().value_or(0);
  render.watch = row.TakeIntOrNull().value_or(0);
  render.state = row.TakeText();
  render.attempts = static_cast<int>(row.TakeInt());
  render.not_before = row.TakeMillis();
  render.why = row.TakeText();
  render.dom_capture = row.TakeIntOrNull().value_or(0);
  render.screenshot_capture = row.TakeIntOrNull().value_or(0);
  render.created_by = row.TakeInt();
  render.created_at = row.TakeSeconds();
  render.updated_at = row.TakeSeconds();
  render.row_version = row.TakeInt();
  return render;
}

}  // namespace

std::string_view ToString(RenderReason reason) {
  switch (reason) {
    case RenderReason::kFlag: return "flag";
    case RenderReason::kEmptyShell: return "empty_shell";
    case RenderReason::kAsked: return "asked";
  }
  return "flag";
}

Result<Id> QueueRender(Transaction& tx, const Scope& scope, const NewRender& render) try {
  CaseDb& db = tx.db();
  const bool shell = render.reason == RenderReason::kEmptyShell;
  if (shell == (render.flag != 0)) return Fail(ErrorCode::kInvalid, "a render is of a flag, or of an empty shell");
  {
    Query known(db, shell ? "SELECT id FROM render WHERE state = 'queued' AND url = :url AND reason = 'empty_shell'"
                          : "SELECT id FROM render WHERE state = 'queued' AND url = :url AND flag_id = :flag");
    known.Text(":url", render.url);
    if (!shell) known.Int(":flag", render.flag);
    if (known.Next()) {
      const Id id = known.TakeInt();
      if (render.reason == RenderReason::kAsked) {
        Query(db, "UPDATE render SET reason = 'asked', not_before_ms = 0, row_version = row_version + 1 WHERE id = :id").Int(":id", id).Run();
      }
      return id;
    }
  }
  if (shell) {
    Query queued(db, "SELECT COUNT(*) FROM render WHERE state = 'queued' AND reason = 'empty_shell'");
    queued.Next();
    if (queued.TakeInt() >= kMaxQueuedShells) return Id{0};
  }
  const Id id = db.NewId();
  Query(db, R"sql(
    INSERT INTO render (id, org_id, region_code, reason, url, host_group, flag_id, page_capture_id, source_id, watch_id, weight, state,
                        created_by, created_at, updated_at)
    VALUES (:id, :org, :region, :reason, :url, :host_group, :flag, :page, :source, :watch, :weight, 'queued', :by, :at, :at)
  )sql")
      .Int(":id", id).Int(":org", scope.org).Text(":region", render.region_code).Text(":reason", ToString(render.reason))
      .Text(":url", render.url).Text(":host_group", render.host_group).IdOrNull(":flag", render.flag)
      .IdOrNull(":page", render.page_capture).IdOrNull(":source", render.source).IdOrNull(":watch", render.watch)
      .Real(":weight", render.weight).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  return id;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "queue a page to be rendered"));
}

Result<std::optional<RenderRecord>> NextRender(CaseDb& db, Time now, bool flags_first) try {
  const char* const kinds[] = {"asked", flags_first ? "flag" : "empty_shell", flags_first ? "empty_shell" : "flag"};
  for (const char* kind : kinds) {
    Query row(db, std::string(kRenderColumns) + R"sql(
        LEFT JOIN render_host AS h ON h.host_group = r.host_group
       WHERE r.state = 'queued' AND r.reason = :kind AND (r.not_before_ms <= :now OR r.not_before_ms > :far)
         AND (COALESCE(h.next_at_ms, 0) <= :now OR h.next_at_ms > :far)
       ORDER BY r.weight DESC, r.id
       LIMIT 1
    )sql");
    row.Text(":kind", kind).Int(":now", ToMillis(now)).Int(":far", ToMillis(now + kLongestWait));
    if (row.Next()) return std::optional<RenderRecord>(ReadRender(row));
  }
  return std::optional<RenderRecord>();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the next page to be rendered"));
}

Result<int64_t> FinishRender(Transaction& tx, const RenderRecord& render, Id dom_capture, Id screenshot_capture) try {
  return int64_t{Query(tx.db(), R"sql(
    UPDATE render
       SET state = 'done', why = '', dom_capture_id = :dom, screenshot_capture_id = :shot, updated_at = :at,
           attempts = attempts + 1, row_version = row_version + 1
     WHERE url = :url AND state = 'queued'
  )sql")
      .Int(":dom", dom_capture).Int(":shot", screenshot_capture).Int(":at", ToUnixSeconds(tx.db().Now())).Text(":url", render.url).Run()};
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "finish a render"));
}

Status FailRender(Transaction& tx, const RenderRecord& render, const std::string& why, std::optional<Time> again) try {
  Query(tx.db(), R"sql(
    UPDATE render
       SET state = :state, why = :why, attempts = attempts + 1, not_before_ms = :again, updated_at = :at, row_version = row_version + 1
     WHERE id = :id AND state = 'queued'
  )sql")
      .Text(":state", again ? "queued" : "failed").Text(":why", why).Int(":again", again ? ToMillis(*again) : 0)
      .Int(":at", ToUnixSeconds(tx.db().Now())).Int(":id", render.id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record a failed render"));
}

Status PutOffRender(Transaction& tx, const RenderRecord& render, const std::string& why, Time until) try {
  Query(tx.db(), R"sql(
    UPDATE render SET why = :why, not_before_ms = :until, updated_at = :at, row_version = row_version + 1
     WHERE id = :id AND state = 'queued'
  )sql")
      .Text(":why", why).Int(":until", ToMillis(until)).Int(":at", ToUnixSeconds(tx.db().Now())).Int(":id", render.id).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "put off a render"));
}

Status SetRenderHost(Transaction& tx, const std::string& host_group, Time next) try {
  Query(tx.db(), R"sql(
    INSERT INTO render_host (host_group, next_at_ms) VALUES (:host_group, :next)
    ON CONFLICT (host_group) DO UPDATE SET next_at_ms = excluded.next_at_ms
  )sql")
      .Text(":host_group", host_group).Int(":next", ToMillis(next)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the gap of a host"));
}

Result<std::vector<RenderRecord>> RendersOfFlag(CaseDb& db, const Scope& scope, Id flag) try {
  // Seen by whoever sees the flag, through the right as well.
  const ScopeSql where = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  Query rows(db, std::string(kRenderColumns) + " JOIN flag AS f ON f.id = r.flag_id WHERE r.flag_id = :flag AND " + where.where +
                     " ORDER BY r.id DESC LIMIT 100");
  rows.Int(":flag", flag).Scope(where);
  std::vector<RenderRecord> renders;
  while (rows.Next()) renders.push_back(ReadRender(rows));
  return renders;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the renders of a flag"));
}

Result<std::optional<RenderRecord>> FindRender(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql where = ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"});
  Query row(db, std::string(kRenderColumns) + " JOIN flag AS f ON f.id = r.flag_id WHERE r.id = :id AND " + where.where);
  row.Int(":id", id).Scope(where);
  if (!row.Next()) return std::optional<RenderRecord>();
  return std::optional<RenderRecord>(ReadRender(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a render"));
}

Result<RenderCounts> CountRenders(CaseDb& db) try {
  Query rows(db, "SELECT state, COUNT(*) FROM render GROUP BY state");
  RenderCounts counts;
  while (rows.Next()) {
    const std::string state = rows.TakeText();
    (state == "queued" ? counts.queued : state == "done" ? counts.done : counts.failed) = rows.TakeInt();
  }
  return counts;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count renders"));
}

}  // namespace markwarden
