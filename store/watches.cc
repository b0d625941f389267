// Watches.
#include "store/watches.h"

#include "store/rights.h"
#include "store/sources.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kWatchColumns = R"sql(
  SELECT w.id, w.org_id, w.name, w.queries, w.region_code, w.period_from, w.period_to, w.state,
         w.created_by, w.created_at, w.row_version, COALESCE(w.owner_id, w.created_by), w.discovery
    FROM watch AS w
)sql";

ScopeSql SeenWatches(const Scope& scope) {
  return ToSql(scope, {.org = "w.org_id", .region = "w.region_code", .right = ""});
}

Watch ReadWatch(Query& row) {
  Watch watch;
  watch.id = row.TakeInt();
  watch.org = row.TakeInt();
  watch.name = row.TakeText();
  watch.queries = row.TakeTexts();
  watch.region_code = row.TakeText();
  if (const std::optional<int64_t> from = row.TakeIntOrNull()) watch.from = FromUnixSeconds(*from);
  if (const std::optional<int64_t> to = row.TakeIntOrNull()) watch.to = FromUnixSeconds(*to);
  watch.state = row.TakeText();
  watch.created_by = row.TakeInt();
  watch.created_at = row.TakeSeconds();
  watch.row_version = row.TakeInt();
  watch.owner = row.TakeInt();
  if (const std::optional<int64_t> queries = row.TakeIntOrNull()) watch.discovery = static_cast<int>(*queries);
  return watch;
}

void FillLinks(CaseDb& db, Watch& watch) {
  Query rights(db, "SELECT right_id FROM watch_right WHERE watch_id = :id ORDER BY right_id");
  rights.Int(":id", watch.id);
  while (rights.Next()) watch.rights.push_back(rights.TakeInt());
  Query sources(db, "SELECT source_id FROM watch_source WHERE watch_id = :id ORDER BY source_id");
  sources.Int(":id", watch.id);
  while (sources.Next()) watch.sources.push_back(sources.TakeInt());
}

std::vector<Watch> ReadAll(CaseDb& db, Query& rows) {
  std::vector<Watch> watches;
  while (rows.Next()) watches.push_back(ReadWatch(rows));
  for (Watch& watch : watches) FillLinks(db, watch);
  return watches;
}

std::optional<Watch> First(std::vector<Watch> watches) {
  if (watches.empty()) return std::nullopt;
  return std::move(watches.front());
}

}  // namespace

Status CheckWatchLinks(CaseDb& db, const Scope& scope, const Watch& watch) {
  for (const Id right : watch.rights) {
    Result<std::optional<RightRecord>> found = FindRight(db, scope, right);
    if (!found) return Fail(std::move(found.error()));
    if (!*found) return Fail(ErrorCode::kNotFound, "no right " + IdToString(right));
  }
  for (const Id source : watch.sources) {
    Result<std::optional<Source>> found = FindSource(db, scope, source);
    if (!found) return Fail(std::move(found.error()));
    if (!*found) return Fail(ErrorCode::kNotFound, "no source " + IdToString(source));
  }
  return Ok();
}

Status SaveWatchLinks(CaseDb& db, const Watch& watch) try {
  for (const Id right : watch.rights) {
    Query(db, "INSERT INTO watch_right (watch_id, right_id) VALUES (:watch, :right) ON CONFLICT DO NOTHING")
        .Int(":watch", watch.id).Int(":right", right).Run();
  }
  for (const Id source : watch.sources) {
    Query(db, "INSERT INTO watch_source (watch_id, source_id) VALUES (:watch, :source) ON CONFLICT DO NOTHING")
        .Int(":watch", watch.id).Int(":source", source).Run();
  }
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save what the watch is of"));
}

Result<Watch> AddWatch(Transaction& tx, const Scope& scope, const Watch& watch) try {
  CaseDb& db = tx.db();
  if (Status seen = CheckWatchLinks(db, scope, watch); !seen) return Fail(std::move(seen.error()));
  Watch added = watch;
  added.id = db.NewId();
  added.org = scope.org;
  added.created_by = scope.actor;
  added.created_at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  added.row_version = 1;
  if (added.owner == 0) added.owner = scope.actor;
  Query insert(db, R"sql(
    INSERT INTO watch (id, org_id, region_code, name, queries, period_from, period_to, state, owner_id, discovery, created_by, created_at)
    VALUES (:id, :org, :region, :name, :queries, :from, :to, :state, :owner, :discovery, :by, :at)
    ON CONFLICT (org_id, name) DO NOTHING
  )sql");
  insert.Int(":id", added.id).Int(":org", added.org).Text(":region", added.region_code).Text(":name", added.name)
      .Text(":queries", TextsJson(added.queries)).Text(":state", added.state).Int(":owner", added.owner).Int(":by", added.created_by)
      .Int(":at", ToUnixSeconds(added.created_at));
  if (added.from) insert.Int(":from", ToUnixSeconds(*added.from));
  if (added.discovery) insert.Int(":discovery", *added.discovery);
  if (added.to) insert.Int(":to", ToUnixSeconds(*added.to));
  if (insert.Run() == 0) return Fail(ErrorCode::kConflict, "a watch `" + added.name + "` exists: choose another name");
  if (Status linked = SaveWatchLinks(db, added); !linked) return Fail(std::move(linked.error()));
  return added;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add the watch"));
}

Status SetWatchState(Transaction& tx, const Scope& scope, Id id, const std::string& state, int64_t row_version) try {
  Result<std::optional<Watch>> watch = FindWatch(tx.db(), scope, id);
  if (!watch) return Fail(std::move(watch.error()));
  if (!*watch) return Fail(ErrorCode::kNotFound, "no watch " + IdToString(id));
  const int changed = Query(tx.db(), "UPDATE watch SET state = :state, row_version = row_version + 1 WHERE id = :id AND row_version = :version")
                          .Text(":state", state).Int(":id", id).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the watch was changed meanwhile: read it again");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the watch"));
}

Result<std::optional<Watch>> FindWatch(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenWatches(scope);
  Query rows(db, std::string(kWatchColumns) + " WHERE w.id = :id AND " + seen.where);
  rows.Int(":id", id).Scope(seen);
  return First(ReadAll(db, rows));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the watch"));
}

Result<std::optional<Watch>> FindWatchByName(CaseDb& db, const Scope& scope, const std::string& name) try {
  const ScopeSql seen = SeenWatches(scope);
  Query rows(db, std::string(kWatchColumns) + " WHERE w.name = :name AND " + seen.where);
  rows.Text(":name", name).Scope(seen);
  return First(ReadAll(db, rows));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the watch"));
}

Result<std::vector<Watch>> ListWatches(CaseDb& db, const Scope& scope) try {
  const ScopeSql seen = SeenWatches(scope);
  Query rows(db, std::string(kWatchColumns) + " WHERE " + seen.where + " ORDER BY w.name");
  rows.Scope(seen);
  return ReadAll(db, rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list watches"));
}

Result<std::vector<Watch>> ActiveWatches(CaseDb& db, Time now) try {
  Query rows(db, std::string(kWatchColumns) +
                     " WHERE w.state = 'active' AND (w.period_from IS NULL OR w.period_from <= :now)"
                     " AND (w.period_to IS NULL OR w.period_to >= :now) ORDER BY w.id");
  rows.Int(":now", ToUnixSeconds(now));
  return ReadAll(db, rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list watches"));
}

}  // namespace markwarden
