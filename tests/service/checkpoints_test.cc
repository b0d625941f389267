// The log's signed states over a whole store: rotated and lost keys, an old backup put back, a fork.
#include "service/checkpoints.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>

#include "core/checkpoint.h"
#include "core/file.h"
#include "core/merkle.h"
#include "service/log_keys.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/log_files.h"
#include "store/store.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

class CheckpointsTest : public StoreFixture {
 protected:
  void Happen(int times = 1) {
    const Status done = Writing(*service_, [&](Transaction& tx) -> Status {
      for (int i = 0; i < times; ++i) {
        if (auto event = AppendEvent(tx, EventBy(admin_, "test.done", "test", 1)); !event) return Fail(event);
      }
      return Ok();
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  CheckpointRecord Make() {
    Result<CheckpointRecord> made = MakeCheckpoint(*service_);
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : CheckpointRecord{};
  }
  std::vector<VerifierKey> Keys() {
    std::vector<VerifierKey> keys;
    const auto known = Reading(*service_, [](CaseDb& db) { return ListLogKeys(db); });
    for (const LogKeyRecord& key : *known) keys.push_back(key.key);
    return keys;
  }
  std::vector<size_t> Signers(const std::string& note) {
    const Result<std::vector<size_t>> signers = VerifySignedNote(*ParseSignedNote(note), Keys());
    return signers ? *signers : std::vector<size_t>{};
  }
  int64_t CountEvents(const std::string& kind) {
    EventQuery query;
    query.kind = kind;
    const Result<Json> page = ListEvents(*service_, admin_, query);
    return page ? static_cast<int64_t>((*page)["items"].size()) : -1;
  }
  fs::path store() const { return dir_ / "store"; }
  void Reopen() {
    service_.reset();
    auto service = Service::Open({.store_dir = store(), .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test"});
    ASSERT_TRUE(service) << service.error().message;
    service_ = std::move(*service);
  }
  // case.db as it is now, and back again.
  void SaveDatabase(const std::string& name) {
    service_.reset();
    fs::copy_file(store() / "case.db", dir_ / name, fs::copy_options::overwrite_existing);
    Reopen();
  }
  void PutDatabaseBack(const std::string& name) {
    service_.reset();
    for (const char* extra : {"case.db-wal", "case.db-shm"}) fs::remove(store() / extra);
    fs::copy_file(dir_ / name, store() / "case.db", fs::copy_options::overwrite_existing);
    Reopen();
  }
};

TEST_F(CheckpointsTest, InitMakesAKeyThatNobodyElseCanRead) {
  struct stat info {};
  ASSERT_EQ(::stat((store() / "keys" / "log-1.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((store() / "keys").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  EXPECT_EQ(CountEvents("key.made"), 1);
  ASSERT_TRUE(EnsureLogKey(*service_));
  EXPECT_EQ(Keys().size(), 1u);
  EXPECT_EQ(Keys().front().name, "markwarden/" + service_->store().id());
}

TEST_F(CheckpointsTest, AnyonesToolsCanFollowTheLog) {
  Happen(300);
  const CheckpointRecord first = Make();
  EXPECT_EQ(*ReadFile(store() / "log" / "checkpoint"), first.note);
  EXPECT_EQ(Make().size, first.size) << "nothing new";
  Happen(3);
  const CheckpointRecord second = Make();
  EXPECT_EQ(second.size, first.size + 3);
  EXPECT_TRUE(CheckLogAgainstFiles(*service_));
  EXPECT_TRUE(fs::exists(store() / "log" / TilePath(0, 0, 256)));

  const auto page = ListEvents(*service_, admin_, {});
  ASSERT_TRUE(page);
  const Json& event = (*page)["items"][2];
  const Result<Json> shown = ProveEvent(*service_, admin_, *ParseId(event["id"].get<std::string>()));
  ASSERT_TRUE(shown) << shown.error().message;
  const Result<LogProof> proof = ParseLogProof((*shown)["tlog_proof"].get<std::string>());
  ASSERT_TRUE(proof) << proof.error().message;
  EXPECT_EQ(proof->checkpoint, second.note);
  const Result<Checkpoint> state = ParseCheckpoint(ParseSignedNote(proof->checkpoint)->text);
  Sha256Digest leaf{};
  const std::string bytes = FromHex((*shown)["proof"]["leaf"].get<std::string>());
  std::copy_n(bytes.begin(), 32, leaf.begin());
  EXPECT_TRUE(VerifyInclusion(leaf, proof->index, state->size, proof->path, state->root));

  fs::remove_all(store() / "log");
  EXPECT_TRUE(CheckLogAgainstFiles(*service_)) << "files may be lost: the database has it all";
  ASSERT_TRUE(RebuildLogFiles(*service_));
  EXPECT_EQ(*ReadFile(store() / "log" / "checkpoint"), second.note);
  EXPECT_TRUE(fs::exists(store() / "log" / TilePath(0, 0, 256)));
}

TEST_F(CheckpointsTest, AFileThatWasNotWrittenAnyMoreIsWrittenNext) {
  Happen();
  const CheckpointRecord first = Make();
  Happen();
  const CheckpointRecord second = Make();
  ASSERT_TRUE(WriteFileAtomic(store() / "log" / "checkpoint", first.note));  // as if the process had died before
  EXPECT_EQ(Make().size, second.size);
  EXPECT_EQ(*ReadFile(store() / "log" / "checkpoint"), second.note);
}

TEST_F(CheckpointsTest, WorkSignsAndSaysSo) {
  const Result<Json> worked = RunWork(*service_, admin_, {}, {});
  ASSERT_TRUE(worked) << worked.error().message;
  EXPECT_TRUE((*worked)["checkpoint"].is_number());
  EXPECT_TRUE((*worked)["not_signed"].is_null()) << (*worked)["not_signed"];
  EXPECT_EQ((*ShowCheckpoint(*service_, admin_))["size"], (*worked)["checkpoint"]);
}

TEST_F(CheckpointsTest, OneIsDueByEventsOrByTime) {
  Happen();
  ASSERT_TRUE(Make().size > 0);
  Happen(99);
  ASSERT_TRUE(Reading(*service_, [](CaseDb& db) { return SequenceEvents(db); }));
  EXPECT_FALSE(MakeCheckpointWhenDue(*service_)->has_value()) << "99 events within a minute";
  Happen(1);
  ASSERT_TRUE(Reading(*service_, [](CaseDb& db) { return SequenceEvents(db); }));
  EXPECT_TRUE(MakeCheckpointWhenDue(*service_)->has_value()) << "100 events";
  EXPECT_FALSE(MakeCheckpointWhenDue(*service_)->has_value()) << "nothing new";
}

TEST_F(CheckpointsTest, ARotatedKeySignsBesideTheNextOne) {
  Happen();
  ASSERT_EQ(Signers(Make().note), std::vector<size_t>{0});
  const Result<Json> rotated = RotateLogKey(*service_, admin_, false);
  ASSERT_TRUE(rotated) << rotated.error().message;
  EXPECT_EQ((*rotated)["generation"], 2);
  EXPECT_EQ(Signers(Make().note), (std::vector<size_t>{0, 1}));
  EXPECT_EQ(Keys()[0].name, Keys()[1].name) << "one log, one origin";
  ASSERT_TRUE(TendLogKeys(*service_));
  EXPECT_EQ((*ListLogKeys(*service_, admin_))["items"][0]["state"], "active") << "for its days yet";
  // The overlap ends.
  ASSERT_TRUE(Writing(*service_, [&](Transaction& tx) { return SetLogKeyState(tx, 1, LogKeyState::kActive, service_->clock().Now()); }));
  ASSERT_TRUE(TendLogKeys(*service_));
  EXPECT_EQ(CountEvents("key.retired"), 1);
  Happen();
  EXPECT_EQ(Signers(Make().note), std::vector<size_t>{1});
  EXPECT_EQ((*ListLogKeys(*service_, admin_))["items"][0]["state"], "retired");
}

TEST_F(CheckpointsTest, AStolenKeySignsNoMore) {
  Happen();
  Make();
  ASSERT_TRUE(RotateLogKey(*service_, admin_, true));
  EXPECT_EQ(CountEvents("key.lost"), 1);
  EXPECT_EQ(Signers(Make().note), std::vector<size_t>{1});
}

TEST_F(CheckpointsTest, ALostKeyIsSaidAndNeverMadeAnewSilently) {
  Happen();
  const CheckpointRecord before = Make();
  fs::remove(store() / "keys" / "log-1.key");
  const Status usable = CheckLogKeys(*service_);
  ASSERT_FALSE(usable);
  EXPECT_EQ(usable.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(usable.error().message.find("log-1.key is missing"), std::string::npos) << usable.error().message;
  EXPECT_NE(usable.error().message.find("event key rotate"), std::string::npos);
  Happen();
  std::vector<std::string> said;
  WorkRun run;
  run.say = [&](const std::string& line) { said.push_back(line); };
  const Result<Json> worked = RunWork(*service_, admin_, run, {});
  ASSERT_TRUE(worked) << "the log goes on growing: " << worked.error().message;
  EXPECT_GT((*worked)["numbered"], 0);
  EXPECT_TRUE((*worked)["checkpoint"].is_null());
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said.front().find("log-1.key is missing"), std::string::npos) << said.front();
  EXPECT_FALSE(fs::exists(store() / "keys" / "log-1.key"));
  EXPECT_EQ(Keys().size(), 1u);

  ASSERT_TRUE(RotateLogKey(*service_, admin_, false));
  EXPECT_EQ(CountEvents("key.lost"), 1);
  EXPECT_EQ(CountEvents("key.made"), 2);
  const CheckpointRecord after = Make();
  EXPECT_GT(after.size, before.size) << "it covers what happened meanwhile";
  EXPECT_EQ(Signers(after.note), std::vector<size_t>{1});
}

TEST_F(CheckpointsTest, AKeyThatOthersCouldReadIsNotUsed) {
  ::chmod((store() / "keys" / "log-1.key").c_str(), 0644);
  EXPECT_NE(CheckLogKeys(*service_).error().message.find("others can read"), std::string::npos);
  EXPECT_EQ(MakeCheckpoint(*service_).error().code, ErrorCode::kUnavailable);
}

TEST_F(CheckpointsTest, AnOldBackupThatWasPutBackIsNotWorkedOn) {
  Happen();
  Make();
  SaveDatabase("old.db");
  Happen();
  Make();
  PutDatabaseBack("old.db");
  const Status whole = CheckLogAgainstFiles(*service_);
  ASSERT_FALSE(whole);
  EXPECT_EQ(whole.error().code, ErrorCode::kInternal);
  EXPECT_NE(whole.error().message.find("an old backup was put back"), std::string::npos) << whole.error().message;
  EXPECT_EQ(whole.error().message.find('\n'), std::string::npos);
  EXPECT_EQ(RunWork(*service_, admin_, {}, {}).error().message, whole.error().message);
  EXPECT_EQ(MakeCheckpoint(*service_).error().code, ErrorCode::kInternal);
  // The same length again, and longer, with another content: a fork.
  Happen();
  ASSERT_TRUE(Reading(*service_, [](CaseDb& db) { return SequenceEvents(db); }));
  EXPECT_NE(CheckLogAgainstFiles(*service_).error().message.find("it forked"), std::string::npos) << CheckLogAgainstFiles(*service_).error().message;
  Happen(5);
  EXPECT_EQ(MakeCheckpoint(*service_).error().code, ErrorCode::kInternal);
}

TEST_F(CheckpointsTest, ACheckpointByAKeyThatTheDatabaseDoesNotKnowStopsWork) {
  Happen();
  Make();
  SaveDatabase("old.db");
  ASSERT_TRUE(RotateLogKey(*service_, admin_, true));
  Make();
  PutDatabaseBack("old.db");
  EXPECT_NE(CheckLogAgainstFiles(*service_).error().message.find("no known key signed"), std::string::npos);
}

TEST_F(CheckpointsTest, AStoreOfAnEarlierVersionGetsItsKeyAtTheFirstWork) {
  fs::remove_all(store() / "keys");
  service_.reset();
  {
    // What a store looks like that was never told of keys.
    auto opened = Store::Open(store());
    ASSERT_TRUE(opened);
    auto db = (*opened)->OpenCase();
    ASSERT_TRUE(db);
    (*db)->raw().exec("DROP TRIGGER log_key_stays; DELETE FROM log_key");
  }
  Reopen();
  ASSERT_TRUE(CheckLogKeys(*service_)) << "no key yet is no loss";
  const Result<Json> worked = RunWork(*service_, admin_, {}, {});
  ASSERT_TRUE(worked) << worked.error().message;
  EXPECT_TRUE((*worked)["checkpoint"].is_number()) << (*worked)["not_signed"];
  EXPECT_EQ(Keys().size(), 1u);
}

TEST_F(CheckpointsTest, SealsArePackedWithTheirKey) {
  const Result<Seal> seal = SignPackageSeal(*service_, {.tagmanifest = Sha256("t"), .datapackage_digest = std::nullopt, .made_at = service_->clock().Now()});
  ASSERT_TRUE(seal) << seal.error().message;
  EXPECT_EQ(seal->key, Keys().front());
  EXPECT_TRUE(VerifyEd25519(Keys().front().key, seal->json, seal->signature));
}

}  // namespace
}  // namespace markwarden
