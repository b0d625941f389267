// A secret Ed25519 key (libsodium) and the file it lies in.  Only the sealer's process opens one for signing.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/signed_note.h"

namespace markwarden {

// The secret lies in memory that is locked, guarded and wiped at the end.  Thread-safe once made.
class SigningKey {
 public:
  // Errors: kInvalid (no key name), kExhausted (no memory for a secret), kInternal (no randomness).
  static Result<SigningKey> Make(std::string name);
  // Errors: kNotFound (no such file), kDenied (others may read or write it or its folder, another account owns it, it is a
  // link), kInvalid (its text is no key).
  static Result<SigningKey> Load(const std::filesystem::path& path);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  // One line "PRIVATE+KEY+name+8 hex digits+base64 of 0x01 and the seed", mode 0600.  The folder is made (0700) when it is
  // missing.  Errors: kConflict (there is a file of that name), kExhausted, kDenied, kInternal.
  Status Save(const std::filesystem::path& path) const;

  const VerifierKey& verifier() const { return verifier_; }
  std::string Sign(std::string_view message) const;  // 64 bytes

 private:
  struct Secret;
  SigningKey(VerifierKey verifier, std::unique_ptr<Secret> secret);
  VerifierKey verifier_;
  std::unique_ptr<Secret> secret_;
};

// Whether a key file could be loaded by this account, without reading the secret.  Errors as SigningKey::Load.
Status CheckKeyFile(const std::filesystem::path& path);

}  // namespace markwarden
