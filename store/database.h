// One connection to case.db, its transactions and the migrations of both databases.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/result.h"

namespace SQLite {
class Database;
class Exception;
}  // namespace SQLite

namespace markwarden {

// One file of store/migrations/{case,crawl}/, compiled in.
struct Migration {
  const char* name;  // "0001_begin.sql"
  const char* sql;
};
std::span<const Migration> CaseMigrations();
std::span<const Migration> CrawlMigrations();

// Brings `db` to the newest version, each step in its own transaction, counted by
// PRAGMA user_version.  Errors: kUnsupported when the database is newer than this build;
// kUnavailable, kExhausted, kInternal as FromSqlite says.
Status Migrate(SQLite::Database& db, std::span<const Migration> steps);

// A whole, settled copy of the database at `from` as it is now, while others read and write it.  `to` must not be there yet.
// Errors: as FromSqlite says; kNotFound (no `from`).
Status CopyDatabase(const std::string& from, const std::string& to);

// A file that nobody writes, opened to be read.  Throws SQLite::Exception.
std::unique_ptr<SQLite::Database> OpenFrozenFile(const std::string& path);

// Whether SQLite finds the file whole, indexes too, and its tables, indexes, triggers and views are exactly those that `steps` make.
// Errors: kInvalid, kUnsupported (a newer version).
Status CheckFrozen(const std::string& path, std::span<const Migration> steps);

// What a database error means to the caller: busy -> kUnavailable, full disk -> kExhausted,
// a broken constraint -> kConflict, a read-only or unreadable file -> kUnavailable, else kInternal.
Error FromSqlite(const SQLite::Exception& error, std::string_view doing);

class StatementCache;
class Transaction;

// Constant after construction; one thread at a time.  Many connections may be open at once:
// one writes, the others read what was last committed.
class CaseDb {
 public:
  // `clock` and `ids` must outlive it.  Creates and migrates the file when it is missing.
  static Result<std::unique_ptr<CaseDb>> Open(const std::string& path, const Clock& clock, IdMaker& ids,
                                              bool simulated = false);
  // A file that nobody writes, such as one in a backup: it is only read, and nothing is made beside it.  Errors: kUnsupported
  // (made by a newer version), kNotFound, and as FromSqlite says.
  static Result<std::unique_ptr<CaseDb>> OpenFrozen(const std::string& path, const Clock& clock, IdMaker& ids);
  ~CaseDb();
  CaseDb(const CaseDb&) = delete;
  CaseDb& operator=(const CaseDb&) = delete;

  // BEGIN IMMEDIATE: waits up to 5 s for another writer, then kUnavailable.
  Result<std::unique_ptr<Transaction>> Begin();

  SQLite::Database& raw() { return *db_; }
  StatementCache& statements() { return *statements_; }  // of store/ alone
  const Clock& clock() const { return clock_; }
  Time Now() const { return clock_.Now(); }
  Id NewId() { return ids_.Next(); }
  bool simulated() const { return simulated_; }

 private:
  CaseDb(std::unique_ptr<SQLite::Database> db, const Clock& clock, IdMaker& ids, bool simulated);
  std::unique_ptr<SQLite::Database> db_;
  std::unique_ptr<StatementCache> statements_;  // before the connection that they belong to
  const Clock& clock_;
  IdMaker& ids_;
  const bool simulated_;
};

// Writes that belong together.  Everything that changes rows takes one.  Rolled back
// when destroyed without Commit().
class Transaction {
 public:
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Status Commit();
  CaseDb& db() { return db_; }

  // How it ended.  When the disk failed in the commit nobody can tell before the database is opened
  // again: what was written may be found whole then.
  enum class Outcome { kCommitted, kRolledBack, kUnknown };
  // `done` runs once.
  void OnEnd(std::function<void(Outcome)> done) { ends_.push_back(std::move(done)); }

 private:
  friend class CaseDb;
  explicit Transaction(CaseDb& db) : db_(db) {}
  void End(Outcome outcome);
  CaseDb& db_;
  bool open_ = true;
  std::vector<std::function<void(Outcome)>> ends_;
};

}  // namespace markwarden
