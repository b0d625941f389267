// Evidence packages over case.db.
#include "store/packages.h"

#include "store/sql.h"

namespace markwarden {
namespace {

constexpr const char* kPackageColumns = R"sql(
  SELECT p.id, p.org_id, p.region_code, p.created_by, p.created_at, p.case_id, p.name, p.language, p.captures, p.byte_count,
         p.tagmanifest_sha256, p.seal_sha256, p.checkpoint_size
    FROM package AS p
)sql";

// A pattern of LIKE, with '!' as its escape.
std::string NamePattern(const std::string& part) {
  std::string pattern = "%";
  for (const char c : part) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

ScopeSql SeenPackages(const Scope& scope) { return ToSql(scope, {.org = "p.org_id", .region = "p.region_code", .right = ""}); }

PackageRecord ReadPackage(Query& row) {
  PackageRecord package;
  package.id = row.TakeInt();
  package.org = row.TakeInt();
  package.region_code = row.TakeText();
  package.created_by = row.TakeInt();
  package.created_at = row.TakeSeconds();
  package.case_id = row.TakeInt();
  package.name = row.TakeText();
  package.language = row.TakeText();
  package.captures = row.TakeInt();
  package.bytes = row.TakeInt();
  package.tagmanifest_sha256 = row.TakeHex();
  package.seal_sha256 = row.TakeHex();
  package.checkpoint_size = row.TakeInt();
  return package;
}

}  // namespace

Result<PackageRecord> AddPackage(Transaction& tx, const Scope& scope, PackageRecord package) try {
  CaseDb& db = tx.db();
  package.id = db.NewId();
  package.org = scope.org;
  package.created_by = scope.actor;
  package.created_at = db.Now();
  Query(db, R"sql(
    INSERT INTO package (id, org_id, region_code, created_by, created_at, case_id, name, language, captures, byte_count,
                         tagmanifest_sha256, seal_sha256, checkpoint_size)
    VALUES (:id, :org, :region, :by, :at, :case, :name, :language, :captures, :bytes, :tagmanifest, :seal, :checkpoint)
  )sql")
      .Int(":id", package.id).Int(":org", package.org).Text(":region", package.region_code).Int(":by", package.created_by)
      .Int(":at", ToUnixSeconds(package.created_at)).Int(":case", package.case_id).Text(":name", package.name)
      .Text(":language", package.language).Int(":captures", package.captures).Int(":bytes", package.bytes)
      .Hex(":tagmanifest", package.tagmanifest_sha256).Hex(":seal", package.seal_sha256)
      .Int(":checkpoint", package.checkpoint_size).Run();
  return package;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the package"));
}

Result<std::optional<PackageRecord>> FindPackage(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = SeenPackages(scope);
  Query row(db, std::string(kPackageColumns) + " WHERE p.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<PackageRecord>();
  return std::optional<PackageRecord>(ReadPackage(row));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a package"));
}

Result<Page<PackageRecord>> ListPackages(CaseDb& db, const Scope& scope, const PackageFilter& filter, const PageRequest& page) try {
  const Result<Id> after = ReadCursor(page.after);
  if (!after) return Fail(after.error());
  const ScopeSql seen = SeenPackages(scope);
  std::string sql = std::string(kPackageColumns) + " WHERE " + seen.where;
  if (filter.case_id != 0) sql += " AND p.case_id = :case";
  if (!filter.text.empty()) sql += " AND lower(p.name) LIKE lower(:text) ESCAPE '!'";
  if (filter.from) sql += " AND p.created_at >= :from";
  if (filter.to) sql += " AND p.created_at < :to";
  if (*after != 0) sql += " AND p.id < :after";
  Query rows(db, sql + " ORDER BY p.id DESC LIMIT :limit");
  rows.Scope(seen);
  if (filter.case_id != 0) rows.Int(":case", filter.case_id);
  if (!filter.text.empty()) rows.Text(":text", NamePattern(filter.text));
  if (filter.from) rows.Int(":from", ToUnixSeconds(*filter.from));
  if (filter.to) rows.Int(":to", ToUnixSeconds(*filter.to));
  if (*after != 0) rows.Int(":after", *after);
  const int limit = ClampLimit(page.limit);
  rows.Int(":limit", limit + 1);
  std::vector<PackageRecord> packages;
  while (rows.Next()) packages.push_back(ReadPackage(rows));
  return MakePage(std::move(packages), limit, [](const PackageRecord& package) { return IdToString(package.id); });
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list packages"));
}

Result<int64_t> CountPackages(CaseDb& db, Id case_id) try {
  Query row(db, "SELECT COUNT(*) FROM package WHERE case_id = :case");
  row.Int(":case", case_id);
  row.Next();
  return row.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count packages"));
}

}  // namespace markwarden
