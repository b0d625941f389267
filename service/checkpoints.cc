// From the log's head to a signed note on disk.
#include "service/checkpoints.h"

#include <chrono>
#include <thread>

#include "core/clock_state.h"
#include "core/merkle.h"
#include "service/log_keys.h"
#include "service/log_policy.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/log_files.h"
#include "store/log_keys.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};  // with another process that makes one

Result<RoleLock> TakeTurn(Service& service) {
  const auto deadline = steady_clock::now() + kPatience;
  for (;;) {
    Result<RoleLock> lock = service.store().LockRole("checkpoint");
    if (lock || lock.error().code != ErrorCode::kConflict) return lock;
    if (steady_clock::now() >= deadline) return Fail(ErrorCode::kUnavailable, "another process has been signing the log for too long: try again");
    std::this_thread::sleep_for(milliseconds(10));
  }
}

// The database's log against what was published and signed before.  Gives the published size.
Result<int64_t> Compare(Service& service, CaseDb& db) {
  Result<std::vector<VerifierKey>> known = KnownLogKeys(db);
  if (!known) return Fail(known);
  const std::filesystem::path dir = LogDir(service.store());
  Result<std::optional<PublishedCheckpoint>> published = ReadPublished(dir, LogOrigin(service.store()), *known);
  if (!published) return Fail(ErrorCode::kInternal, published.error().message);
  Result<TreeHead> head = LogHead(db);
  if (!head) return Fail(head);
  if (*published) {
    const Checkpoint& before = (*published)->checkpoint;
    if (before.size > head->size) {
      return Fail(ErrorCode::kInternal, "the published log (" + (dir / "checkpoint").string() + ") has " + std::to_string(before.size) +
                                            " events, case.db only " + std::to_string(head->size) +
                                            ": an old backup was put back; put back a newer case.db");
    }
    Result<Sha256Digest> root = LogRoot(db, before.size);
    if (!root) return Fail(root);
    if (*root != before.root) {
      return Fail(ErrorCode::kInternal, "case.db's log is another one than the published log (" + (dir / "checkpoint").string() + ") at " +
                                            std::to_string(before.size) + " events: it forked; put back the case.db that belongs to it");
    }
  }
  Result<std::optional<CheckpointRecord>> last = LastCheckpoint(db);
  if (!last) return Fail(last);
  if (*last) {
    const auto changed = [] { return Fail(ErrorCode::kInternal, "case.db's log does not fit its own last checkpoint: it was changed; restore a backup"); };
    if ((*last)->size > head->size) return changed();
    Result<Sha256Digest> root = LogRoot(db, (*last)->size);
    if (!root) return Fail(root);
    if (*root != (*last)->root) return changed();
  }
  return *published ? (*published)->checkpoint.size : 0;
}

// What the sealer gave is looked at like anybody's: this process believes signatures, not children.
Status CheckNote(const std::string& bytes, const Checkpoint& wanted, const std::vector<VerifierKey>& known) {
  Result<SignedNote> note = ParseSignedNote(bytes);
  if (!note) return Fail(note);
  if (note->text != FormatCheckpoint(wanted)) return Fail(ErrorCode::kInternal, "the sealer signed something else");
  Result<std::vector<size_t>> signers = VerifySignedNote(*note, known);
  return signers ? Ok() : Status(Fail(signers));
}

Result<CheckpointRecord> Sign(Service& service, CaseDb& db) {
  Result<RoleLock> turn = TakeTurn(service);
  if (!turn) return Fail(turn);
  Result<int64_t> published = Compare(service, db);
  if (!published) return Fail(published);
  Result<TreeHead> head = LogHead(db);
  if (!head) return Fail(head);
  if (head->size == 0) return Fail(ErrorCode::kUnavailable, "the log has no events yet");
  Result<std::optional<CheckpointRecord>> last = LastCheckpoint(db);
  if (!last) return Fail(last);
  const std::filesystem::path dir = LogDir(service.store());
  if (*last && (*last)->size == head->size) {
    // A process that died between the row and the files left this to do.
    if (*published < head->size) {
      if (Status done = PublishLog(db, dir, *published, head->size, (*last)->note); !done) return Fail(done);
    }
    return std::move(**last);
  }
  Result<Sealer> sealer = StartSealer(service);
  if (!sealer) return Fail(sealer);
  CheckpointRecord next;
  next.size = head->size;
  next.root = head->root;
  std::vector<Sha256Digest> path;
  if (sealer->last().size > 0) {
    Result<std::vector<Sha256Digest>> grown = ProveConsistency(db, sealer->last().size, next.size);
    if (!grown) return Fail(grown);
    path = std::move(*grown);
  }
  const Checkpoint checkpoint{.origin = LogOrigin(service.store()), .size = next.size, .root = next.root};
  Result<std::string> note = sealer->SignCheckpoint(checkpoint, path);
  if (!note) return Fail(note.error().code == ErrorCode::kConflict ? ErrorCode::kInternal : note.error().code, note.error().message);
  Result<std::vector<VerifierKey>> known = KnownLogKeys(db);
  if (!known) return Fail(known);
  if (Status good = CheckNote(*note, checkpoint, *known); !good) return Fail(good);
  next.note = std::move(*note);
  next.made_at = db.Now();
  next.clock = ClockStateJson(MeasureClock());
  {
    Result<std::unique_ptr<Transaction>> tx = db.Begin();
    if (!tx) return Fail(tx);
    if (Status added = AddCheckpoint(**tx, next); !added) return Fail(added);
    if (Status done = (*tx)->Commit(); !done) return Fail(done);
  }
  if (Status done = PublishLog(db, dir, *published, next.size, next.note); !done) return Fail(done);
  return next;
}

}  // namespace

