// Statements as store/ uses them: named parameters in, columns out in order.  Internal to store/.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/hash.h"
#include "core/id.h"
#include "core/json.h"
#include "store/database.h"
#include "store/page.h"
#include "store/scope_sql.h"
#include "store/statement_cache.h"

namespace markwarden {

// Throws SQLite::Exception, which stops at the public functions of store/.
class Query {
 public:
  Query(CaseDb& db, const std::string& sql) : cache_(db.statements()), prepared_(cache_.Take(sql)), statement_(*prepared_) {}
  ~Query() { cache_.Give(std::move(prepared_)); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& Int(const char* name, int64_t value) { statement_.bind(name, value); return *this; }
  Query& IdOrNull(const char* name, Id id) {
    if (id == 0) statement_.bind(name); else statement_.bind(name, id);
    return *this;
  }
  Query& Real(const char* name, double value) { statement_.bind(name, value); return *this; }
  Query& Text(const char* name, const std::string& value) { statement_.bind(name, value); return *this; }
  Query& Text(const char* name, std::string_view value) { return Text(name, std::string(value)); }
  Query& Text(const char* name, const char* value) { return Text(name, std::string(value)); }
  Query& Blob(const char* name, std::string_view bytes) {
    static const char kNothing = 0;
    statement_.bind(name, bytes.empty() ? &kNothing : bytes.data(), static_cast<int>(bytes.size()));
    return *this;
  }
  Query& Blob(const char* name, const Sha256Digest& digest) {
    return Blob(name, BytesOf(digest));
  }
  // A digest kept as text in the program; empty becomes NULL.
  Query& Hex(const char* name, const std::string& hex) {
    if (hex.empty()) { statement_.bind(name); return *this; }
    return Blob(name, FromHex(hex));
  }
  Query& Null(const char* name) { statement_.bind(name); return *this; }
  Query& Scope(const ScopeSql& scope) { scope.Bind(statement_); return *this; }

  // The next row's columns are read with the functions below, left to right.
  bool Next() { column_ = 0; return statement_.executeStep(); }
  int Run() { return statement_.exec(); }

  int64_t TakeInt() { return statement_.getColumn(column_++).getInt64(); }
  std::optional<int64_t> TakeIntOrNull() {
    const SQLite::Column column = statement_.getColumn(column_++);
    if (column.isNull()) return std::nullopt;
    return column.getInt64();
  }
  double TakeReal() { return statement_.getColumn(column_++).getDouble(); }
  std::string TakeText() { return statement_.getColumn(column_++).getString(); }
  std::string TakeBlob() { return statement_.getColumn(column_++).getString(); }
  std::string TakeHex() { return ToHex(TakeBlob()); }
  Sha256Digest TakeDigest();
  Json TakeJson();                    // throws when the row holds none
  Json TakeJsonMember(std::string_view key);  // one value of the object alone, the others are not built; null where there is none
  std::vector<Id> TakeIds();          // a JSON list of ids
  std::vector<std::string> TakeTexts();
  Time TakeSeconds() { return FromUnixSeconds(TakeInt()); }
  Time TakeMillis() { return Time(std::chrono::milliseconds(TakeInt())); }

 private:
  StatementCache& cache_;
  std::unique_ptr<SQLite::Statement> prepared_;
  SQLite::Statement& statement_;
  int column_ = 0;
};

inline int64_t ToMillis(Time time) { return time.time_since_epoch().count(); }
std::string IdsJson(const std::vector<Id>& ids);
std::string TextsJson(const std::vector<std::string>& texts);
// "" becomes {}: what a caller left unsaid.
std::string ObjectJson(const Json& object);

inline int ClampLimit(int limit) { return std::clamp(limit, 1, kMaxPageRows); }

// A page's cursor that is one id; kInvalid when it is not one of ours.  0 for the first page.
Result<Id> ReadCursor(const std::string& after);

// Cuts the row past the limit off and names the last one as the cursor.
template <typename T, typename CursorOf>
Page<T> MakePage(std::vector<T> rows, int limit, CursorOf cursor_of) {
  Page<T> page;
  if (rows.size() > static_cast<size_t>(limit)) {
    rows.resize(static_cast<size_t>(limit));
    page.next = cursor_of(rows.back());
  }
  page.rows = std::move(rows);
  return page;
}

}  // namespace markwarden
