// Rows of request_key.
#include "store/request_keys.h"

#include "store/sql.h"

namespace markwarden {

Result<std::optional<RequestKey>> FindRequestKey(CaseDb& db, Id account, const std::string& key) try {
  Query row(db, "SELECT request, answer FROM request_key WHERE account_id = :account AND request_key = :key");
  row.Int(":account", account).Text(":key", key);
  if (!row.Next()) return std::optional<RequestKey>();
  RequestKey found;
  found.request_sha256 = row.TakeHex();
  found.answer = row.TakeText();
  return std::optional<RequestKey>(std::move(found));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "look a request's key up"));
}

Status TakeRequestKey(Transaction& tx, Id account, const std::string& key, const std::string& request_sha256, Time forget) try {
  CaseDb& db = tx.db();
  Query(db, "DELETE FROM request_key WHERE created_at < :forget").Int(":forget", ToUnixSeconds(forget)).Run();
  Query(db, "INSERT INTO request_key (account_id, request_key, request, created_at) VALUES (:account, :key, :request, :now)")
      .Int(":account", account).Text(":key", key).Hex(":request", request_sha256).Int(":now", ToUnixSeconds(db.Now())).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "take a request's key"));
}

Status KeepRequestAnswer(Transaction& tx, Id account, const std::string& key, const std::string& answer) try {
  Query(tx.db(), "UPDATE request_key SET answer = :answer WHERE account_id = :account AND request_key = :key")
      .Text(":answer", answer).Int(":account", account).Text(":key", key).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "keep a request's answer"));
}

Status DropRequestKey(Transaction& tx, Id account, const std::string& key) try {
  Query(tx.db(), "DELETE FROM request_key WHERE account_id = :account AND request_key = :key").Int(":account", account).Text(":key", key).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "drop a request's key"));
}

}  // namespace markwarden
