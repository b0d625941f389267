// The least recently used goes first.
#include "store/statement_cache.h"

#include <SQLiteCpp/Database.h>

namespace markwarden {

std::unique_ptr<SQLite::Statement> StatementCache::Take(const std::string& sql) {
  const auto found = by_text_.find(sql);
  if (found == by_text_.end()) return std::make_unique<SQLite::Statement>(db_, sql);
  std::unique_ptr<SQLite::Statement> statement = std::move(*found->second);
  idle_.erase(found->second);
  by_text_.erase(found);
  return statement;
}

void StatementCache::Give(std::unique_ptr<SQLite::Statement> statement) noexcept try {
  if (!statement) return;
  statement->tryReset();  // what it failed with was said when it failed
  statement->clearBindings();
  const std::string& text = statement->getQuery();
  if (text.size() > kKeptStatementBytes || by_text_.contains(text)) return;
  idle_.push_front(std::move(statement));
  by_text_.emplace(idle_.front()->getQuery(), idle_.begin());
  if (idle_.size() <= kKeptStatements) return;
  by_text_.erase(idle_.back()->getQuery());
  idle_.pop_back();
} catch (...) {
  // Out of memory: it is prepared again next time.
}

}  // namespace markwarden
