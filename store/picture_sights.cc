// Rows of picture_sight.
#include "store/picture_sights.h"

#include "store/sql.h"

namespace markwarden {

Status SavePictureSight(Transaction& tx, const PictureSight& sight) try {
  Query row(tx.db(), R"sql(
    INSERT INTO picture_sight (org_id, sha256, bank, engine, found)
    VALUES (:org, :sha, :bank, :engine, :found)
    ON CONFLICT (org_id, sha256) DO UPDATE
      SET bank = excluded.bank, engine = excluded.engine, found = excluded.found
  )sql");
  row.Int(":org", sight.org).Hex(":sha", sight.sha256).Hex(":bank", sight.bank).Text(":engine", sight.engine).Text(":found", sight.found).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep what a picture shows"));
}

Result<std::optional<std::string>> FindPictureSight(CaseDb& db, Id org, const std::string& sha256, const std::string& bank, const std::string& engine) try {
  Query row(db, "SELECT found FROM picture_sight WHERE org_id = :org AND sha256 = :sha AND bank = :bank AND engine = :engine");
  row.Int(":org", org).Hex(":sha", sha256).Hex(":bank", bank).Text(":engine", engine);
  return row.Next() ? std::optional<std::string>(row.TakeText()) : std::optional<std::string>();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find what a picture shows"));
}

}  // namespace markwarden
