// XChaCha20-Poly1305 with the key of DIR/keys/secret-authenticator; the account's id is bound to each secret.
#include "service/authenticators.h"

#include <sodium.h>

#include "core/hash.h"
#include "core/sodium_ready.h"
#include "core/totp.h"
#include "service/secrets.h"
#include "store/sign_in.h"

namespace markwarden {
namespace {

constexpr const char* kSealingKey = "authenticator";
constexpr size_t kSecretBytes = 20;  // RFC 4226, 4, R6
constexpr size_t kRecoveryBytes = 15;  // 120 bits: a digest of one is as good as a slow hash (OWASP ASVS 5.0, 6.5.2)

std::string BoundTo(Id account) { return "markwarden authenticator of " + IdToString(account); }
const unsigned char* Bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Result<std::string> SealingKey(Service& service) {
  if (!SodiumReady()) return Fail(ErrorCode::kInternal, "no cryptography: libsodium does not start");
  Result<std::string> hex = EnsureSecret(service.store(), kSealingKey, [] { return ToHex(RandomBytes(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)); });
  if (!hex) return hex;
  std::string key = FromHex(*hex);
  if (key.size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES) return Fail(ErrorCode::kInvalid, "the secret " + std::string(kSealingKey) + " is no key: 64 hexadecimal digits");
  return key;
}

Result<std::string> SealSecret(Service& service, Id account, const std::string& secret) {
  Result<std::string> key = SealingKey(service);
  if (!key) return key;
  const std::string nonce = RandomBytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES), bound = BoundTo(account);
  std::string sealed(secret.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(sealed.data()), nullptr, Bytes(secret), secret.size(), Bytes(bound), bound.size(), nullptr,
                                             Bytes(nonce), Bytes(*key));
  return nonce + sealed;
}

Result<std::string> UnsealSecret(Service& service, Id account, const std::string& sealed) {
  Result<std::string> key = SealingKey(service);
  if (!key) return key;
  constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  const std::string bound = BoundTo(account);
  if (sealed.size() >= kNonce + kTag) {
    std::string secret(sealed.size() - kNonce - kTag, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(secret.data()), nullptr, nullptr, Bytes(sealed) + kNonce, sealed.size() - kNonce,
                                                   Bytes(bound), bound.size(), Bytes(sealed), Bytes(*key)) == 0) {
      return secret;
    }
  }
  return Fail(ErrorCode::kUnavailable, "the authenticator cannot be read with the key in keys/secret-authenticator: an administrator resets it");
}

// As a person types it: letters in any case, with or without the dashes.
std::string PlainRecoveryCode(std::string_view typed) {
  std::string plain;
  for (const char c : typed.substr(0, 64)) {
    if (c >= 'a' && c <= 'z') plain += static_cast<char>(c - 'a' + 'A');
    else if (c != '-' && c != ' ') plain += c;
  }
  return plain;
}

}  // namespace

Result<std::string> MakeAuthenticator(Service& service, Transaction& tx, Id account) {
  const std::string secret = RandomBytes(kSecretBytes);
  Result<std::string> sealed = SealSecret(service, account, secret);
  if (!sealed) return sealed;
  if (Status put = PutAuthenticator(tx, account, *sealed); !put) return Fail(put);
  return secret;
}

Result<bool> ConfirmWithCode(Service& service, Transaction& tx, Id account, const std::string& code) {
  Result<std::optional<Authenticator>> waiting = FindAuthenticator(tx.db(), account);
  if (!waiting) return Fail(waiting);
  if (!*waiting || (*waiting)->confirmed_at) return Fail(ErrorCode::kNotFound, "no authenticator is waiting to be confirmed: begin again");
  Result<std::string> secret = UnsealSecret(service, account, (*waiting)->sealed);
  if (!secret) return Fail(secret);
  const auto step = FindTotpStep(*secret, code, service.clock().Now(), 0);
  if (!step) return false;
  if (Status confirmed = ConfirmAuthenticator(tx, account, *step); !confirmed) return Fail(confirmed);
  return true;
}

Result<bool> TakeAuthenticatorCode(Service& service, Transaction& tx, Id account, const std::string& code) {
  Result<std::optional<Authenticator>> found = FindAuthenticator(tx.db(), account);
  if (!found) return Fail(found);
  if (!*found || !(*found)->confirmed_at) return false;
  if (Result<bool> recovered = UseRecoveryCode(tx, account, PlainRecoveryCode(code)); !recovered || *recovered) return recovered;
  Result<std::string> secret = UnsealSecret(service, account, (*found)->sealed);
  if (!secret) return Fail(secret);
  const auto step = FindTotpStep(*secret, code, service.clock().Now(), (*found)->last_step);
  if (!step) return false;
  return TakeAuthenticatorStep(tx, account, *step);
}

Result<std::vector<std::string>> MakeRecoveryCodes(Transaction& tx, Id account, int count) {
  std::vector<std::string> plain, shown;
  for (int i = 0; i < count; ++i) {
    plain.push_back(ToBase32(RandomBytes(kRecoveryBytes)));
    std::string code;
    for (size_t at = 0; at < plain.back().size(); at += 4) code += (at == 0 ? "" : "-") + plain.back().substr(at, 4);
    shown.push_back(std::move(code));
  }
  if (Status kept = PutRecoveryCodes(tx, account, plain); !kept) return Fail(kept);
  return shown;
}

}  // namespace markwarden
