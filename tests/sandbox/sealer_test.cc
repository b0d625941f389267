// The sealer: who holds the secret, what it signs, and what it refuses.
#include "core/sandbox/sealer.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <fstream>

#include "core/file.h"
#include "core/merkle.h"
#include "core/sandbox/worker_process.h"
#include "core/signing_key.h"
#include "tests/temporary_folder.h"

namespace markwarden {
namespace {

constexpr const char* kWorker = MARKWARDEN_BIN_DIR "/markwarden-worker";
constexpr const char* kName = "markwarden/0123";

class SealerTest : public testing::Test {
 protected:
  SealerTest() {
    NewKey();
    for (int i = 0; i < 20; ++i) leaves_.push_back(LeafHash("leaf " + std::to_string(i)));
  }

  void NewKey() {
    const auto file = dir_ / "keys" / ("log-" + std::to_string(start_.key_files.size() + 1) + ".key");
    const Result<VerifierKey> key = MakeKeyFile(kWorker, file, kName);
    ASSERT_TRUE(key) << key.error().message;
    start_.program = kWorker;
    start_.checkpoint = dir_ / "checkpoint";
    start_.key_files.push_back(file);
    start_.known_keys.push_back(*key);
  }
  Checkpoint At(size_t size) const {
    return {.origin = kName, .size = static_cast<int64_t>(size), .root = MerkleRoot(std::span(leaves_).first(size))};
  }
  std::vector<Sha256Digest> Grown(int64_t from, int64_t to) const { return *MerkleConsistency(from, to, ReadLeaves(leaves_)); }
  std::vector<size_t> Signers(const std::string& note) const {
    const Result<SignedNote> parsed = ParseSignedNote(note);
    if (!parsed) return {};
    const Result<std::vector<size_t>> signers = VerifySignedNote(*parsed, start_.known_keys);
    return signers ? *signers : std::vector<size_t>{};
  }
  void Publish(const std::string& note) { ASSERT_TRUE(WriteFileAtomic(start_.checkpoint, note)); }

