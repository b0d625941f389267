// Rows of connector.
#include "store/connectors.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kNewestConnectors = R"sql(
  SELECT c.id, c.org_id, c.name, c.yaml, c.digest, c.created_by, c.created_at
    FROM connector AS c
   WHERE c.org_id = :org AND c.id = (SELECT MAX(o.id) FROM connector AS o WHERE o.org_id = c.org_id AND o.name = c.name)
)sql";

ConnectorRecord ReadConnectorRow(Query& row) {
  ConnectorRecord connector;
  connector.id = row.TakeInt();
  connector.org = row.TakeInt();
  connector.name = row.TakeText();
  connector.yaml = row.TakeText();
  connector.digest = row.TakeHex();
  connector.created_by = row.TakeInt();
  connector.created_at = row.TakeSeconds();
  return connector;
}

}  // namespace

Result<ConnectorRecord> SaveConnector(Transaction& tx, const Scope& scope, const std::string& name, const std::string& yaml) try {
  CaseDb& db = tx.db();
  const std::string digest = Sha256Hex(yaml);
  Result<std::optional<ConnectorRecord>> there = FindConnector(db, scope.org, name);
  if (!there) return Fail(there);
  if (*there && (*there)->digest == digest) return std::move(**there);
  const int added = Query(db, R"sql(
    INSERT INTO connector (id, org_id, name, yaml, digest, created_by, created_at)
    VALUES (:id, :org, :name, :yaml, :digest, :by, :now)
    ON CONFLICT (org_id, name, digest) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Int(":org", scope.org).Text(":name", name).Text(":yaml", yaml).Hex(":digest", digest).Int(":by", scope.actor)
      .Int(":now", ToUnixSeconds(db.Now())).Run();
  if (added == 0) {
    return Fail(ErrorCode::kConflict, "this was a version of the connector " + name + " before and another has taken its place: say in a comment why it comes back");
  }
  there = FindConnector(db, scope.org, name);
  if (!there) return Fail(there);
  if (!*there) return Fail(ErrorCode::kInternal, "case.db lost a connector that was just added");
  return std::move(**there);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save a connector"));
}

Result<std::optional<ConnectorRecord>> FindConnector(CaseDb& db, Id org, const std::string& name) try {
  Query row(db, std::string(kNewestConnectors) + " AND c.name = :name");
  row.Int(":org", org).Text(":name", name);
  if (!row.Next()) return std::optional<ConnectorRecord>();
  return std::optional<ConnectorRecord>(ReadConnectorRow(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a connector"));
}

Result<std::vector<ConnectorRecord>> ListConnectors(CaseDb& db, Id org) try {
  Query rows(db, std::string(kNewestConnectors) + " ORDER BY c.name");
  rows.Int(":org", org);
  std::vector<ConnectorRecord> connectors;
  while (rows.Next()) connectors.push_back(ReadConnectorRow(rows));
  return connectors;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list connectors"));
}

}  // namespace markwarden