std::filesystem::path LogDir(const Store& store) { return store.dir() / "log"; }

Status CheckLogAgainstFiles(Service& service) {
  return Reading(service, [&](CaseDb& db) -> Status {
    Result<int64_t> compared = Compare(service, db);
    return compared ? Ok() : Status(Fail(compared));
  });
}

Result<CheckpointRecord> MakeCheckpoint(Service& service) {
  return Reading(service, [&](CaseDb& db) -> Result<CheckpointRecord> {
    if (Result<int64_t> numbered = SequenceAllEvents(db); !numbered) return Fail(numbered);
    return Sign(service, db);
  });
}

Result<std::optional<CheckpointRecord>> MakeCheckpointWhenDue(Service& service) {
  return Reading(service, [&](CaseDb& db) -> Result<std::optional<CheckpointRecord>> {
    Result<TreeHead> head = LogHead(db);
    if (!head) return Fail(head);
    Result<std::optional<CheckpointRecord>> last = LastCheckpoint(db);
    if (!last) return Fail(last);
    const int64_t fresh = head->size - (*last ? (*last)->size : 0);
    if (fresh == 0) return std::optional<CheckpointRecord>();
    Result<LogPolicy> policy = LoadLogPolicy(service.options().data_dir);
    if (!policy) return Fail(policy);
    const Time now = db.Now();
    const bool late = !*last || HasPassed((*last)->made_at, now, policy->checkpoint_after);
    if (!late && fresh < policy->checkpoint_events) return std::optional<CheckpointRecord>();
    Result<CheckpointRecord> made = Sign(service, db);
    if (!made) return Fail(made);
    return std::optional<CheckpointRecord>(std::move(*made));
  });
}

Status RebuildLogFiles(Service& service) {
  return Reading(service, [&](CaseDb& db) -> Status {
    Result<RoleLock> turn = TakeTurn(service);
    if (!turn) return Fail(turn);
    if (Result<int64_t> compared = Compare(service, db); !compared) return Fail(compared);
    Result<std::optional<CheckpointRecord>> last = LastCheckpoint(db);
    if (!last) return Fail(last);
    if (!*last) return Fail(ErrorCode::kNotFound, "the log has no checkpoint yet: run `markwarden work` once");
    return PublishLog(db, LogDir(service.store()), 0, (*last)->size, (*last)->note);
  });
}

Result<Json> SignLogNow(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kRunWork); !allowed) return Fail(allowed);
  if (Status made = EnsureLogKey(service); !made) return Fail(made);
  Result<CheckpointRecord> checkpoint = MakeCheckpoint(service);
  if (!checkpoint) return Fail(checkpoint);
  return Json{{"size", checkpoint->size}};
}

Json CheckpointView(const CheckpointRecord& checkpoint) {
  return {{"size", checkpoint.size}, {"root", ToHex(checkpoint.root)}, {"note", checkpoint.note}, {"made_at", FormatTimeMillis(checkpoint.made_at)}, {"clock", checkpoint.clock}};
}

Result<Json> ShowCheckpoint(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvents); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<CheckpointRecord>> last = LastCheckpoint(db);
    if (!last) return Fail(last);
    if (!*last) return Fail(ErrorCode::kNotFound, "the log has no checkpoint yet: run `markwarden work` once");
    Result<std::vector<VerifierKey>> known = KnownLogKeys(db);
    if (!known) return Fail(known);
    Json keys = Json::array();
    for (const VerifierKey& key : *known) keys.push_back(FormatVerifierKey(key));
    Json view = CheckpointView(**last);
    view["keys"] = std::move(keys);
    return view;
  });
}

Result<std::string> LogProofOf(CaseDb& db, Id event) {
  Result<InclusionProof> whole = ProveEvent(db, event);
  if (!whole) return Fail(whole);
  Result<std::optional<CheckpointRecord>> checkpoint = FirstCheckpointCovering(db, whole->index);
  if (!checkpoint) return Fail(checkpoint);
  if (!*checkpoint) return Fail(ErrorCode::kUnavailable, "no checkpoint covers event " + IdToString(event) + " yet: try again once `work` has run");
  Result<InclusionProof> proof = ProveEvent(db, event, (*checkpoint)->size);
  if (!proof) return Fail(proof);
  if (!VerifyInclusion(proof->leaf, proof->index, proof->size, proof->path, (*checkpoint)->root)) {
    return Fail(ErrorCode::kInternal, "the log does not fit its checkpoint of " + std::to_string(proof->size) + " events: it was changed");
  }
  return FormatLogProof({.index = proof->index, .path = proof->path, .extra = {}, .checkpoint = (*checkpoint)->note});
}

Result<Seal> SignPackageSeal(Service& service, const SealWish& wish) {
  Result<Sealer> sealer = StartSealer(service);
  if (!sealer) return Fail(sealer);
  return sealer->SignSeal(wish);
}

}  // namespace markwarden
