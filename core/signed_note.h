// Signed notes as C2SP signed-note writes them (https://c2sp.org/signed-note): a text, and Ed25519 signatures of it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxNoteBytes = 64 << 10;
inline constexpr size_t kMaxNoteSignatures = 16;
inline constexpr size_t kMaxKeyNameBytes = 200;

// The public half of a key.
struct VerifierKey {
  std::string name;  // UTF-8 without spaces, control characters or '+'
  uint32_t id = 0;   // of name and key: see KeyIdOf
  std::array<uint8_t, 32> key{};
  bool operator==(const VerifierKey&) const = default;
};

bool IsKeyName(std::string_view name);
// The first four bytes of SHA-256(name, newline, 0x01, key).
uint32_t KeyIdOf(std::string_view name, const std::array<uint8_t, 32>& key);
VerifierKey MakeVerifierKey(std::string name, const std::array<uint8_t, 32>& key);

// "name+8 hex digits+base64 of 0x01 and the key", one line without its end.
std::string FormatVerifierKey(const VerifierKey& key);
// Errors: kInvalid (another form, an id that is not that of name and key, a point that no honest key has),
// kUnsupported (not Ed25519).
Result<VerifierKey> ParseVerifierKey(std::string_view line);

// `signature` are 64 bytes.  Refuses keys of small order and signatures that are not canonical.  Thread-safe.
bool VerifyEd25519(const std::array<uint8_t, 32>& key, std::string_view message, std::string_view signature);

struct NoteSignature {
  std::string name;
  uint32_t key_id = 0;
  std::string signature;  // bytes; 64 of them when it is Ed25519
};
struct SignedNote {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
};

// Strict: what it takes, FormatSignedNote writes again byte for byte.  Errors: kInvalid (says what), kExhausted (a cap).
Result<SignedNote> ParseSignedNote(std::string_view bytes);
std::string FormatSignedNote(const SignedNote& note);

// Which of `keys` (by place) signed it.  Signatures of other keys are passed over.  Errors: kDenied (a signature by one
// of the keys is wrong, or none of the keys signed).
Result<std::vector<size_t>> VerifySignedNote(const SignedNote& note, std::span<const VerifierKey> keys);

}  // namespace markwarden
