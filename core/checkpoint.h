// A log's signed states and proofs as texts: C2SP tlog-checkpoint and tlog-proof.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.h"
#include "core/result.h"

namespace markwarden {

// The body of a checkpoint note.
struct Checkpoint {
  std::string origin;  // which log: of ours, also the name of every key that signs for it
  int64_t size = 0;
  Sha256Digest root{};
  bool operator==(const Checkpoint&) const = default;
};

// Three lines: origin, size, base64 of the root.
std::string FormatCheckpoint(const Checkpoint& checkpoint);
// From a note's text; extension lines are passed over, as the specification asks.  Errors: kInvalid.
Result<Checkpoint> ParseCheckpoint(std::string_view text);

// An event's place in the tree of a checkpoint, checkable with no network and no program of ours.
struct LogProof {
  int64_t index = 0;
  std::vector<Sha256Digest> path;  // RFC 6962, 2.1.1
  std::string extra;               // bytes, not authenticated; may be empty
  std::string checkpoint;          // the whole signed note
};
inline constexpr size_t kMaxProofBytes = 128 << 10;

std::string FormatLogProof(const LogProof& proof);
// Strict; the checkpoint's signatures are the caller's to verify.  Errors: kInvalid, kExhausted.
Result<LogProof> ParseLogProof(std::string_view bytes);

}  // namespace markwarden
