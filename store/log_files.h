// The log as files that anybody's tools can read: C2SP tlog-tiles under DIR/log (checkpoint, tile/L/N, partial tiles
// tile/L/N.p/W).  Entry bundles are not written: leaves name people, and these files are made to be handed out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/checkpoint.h"
#include "core/result.h"
#include "core/signed_note.h"
#include "store/database.h"

namespace markwarden {

inline constexpr int64_t kTileWidth = 256;

// "tile/0/x001/x234/067", with ".p/W" when width < 256.
std::string TilePath(int level, int64_t index, int width);

struct PublishedCheckpoint {
  std::string note;
  Checkpoint checkpoint;
};
// A checkpoint of log `origin` that one of `keys` signed; `name` is for the error: where it was found.  Errors: kConflict (it is not
// signed by any of them, or is of another log).
Result<PublishedCheckpoint> ParsePublished(std::string note, const std::string& name, const std::string& origin,
                                           const std::vector<VerifierKey>& keys);

// What DIR/log/checkpoint holds, its signature verified by one of `keys`; empty when there is no such file.  Errors: as ParsePublished.
Result<std::optional<PublishedCheckpoint>> ReadPublished(const std::filesystem::path& log_dir, const std::string& origin,
                                                         const std::vector<VerifierKey>& keys);

// Writes the tiles that a log of `size` has and one of `from` had not, then the checkpoint.  Each file is written beside
// and renamed; the checkpoint comes last.  Errors: kExhausted, kUnavailable, kInternal.
Status PublishLog(CaseDb& db, const std::filesystem::path& log_dir, int64_t from, int64_t size, const std::string& note);

}  // namespace markwarden
