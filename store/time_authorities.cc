// Rows of time_authority.
#include "store/time_authorities.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kAuthorityColumns = R"sql(
  SELECT a.id, a.authority_key, a.number, a.trusted, a.enabled, a.priority, a.payload, a.created_by, a.created_at
    FROM time_authority AS a
)sql";

TimeAuthorityRecord ReadAuthority(Query& row) {
  TimeAuthorityRecord authority;
  authority.id = row.TakeInt();
  authority.key = row.TakeText();
  authority.number = row.TakeInt();
  authority.trusted = row.TakeInt() != 0;
  authority.enabled = row.TakeInt() != 0;
  authority.priority = row.TakeInt();
  const Json payload = row.TakeJson();
  authority.url = JsonText(payload, "url");
  authority.name_zh = JsonText(payload, "name_zh");
  authority.name_en = JsonText(payload, "name_en");
  authority.allow_networks = JsonTexts(payload, "allow_networks");
  authority.rules.anchors_pem = JsonText(payload, "anchors");
  authority.rules.revocation_lists_pem = JsonText(payload, "revocation_lists");
  authority.rules.policies = JsonTexts(payload, "policies");
  authority.rules.max_accuracy_micros = JsonInt(payload, "max_accuracy_us");
  authority.created_by = row.TakeInt();
  authority.created_at = row.TakeSeconds();
  return authority;
}

}  // namespace

Result<TimeAuthorityRecord> SaveTimeAuthority(Transaction& tx, const Scope& scope, TimeAuthorityRecord authority) try {
  CaseDb& db = tx.db();
  {
    Query row(db, "SELECT COALESCE(MAX(number), 0) + 1 FROM time_authority WHERE authority_key = :key");
    row.Text(":key", authority.key);
    row.Next();
    authority.number = row.TakeInt();
  }
  authority.id = db.NewId();
  authority.created_by = scope.actor;
  authority.created_at = db.Now();
  const Json payload = {
      {"url", authority.url}, {"name_zh", authority.name_zh}, {"name_en", authority.name_en}, {"allow_networks", authority.allow_networks},
      {"anchors", authority.rules.anchors_pem}, {"revocation_lists", authority.rules.revocation_lists_pem}, {"policies", authority.rules.policies},
      {"max_accuracy_us", authority.rules.max_accuracy_micros ? Json(*authority.rules.max_accuracy_micros) : Json(nullptr)}};
  Query(db, R"sql(
    INSERT INTO time_authority (id, authority_key, number, trusted, enabled, priority, payload, created_by, created_at)
    VALUES (:id, :key, :number, :trusted, :enabled, :priority, :payload, :by, :at)
  )sql")
      .Int(":id", authority.id).Text(":key", authority.key).Int(":number", authority.number).Int(":trusted", authority.trusted ? 1 : 0)
      .Int(":enabled", authority.enabled ? 1 : 0).Int(":priority", authority.priority).Text(":payload", DumpJson(payload))
      .Int(":by", authority.created_by).Int(":at", ToUnixSeconds(authority.created_at)).Run();
  // Somebody else may grant what all refused so far, and an address may have been mended.
  Query(db, "UPDATE time_stamp SET state = 'wanted', next_try = :now WHERE state <> 'have'").Int(":now", ToUnixSeconds(authority.created_at)).Run();
  return authority;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save a time authority"));
}

Result<std::vector<TimeAuthorityRecord>> ListTimeAuthorities(CaseDb& db) try {
  Query rows(db, std::string(kAuthorityColumns) + R"sql(
     WHERE a.number = (SELECT MAX(b.number) FROM time_authority AS b WHERE b.authority_key = a.authority_key)
     ORDER BY a.priority, a.authority_key
  )sql");
  std::vector<TimeAuthorityRecord> authorities;
  while (rows.Next()) authorities.push_back(ReadAuthority(rows));
  return authorities;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list time authorities"));
}

Result<std::optional<TimeAuthorityRecord>> FindTimeAuthority(CaseDb& db, Id id) try {
  Query row(db, std::string(kAuthorityColumns) + " WHERE a.id = :id");
  row.Int(":id", id);
  if (!row.Next()) return std::optional<TimeAuthorityRecord>();
  return std::optional<TimeAuthorityRecord>(ReadAuthority(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a time authority"));
}

}  // namespace markwarden
