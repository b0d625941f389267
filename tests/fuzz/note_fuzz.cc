// What a log publishes, from anywhere: signed notes, checkpoints, proofs, verifier keys.  Each is strict: what is taken is written again
// byte for byte.
#include "core/checkpoint.h"
#include "core/signed_note.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(note) {
  if (const auto note = ParseSignedNote(bytes)) {
    Require(FormatSignedNote(*note) == bytes, "a note is written as it was read");
    Require(note->signatures.size() <= kMaxNoteSignatures, "signatures keep their cap");
    // Nobody's key signed it: that is an answer, never a good one.
    const VerifierKey nobody = MakeVerifierKey("nobody", {});
    Require(!VerifySignedNote(*note, std::span(&nobody, 1)), "no key of small order signs");
    if (const auto checkpoint = ParseCheckpoint(note->text)) {
      const auto again = ParseCheckpoint(FormatCheckpoint(*checkpoint));
      Require(again && *again == *checkpoint, "a checkpoint is written as it was read");
    }
  }
  if (const auto checkpoint = ParseCheckpoint(bytes)) Require(checkpoint->size >= 0, "a log has no fewer than no events");
  if (const auto proof = ParseLogProof(bytes)) {
    Require(bytes.size() <= kMaxProofBytes, "proofs keep their cap");
    Require(FormatLogProof(*proof) == bytes, "a proof is written as it was read");
  }
  const auto [line, rest] = fuzz::FirstLine(bytes);
  if (const auto key = ParseVerifierKey(line)) Require(FormatVerifierKey(*key) == line, "a key is written as it was read");
}
