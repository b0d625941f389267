// Rule packs, rule sets, and what they have not looked at yet.
#include "store/rule_sets.h"

#include "store/snapshot_row.h"
#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kPackColumns = "SELECT id, org_id, name, digest, yaml, created_at FROM rule_pack_version";

constexpr const char* kSetColumns = R"sql(
  SELECT s.org_id, s.digest, s.right_versions, s.rule_packs, COALESCE(f.generation, 0), s.created_at
    FROM rule_set AS s
    LEFT JOIN rule_set_in_force AS f ON f.org_id = s.org_id AND f.digest = s.digest
)sql";

Result<std::optional<RuleSetRecord>> FindOne(Query& row) {
  if (!row.Next()) return std::optional<RuleSetRecord>();
  RuleSetRecord set;
  set.org = row.TakeInt();
  set.digest = row.TakeText();
  set.right_versions = row.TakeIds();
  set.rule_packs = row.TakeIds();
  set.generation = row.TakeInt();
  set.created_at = row.TakeSeconds();
  return std::optional<RuleSetRecord>(std::move(set));
}

constexpr const char* kUnmatched = R"sql(
      JOIN listing AS l ON l.latest_snapshot_id = s.id
     WHERE s.id > :after
       AND NOT EXISTS (SELECT 1 FROM match_done AS d
                        WHERE d.org_id = :org AND d.rule_set = :rule_set AND d.engine = :engine AND d.snapshot_id = s.id
                          AND d.pictures >= (SELECT COUNT(*) FROM snapshot_picture AS p
                                              WHERE p.snapshot_id = s.id AND p.capture_id IS NOT NULL))
)sql";

}  // namespace

RulePackVersion ReadRulePackRow(Query& row) {
  RulePackVersion pack;
  pack.id = row.TakeInt();
  pack.org = row.TakeInt();
  pack.name = row.TakeText();
  pack.digest = row.TakeHex();
  pack.yaml = row.TakeText();
  pack.created_at = row.TakeSeconds();
  return pack;
}

