// Rows of saved_filter.
#include "store/saved_filters.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kFilterColumns = R"sql(
  SELECT s.id, s.name, s.filter, s.shared, s.is_default, s.created_by, a.login, s.updated_at, s.row_version
    FROM saved_filter AS s JOIN account AS a ON a.id = s.created_by
)sql";

SavedFilter ReadFilter(Query& row) {
  SavedFilter filter;
  filter.id = row.TakeInt();
  filter.name = row.TakeText();
  filter.filter = row.TakeJson();
  filter.shared = row.TakeInt() != 0;
  filter.is_default = row.TakeInt() != 0;
  filter.owner = row.TakeInt();
  filter.owner_name = row.TakeText();
  filter.updated_at = row.TakeSeconds();
  filter.row_version = row.TakeInt();
  return filter;
}

}  // namespace

Result<SavedFilter> SaveFilter(Transaction& tx, const Scope& scope, const SavedFilter& filter, int most) try {
  CaseDb& db = tx.db();
  const int64_t now = ToUnixSeconds(db.Now());
  SavedFilter saved = filter;
  saved.owner = scope.actor;
  saved.owner_name = scope.actor_name;
  saved.updated_at = FromUnixSeconds(now);
  Query same(db, "SELECT id, row_version FROM saved_filter WHERE created_by = :by AND name = :name");
  same.Int(":by", scope.actor).Text(":name", filter.name);
  const Id named = same.Next() ? same.TakeInt() : 0;
  if (filter.id != 0 && named != 0 && named != filter.id) return Fail(ErrorCode::kConflict, "you have a filter \"" + filter.name + "\" already: choose another name");
  if (saved.id == 0) saved.id = named;
  if (filter.is_default) {
    Query(db, "UPDATE saved_filter SET is_default = 0, row_version = row_version + 1 WHERE created_by = :by AND is_default = 1 AND id <> :id")
        .Int(":by", scope.actor).Int(":id", saved.id).Run();
  }
  if (saved.id != 0) {
    Query row(db, "SELECT row_version FROM saved_filter WHERE id = :id AND created_by = :by");
    row.Int(":id", saved.id).Int(":by", scope.actor);
    if (!row.Next()) return Fail(ErrorCode::kNotFound, "you have no filter " + IdToString(saved.id));
    const int64_t version = row.TakeInt();
    if (filter.row_version > 0 && filter.id != 0 && version != filter.row_version) {
      return Fail(ErrorCode::kConflict, "the filter has changed since it was shown: look at it again");
    }
    Query(db, R"sql(
      UPDATE saved_filter SET name = :name, filter = :filter, shared = :shared, is_default = :default, updated_at = :now, row_version = row_version + 1
       WHERE id = :id
    )sql")
        .Text(":name", saved.name).Text(":filter", ObjectJson(saved.filter)).Int(":shared", saved.shared ? 1 : 0)
        .Int(":default", saved.is_default ? 1 : 0).Int(":now", now).Int(":id", saved.id).Run();
    saved.row_version = version + 1;
    return saved;
  }
  Query count(db, "SELECT COUNT(*) FROM saved_filter WHERE created_by = :by");
  count.Int(":by", scope.actor);
  count.Next();
  if (count.TakeInt() >= most) return Fail(ErrorCode::kExhausted, "you keep " + std::to_string(most) + " filters: remove one first");
  saved.id = db.NewId();
  saved.row_version = 1;
  Query(db, R"sql(
    INSERT INTO saved_filter (id, org_id, name, filter, shared, is_default, created_by, created_at, updated_at)
    VALUES (:id, :org, :name, :filter, :shared, :default, :by, :now, :now)
  )sql")
      .Int(":id", saved.id).Int(":org", scope.org).Text(":name", saved.name).Text(":filter", ObjectJson(saved.filter))
      .Int(":shared", saved.shared ? 1 : 0).Int(":default", saved.is_default ? 1 : 0).Int(":by", scope.actor).Int(":now", now).Run();
  return saved;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep the filter"));
}

Status RemoveFilter(Transaction& tx, const Scope& scope, Id id) try {
  const int gone = Query(tx.db(), "DELETE FROM saved_filter WHERE id = :id AND created_by = :by").Int(":id", id).Int(":by", scope.actor).Run();
  if (gone == 0) return Fail(ErrorCode::kNotFound, "you have no filter " + IdToString(id));
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "remove the filter"));
}

Result<std::vector<SavedFilter>> ListFilters(CaseDb& db, const Scope& scope, int most) try {
  std::vector<SavedFilter> filters;
  Query own(db, std::string(kFilterColumns) + " WHERE s.created_by = :by ORDER BY s.name LIMIT :most");
  own.Int(":by", scope.actor).Int(":most", most);
  while (own.Next()) filters.push_back(ReadFilter(own));
  Query others(db, std::string(kFilterColumns) + " WHERE s.org_id = :org AND s.shared = 1 AND s.created_by <> :by ORDER BY s.name, s.id LIMIT :most");
  others.Int(":org", scope.org).Int(":by", scope.actor).Int(":most", most);
  while (others.Next()) {
    SavedFilter filter = ReadFilter(others);
    filter.is_default = false;  // its owner's
    filters.push_back(std::move(filter));
  }
  return filters;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list filters"));
}

}  // namespace markwarden
