// A store goes out as a bag and comes back; what is damaged, older than the world knows, or of another history does not.
#include "service/backup.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/account.h"
#include "core/file.h"
#include "core/formats/bagit.h"
#include "core/formats/file_tree.h"
#include "core/merkle.h"
#include "service/checkpoints.h"
#include "service/log_keys.h"
#include "service/transact.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/log_files.h"
#include "store/segments.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class BackupTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    const fs::path file = Write("offers.jsonl", kSampleListings);
    const auto done = ImportFile(*service_, officer_, {.file = file, .from = "shopx"});
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_TRUE(EnsureLogKey(*service_));
  }
  void Happen(Service& service, const Scope& scope, const char* kind) {
    const Status done = Writing(service, [&](Transaction& tx) -> Status {
      auto event = AppendEvent(tx, EventBy(scope, kind, "test", 1));
      return event ? Ok() : Status(Fail(event));
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  Json Make(const std::string& name) {
    Result<Json> made = MakeBackup(*service_, admin_, dir_ / name);
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : Json();
  }
  std::unique_ptr<Service> OpenAt(const std::string& name) {
    auto service = Service::Open({.store_dir = dir_ / name, .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test"});
    EXPECT_TRUE(service) << service.error().message;
    return service ? std::move(*service) : nullptr;
  }
  // Every event with its leaf, every capture with its bytes.
  static std::string WhatItHolds(Service& service) {
    std::string all;
    const Status read = Reading(service, [&](CaseDb& db) -> Status {
      const Result<std::vector<SegmentRecord>> segments = ListSegments(db);
      if (!segments) return Fail(segments.error());
      for (const SegmentRecord& segment : *segments) {
        const Result<std::vector<CaptureRecord>> captures = CapturesOfSegment(db, segment.id);
        if (!captures) return Fail(captures.error());
        for (const CaptureRecord& capture : *captures) {
          Result<std::string> records = ReadCaptureRecords(service.store(), db, capture);
          if (!records) return Fail(records);
          all += IdToString(capture.id) + " " + Sha256Hex(*records) + "\n";
        }
      }
      Result<TreeHead> head = LogHead(db);
      if (!head) return Fail(head);
      all += std::to_string(head->size) + " " + ToHex(head->root) + "\n";
      return CheckLog(db);
    });
    EXPECT_TRUE(read) << read.error().message;
    return all;
  }
  // The manifests of a bag written anew, as somebody would who changes a file and covers it up.
  void SumAnew(const fs::path& bag) {
    const fs::path copy = bag.string() + ".anew";
    fs::rename(bag, copy);
    auto writer = BagWriter::Create(bag, {.blocks = false, .folder_mode = 0700});
    ASSERT_TRUE(writer) << writer.error().message;
    const auto tree = OpenFolderTree(copy);
    ASSERT_TRUE(tree);
    for (const TreeEntry& entry : (*tree)->entries()) {
      if (entry.path.starts_with("data/") || entry.path == "backup.json") {
        ASSERT_TRUE(writer->AddFile(entry.path, copy / entry.path));
      }
    }
    ASSERT_TRUE(writer->Finish({}));
    fs::remove_all(copy);
  }
  std::string Refused(const std::string& backup, const fs::path& published = {}) {
    const Result<BackupFacts> checked = CheckBackup(dir_ / backup, published);
    EXPECT_FALSE(checked) << backup;
    const Result<Json> restored = RestoreStore(dir_ / backup, dir_ / "never", published, {});
    EXPECT_FALSE(restored) << backup;
    EXPECT_FALSE(fs::exists(dir_ / "never"));
    EXPECT_FALSE(fs::exists(dir_ / "never.part"));
    return checked ? "" : checked.error().message;
  }
  Scope officer_;
};

TEST_F(BackupTest, GoesOutAndComesBack) {
  const Json made = Make("copy");
  EXPECT_EQ(made["captures"], 1) << "the file with the offers";
  EXPECT_TRUE(made["unsigned"].is_null()) << made["unsigned"];
  const std::string before = WhatItHolds(*service_);
  // Nothing of the keys, nothing of the locks; what is there is what the bag lists.
  for (const auto& entry : fs::recursive_directory_iterator(dir_ / "copy")) {
    EXPECT_EQ(entry.path().string().find("key"), std::string::npos) << entry.path();
  }
  EXPECT_EQ(fs::status(dir_ / "copy").permissions(), fs::perms::owner_all);
  EXPECT_TRUE(CheckBag(**OpenFolderTree(dir_ / "copy")).empty());
  EXPECT_EQ(std::system(("cd " + (dir_ / "copy").string() + " && sha256sum --quiet -c manifest-sha256.txt tagmanifest-sha256.txt").c_str()), 0);

  const Result<Json> restored = RestoreStore(dir_ / "copy", dir_ / "second/", {}, dir_ / "store" / "keys");
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_TRUE((*restored)["keys"].is_null()) << (*restored)["keys"];
  EXPECT_EQ((*restored)["tagmanifest_sha256"], made["tagmanifest_sha256"]);
  const std::unique_ptr<Service> second = OpenAt("second");
  EXPECT_EQ(WhatItHolds(*second), before);
  EXPECT_EQ(second->store().id(), service_->store().id());
  EventQuery query;
  query.kind = "store.restored";
  const Result<Json> told = ListEvents(*second, admin_, query);
  ASSERT_TRUE(told);
  ASSERT_EQ((*told)["items"].size(), 1u);
  EXPECT_EQ((*told)["items"][0]["actor"], "system:work");
  EXPECT_EQ((*told)["items"][0]["detail"]["tagmanifest_sha256"], made["tagmanifest_sha256"]);
  // The log goes on from where it was, signed by the same key, and its tiles are there.
  const Result<CheckpointRecord> next = MakeCheckpoint(*second);
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_GT(next->size, made["events"].get<int64_t>());
  EXPECT_TRUE(fs::exists(dir_ / "second" / "log" / "tile"));
}

TEST_F(BackupTest, WithoutItsKeysAStoreSaysSoAndTakesANewOne) {
  Make("copy");
  const Result<Json> restored = RestoreStore(dir_ / "copy", dir_ / "second", {}, {});
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_NE(JsonText(*restored, "keys").find("log-1.key"), std::string::npos) << (*restored)["keys"];
  const std::unique_ptr<Service> second = OpenAt("second");
  EXPECT_FALSE(MakeCheckpoint(*second));
  const Result<Json> rotated = RotateLogKey(*second, admin_, false);
  ASSERT_TRUE(rotated) << rotated.error().message;
  const Result<CheckpointRecord> next = MakeCheckpoint(*second);
  EXPECT_TRUE(next) << next.error().message;
  EXPECT_EQ(RestoreStore(dir_ / "copy", dir_ / "third", {}, dir_).error().code, ErrorCode::kNotFound) << "a folder without keys";
  EXPECT_FALSE(fs::exists(dir_ / "third"));
}

TEST_F(BackupTest, IsTakenWhileOthersWrite) {
  // Captures that are written but not committed are nobody's yet.
  Result<Service::Connection> db = service_->Connect();
  auto writer = CaptureWriter::Open(service_->store(), **db, "import");
  ASSERT_TRUE(writer) << writer.error().message;
  Exchange page;
  page.url = "https://shopx.example/item/9";
  page.status = 200;
  page.body = std::string(100'000, 'x');
  ASSERT_TRUE((*writer)->Append(page, {}));
  const Json made = Make("copy");
  EXPECT_EQ(made["captures"], 1);
  auto tx = (*db)->Begin();
  ASSERT_TRUE((*writer)->Commit(**tx));
  ASSERT_TRUE((*tx)->Commit());
  const Result<Json> restored = RestoreStore(dir_ / "copy", dir_ / "second", {}, {});
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(Make("later")["captures"], 2);
  EXPECT_TRUE(CheckBackup(dir_ / "later"));
}

TEST_F(BackupTest, OneFlippedBitInAnyFileIsSaid) {
  Make("copy");
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(dir_ / "copy")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  EXPECT_GE(files.size(), 9u);
  for (const fs::path& file : files) {
    const std::string good = *ReadFile(file);
    for (const size_t at : {size_t{0}, good.size() / 2, good.size() - 1}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ 0x10);
      std::ofstream(file, std::ios::binary) << bad;
      const Result<BackupFacts> checked = CheckBackup(dir_ / "copy");
      ASSERT_FALSE(checked) << file << " byte " << at;
      EXPECT_EQ(checked.error().code, ErrorCode::kInvalid) << file << ": " << checked.error().message;
    }
    std::ofstream(file, std::ios::binary) << good;
  }
  EXPECT_TRUE(CheckBackup(dir_ / "copy"));
  for (const fs::path& file : files) {
    fs::rename(file, dir_ / "aside");
    EXPECT_FALSE(CheckBackup(dir_ / "copy")) << file << " missing";
    fs::rename(dir_ / "aside", file);
  }
  std::ofstream(dir_ / "copy" / "data" / "more") << "x";
  EXPECT_NE(Refused("copy").find("more"), std::string::npos);
}

// Somebody who changes the copy and writes all manifests anew has the log against them.
TEST_F(BackupTest, ACoveredUpChangeIsSaid) {
  Happen(*service_, officer_, "test.done");
  for (int i = 0; i < 5; ++i) Happen(*service_, officer_, "test.later");  // so that the changed one is under a node
  Make("copy");
  // Changes rows that triggers keep, and leaves the triggers as they were.
  const auto forge = [](const fs::path& bag, const std::vector<std::string>& statements) {
    SQLite::Database db((bag / "data/case.db").string(), SQLite::OPEN_READWRITE);
    std::vector<std::string> triggers;
    {
      SQLite::Statement all(db, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'");
      std::vector<std::string> names;
      while (all.executeStep()) {
        names.push_back(all.getColumn(0).getString());
        triggers.push_back(all.getColumn(1).getString());
      }
      all.reset();
      for (const std::string& name : names) db.exec("DROP TRIGGER " + name);
    }
    for (const std::string& statement : statements) db.exec(statement);
    for (const std::string& trigger : triggers) db.exec(trigger);
  };
  const struct { const char* why; std::function<void(const fs::path&)> change; const char* says; } cases[] = {
      {"an event is another one", [&](const fs::path& bag) { forge(bag, {"UPDATE event SET kind = 'test.other' WHERE kind = 'test.done'"}); }, "does not fit its leaf"},
      {"the log ends earlier", [&](const fs::path& bag) { forge(bag, {"DELETE FROM log_leaf WHERE no = (SELECT MAX(no) FROM log_leaf)"}); }, "the log's head names"},
      {"an event is another one, its leaf and every head fit, the nodes are the old ones", [&](const fs::path& bag) {
         forge(bag, {"UPDATE event SET kind = 'test.other' WHERE kind = 'test.done'"});
         std::vector<Sha256Digest> leaves;
         {
           SystemClock clock;
           IdMaker ids(clock, 0);
           auto db = CaseDb::OpenFrozen((bag / "data/case.db").string(), clock, ids);
           PageRequest page{.limit = kMaxPageRows, .after = {}};
           std::map<int64_t, std::string> by_number;
           do {
             auto events = ListEvents(**db, admin_, {}, page);
             for (const Event& event : events->rows) by_number[*event.no] = LeafBytes(event);
             page.after = events->next;
           } while (!page.after.empty());
           auto system = ListEvents(**db, SystemScope("system:work", kSystemOrg), {}, {.limit = kMaxPageRows, .after = {}});
           for (const Event& event : system->rows) by_number[*event.no] = LeafBytes(event);
           for (const auto& [no, bytes] : by_number) leaves.push_back(LeafHash(bytes));
         }
         std::vector<std::string> statements = {"DELETE FROM log_head WHERE size < " + std::to_string(leaves.size()), "UPDATE log_head SET root = x'" + ToHex(MerkleRoot(leaves)) + "'"};
         for (size_t no = 0; no < leaves.size(); ++no) {
           statements.push_back("UPDATE log_leaf SET leaf_hash = x'" + ToHex(leaves[no]) + "' WHERE no = " + std::to_string(no));
         }
         forge(bag, statements);
       }, "does not fit its events"},
      {"a trigger of somebody else", [](const fs::path& bag) {
         SQLite::Database db((bag / "data/case.db").string(), SQLite::OPEN_READWRITE);
         db.exec("CREATE TRIGGER more AFTER INSERT ON event BEGIN DELETE FROM case_file; END");
       }, "are not those of a store"},
      {"a version below none", [](const fs::path& bag) {
         SQLite::Database db((bag / "data/case.db").string(), SQLite::OPEN_READWRITE);
         db.exec("PRAGMA user_version = -1");
       }, "none of a store"},
      {"a journal that would be played into the database", [](const fs::path& bag) { std::ofstream(bag / "data/case.db-wal") << "x"; }, "case.db-wal is no part of a store"},
      {"a key", [](const fs::path& bag) {
         fs::create_directory(bag / "data/keys");
         std::ofstream(bag / "data/keys/log-1.key") << "x";
       }, "log-1.key is no part of a store"},
      {"a segment is shorter", [](const fs::path& bag) {
         for (const auto& entry : fs::directory_iterator(bag / "data/warc")) fs::resize_file(entry.path(), entry.file_size() - 1);
       }, "bytes of"},
      {"a segment is gone", [](const fs::path& bag) { fs::remove_all(bag / "data/warc"); }, "missing"},
      {"another store's description", [](const fs::path& bag) {
         std::ofstream(bag / "data/store.json") << R"({"format":1,"id":"00000000000000000000000000000000","simulated":false})";
       }, "another store"},
      {"no database", [](const fs::path& bag) { fs::remove(bag / "data/case.db"); }, "case.db"},
      {"a database that is none", [](const fs::path& bag) { std::ofstream(bag / "data/case.db") << "SQLite format 3"; }, "case.db"},
  };
  for (const auto& c : cases) {
    fs::copy(dir_ / "copy", dir_ / "changed", fs::copy_options::recursive);
    c.change(dir_ / "changed");
    SumAnew(dir_ / "changed");
    const std::string said = Refused("changed");
    EXPECT_NE(said.find(c.says), std::string::npos) << c.why << ": " << said;
    fs::remove_all(dir_ / "changed");
  }
}

// Warnings are no reason to look at digests less: each file beside the bag that nothing lists is one.
TEST_F(BackupTest, AThousandWarningsHideNothing) {
  Make("copy");
  for (int i = 0; i < 1500; ++i) std::ofstream(dir_ / "copy" / ("junk-" + std::to_string(i))) << "x";
  EXPECT_TRUE(CheckBackup(dir_ / "copy")) << "junk beside a bag is junk";
  const fs::path file = dir_ / "copy" / "data" / "case.db";
  std::string bytes = *ReadFile(file);
  bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
  std::ofstream(file, std::ios::binary) << bytes;
  EXPECT_NE(Refused("copy").find("data/case.db"), std::string::npos);
}

TEST_F(BackupTest, OneThatIsOlderThanThePublishedLogIsRefused) {
  Make("old");
  fs::copy(dir_ / "store" / "log" / "checkpoint", dir_ / "then");
  Happen(*service_, officer_, "test.done");
  ASSERT_TRUE(MakeCheckpoint(*service_));
  fs::copy(dir_ / "store" / "log" / "checkpoint", dir_ / "now");
  EXPECT_TRUE(CheckBackup(dir_ / "old", dir_ / "then"));
  EXPECT_NE(Refused("old", dir_ / "now").find("would fork the log; use a newer backup"), std::string::npos);
  Make("new");
  EXPECT_TRUE(CheckBackup(dir_ / "new", dir_ / "now"));
  // A store made of the old one that went on is another history, though the same key signed both.
  ASSERT_TRUE(RestoreStore(dir_ / "old", dir_ / "second", {}, dir_ / "store" / "keys"));
  const std::unique_ptr<Service> second = OpenAt("second");
  for (int i = 0; i < 5; ++i) Happen(*second, officer_, "test.elsewhere");
  ASSERT_TRUE(MakeBackup(*second, admin_, dir_ / "fork"));
  EXPECT_NE(Refused("fork", dir_ / "now").find("one of them forked"), std::string::npos);
  Write("strange", "no checkpoint\n");
  EXPECT_NE(Refused("new", dir_ / "strange").find("is no checkpoint of this log"), std::string::npos);
  EXPECT_NE(Refused("new", dir_ / "nothing").find("nothing"), std::string::npos);
}

TEST_F(BackupTest, WhatIsThereIsLeftAlone) {
  Make("copy");
  const struct { const char* folder; ErrorCode code; } to[] = {{"copy", ErrorCode::kConflict}, {"store", ErrorCode::kConflict}, {"no/such/parent", ErrorCode::kNotFound}};
  for (const auto& c : to) {
    EXPECT_EQ(MakeBackup(*service_, admin_, dir_ / c.folder).error().code, c.code) << c.folder;
  }
  EXPECT_EQ(RestoreStore(dir_ / "copy", dir_ / "store", {}, {}).error().code, ErrorCode::kConflict);
  fs::create_directory(dir_ / "half.part");
  const Result<Json> made = MakeBackup(*service_, admin_, dir_ / "half");
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("half.part is there"), std::string::npos);
  EXPECT_TRUE(fs::exists(dir_ / "half.part"));
  fs::create_directory(dir_ / "empty");
  EXPECT_TRUE(RestoreStore(dir_ / "copy", dir_ / "empty", {}, {}));
  EXPECT_EQ(CheckBackup(dir_ / "nowhere").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(CheckBackup(dir_ / "store").error().code, ErrorCode::kInvalid);
  fs::create_directory_symlink(dir_ / "copy", dir_ / "link");
  EXPECT_EQ(MakeBackup(*service_, officer_, dir_ / "mine").error().code, ErrorCode::kDenied);
}

TEST_F(BackupTest, OneThatIsStoppedLeavesNothing) {
  std::stop_source stop;
  int64_t seen = 0;
  const BackupWatch watch{.stop = stop.get_token(), .progress = [&](int64_t done, int64_t all) {
                            EXPECT_LE(done, all);
                            seen = done;
                            stop.request_stop();
                          }};
  const Result<Json> made = MakeBackup(*service_, admin_, dir_ / "copy", watch);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kCancelled);
  EXPECT_GT(seen, 0);
  for (const auto& entry : fs::directory_iterator(dir_)) EXPECT_FALSE(entry.path().filename().string().starts_with("copy")) << entry.path();
  Make("copy");
  EXPECT_EQ(RestoreStore(dir_ / "copy", dir_ / "second", {}, {}, watch).error().code, ErrorCode::kCancelled);
  EXPECT_FALSE(fs::exists(dir_ / "second"));
  EXPECT_FALSE(fs::exists(dir_ / "second.part"));
}

}  // namespace
}  // namespace markwarden
