// The queue of what time authorities are asked to stamp, and how far a time can be trusted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/capture.h"
#include "core/clock.h"
#include "core/formats/timestamp.h"
#include "core/hash.h"
#include "core/id.h"
#include "store/database.h"

namespace markwarden {

enum class StampSubject { kCheckpoint, kSeal };
enum class StampState { kWanted, kHave, kRefused };
std::string_view ToString(StampSubject subject);
std::string_view ToString(StampState state);

struct TimestampRecord {
  Id id = 0;
  StampSubject subject = StampSubject::kCheckpoint;
  int64_t size = 0;       // of the checkpoint; 0 for a seal
  Sha256Digest digest{};  // SHA-256 of the note's bytes, or of seal.json's
  StampState state = StampState::kWanted;
  Time wanted_at;
  int64_t attempts = 0;
  Time next_try;
  std::string last_error;  // one line; empty when none
  // Of a token at hand.
  Id authority = 0;
  std::string answer;      // the TimeStampResp as it came
  TimestampFacts facts;
};

// The request for `digest`, made when there is none yet.
Result<TimestampRecord> WantTimestamp(Transaction& tx, StampSubject subject, int64_t size, const Sha256Digest& digest);
Result<std::optional<TimestampRecord>> FindTimestamp(CaseDb& db, const Sha256Digest& digest);
// Those that wait and whose time has come, oldest first.
Result<std::vector<TimestampRecord>> DueTimestamps(CaseDb& db, int limit);
Status KeepTimestamp(Transaction& tx, Id id, Id authority, const std::string& answer, const TimestampFacts& facts);
Status PutOffTimestamp(Transaction& tx, Id id, const std::string& why, Time next_try, StampState state);
// Of a checkpoint, newest first by size.
Result<std::optional<TimestampRecord>> LastCheckpointStamp(CaseDb& db);
struct TimestampCounts {
  int64_t wanted = 0, have = 0, refused = 0;
  std::string last_error;  // of the request that waits longest
};
Result<TimestampCounts> CountTimestamps(CaseDb& db);

// How far a time can be trusted.  Class A: a token of a trusted authority over the thing itself.  B: a token over it by
// another authority, or over a later checkpoint that covers it.  C: this machine's clock alone.
struct TimeTrust {
  TimeClass time_class = TimeClass::kC;
  std::optional<Time> not_later_than;  // existed by then, says the authority
  Id authority = 0;
  int64_t checkpoint_size = 0;         // the stamped checkpoint that covers it; 0 when the thing itself was stamped
};
// Of the event numbered `no` in the log, so of a capture through the event of its seal.
Result<TimeTrust> TimeClassOf(CaseDb& db, int64_t no);
// Of something stamped by its digest: a package's seal, a checkpoint's note.
Result<TimeTrust> TimeClassOfDigest(CaseDb& db, const Sha256Digest& digest);

}  // namespace markwarden
