// Connections, transactions, migrations.
#include "store/database.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <string>

#include "core/hash.h"
#include "store/statement_cache.h"

namespace markwarden {
namespace {

constexpr int kBusyMillis = 5000;

int64_t UserVersion(SQLite::Database& db) {
  return db.execAndGet("PRAGMA user_version").getInt64();
}

Status Known(int64_t version, std::span<const Migration> steps) {
  if (version < 0) return Fail(ErrorCode::kInvalid, "the database has version " + std::to_string(version) + ": it is none of a store");
  if (version <= static_cast<int64_t>(steps.size())) return Ok();
  return Fail(ErrorCode::kUnsupported, "the store has version " + std::to_string(version) + ", this program knows up to " +
                                           std::to_string(steps.size()) + ": use a newer markwarden");
}

}  // namespace

Error FromSqlite(const SQLite::Exception& error, std::string_view doing) {
  const std::string what = std::string(doing) + ": ";
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kUnavailable, what + "another process is writing to the store; try again"};
    case SQLITE_FULL:
      return {ErrorCode::kExhausted, what + "the disk is full; nothing stored before is lost: free some space and try again"};
    case SQLITE_IOERR:
      if (error.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE) {
        return {ErrorCode::kExhausted, what + "the disk is full; nothing stored before is lost: free some space and try again"};
      }
      return {ErrorCode::kInternal, what + "the disk does not read or write the store: " + error.what()};
    case SQLITE_CONSTRAINT:
      return {ErrorCode::kConflict, what + error.what()};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return {ErrorCode::kUnavailable, what + "the store cannot be written (" + error.what() +
                                           "): check the folder's owner, its mount and the limit of open files"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {ErrorCode::kInternal, what + "the store is damaged (" + error.what() + "); restore it from a backup"};
    default:
      return {ErrorCode::kInternal, what + error.what()};
  }
}

Status Migrate(SQLite::Database& db, std::span<const Migration> steps) try {
  const auto newest = static_cast<int64_t>(steps.size());
  while (true) {
    const int64_t seen = UserVersion(db);
    if (Status known = Known(seen, steps); !known) return known;
    if (seen == newest) return Ok();
    SQLite::Transaction step(db, SQLite::TransactionBehavior::IMMEDIATE);
    const int64_t now = UserVersion(db);  // another process may have been first
    if (now == seen) {
      db.exec(steps[static_cast<size_t>(now)].sql);
      db.exec("PRAGMA user_version = " + std::to_string(now + 1));
    }
    step.commit();
  }
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "bring the store up to date"));
}

CaseDb::CaseDb(std::unique_ptr<SQLite::Database> db, const Clock& clock, IdMaker& ids, bool simulated)
    : db_(std::move(db)), statements_(std::make_unique<StatementCache>(*db_)), clock_(clock), ids_(ids), simulated_(simulated) {}

CaseDb::~CaseDb() = default;

Result<std::unique_ptr<CaseDb>> CaseDb::Open(const std::string& path, const Clock& clock, IdMaker& ids,
                                             bool simulated) try {
  auto db = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyMillis);
  db->exec("PRAGMA journal_mode = WAL");
  db->exec("PRAGMA synchronous = FULL");
  db->exec("PRAGMA foreign_keys = ON");
  db->exec("PRAGMA temp_store = MEMORY");
  if (Status migrated = Migrate(*db, CaseMigrations()); !migrated) return Fail(std::move(migrated.error()));
  return std::unique_ptr<CaseDb>(new CaseDb(std::move(db), clock, ids, simulated));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open " + path));
}

Status CopyDatabase(const std::string& from, const std::string& to) try {
  SQLite::Database source(from, SQLite::OPEN_READWRITE, kBusyMillis);
  SQLite::Database copy(to, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  // All pages in one step: one moment of the source.
  if (SQLite::Backup(copy, source).executeStep(-1) != SQLITE_DONE) {
    return Fail(ErrorCode::kUnavailable, "copy " + from + ": another process holds the database; try again");
  }
  copy.exec("PRAGMA journal_mode = DELETE");  // one file, nothing beside it
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "copy " + from));
}

std::unique_ptr<SQLite::Database> OpenFrozenFile(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') uri += "%" + ToHex(std::string_view(&c, 1));
    else uri += c;
  }
  auto db = std::make_unique<SQLite::Database>(uri + "?immutable=1", SQLite::OPEN_READONLY | SQLite::OPEN_URI);
  db->exec("PRAGMA trusted_schema = OFF");
  return db;
}

namespace {

// Tables, indexes, triggers and views, as they were made.
std::vector<std::string> SchemaOf(SQLite::Database& db) {
  std::vector<std::string> rows;
  SQLite::Statement all(db, "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || COALESCE(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY 1");
  while (all.executeStep()) rows.push_back(all.getColumn(0).getString());
  return rows;
}

}  // namespace

Status CheckFrozen(const std::string& path, std::span<const Migration> steps) try {
  const std::unique_ptr<SQLite::Database> db = OpenFrozenFile(path);
  const int64_t version = UserVersion(*db);
  if (Status known = Known(version, steps); !known) return known;
  // Only what the migrations made may be there: a trigger or a view of somebody else would be run.
  SQLite::Database fresh(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  for (int64_t i = 0; i < version; ++i) fresh.exec(steps[static_cast<size_t>(i)].sql);
  if (SchemaOf(fresh) != SchemaOf(*db)) return Fail(ErrorCode::kInvalid, path + ": its tables, indexes or triggers are not those of a store");
  const std::string answer = db->execAndGet("PRAGMA integrity_check(1)").getString();
  return answer == "ok" ? Ok() : Status(Fail(ErrorCode::kInvalid, path + ": " + answer));
} catch (const SQLite::Exception& error) {
  return Fail(ErrorCode::kInvalid, FromSqlite(error, "read " + path).message);
}

Result<std::unique_ptr<CaseDb>> CaseDb::OpenFrozen(const std::string& path, const Clock& clock, IdMaker& ids) try {
  std::unique_ptr<SQLite::Database> db = OpenFrozenFile(path);
  if (Status known = Known(UserVersion(*db), CaseMigrations()); !known) return Fail(known);
  return std::unique_ptr<CaseDb>(new CaseDb(std::move(db), clock, ids, false));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "open " + path));
}

Result<std::unique_ptr<Transaction>> CaseDb::Begin() try {
  db_->exec("BEGIN IMMEDIATE");
  return std::unique_ptr<Transaction>(new Transaction(*this));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "begin to write"));
}

Transaction::~Transaction() {
  if (!open_) return;
  // A failure such as a full disk may have rolled back already: then there is nothing to do.
  db_.raw().tryExec("ROLLBACK");
  End(Outcome::kRolledBack);
}

Status Transaction::Commit() try {
  if (!open_) return Fail(ErrorCode::kInternal, "the transaction has ended already");
  db_.raw().exec("COMMIT");
  End(Outcome::kCommitted);
  return Ok();
} catch (const SQLite::Exception& error) {
  db_.raw().tryExec("ROLLBACK");
  // A lock or a full disk stops the commit before its last frame is written.
  const int code = error.getErrorCode() & 0xff;
  End(code == SQLITE_BUSY || code == SQLITE_FULL ? Outcome::kRolledBack : Outcome::kUnknown);
  return Fail(FromSqlite(error, "store"));
}

void Transaction::End(Outcome outcome) {
  open_ = false;
  std::vector<std::function<void(Outcome)>> ends;
  ends.swap(ends_);
  for (const auto& end : ends) end(outcome);
}

}  // namespace markwarden
