// The log's signed states: rows in case.db, from which the files of DIR/log can be made again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/checkpoint.h"
#include "core/clock.h"
#include "core/json.h"
#include "store/database.h"

namespace markwarden {

struct CheckpointRecord {
  int64_t size = 0;
  Sha256Digest root{};
  std::string note;  // the whole signed note: what is published, stamped and exported
  Time made_at;      // by this machine's clock
  Json clock;        // how good that clock was: see core/clock_state.h; {} when unknown
};

// Errors: kConflict (there is one of that size; a note is never changed).
Status AddCheckpoint(Transaction& tx, const CheckpointRecord& checkpoint);
Result<std::optional<CheckpointRecord>> LastCheckpoint(CaseDb& db);
Result<std::optional<CheckpointRecord>> CheckpointOfSize(CaseDb& db, int64_t size);
// The first one that covers the event numbered `no`.
Result<std::optional<CheckpointRecord>> FirstCheckpointCovering(CaseDb& db, int64_t no);

}  // namespace markwarden
