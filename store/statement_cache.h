// Statements of one connection that were prepared before: asking the same again costs no parsing and planning.  Internal to store/.
#pragma once

#include <SQLiteCpp/Statement.h>

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace markwarden {

// One thread at a time, as its connection.
class StatementCache {
 public:
  explicit StatementCache(SQLite::Database& db) : db_(db) {}

  // The caller's alone until it is given back.  Throws SQLite::Exception.
  std::unique_ptr<SQLite::Statement> Take(const std::string& sql);
  // Ends what it was doing and forgets its values; kept for the next, unless there are many others.
  void Give(std::unique_ptr<SQLite::Statement> statement) noexcept;

  size_t kept() const { return idle_.size(); }

 private:
  using Idle = std::list<std::unique_ptr<SQLite::Statement>>;
  SQLite::Database& db_;
  Idle idle_;  // the last used first
  std::unordered_map<std::string_view, Idle::iterator> by_text_;  // into the statements' own texts
};

inline constexpr size_t kKeptStatements = 200;
inline constexpr size_t kKeptStatementBytes = 8 << 10;  // of its text; longer ones name many values and are hardly asked twice

}  // namespace markwarden
