// Platforms and sources.
#include "store/sources.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kPlatformColumns =
    "SELECT id, platform_key, name, hosts, item_pattern, notice_profile, row_version FROM platform";

Platform ReadPlatform(Query& row) {
  Platform platform;
  platform.id = row.TakeInt();
  platform.key = row.TakeText();
  platform.name = row.TakeText();
  platform.hosts = row.TakeTexts();
  platform.item_pattern = row.TakeText();
  platform.notice_profile = row.TakeJson();
  platform.row_version = row.TakeInt();
  return platform;
}

constexpr const char* kSourceColumns = R"sql(
  SELECT s.id, s.org_id, s.platform_id, p.platform_key, s.name, v.id, v.number, v.yaml, v.digest,
         s.created_by, s.created_at, s.row_version, s.disabled
    FROM source AS s
    JOIN platform AS p ON p.id = s.platform_id
    JOIN source_version AS v ON v.id = s.current_version_id
)sql";

Source ReadSource(Query& row) {
  Source source;
  source.id = row.TakeInt();
  source.org = row.TakeInt();
  source.platform = row.TakeInt();
  source.platform_key = row.TakeText();
  source.name = row.TakeText();
  source.version_id = row.TakeInt();
  source.version = static_cast<int>(row.TakeInt());
  source.yaml = row.TakeText();
  source.digest = row.TakeHex();
  source.created_by = row.TakeInt();
  source.created_at = row.TakeSeconds();
  source.row_version = row.TakeInt();
  source.disabled = row.TakeInt() != 0;
  return source;
}

}  // namespace

Result<Platform> SavePlatform(Transaction& tx, const Scope& scope, const Platform& platform) try {
  CaseDb& db = tx.db();
  Query(db, R"sql(
    INSERT INTO platform (id, platform_key, name, hosts, item_pattern, notice_profile, created_by, created_at)
    VALUES (:id, :key, :name, :hosts, :pattern, :profile, :by, :at)
    ON CONFLICT (platform_key) DO UPDATE
      SET name = excluded.name, hosts = excluded.hosts, item_pattern = excluded.item_pattern,
          notice_profile = excluded.notice_profile, row_version = platform.row_version + 1
  )sql")
      .Int(":id", db.NewId()).Text(":key", platform.key).Text(":name", platform.name)
      .Text(":hosts", TextsJson(platform.hosts)).Text(":pattern", platform.item_pattern)
      .Text(":profile", ObjectJson(platform.notice_profile)).Int(":by", scope.actor)
      .Int(":at", ToUnixSeconds(db.Now())).Run();
  Result<std::optional<Platform>> saved = FindPlatform(db, platform.key);
  if (!saved) return Fail(std::move(saved.error()));
  return std::move(**saved);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the platform"));
}

