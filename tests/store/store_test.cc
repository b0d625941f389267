// The store's folder: making, opening, refusing, locking.
#include "store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "core/file.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

TEST_F(StoreTest, StartsWithTheSystemActorsAndNoPeopleOfItsOwn) {
  for (const SystemActor& actor : kSystemActors) {
    const auto account = Must(FindAccountByLogin(*db_, actor.name));
    ASSERT_TRUE(account) << actor.name;
    EXPECT_EQ(account->id, actor.id);
  }
  EXPECT_EQ(Must(CountPeople(*db_)), 2);
  EXPECT_EQ(db_->raw().execAndGet("PRAGMA journal_mode").getString(), "wal");
  EXPECT_EQ(db_->raw().execAndGet("PRAGMA synchronous").getInt(), 2);
  EXPECT_EQ(db_->raw().execAndGet("PRAGMA foreign_keys").getInt(), 1);
}

TEST_F(StoreTest, RefusesWhatItCannotBe) {
  EXPECT_EQ(Store::Create(dir_ / "store").error().code, ErrorCode::kConflict);
  EXPECT_EQ(Store::Open(dir_ / "nowhere").error().code, ErrorCode::kNotFound);
  std::filesystem::create_directory(dir_ / "full");
  std::ofstream(dir_ / "full" / "letter.txt") << "hello";
  EXPECT_EQ(Store::Create(dir_ / "full").error().code, ErrorCode::kConflict);
  EXPECT_EQ(Store::Create(dir_ / "late", {.simulated = false, .clock_offset = std::chrono::hours(1)}).error().code,
            ErrorCode::kInvalid);
}

TEST_F(StoreTest, OnlyASimulatedStoreMayHaveAnOffset) {
  const auto simulated = Must(Store::Create(dir_ / "sim", {.simulated = true, .clock_offset = std::chrono::hours(-48)}));
  EXPECT_TRUE(simulated->simulated());
  EXPECT_LT(simulated->clock().Now(), SystemClock().Now() - std::chrono::hours(47));
  std::string text = Must(ReadFile(dir_ / "sim" / "store.json"));
  text.replace(text.find("\"simulated\":true"), 16, "\"simulated\":false");
  Must(WriteFileAtomic(dir_ / "sim" / "store.json", text));
  EXPECT_EQ(Store::Open(dir_ / "sim").error().code, ErrorCode::kInternal);
}

TEST_F(StoreTest, RefusesAStoreOfANewerVersion) {
  db_->raw().exec("PRAGMA user_version = 999");
  const auto opened = store_->OpenCase();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(opened.error().message.find("use a newer markwarden"), std::string::npos);
}

TEST_F(StoreTest, RefusesADatabaseThatIsNone) {
  std::ofstream(dir_ / "store" / "broken.db") << std::string(4096, 'x');
  const auto opened = CaseDb::Open((dir_ / "store" / "broken.db").string(), clock_, store_->ids());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kInternal);
}

TEST_F(StoreTest, OneProcessHoldsARole) {
  const auto held = store_->LockRole("crawl");
  ASSERT_TRUE(held);
  const auto second = store_->LockRole("crawl");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_NE(second.error().message.find("another `crawl` runs on this store (pid " + std::to_string(::getpid()) + ")"),
            std::string::npos)
      << second.error().message;
  EXPECT_TRUE(store_->LockRole("work"));
}

TEST_F(StoreTest, TheConsolesPortIsReadFromItsLock) {
  EXPECT_FALSE(ConsolePort(dir_ / "store"));
  {
    auto held = Must(store_->LockRole("serve"));
    EXPECT_FALSE(ConsolePort(dir_ / "store")) << "not said yet";
    Must(held.Publish(8080));
    EXPECT_EQ(ConsolePort(dir_ / "store"), 8080);
    EXPECT_EQ(store_->LockRole("serve").error().code, ErrorCode::kConflict) << "reading it does not let go of it";
  }
  std::ofstream(dir_ / "store" / "locks" / "serve.lock") << "999999999 8080\n";
  EXPECT_FALSE(ConsolePort(dir_ / "store")) << "that process has ended";
  std::ofstream(dir_ / "store" / "locks" / "serve.lock") << ::getpid() << " 99999999\n";
  EXPECT_FALSE(ConsolePort(dir_ / "store"));
}

TEST_F(StoreTest, ProcessesTakeDifferentNodes) {
  const auto other = Must(Store::Open(dir_ / "store", &clock_));
  std::set<Id> ids;
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(ids.insert(store_->ids().Next()).second);
    EXPECT_TRUE(ids.insert(other->ids().Next()).second);
  }
}

TEST_F(StoreTest, ATransactionThatDoesNotCommitLeavesNothing) {
  {
    const auto tx = Must(db_->Begin());
    Organisation organisation;
    organisation.name = "gone";
    Must(AddOrganisation(*tx, organisation));
  }
  for (const Organisation& organisation : Must(ListOrganisations(*db_))) EXPECT_NE(organisation.name, "gone");
}

TEST_F(StoreTest, MigrationStopsWholeWhenAStepFails) {
  SQLite::Database db((dir_ / "m.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const Migration steps[] = {{"1", "CREATE TABLE a (x INTEGER) STRICT;"},
                             {"2", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"}};
  EXPECT_FALSE(Migrate(db, steps));
  EXPECT_EQ(db.execAndGet("PRAGMA user_version").getInt(), 1);
  EXPECT_TRUE(db.tableExists("a"));
  EXPECT_FALSE(db.tableExists("b"));
}

TEST_F(StoreTest, EvidenceIsAppendOnly) {
  const Id event = InTx([&](Transaction& tx) { return Must(AppendEvent(tx, EventBy(officer_, "a.b", "flag", 1))); });
  const std::string id = IdToString(event);
  EXPECT_THROW(db_->raw().exec("UPDATE event SET kind = 'x' WHERE id = " + id), SQLite::Exception);
  EXPECT_THROW(db_->raw().exec("DELETE FROM event WHERE id = " + id), SQLite::Exception);
}

}  // namespace
}  // namespace markwarden
