// The log as tiles: their paths, what is in them, and that they grow without being written over.
#include "store/log_files.h"

#include "core/file.h"
#include "core/merkle.h"
#include "core/signing_key.h"
#include "tests/store/store_fixture.h"

namespace markwarden {
namespace {

TEST(TilePathTest, IsThatOfTheSpecification) {
  EXPECT_EQ(TilePath(0, 1234067, 256), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath(0, 273, 112), "tile/0/273.p/112");
  EXPECT_EQ(TilePath(1, 0, 256), "tile/1/000");
  EXPECT_EQ(TilePath(2, 1000, 1), "tile/2/x001/000.p/1");
}

class LogFilesTest : public StoreTest {
 protected:
  // Until the log has `size` events.
  void Grow(int64_t size) {
    const int64_t have = Must(LogHead(*db_)).size;
    InTx([&](Transaction& tx) {
      for (int64_t i = have; i < size; ++i) Must(AppendEvent(tx, EventBy(officer_, "test.done", "test", 1)));
      return 0;
    });
    while (Must(SequenceEvents(*db_)) > 0) {}
    ASSERT_EQ(Must(LogHead(*db_)).size, size);
  }
  std::string Tile(int level, int64_t index, int width) { return Must(ReadFile(log_ / TilePath(level, index, width))); }
  bool Has(int level, int64_t index, int width) { return std::filesystem::exists(log_ / TilePath(level, index, width)); }
  // The root of a log, from its tiles alone.
  Sha256Digest RootOfTiles(int64_t size) {
    std::vector<Sha256Digest> leaves;
    for (int64_t tile = 0; tile * kTileWidth < size; ++tile) {
      const std::string bytes = Tile(0, tile, static_cast<int>(std::min(size - tile * kTileWidth, kTileWidth)));
      for (size_t at = 0; at < bytes.size(); at += 32) std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 32, leaves.emplace_back().begin());
    }
    return MerkleRoot(leaves);
  }
  const std::filesystem::path log_ = dir_ / "log";
};

TEST_F(LogFilesTest, TilesHoldTheLog) {
  Grow(10);
  Must(PublishLog(*db_, log_, 0, 10, "note 10\n"));
  EXPECT_EQ(Tile(0, 0, 10).size(), 320u);
  EXPECT_EQ(RootOfTiles(10), Must(LogRoot(*db_, 10)));
  Grow(256);
  Must(PublishLog(*db_, log_, 10, 256, "note 256\n"));
  EXPECT_EQ(Tile(0, 0, 256).size(), 8192u);
  EXPECT_FALSE(Has(0, 0, 10)) << "a partial tile goes once the full one is there";
  EXPECT_EQ(Tile(1, 0, 1), std::string(reinterpret_cast<const char*>(Must(LogRoot(*db_, 256)).data()), 32));
  Grow(700);
  Must(PublishLog(*db_, log_, 256, 700, "note 700\n"));
  EXPECT_EQ(RootOfTiles(700), Must(LogRoot(*db_, 700)));
  EXPECT_TRUE(Has(0, 1, 256) && Has(0, 2, 188) && Has(1, 0, 2));
  EXPECT_FALSE(Has(2, 0, 1));
  EXPECT_EQ(Must(ReadFile(log_ / "checkpoint")), "note 700\n");

  // Made anew from the database, the files are the same.
  const std::string full = Tile(0, 1, 256), partial = Tile(0, 2, 188), upper = Tile(1, 0, 2);
  std::filesystem::remove_all(log_);
  Must(PublishLog(*db_, log_, 0, 700, "note 700\n"));
  EXPECT_EQ(Tile(0, 1, 256), full);
  EXPECT_EQ(Tile(0, 2, 188), partial);
  EXPECT_EQ(Tile(1, 0, 2), upper);
}

TEST_F(LogFilesTest, APublishedCheckpointIsBelievedBySignature) {
  const Result<SigningKey> key = SigningKey::Make("o"), other = SigningKey::Make("o");
  ASSERT_TRUE(key && other);
  const Checkpoint checkpoint{.origin = "o", .size = 3, .root = Sha256("r")};
  const auto publish = [&](const SigningKey& by, const std::string& text) {
    std::filesystem::create_directories(log_);
    Must(WriteFileAtomic(log_ / "checkpoint", FormatSignedNote({.text = text, .signatures = {{.name = "o", .key_id = by.verifier().id, .signature = by.Sign(text)}}})));
  };
  EXPECT_FALSE(Must(ReadPublished(log_, "o", {key->verifier()})).has_value());
  publish(*key, FormatCheckpoint(checkpoint));
  EXPECT_EQ(Must(ReadPublished(log_, "o", {key->verifier()}))->checkpoint, checkpoint);
  EXPECT_EQ(ReadPublished(log_, "o2", {key->verifier()}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(ReadPublished(log_, "o", {other->verifier()}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(ReadPublished(log_, "o", {}).error().code, ErrorCode::kConflict);
  publish(*key, "three words, no checkpoint\n");
  EXPECT_EQ(ReadPublished(log_, "o", {key->verifier()}).error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace markwarden