Result<RulePackVersion> SaveRulePack(Transaction& tx, const Scope& scope, const std::string& name, const std::string& yaml) try {
  CaseDb& db = tx.db();
  const Sha256Digest digest = Sha256(yaml);
  Query(db, R"sql(
    INSERT INTO rule_pack_version (id, org_id, name, digest, yaml, created_by, created_at)
    VALUES (:id, :org, :name, :digest, :yaml, :by, :at)
    ON CONFLICT (org_id, name, digest) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Int(":org", scope.org).Text(":name", name).Blob(":digest", digest).Text(":yaml", yaml)
      .Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  Query row(db, std::string(kPackColumns) + " WHERE org_id = :org AND name = :name AND digest = :digest");
  row.Int(":org", scope.org).Text(":name", name).Blob(":digest", digest);
  if (!row.Next()) return Fail(ErrorCode::kInternal, "the rule pack was not stored");
  return ReadRulePackRow(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the rule pack"));
}

Result<std::optional<RulePackVersion>> FindRulePack(CaseDb& db, const Scope& scope, const std::string& digest) try {
  const ScopeSql seen = ToSql(scope, {.org = "org_id", .region = "", .right = ""});
  Query row(db, std::string(kPackColumns) + " WHERE digest = :digest AND " + seen.where + " ORDER BY id LIMIT 1");
  row.Hex(":digest", digest).Scope(seen);
  if (!row.Next()) return std::optional<RulePackVersion>();
  return std::optional<RulePackVersion>(ReadRulePackRow(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the rule pack"));
}

Result<RuleSetRecord> PutRuleSetInForce(Transaction& tx, const Scope& scope, const std::string& digest,
                                        const std::vector<Id>& right_versions, const std::vector<Id>& rule_packs) try {
  CaseDb& db = tx.db();
  Query(db, R"sql(
    INSERT INTO rule_set (id, org_id, digest, right_versions, rule_packs, created_by, created_at)
    VALUES (:id, :org, :digest, :rights, :packs, :by, :at)
    ON CONFLICT (org_id, digest) DO NOTHING
  )sql")
      .Int(":id", db.NewId()).Int(":org", scope.org).Text(":digest", digest).Text(":rights", IdsJson(right_versions))
      .Text(":packs", IdsJson(rule_packs)).Int(":by", scope.actor).Int(":at", ToUnixSeconds(db.Now())).Run();
  Query(db, R"sql(
    INSERT INTO rule_set_in_force (org_id, digest, generation) VALUES (:org, :digest, 1)
    ON CONFLICT (org_id) DO UPDATE
      SET generation = rule_set_in_force.generation + CASE WHEN rule_set_in_force.digest = excluded.digest THEN 0 ELSE 1 END,
          digest = excluded.digest
  )sql")
      .Int(":org", scope.org).Text(":digest", digest).Run();
  Result<std::optional<RuleSetRecord>> set = FindRuleSet(db, scope.org, digest);
  if (!set) return Fail(std::move(set.error()));
  return std::move(**set);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "put the rule set in force"));
}

Result<std::optional<RuleSetRecord>> RuleSetInForce(CaseDb& db, Id org) try {
  Query row(db, std::string(kSetColumns) + " WHERE s.org_id = :org AND f.generation IS NOT NULL");
  row.Int(":org", org);
  return FindOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the rule set"));
}

Result<std::optional<RuleSetRecord>> FindRuleSet(CaseDb& db, Id org, const std::string& digest) try {
  Query row(db, std::string(kSetColumns) + " WHERE s.org_id = :org AND s.digest = :digest");
  row.Int(":org", org).Text(":digest", digest);
  return FindOne(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the rule set"));
}

Result<int64_t> RuleGeneration(CaseDb& db, Id org) try {
  Query row(db, "SELECT generation FROM rule_set_in_force WHERE org_id = :org");
  row.Int(":org", org);
  return row.Next() ? row.TakeInt() : 0;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "read the rule generation"));
}

Result<std::vector<SnapshotRecord>> ListUnmatched(CaseDb& db, const UnmatchedRequest& request) try {
  Query rows(db, std::string(kSnapshotColumns) + kUnmatched + " ORDER BY s.id LIMIT :limit");
  rows.Int(":after", request.after).Int(":org", request.org).Text(":rule_set", request.rule_set)
      .Text(":engine", request.engine).Int(":limit", std::max(request.limit, 1));
  return ReadSnapshots(db, rows);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list what is to be matched"));
}

Result<int64_t> CountUnmatched(CaseDb& db, Id org, const std::string& rule_set, const std::string& engine) try {
  Query row(db, "SELECT COUNT(*) FROM snapshot AS s" + std::string(kUnmatched));
  row.Int(":after", 0).Int(":org", org).Text(":rule_set", rule_set).Text(":engine", engine);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count what is to be matched"));
}

Status MarkMatched(Transaction& tx, Id org, const std::string& rule_set, const std::string& engine,
                   const SnapshotRecord& snapshot) try {
  const auto seen = std::count_if(snapshot.pictures.begin(), snapshot.pictures.end(),
                                  [](const SnapshotPicture& picture) { return picture.capture != 0; });
  Query(tx.db(), R"sql(
    INSERT INTO match_done (org_id, rule_set, engine, snapshot_id, pictures, done_at)
    VALUES (:org, :rule_set, :engine, :snapshot, :pictures, :at)
    ON CONFLICT (org_id, rule_set, engine, snapshot_id) DO UPDATE
      SET pictures = excluded.pictures, done_at = excluded.done_at
  )sql")
      .Int(":org", org).Text(":rule_set", rule_set).Text(":engine", engine).Int(":snapshot", snapshot.id)
      .Int(":pictures", seen).Int(":at", ToUnixSeconds(tx.db().Now())).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "mark as matched"));
}

Status MarkMatched(Transaction& tx, Id org, const std::string& rule_set, const std::string& engine, Id snapshot) {
  Result<std::optional<SnapshotRecord>> found = FindSnapshot(tx.db(), snapshot);
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return Fail(ErrorCode::kNotFound, "no snapshot " + IdToString(snapshot));
  return MarkMatched(tx, org, rule_set, engine, **found);
}

}  // namespace markwarden
