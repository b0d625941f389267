// Rows of sighting, search_listing and search_use.
#include "store/sightings.h"

#include <set>

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kCountSearchPage = R"sql(
  INSERT INTO search_use (source_id, query, org_id, pages, rounds, last_round, first_at, last_at)
  VALUES (:source, :query, :org, 1, 1, :round, :at, :at)
  ON CONFLICT (source_id, query) DO UPDATE
     SET pages = search_use.pages + 1,
         rounds = search_use.rounds + CASE WHEN excluded.last_round > search_use.last_round THEN 1 ELSE 0 END,
         last_round = CASE WHEN excluded.last_round > search_use.last_round THEN excluded.last_round ELSE search_use.last_round END,
         last_at = excluded.last_at
)sql";

constexpr const char* kAddSighting = R"sql(
  INSERT INTO sighting (id, org_id, region_code, watch_id, source_id, query, capture_id, page, position, place, listed, platform_key, item_key, seen_at, created_by)
  VALUES (:id, :org, COALESCE((SELECT w.region_code FROM watch AS w WHERE w.id = :watch), ''), :watch, :source, :query, :capture, :page, :position, :place, :listed,
          :platform, :item, :at, :by)
  ON CONFLICT (capture_id, platform_key, item_key) DO NOTHING
)sql";

constexpr const char* kShownBefore = R"sql(
  SELECT 1 FROM search_listing WHERE platform_key = :platform AND item_key = :item AND org_id = :org LIMIT 1
)sql";

constexpr const char* kSumSightings = R"sql(
  INSERT INTO search_listing (source_id, query, platform_key, item_key, org_id, region_code, times, shown_first, first_at, first_place, best_at, best_place, last_at, last_place)
  VALUES (:source, :query, :platform, :item, :org, COALESCE((SELECT w.region_code FROM watch AS w WHERE w.id = :watch), ''), 1, :first, :at, :place, :at, :place, :at, :place)
  ON CONFLICT (source_id, query, platform_key, item_key) DO UPDATE
     SET times = search_listing.times + 1, last_at = excluded.last_at, last_place = excluded.last_place,
         best_at = CASE WHEN excluded.best_place < search_listing.best_place THEN excluded.best_at ELSE search_listing.best_at END,
         best_place = CASE WHEN excluded.best_place < search_listing.best_place THEN excluded.best_place ELSE search_listing.best_place END
  RETURNING times
)sql";

constexpr const char* kDropOldSightings = R"sql(
  DELETE FROM sighting
   WHERE source_id = :source AND query = :query AND platform_key = :platform AND item_key = :item
     AND id < (SELECT MIN(k.id) FROM (SELECT s.id FROM sighting AS s
                WHERE s.source_id = :source AND s.query = :query AND s.platform_key = :platform AND s.item_key = :item
                ORDER BY s.id DESC LIMIT :kept) AS k)
)sql";

// A listing counts once, however many leads it has.
constexpr const char* kYields = R"sql(
  SELECT u.query, u.pages, u.rounds, u.last_at, COUNT(y.item_key), COALESCE(SUM(y.shown_first), 0), COALESCE(SUM(y.suspected), 0),
         COALESCE(SUM(y.suspected * y.shown_first), 0), COALESCE(SUM(y.upheld), 0)
    FROM search_use AS u
    LEFT JOIN (
      SELECT s.query AS query, s.item_key AS item_key, s.shown_first AS shown_first,
             CASE WHEN EXISTS (SELECT 1 FROM listing AS l JOIN flag AS f ON f.listing_id = l.id JOIN watch_right AS r ON r.right_id = f.right_id AND r.watch_id = :watch
                                WHERE l.platform_key = s.platform_key AND l.item_key = s.item_key AND f.org_id = s.org_id AND f.verdict = 'suspected'
                                  AND f.state <> 'dismissed') THEN 1 ELSE 0 END AS suspected,
             CASE WHEN EXISTS (SELECT 1 FROM listing AS l JOIN flag AS f ON f.listing_id = l.id JOIN watch_right AS r ON r.right_id = f.right_id AND r.watch_id = :watch
                                WHERE l.platform_key = s.platform_key AND l.item_key = s.item_key AND f.org_id = s.org_id AND f.state = 'in_case') THEN 1 ELSE 0 END AS upheld
        FROM search_listing AS s
       WHERE s.source_id = :source) AS y ON y.query = u.query
   WHERE u.source_id = :source
   GROUP BY u.query, u.pages, u.rounds, u.last_at
   ORDER BY u.query
)sql";

ScopeSql SeenSightings(const Scope& scope) { return ToSql(scope, {.org = "s.org_id", .region = "", .right = ""}); }

}  // namespace

