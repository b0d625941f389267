// Signed states of the log: when one is made, that it grew out of the one before, and that nobody rolled it back.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/sandbox/sealer.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/checkpoints.h"

namespace markwarden {

std::filesystem::path LogDir(const Store& store);  // DIR/log

// Compares DIR/log/checkpoint with case.db, and case.db's last checkpoint with its own log.  At the start of `work` and
// `serve`.  Errors: kInternal, in one line: the published log is ahead of the database (an old backup was put back), or has
// another root (a fork), is not signed by a key that the database knows, or the database's log was changed.
Status CheckLogAgainstFiles(Service& service);

// Numbers what waits, signs a checkpoint over all of it and publishes it; gives the last one when nothing is new.
// For exports.  Safe from several processes: they take turns.  Errors: kUnavailable (no usable key: says which, or another
// process takes too long), kInternal (the log did not grow out of the last checkpoint), kExhausted.
Result<CheckpointRecord> MakeCheckpoint(Service& service);
// The same without numbering, when one is due by service/data/log_policy.yaml; empty when none is.
Result<std::optional<CheckpointRecord>> MakeCheckpointWhenDue(Service& service);

// Writes DIR/log anew from the database.  Errors: kNotFound (no checkpoint was made yet), kExhausted, kUnavailable.
Status RebuildLogFiles(Service& service);

// A checkpoint at once, for whoever may run `work`: {"size"}.
Result<Json> SignLogNow(Service& service, const Scope& scope);

// {"size","root","note","made_at","clock"}
Json CheckpointView(const CheckpointRecord& checkpoint);
// CheckpointView with "keys":[vkey]: the last one made, and every key the log had.  Errors: kNotFound
// (none yet).
Result<Json> ShowCheckpoint(Service& service, const Scope& scope);

// Event `id` in the tree of the first checkpoint that covers it, as a C2SP tlog-proof.
// Errors: kNotFound, kUnavailable (no number or no checkpoint yet).
Result<std::string> LogProofOf(CaseDb& db, Id event);

// The seal of a package, signed by the log's newest key.  Errors: as MakeCheckpoint.
Result<Seal> SignPackageSeal(Service& service, const SealWish& wish);

}  // namespace markwarden
