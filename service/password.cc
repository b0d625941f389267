// libsodium's password hashing.
#include "service/password.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

#include "core/sodium_ready.h"

namespace markwarden {
namespace {

void EnsureSodium() {
  if (!SodiumReady()) std::abort();
}

}  // namespace

Status CheckPassword(std::string_view password) {
  const auto characters = std::count_if(password.begin(), password.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (characters < 12) return Fail(ErrorCode::kInvalid, "a password needs at least 12 characters");
  if (password.size() > 1024) return Fail(ErrorCode::kInvalid, "a password has at most 1,024 bytes");
  if (std::all_of(password.begin(), password.end(), [&](char c) { return c == password.front(); })) {
    return Fail(ErrorCode::kInvalid, "a password needs more than one character repeated");
  }
  return Ok();
}

Result<std::string> HashPassword(std::string_view password) {
  EnsureSodium();
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(hash, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    return Fail(ErrorCode::kExhausted, "not enough memory to hash a password: 64 MiB are needed");
  }
  return std::string(hash);
}

bool VerifyPassword(const std::string& hash, std::string_view password) {
  EnsureSodium();
  if (hash.empty()) {
    WastePasswordTime(password);
    return false;
  }
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

void WastePasswordTime(std::string_view password) {
  EnsureSodium();
  unsigned char key[32], salt[crypto_pwhash_SALTBYTES] = {};
  if (crypto_pwhash(key, sizeof key, password.data(), password.size(), salt, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                    crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return;
  }
}

}  // namespace markwarden
