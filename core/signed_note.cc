// Parsing and verifying notes; Ed25519 by libsodium.
#include "core/signed_note.h"

#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "core/base64.h"
#include "core/hash.h"
#include "core/sodium_ready.h"

namespace markwarden {
namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr char kEd25519 = 0x01;
constexpr size_t kMaxSignatureBytes = 8 << 10;  // other people's algorithms have long ones

// The code point at `pos`, which moves on; -1 for what is no UTF-8 (overlong forms and surrogates are none).
int32_t NextCodePoint(std::string_view text, size_t& pos) {
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(text[at]); };
  const uint8_t first = byte(pos++);
  if (first < 0x80) return first;
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || pos + static_cast<size_t>(more) > text.size()) return -1;
  int32_t code = first & (0x3f >> more);
  for (int i = 0; i < more; ++i) {
    if ((byte(pos) & 0xc0) != 0x80) return -1;
    code = code << 6 | (byte(pos++) & 0x3f);
  }
  static constexpr int32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  if (code < kLeast[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return -1;
  return code;
}

bool IsUnicodeSpace(int32_t code) {
  return code == 0x20 || code == 0x85 || code == 0xa0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200a) ||
         code == 0x2028 || code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

std::string BigEndian(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

uint32_t FromBigEndian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

Result<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kDash)) return Fail(ErrorCode::kInvalid, "a signature line of the note does not begin with a dash and a space");
  line.remove_prefix(kDash.size());
  const size_t space = line.find(' ');
  NoteSignature signature;
  signature.name = std::string(line.substr(0, space));
  if (space == std::string_view::npos || !IsKeyName(signature.name)) {
    return Fail(ErrorCode::kInvalid, "a signature line of the note has no key name");
  }
  const std::optional<std::string> bytes = FromStrictBase64(line.substr(space + 1));
  if (!bytes || bytes->size() <= 4 || bytes->size() > kMaxSignatureBytes) {
    return Fail(ErrorCode::kInvalid, "the signature of " + signature.name + " in the note is not base64 of an id and a signature");
  }
  signature.key_id = FromBigEndian(*bytes);
  signature.signature = bytes->substr(4);
  return signature;
}

}  // namespace

bool IsKeyName(std::string_view name) {
  if (name.empty() || name.size() > kMaxKeyNameBytes) return false;
  for (size_t pos = 0; pos < name.size();) {
    const int32_t code = NextCodePoint(name, pos);
    if (code <= 0x20 || code == 0x7f || code == '+' || IsUnicodeSpace(code)) return false;
  }
  return true;
}

uint32_t KeyIdOf(std::string_view name, const std::array<uint8_t, 32>& key) {
  const Sha256Digest digest = Sha256(std::string(name) + '\n' + kEd25519 + std::string(BytesOf(key)));
  return FromBigEndian({reinterpret_cast<const char*>(digest.data()), 4});
}

VerifierKey MakeVerifierKey(std::string name, const std::array<uint8_t, 32>& key) {
  const uint32_t id = KeyIdOf(name, key);
  return {.name = std::move(name), .id = id, .key = key};
}

std::string FormatVerifierKey(const VerifierKey& key) {
  return key.name + "+" + ToHex(BigEndian(key.id)) + "+" + ToBase64(kEd25519 + std::string(BytesOf(key.key)));
}

