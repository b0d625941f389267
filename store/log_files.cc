// Tiles and the checkpoint's file.
#include "store/log_files.h"

#include <system_error>

#include "core/file.h"
#include "store/sql.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;

std::string ThreeDigits(int64_t number) {
  std::string text = std::to_string(number);
  return std::string(3 - text.size(), '0') + text;
}

Status MakeFolders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return Ok();
  return Fail(error == std::errc::no_space_on_device ? ErrorCode::kExhausted : ErrorCode::kUnavailable,
              "make folder " + folder.string() + ": " + error.message());
}

// Hashes [first, first + count) of complete subtrees of 256^level leaves.
Result<std::string> ReadHashes(CaseDb& db, int level, int64_t first, int64_t count) {
  Query rows(db, level == 0 ? "SELECT leaf_hash FROM log_leaf WHERE no >= :first AND no < :end ORDER BY no"
                            : "SELECT hash FROM log_node WHERE level = :level AND position >= :first AND position < :end ORDER BY position");
  if (level > 0) rows.Int(":level", 8 * level);
  rows.Int(":first", first).Int(":end", first + count);
  std::string hashes;
  while (rows.Next()) hashes += rows.TakeBlob();
  if (hashes.size() != static_cast<size_t>(count) * 32) {
    return Fail(ErrorCode::kInternal, "the log lacks hashes of level " + std::to_string(8 * level) + "; restore the store from a backup");
  }
  return hashes;
}

Status WriteTile(CaseDb& db, const fs::path& log_dir, int level, int64_t index, int64_t width) {
  Result<std::string> hashes = ReadHashes(db, level, index * kTileWidth, width);
  if (!hashes) return Fail(hashes);
  const fs::path file = log_dir / TilePath(level, index, static_cast<int>(width));
  if (Status made = MakeFolders(file.parent_path()); !made) return made;
  if (Status written = WriteFileAtomic(file, *hashes, 0644); !written) return written;
  if (width == kTileWidth) {
    std::error_code ignored;  // the partial ones may go once the full one is there
    fs::remove_all(file.string() + ".p", ignored);
  }
  return Ok();
}

}  // namespace

std::string TilePath(int level, int64_t index, int width) {
  std::string path = ThreeDigits(index % 1000);
  for (int64_t rest = index / 1000; rest > 0; rest /= 1000) path = "x" + ThreeDigits(rest % 1000) + "/" + path;
  path = "tile/" + std::to_string(level) + "/" + path;
  return width < kTileWidth ? path + ".p/" + std::to_string(width) : path;
}

Result<PublishedCheckpoint> ParsePublished(std::string bytes, const std::string& name, const std::string& origin,
                                           const std::vector<VerifierKey>& keys) {
  const auto foreign = [&](const std::string& why) {
    return Fail(ErrorCode::kConflict, name + " is no checkpoint of this log (" + why + "): put the right one back");
  };
  Result<SignedNote> note = ParseSignedNote(bytes);
  if (!note) return foreign(note.error().message);
  Result<std::vector<size_t>> signers = VerifySignedNote(*note, keys);
  if (!signers) return foreign(signers.error().message);
  Result<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint) return foreign(checkpoint.error().message);
  if (checkpoint->origin != origin) return foreign("it is of " + checkpoint->origin);
  return PublishedCheckpoint{.note = std::move(bytes), .checkpoint = std::move(*checkpoint)};
}

Result<std::optional<PublishedCheckpoint>> ReadPublished(const fs::path& log_dir, const std::string& origin, const std::vector<VerifierKey>& keys) {
  const fs::path file = log_dir / "checkpoint";
  Result<std::string> bytes = ReadFile(file, kMaxNoteBytes);
  if (!bytes) {
    if (bytes.error().code == ErrorCode::kNotFound) return std::optional<PublishedCheckpoint>();
    return Fail(bytes);
  }
  Result<PublishedCheckpoint> published = ParsePublished(std::move(*bytes), file.string(), origin, keys);
  if (!published) return Fail(published);
  return std::optional<PublishedCheckpoint>(std::move(*published));
}

Status PublishLog(CaseDb& db, const fs::path& log_dir, int64_t from, int64_t size, const std::string& note) try {
  if (Status made = MakeFolders(log_dir); !made) return made;
  int64_t before = from, now = size;  // hashes of this level
  for (int level = 0; now > 0; ++level, before /= kTileWidth, now /= kTileWidth) {
    for (int64_t tile = before / kTileWidth; tile * kTileWidth < now; ++tile) {
      const int64_t width = std::min(now - tile * kTileWidth, kTileWidth);
      if (width <= before - tile * kTileWidth) continue;  // it is there as it is
      if (Status written = WriteTile(db, log_dir, level, tile, width); !written) return Fail(std::move(written.error()).While("publish the log"));
    }
  }
  Status written = WriteFileAtomic(log_dir / "checkpoint", note, 0644);
  if (!written) return Fail(std::move(written.error()).While("publish the log"));
  return Ok();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "publish the log"));
}

}  // namespace markwarden
