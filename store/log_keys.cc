// Rows of log_key.
#include "store/log_keys.h"

#include "store/sql.h"

namespace markwarden {

std::string_view ToString(LogKeyState state) {
  switch (state) {
    case LogKeyState::kActive: return "active";
    case LogKeyState::kRetired: return "retired";
    case LogKeyState::kLost: return "lost";
  }
  return "";
}

std::string LogOriginOf(std::string_view store_id) { return "markwarden/" + std::string(store_id); }
std::string LogOrigin(const Store& store) { return LogOriginOf(store.id()); }
std::filesystem::path KeyDir(const Store& store) { return store.dir() / "keys"; }
std::filesystem::path KeyFile(const Store& store, int64_t generation) {
  return KeyDir(store) / ("log-" + std::to_string(generation) + ".key");
}

Result<std::vector<LogKeyRecord>> ListLogKeys(CaseDb& db) try {
  Query rows(db, "SELECT generation, vkey, state, from_size, created_at, retires_at FROM log_key ORDER BY generation");
  std::vector<LogKeyRecord> keys;
  while (rows.Next()) {
    LogKeyRecord key;
    key.generation = rows.TakeInt();
    Result<VerifierKey> parsed = ParseVerifierKey(rows.TakeText());
    if (!parsed) return Fail(std::move(parsed.error()).While("key " + std::to_string(key.generation) + " of the log in case.db"));
    key.key = std::move(*parsed);
    const std::string state = rows.TakeText();
    key.state = state == "active" ? LogKeyState::kActive : state == "lost" ? LogKeyState::kLost : LogKeyState::kRetired;
    key.from_size = rows.TakeInt();
    key.created_at = rows.TakeSeconds();
    if (const std::optional<int64_t> retires = rows.TakeIntOrNull()) key.retires_at = FromUnixSeconds(*retires);
    keys.push_back(std::move(key));
  }
  return keys;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list the log's keys"));
}

Result<std::vector<VerifierKey>> KnownLogKeys(CaseDb& db) {
  Result<std::vector<LogKeyRecord>> keys = ListLogKeys(db);
  if (!keys) return Fail(std::move(keys.error()));
  std::vector<VerifierKey> known;
  for (const LogKeyRecord& key : *keys) known.push_back(key.key);
  return known;
}

Status AddLogKey(Transaction& tx, const LogKeyRecord& key) try {
  Query(tx.db(), R"sql(
    INSERT INTO log_key (generation, vkey, state, from_size, created_at) VALUES (:generation, :vkey, :state, :size, :at)
  )sql")
      .Int(":generation", key.generation).Text(":vkey", FormatVerifierKey(key.key)).Text(":state", ToString(key.state))
      .Int(":size", key.from_size).Int(":at", ToUnixSeconds(key.created_at)).Run();
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "add a key of the log"));
}

Status SetLogKeyState(Transaction& tx, int64_t generation, LogKeyState state, std::optional<Time> retires_at) try {
  Query row(tx.db(), "UPDATE log_key SET state = :state, retires_at = :retires WHERE generation = :generation");
  row.Text(":state", ToString(state)).Int(":generation", generation);
  if (retires_at) {
    row.Int(":retires", ToUnixSeconds(*retires_at));
  } else {
    row.Null(":retires");
  }
  if (row.Run() != 1) return Fail(ErrorCode::kNotFound, "the log has no key " + std::to_string(generation));
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "change a key of the log"));
}

}  // namespace markwarden