Result<std::optional<Platform>> FindPlatform(CaseDb& db, const std::string& key) try {
  Query row(db, std::string(kPlatformColumns) + " WHERE platform_key = :key");
  row.Text(":key", key);
  if (!row.Next()) return std::optional<Platform>();
  return std::optional<Platform>(ReadPlatform(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the platform"));
}

Result<std::vector<Platform>> ListPlatforms(CaseDb& db) try {
  Query rows(db, std::string(kPlatformColumns) + " ORDER BY platform_key");
  std::vector<Platform> platforms;
  while (rows.Next()) platforms.push_back(ReadPlatform(rows));
  return platforms;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list platforms"));
}

Result<Source> SaveSource(Transaction& tx, const Scope& scope, const std::string& name,
                          const std::string& platform_key, const std::string& yaml) try {
  CaseDb& db = tx.db();
  Result<std::optional<Platform>> platform = FindPlatform(db, platform_key);
  if (!platform) return Fail(std::move(platform.error()));
  if (!*platform) return Fail(ErrorCode::kNotFound, "no platform `" + platform_key + "`");
  const Sha256Digest digest = Sha256(yaml);
  Id source_id = 0;
  int64_t number = 0;
  {
    Query row(db, std::string(kSourceColumns) + " WHERE s.org_id = :org AND s.name = :name");
    row.Int(":org", scope.org).Text(":name", name);
    if (row.Next()) {
      Source there = ReadSource(row);
      if (there.digest == ToHex(digest) && there.platform == (*platform)->id) return there;
      source_id = there.id;
      number = there.version;
    }
  }
  const bool created = source_id == 0;
  const Id version_id = db.NewId();
  const int64_t now = ToUnixSeconds(db.Now());
  if (created) {
    source_id = db.NewId();
    Query(db, R"sql(
      INSERT INTO source (id, org_id, platform_id, name, current_version_id, created_by, created_at)
      VALUES (:id, :org, :platform, :name, :version, :by, :at)
    )sql")
        .Int(":id", source_id).Int(":org", scope.org).Int(":platform", (*platform)->id).Text(":name", name)
        .Int(":version", version_id).Int(":by", scope.actor).Int(":at", now).Run();
  } else {
    Query(db, R"sql(
      UPDATE source SET platform_id = :platform, current_version_id = :version, row_version = row_version + 1
       WHERE id = :id
    )sql")
        .Int(":platform", (*platform)->id).Int(":version", version_id).Int(":id", source_id).Run();
  }
  Query(db, R"sql(
    INSERT INTO source_version (id, source_id, number, yaml, digest, created_by, created_at)
    VALUES (:id, :source, :number, :yaml, :digest, :by, :at)
  )sql")
      .Int(":id", version_id).Int(":source", source_id).Int(":number", number + 1).Text(":yaml", yaml)
      .Blob(":digest", digest).Int(":by", scope.actor).Int(":at", now).Run();
  Query row(db, std::string(kSourceColumns) + " WHERE s.id = :id");
  row.Int(":id", source_id);
  if (!row.Next()) return Fail(ErrorCode::kInternal, "the source was not stored");
  return ReadSource(row);
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "save the source"));
}

Status SetSourceDisabled(Transaction& tx, const Scope& scope, Id id, bool disabled, int64_t row_version) try {
  const int changed = Query(tx.db(), R"sql(
    UPDATE source SET disabled = :disabled, row_version = row_version + 1 WHERE id = :id AND org_id = :org AND row_version = :version
  )sql")
                          .Int(":disabled", disabled ? 1 : 0).Int(":id", id).Int(":org", scope.org).Int(":version", row_version).Run();
  if (changed == 0) return Fail(ErrorCode::kConflict, "the source was changed meanwhile: read it again");
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change the source"));
}

Result<std::optional<Source>> FindSource(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = ToSql(scope, {.org = "s.org_id", .region = "", .right = ""});
  Query row(db, std::string(kSourceColumns) + " WHERE s.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<Source>();
  return std::optional<Source>(ReadSource(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the source"));
}

Result<std::optional<Source>> FindSourceByName(CaseDb& db, const Scope& scope, const std::string& name) try {
  const ScopeSql seen = ToSql(scope, {.org = "s.org_id", .region = "", .right = ""});
  Query row(db, std::string(kSourceColumns) + " WHERE s.name = :name AND " + seen.where);
  row.Text(":name", name).Scope(seen);
  if (!row.Next()) return std::optional<Source>();
  return std::optional<Source>(ReadSource(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find the source"));
}

Result<std::vector<Source>> ListSources(CaseDb& db, const Scope& scope) try {
  const ScopeSql seen = ToSql(scope, {.org = "s.org_id", .region = "", .right = ""});
  Query rows(db, std::string(kSourceColumns) + " WHERE " + seen.where + " ORDER BY s.name");
  rows.Scope(seen);
  std::vector<Source> sources;
  while (rows.Next()) sources.push_back(ReadSource(rows));
  return sources;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list sources"));
}

}  // namespace markwarden
