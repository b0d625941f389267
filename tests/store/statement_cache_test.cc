// Statements that are kept: nothing of one use is seen in the next.
#include "store/sql.h"
#include "store/statement_cache.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

class StatementCacheTest : public StoreTest {
 protected:
  int64_t Asked(const std::string& sql) {
    Query row(*db_, sql);
    return row.Next() ? row.TakeInt() : -1;
  }
};

TEST_F(StatementCacheTest, TheSameTextIsPreparedOnce) {
  StatementCache cache(db_->raw());
  std::unique_ptr<SQLite::Statement> first = cache.Take("SELECT 1");
  const SQLite::Statement* kept = first.get();
  cache.Give(std::move(first));
  EXPECT_EQ(cache.Take("SELECT 1").get(), kept);
}

TEST_F(StatementCacheTest, TwoAtOnceAreTwo) {
  const std::string sql = "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 3) SELECT n FROM i";
  Query outer(*db_, sql);
  int64_t sum = 0;
  while (outer.Next()) {
    const int64_t at = outer.TakeInt();
    Query inner(*db_, sql);
    while (inner.Next()) sum += at * inner.TakeInt();
  }
  EXPECT_EQ(sum, 36);
}

TEST_F(StatementCacheTest, ValuesAndPlaceAreForgotten) {
  const std::string sql = "SELECT COALESCE(:value, -5) UNION ALL SELECT 2";
  {
    Query row(*db_, sql);
    row.Int(":value", 7);
    ASSERT_TRUE(row.Next());
    EXPECT_EQ(row.TakeInt(), 7);
  }
  Query row(*db_, sql);
  ASSERT_TRUE(row.Next());
  EXPECT_EQ(row.TakeInt(), -5) << "what was not said is NULL, and it begins at its first row";
}

TEST_F(StatementCacheTest, WhatFailedIsGoodAgain) {
  const std::string sql = "INSERT INTO body (sha256, content_type, bytes) VALUES (:sha, 'a', x'00')";
  const std::string digest(64, 'a');
  InTx([&](Transaction&) {
    Query(*db_, sql).Hex(":sha", digest).Run();
    EXPECT_THROW(Query(*db_, sql).Hex(":sha", digest).Run(), SQLite::Exception);
    Query(*db_, sql).Hex(":sha", std::string(64, 'b')).Run();
    return 0;
  });
  EXPECT_EQ(Asked("SELECT COUNT(*) FROM body"), 2);
}

TEST_F(StatementCacheTest, AReaderThatWasLeftHoldsNothing) {
  {
    Query row(*db_, "SELECT id FROM account");
    ASSERT_TRUE(row.Next());  // and no further
  }
  db_->raw().exec("CREATE TABLE another (id INTEGER)");
  EXPECT_EQ(Asked("SELECT COUNT(*) FROM another"), 0);
  db_->raw().exec("DROP TABLE another");
  EXPECT_THROW(Asked("SELECT COUNT(*) FROM another"), SQLite::Exception) << "a kept statement sees the tables as they are";
}

TEST_F(StatementCacheTest, SoManyAreKeptAndNoLongOnes) {
  StatementCache cache(db_->raw());
  for (size_t i = 0; i < kKeptStatements + 20; ++i) cache.Give(cache.Take("SELECT " + std::to_string(i)));
  EXPECT_EQ(cache.kept(), kKeptStatements);
  const SQLite::Statement* last = nullptr;
  {
    std::unique_ptr<SQLite::Statement> one = cache.Take("SELECT 20");
    last = one.get();
    cache.Give(std::move(one));
  }
  cache.Give(cache.Take("SELECT 100000"));
  EXPECT_EQ(cache.Take("SELECT 20").get(), last) << "used a moment ago";
  const size_t kept = cache.kept();
  cache.Give(cache.Take("SELECT '" + std::string(kKeptStatementBytes, 'x') + "'"));
  EXPECT_EQ(cache.kept(), kept);
}

}  // namespace
}  // namespace markwarden