  const TemporaryFolder folder_;
  const std::filesystem::path dir_ = folder_.path();
  SealerStart start_;
  std::vector<Sha256Digest> leaves_;
};

TEST_F(SealerTest, SignsALogThatGrows) {
  Result<Sealer> sealer = Sealer::Start(start_);
  ASSERT_TRUE(sealer) << sealer.error().message;
  EXPECT_EQ(sealer->last().size, 0);
  EXPECT_TRUE(IsConfined(sealer->pid()));
  const Result<std::string> first = sealer->SignCheckpoint(At(7), {});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(Signers(*first), std::vector<size_t>{0});
  EXPECT_EQ(ParseSignedNote(*first)->text, FormatCheckpoint(At(7)));
  const Result<std::string> second = sealer->SignCheckpoint(At(20), Grown(7, 20));
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(sealer->last(), At(20));
}

TEST_F(SealerTest, SignsNoOtherPast) {
  Result<Sealer> sealer = Sealer::Start(start_);
  ASSERT_TRUE(sealer);
  ASSERT_TRUE(sealer->SignCheckpoint(At(7), {}));
  leaves_[3] = LeafHash("another leaf");
  EXPECT_EQ(sealer->SignCheckpoint(At(20), Grown(7, 20)).error().code, ErrorCode::kConflict) << "an event was exchanged";
  EXPECT_EQ(sealer->SignCheckpoint(At(7), {}).error().code, ErrorCode::kConflict) << "another root of the same size";
  EXPECT_EQ(sealer->SignCheckpoint(At(6), {}).error().code, ErrorCode::kConflict) << "shorter";
  leaves_[3] = LeafHash("leaf 3");
  EXPECT_EQ(sealer->SignCheckpoint(At(20), {}).error().code, ErrorCode::kConflict) << "no proof";
  Checkpoint foreign = At(20);
  foreign.origin = "markwarden/4567";
  EXPECT_EQ(sealer->SignCheckpoint(foreign, Grown(7, 20)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(sealer->last(), At(7));
  EXPECT_TRUE(sealer->SignCheckpoint(At(7), {})) << "the same again is no harm";
  EXPECT_TRUE(sealer->SignCheckpoint(At(20), Grown(7, 20)));
}

TEST_F(SealerTest, GoesOnFromWhatWasPublished) {
  {
    Result<Sealer> sealer = Sealer::Start(start_);
    ASSERT_TRUE(sealer);
    Publish(*sealer->SignCheckpoint(At(7), {}));
  }
  NewKey();
  Result<Sealer> sealer = Sealer::Start(start_);
  ASSERT_TRUE(sealer) << sealer.error().message;
  EXPECT_EQ(sealer->last(), At(7));
  EXPECT_EQ(sealer->SignCheckpoint(At(20), {}).error().code, ErrorCode::kConflict);
  const Result<std::string> note = sealer->SignCheckpoint(At(20), Grown(7, 20));
  ASSERT_TRUE(note);
  EXPECT_EQ(Signers(*note), (std::vector<size_t>{0, 1})) << "both keys, while they overlap";
}

TEST_F(SealerTest, RefusesToBegin) {
  const SealerStart good = start_;
  const auto expect = [&](const char* why, const SealerStart& start, ErrorCode code) {
    Result<Sealer> sealer = Sealer::Start(start);
    ASSERT_FALSE(sealer) << why;
    EXPECT_EQ(sealer.error().code, code) << why << ": " << sealer.error().message;
  };
  SealerStart start = good;
  start.program = (dir_ / "none").string();
  expect("no program", start, ErrorCode::kUnavailable);
  start = good;
  start.key_files = {dir_ / "keys" / "log-9.key"};
  expect("no key", start, ErrorCode::kNotFound);
  start.key_files = {};
  expect("no key named", start, ErrorCode::kNotFound);
  start = good;
  start.known_keys = {SigningKey::Make(kName)->verifier()};
  expect("the file holds another key", start, ErrorCode::kDenied);
  Publish("not a note\n");
  expect("a published checkpoint that is none", good, ErrorCode::kConflict);
  const Result<SigningKey> stranger = SigningKey::Make(kName);
  const std::string text = FormatCheckpoint(At(7));
  Publish(FormatSignedNote({.text = text, .signatures = {{.name = kName, .key_id = stranger->verifier().id, .signature = stranger->Sign(text)}}}));
  expect("a published checkpoint of a stranger", good, ErrorCode::kConflict);
  std::filesystem::remove(start_.checkpoint);
  ::chmod(good.key_files.front().c_str(), 0644);
  expect("others can read the key", good, ErrorCode::kDenied);
}

TEST_F(SealerTest, SignsSealsWithTheYoungestKey) {
  NewKey();
  Result<Sealer> sealer = Sealer::Start(start_);
  ASSERT_TRUE(sealer);
  SealWish wish{.tagmanifest = Sha256("t"), .datapackage_digest = Sha256("d"), .made_at = *ParseTime("2026-11-26T08:00:00Z")};
  const Result<Seal> seal = sealer->SignSeal(wish);
  ASSERT_TRUE(seal) << seal.error().message;
  EXPECT_EQ(seal->json, R"({"datapackage_digest_sha256":")" + Sha256Hex("d") + R"(","format":"markwarden-seal/1","key":"markwarden/0123","made_at":"2026-11-26T08:00:00Z","tagmanifest_sha256":")" +
                            Sha256Hex("t") + "\"}");
  EXPECT_EQ(seal->key, start_.known_keys[1]);
  EXPECT_TRUE(VerifyEd25519(start_.known_keys[1].key, seal->json, seal->signature));
  wish.datapackage_digest.reset();
  EXPECT_NE(sealer->SignSeal(wish)->json.find(R"("datapackage_digest_sha256":null)"), std::string::npos);
}

TEST_F(SealerTest, ADeadOneIsSaid) {
  Result<Sealer> sealer = Sealer::Start(start_);
  ASSERT_TRUE(sealer);
  ASSERT_EQ(::kill(sealer->pid(), SIGKILL), 0);
  EXPECT_EQ(sealer->SignCheckpoint(At(7), {}).error().code, ErrorCode::kUnavailable);
}

TEST_F(SealerTest, AKeyIsMadeOnce) {
  EXPECT_EQ(*MakeKeyFile(kWorker, start_.key_files.front(), kName), start_.known_keys.front()) << "a call that is made again";
  EXPECT_EQ(MakeKeyFile(kWorker, start_.key_files.front(), "markwarden/4567").error().code, ErrorCode::kDenied) << "a key of another log";
}

}  // namespace
}  // namespace markwarden
