// The keys that sign the log, their public halves: every one that ever signed stays known.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/signed_note.h"
#include "store/database.h"
#include "store/store.h"

namespace markwarden {

enum class LogKeyState { kActive, kRetired, kLost };
std::string_view ToString(LogKeyState state);

struct LogKeyRecord {
  int64_t generation = 0;           // 1, 2 ...
  VerifierKey key;                  // its name is the log's origin, the same for all generations: the id tells them apart
  LogKeyState state = LogKeyState::kActive;
  int64_t from_size = 0;            // the log's size when it was made
  Time created_at;
  std::optional<Time> retires_at;   // a younger key exists: it signs beside that one until then
};

// The log's identity, and the name of its keys: "markwarden/<store id>".
std::string LogOrigin(const Store& store);
std::string LogOriginOf(std::string_view store_id);
std::filesystem::path KeyDir(const Store& store);                            // DIR/keys
std::filesystem::path KeyFile(const Store& store, int64_t generation);       // DIR/keys/log-1.key

Result<std::vector<LogKeyRecord>> ListLogKeys(CaseDb& db);  // oldest first
Result<std::vector<VerifierKey>> KnownLogKeys(CaseDb& db);  // their public halves
// Errors: kConflict (the generation or the key is known already).
Status AddLogKey(Transaction& tx, const LogKeyRecord& key);
Status SetLogKeyState(Transaction& tx, int64_t generation, LogKeyState state, std::optional<Time> retires_at);

}  // namespace markwarden