Result<VerifierKey> ParseVerifierKey(std::string_view line) {
  const size_t first = line.find('+');
  const size_t second = first == std::string_view::npos ? first : line.find('+', first + 1);
  if (second == std::string_view::npos || second - first != 9 || !IsKeyName(line.substr(0, first))) {
    return Fail(ErrorCode::kInvalid, "a verifier key is name+8 hexadecimal digits+base64");
  }
  const std::string_view id = line.substr(first + 1, 8);
  const std::optional<std::string> bytes = FromStrictBase64(line.substr(second + 1));
  if (!bytes || bytes->empty()) return Fail(ErrorCode::kInvalid, "the verifier key of " + std::string(line.substr(0, first)) + " is not base64");
  if (bytes->front() != kEd25519) {
    return Fail(ErrorCode::kUnsupported, "the verifier key of " + std::string(line.substr(0, first)) + " is not an Ed25519 key");
  }
  std::array<uint8_t, 32> key{};
  if (bytes->size() != 1 + key.size()) return Fail(ErrorCode::kInvalid, "an Ed25519 verifier key has 32 bytes");
  std::memcpy(key.data(), bytes->data() + 1, key.size());
  if (!SodiumReady() || crypto_core_ed25519_is_valid_point(key.data()) != 1) {
    return Fail(ErrorCode::kInvalid, "the verifier key of " + std::string(line.substr(0, first)) + " is no point of the curve's main group");
  }
  VerifierKey made = MakeVerifierKey(std::string(line.substr(0, first)), key);
  if (ToHex(BigEndian(made.id)) != id) {
    return Fail(ErrorCode::kInvalid, "the id of the verifier key of " + made.name + " is not that of its name and key");
  }
  return made;
}

bool VerifyEd25519(const std::array<uint8_t, 32>& key, std::string_view message, std::string_view signature) {
  if (!SodiumReady() || signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                     reinterpret_cast<const unsigned char*>(message.data()), message.size(), key.data()) == 0;
}

Result<SignedNote> ParseSignedNote(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) {
    return Fail(ErrorCode::kExhausted, "the note is longer than " + std::to_string(kMaxNoteBytes) + " bytes");
  }
  for (size_t pos = 0; pos < bytes.size();) {
    const int32_t code = NextCodePoint(bytes, pos);
    if (code < 0) return Fail(ErrorCode::kInvalid, "the note is not UTF-8 at byte " + std::to_string(pos));
    if (code < 0x20 && code != '\n') return Fail(ErrorCode::kInvalid, "the note holds a control character before byte " + std::to_string(pos));
  }
  const size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos || !bytes.ends_with('\n') || blank + 2 == bytes.size()) {
    return Fail(ErrorCode::kInvalid, "the note has no signatures behind an empty line");
  }
  SignedNote note;
  note.text = std::string(bytes.substr(0, blank + 1));
  for (std::string_view rest = bytes.substr(blank + 2); !rest.empty();) {
    const size_t end = rest.find('\n');
    if (note.signatures.size() == kMaxNoteSignatures) {
      return Fail(ErrorCode::kExhausted, "the note has more than " + std::to_string(kMaxNoteSignatures) + " signatures");
    }
    Result<NoteSignature> signature = ParseSignatureLine(rest.substr(0, end));
    if (!signature) return Fail(signature);
    note.signatures.push_back(std::move(*signature));
    rest.remove_prefix(end + 1);
  }
  return note;
}

std::string FormatSignedNote(const SignedNote& note) {
  std::string bytes = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    bytes += kDash;
    bytes += signature.name + " " + ToBase64(BigEndian(signature.key_id) + signature.signature) + "\n";
  }
  return bytes;
}

Result<std::vector<size_t>> VerifySignedNote(const SignedNote& note, std::span<const VerifierKey> keys) {
  std::vector<size_t> signers;
  for (const NoteSignature& signature : note.signatures) {
    for (size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].name != signature.name || keys[i].id != signature.key_id) continue;
      if (!VerifyEd25519(keys[i].key, note.text, signature.signature)) {
        return Fail(ErrorCode::kDenied, "the signature of " + signature.name + "+" + ToHex(BigEndian(signature.key_id)) + " is wrong");
      }
      if (std::find(signers.begin(), signers.end(), i) == signers.end()) signers.push_back(i);
    }
  }
  if (signers.empty()) return Fail(ErrorCode::kDenied, "no known key signed the note");
  return signers;
}

}  // namespace markwarden
