// Rows of watch_version, and the rows that they tell of.
#include "store/watch_versions.h"

#include "store/sql.h"
#include "store/watches.h"

namespace markwarden {
namespace {

constexpr int kMaxVersions = 100;

Json PayloadOf(const Watch& watch) {
  Json rights = Json::array(), sources = Json::array();
  for (const Id id : watch.rights) rights.push_back(IdToString(id));
  for (const Id id : watch.sources) sources.push_back(IdToString(id));
  return {{"name", watch.name},
          {"rights", std::move(rights)},
          {"sources", std::move(sources)},
          {"queries", watch.queries},
          {"region", watch.region_code},
          {"from", watch.from ? Json(FormatTime(*watch.from)) : Json(nullptr)},
          {"to", watch.to ? Json(FormatTime(*watch.to)) : Json(nullptr)},
          {"state", watch.state},
          {"owner", IdToString(watch.owner)},
          {"discovery", watch.discovery ? Json(*watch.discovery) : Json(nullptr)}};
}

}  // namespace

Result<int> AddWatchVersion(Transaction& tx, const Scope& scope, const Watch& watch) try {
  CaseDb& db = tx.db();
  Result<int> last = WatchVersionOf(db, watch.id);
  if (!last) return last;
  Query(db, R"sql(
    INSERT INTO watch_version (id, watch_id, number, payload, created_by, created_at) VALUES (:id, :watch, :number, :payload, :by, :at)
  )sql")
      .Int(":id", db.NewId()).Int(":watch", watch.id).Int(":number", *last + 1).Text(":payload", DumpJson(PayloadOf(watch)))
      .Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  return *last + 1;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the watch's version"));
}

Result<std::vector<WatchVersion>> ListWatchVersions(CaseDb& db, Id watch) try {
  Query rows(db, R"sql(
    SELECT v.number, v.payload, a.login, v.created_at FROM watch_version AS v JOIN account AS a ON a.id = v.created_by
     WHERE v.watch_id = :watch ORDER BY v.number DESC LIMIT :limit
  )sql");
  rows.Int(":watch", watch).Int(":limit", kMaxVersions);
  std::vector<WatchVersion> versions;
  while (rows.Next()) {
    WatchVersion version;
    version.number = static_cast<int>(rows.TakeInt());
    version.payload = rows.TakeJson();
    version.actor_name = rows.TakeText();
    version.created_at = rows.TakeSeconds();
    versions.push_back(std::move(version));
  }
  return versions;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the watch's versions"));
}

Result<int> WatchVersionOf(CaseDb& db, Id watch) try {
  Query row(db, "SELECT COALESCE(MAX(number), 0) FROM watch_version WHERE watch_id = :watch");
  row.Int(":watch", watch);
  row.Next();
  return static_cast<int>(row.TakeInt());
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the watch's version"));
}

Result<Watch> EditWatch(Transaction& tx, const Scope& scope, const Watch& watch, int64_t row_version) try {
  CaseDb& db = tx.db();
  if (Status seen = CheckWatchLinks(db, scope, watch); !seen) return Fail(std::move(seen.error()));
  {
    Query taken(db, "SELECT 1 FROM watch WHERE org_id = :org AND name = :name AND id <> :id");
    taken.Int(":org", watch.org).Text(":name", watch.name).Int(":id", watch.id);
    if (taken.Next()) return Fail(ErrorCode::kConflict, "there is a watch called " + watch.name + " already: choose another name");
  }
  Query update(db, R"sql(
    UPDATE watch SET name = :name, queries = :queries, region_code = :region, period_from = :from, period_to = :to, owner_id = :owner, discovery = :discovery,
                     row_version = row_version + 1
     WHERE id = :id AND row_version = :version
  )sql");
  update.Text(":name", watch.name).Text(":queries", TextsJson(watch.queries)).Text(":region", watch.region_code)
      .IdOrNull(":owner", watch.owner).Int(":id", watch.id).Int(":version", row_version);
  if (watch.discovery) update.Int(":discovery", *watch.discovery);
  if (watch.from) update.Int(":from", ToUnixSeconds(*watch.from));
  if (watch.to) update.Int(":to", ToUnixSeconds(*watch.to));
  if (update.Run() == 0) return Fail(ErrorCode::kConflict, "the watch was changed meanwhile: read it again");
  Query(db, "DELETE FROM watch_right WHERE watch_id = :watch").Int(":watch", watch.id).Run();
  Query(db, "DELETE FROM watch_source WHERE watch_id = :watch").Int(":watch", watch.id).Run();
  if (Status linked = SaveWatchLinks(db, watch); !linked) return Fail(std::move(linked.error()));
  Result<std::optional<Watch>> edited = FindWatch(db, scope, watch.id);
  if (!edited) return Fail(std::move(edited.error()));
  if (!*edited) return Fail(ErrorCode::kDenied, "the watch would be in a region that you do not see: choose one of yours");
  return std::move(**edited);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the watch"));
}

Result<WatchYield> YieldOfWatch(CaseDb& db, Id watch) try {
  WatchYield yield;
  {
    Query row(db, "SELECT COUNT(*) FROM (SELECT DISTINCT listing_id FROM snapshot WHERE watch_id = :watch LIMIT :cap) AS seen");
    row.Int(":watch", watch).Int(":cap", kCountCap);
    row.Next();
    yield.listings = row.TakeInt();
  }
  // Ids are times, so the greatest is the newest listing.
  Query row(db, R"sql(
    SELECT l.first_seen FROM listing AS l WHERE l.id = (SELECT MAX(s.listing_id) FROM snapshot AS s WHERE s.watch_id = :watch)
  )sql");
  row.Int(":watch", watch);
  if (row.Next()) yield.last_new_listing = row.TakeSeconds();
  return yield;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count what the watch found"));
}

}  // namespace markwarden
