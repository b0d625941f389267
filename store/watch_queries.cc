// Rows of watch_query and search_choice.
#include "store/watch_queries.h"

#include "store/sql.h"
#include "store/watches.h"

namespace markwarden {

Result<std::vector<WatchQuery>> WatchQueriesOf(CaseDb& db, Id watch) try {
  Query rows(db, "SELECT query, state, rests_until, created_by, created_at FROM watch_query WHERE watch_id = :watch ORDER BY query");
  rows.Int(":watch", watch);
  std::vector<WatchQuery> queries;
  while (rows.Next()) {
    WatchQuery one;
    one.query = rows.TakeText();
    one.state = rows.TakeText();
    if (const std::optional<int64_t> until = rows.TakeIntOrNull()) one.rests_until = FromUnixSeconds(*until);
    one.created_by = rows.TakeInt();
    one.created_at = rows.TakeSeconds();
    queries.push_back(std::move(one));
  }
  return queries;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the watch's queries"));
}

Status SetWatchQuery(Transaction& tx, const Scope& scope, Id watch, const WatchQuery& query) try {
  CaseDb& db = tx.db();
  Query set(db, R"sql(
    INSERT INTO watch_query (watch_id, query, org_id, region_code, state, rests_until, created_by, created_at)
    SELECT w.id, :query, w.org_id, w.region_code, :state, :until, :by, :at FROM watch AS w WHERE w.id = :watch
    ON CONFLICT (watch_id, query) DO UPDATE
       SET state = excluded.state, rests_until = excluded.rests_until, created_by = excluded.created_by, created_at = excluded.created_at,
           row_version = watch_query.row_version + 1
  )sql");
  set.Int(":watch", watch).Text(":query", query.query).Text(":state", query.state).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now()));
  if (query.rests_until) set.Int(":until", ToUnixSeconds(*query.rests_until));
  else set.Null(":until");
  if (set.Run() == 0) return Fail(ErrorCode::kNotFound, "no watch " + IdToString(watch));
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the watch's query"));
}

Result<bool> RemoveWatchQuery(Transaction& tx, Id watch, const std::string& query) try {
  return Query(tx.db(), "DELETE FROM watch_query WHERE watch_id = :watch AND query = :query").Int(":watch", watch).Text(":query", query).Run() > 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the watch's query"));
}

Result<std::vector<SearchChoice>> SearchChoicesOf(CaseDb& db, Id watch, Id source, std::optional<int64_t> round) try {
  std::string sql = "SELECT query, round, rank, why, score, chosen_at FROM search_choice WHERE watch_id = :watch AND source_id = :source";
  if (round) sql += " AND round = :round";
  Query rows(db, sql + " ORDER BY round DESC, rank");
  rows.Int(":watch", watch).Int(":source", source);
  if (round) rows.Int(":round", *round);
  std::vector<SearchChoice> choices;
  while (rows.Next()) {
    SearchChoice one;
    one.query = rows.TakeText();
    one.round = rows.TakeInt();
    one.rank = static_cast<int>(rows.TakeInt());
    one.why = rows.TakeText();
    one.score = rows.TakeReal();
    one.at = rows.TakeSeconds();
    choices.push_back(std::move(one));
  }
  return choices;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read what the rounds chose"));
}

Status SaveSearchChoices(Transaction& tx, Id org, Id watch, Id source, const std::vector<SearchChoice>& choices) try {
  CaseDb& db = tx.db();
  for (const SearchChoice& choice : choices) {
    Query(db, R"sql(
      INSERT INTO search_choice (watch_id, source_id, query, org_id, round, rank, why, score, chosen_at)
      VALUES (:watch, :source, :query, :org, :round, :rank, :why, :score, :at)
      ON CONFLICT (watch_id, source_id, query) DO UPDATE
         SET round = excluded.round, rank = excluded.rank, why = excluded.why, score = excluded.score, chosen_at = excluded.chosen_at
    )sql")
        .Int(":watch", watch).Int(":source", source).Text(":query", choice.query).Int(":org", org).Int(":round", choice.round)
        .Int(":rank", choice.rank).Text(":why", choice.why).Real(":score", choice.score).Int(":at", ToUnixSeconds(db.Now())).Run();
  }
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep what the round chose"));
}

Status SetWatchDiscovery(Transaction& tx, const Scope& scope, Id watch, std::optional<int> queries, int64_t row_version) try {
  Result<std::optional<Watch>> seen = FindWatch(tx.db(), scope, watch);
  if (!seen) return Fail(std::move(seen.error()));
  if (!*seen) return Fail(ErrorCode::kNotFound, "no watch " + IdToString(watch));
  Query set(tx.db(), "UPDATE watch SET discovery = :queries, row_version = row_version + 1 WHERE id = :id AND row_version = :version");
  set.Int(":id", watch).Int(":version", row_version);
  if (queries) set.Int(":queries", *queries);
  else set.Null(":queries");
  if (set.Run() == 0) return Fail(ErrorCode::kConflict, "the watch was changed meanwhile: read it again");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the watch"));
}

}  // namespace markwarden