Status SaveSearchPage(Transaction& tx, const Scope& scope, const SearchPageSeen& seen, int kept) try {
  CaseDb& db = tx.db();
  const int64_t at = ToUnixSeconds(seen.at);
  Query(db, kCountSearchPage).Int(":source", seen.source).Text(":query", seen.query).Int(":org", seen.org).Int(":round", seen.round).Int(":at", at).Run();
  std::set<std::pair<std::string, std::string>> once;
  int position = 0;
  for (const auto& offer : seen.offers) {
    ++position;
    if (!once.insert(offer).second) continue;
    const auto& [platform, item] = offer;
    Query add(db, kAddSighting);
    add.Int(":id", db.NewId()).Int(":org", seen.org).Int(":watch", seen.watch).Int(":source", seen.source).Text(":query", seen.query)
        .Int(":capture", seen.capture).Int(":page", seen.page).Int(":position", position).Int(":place", seen.before + position).Int(":listed", seen.listed ? 1 : 0)
        .Text(":platform", platform).Text(":item", item).Int(":at", at).Int(":by", scope.actor);
    if (add.Run() == 0) continue;
    bool before = false;
    {
      Query known(db, kShownBefore);
      known.Text(":platform", platform).Text(":item", item).Int(":org", seen.org);
      before = known.Next();
    }
    int64_t times = 0;
    {
      Query sum(db, kSumSightings);
      sum.Int(":source", seen.source).Text(":query", seen.query).Text(":platform", platform).Text(":item", item).Int(":org", seen.org)
          .Int(":watch", seen.watch).Int(":first", before ? 0 : 1).Int(":at", at).Int(":place", seen.before + position);
      sum.Next();
      times = sum.TakeInt();
      while (sum.Next()) {
      }
    }
    if (times <= kept) continue;
    Query(db, kDropOldSightings).Int(":source", seen.source).Text(":query", seen.query).Text(":platform", platform).Text(":item", item).Int(":kept", kept).Run();
  }
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep what the search showed"));
}

Result<std::vector<Sighting>> SightingsOf(CaseDb& db, const Scope& scope, const std::string& platform, const std::string& key, int limit) try {
  const ScopeSql seen = SeenSightings(scope);
  Query rows(db, R"sql(
    SELECT s.id, s.watch_id, COALESCE(w.name, ''), s.source_id, o.name, s.query, s.capture_id, c.url, s.page, s.position, s.place, s.listed, s.seen_at
      FROM sighting AS s
      JOIN source AS o ON o.id = s.source_id
      JOIN capture AS c ON c.id = s.capture_id
      LEFT JOIN watch AS w ON w.id = s.watch_id
     WHERE s.platform_key = :platform AND s.item_key = :item AND )sql" + seen.where + " ORDER BY s.id DESC LIMIT :limit");
  rows.Text(":platform", platform).Text(":item", key).Int(":limit", ClampLimit(limit)).Scope(seen);
  std::vector<Sighting> sightings;
  while (rows.Next()) {
    Sighting one;
    one.id = rows.TakeInt();
    one.watch = rows.TakeInt();
    one.watch_name = rows.TakeText();
    one.source = rows.TakeInt();
    one.source_name = rows.TakeText();
    one.query = rows.TakeText();
    one.capture = rows.TakeInt();
    one.url = rows.TakeText();
    one.page = static_cast<int>(rows.TakeInt());
    one.position = static_cast<int>(rows.TakeInt());
    one.place = static_cast<int>(rows.TakeInt());
    one.listed = rows.TakeInt() != 0;
    one.at = rows.TakeSeconds();
    sightings.push_back(std::move(one));
  }
  return sightings;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read where the listing was found"));
}

Result<std::vector<SearchHistory>> SearchHistoryOf(CaseDb& db, const Scope& scope, const std::string& platform, const std::string& key, int limit) try {
  const ScopeSql seen = SeenSightings(scope);
  Query rows(db, R"sql(
    SELECT s.source_id, o.name, s.query, s.times, s.shown_first, s.first_place, s.first_at, s.best_place, s.best_at, s.last_place, s.last_at
      FROM search_listing AS s
      JOIN source AS o ON o.id = s.source_id
     WHERE s.platform_key = :platform AND s.item_key = :item AND )sql" + seen.where + " ORDER BY s.last_at DESC, s.best_place, s.query LIMIT :limit");
  rows.Text(":platform", platform).Text(":item", key).Int(":limit", ClampLimit(limit)).Scope(seen);
  std::vector<SearchHistory> history;
  const auto place = [&rows] {
    PlaceInTime one;
    one.place = static_cast<int>(rows.TakeInt());
    one.at = rows.TakeSeconds();
    return one;
  };
  while (rows.Next()) {
    SearchHistory one;
    one.source = rows.TakeInt();
    one.source_name = rows.TakeText();
    one.query = rows.TakeText();
    one.times = rows.TakeInt();
    one.shown_first = rows.TakeInt() != 0;
    one.first = place();
    one.best = place();
    one.last = place();
    history.push_back(std::move(one));
  }
  return history;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read how high the listing stood"));
}

Result<std::vector<QueryYield>> QueryYields(CaseDb& db, Id watch, Id source) try {
  Query rows(db, kYields);
  rows.Int(":watch", watch).Int(":source", source);
  std::vector<QueryYield> yields;
  while (rows.Next()) {
    QueryYield one;
    one.query = rows.TakeText();
    one.pages = rows.TakeInt();
    one.rounds = rows.TakeInt();
    one.last_at = rows.TakeSeconds();
    one.listings = rows.TakeInt();
    one.fresh = rows.TakeInt();
    one.suspected = rows.TakeInt();
    one.fresh_suspected = rows.TakeInt();
    one.upheld = rows.TakeInt();
    yields.push_back(std::move(one));
  }
  return yields;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count what the queries brought"));
}

}  // namespace markwarden
