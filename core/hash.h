// Digests and random bytes (OpenSSL).  Without memory they throw std::bad_alloc.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

using Sha256Digest = std::array<uint8_t, 32>;

// Makes OpenSSL start now: it does not survive a lack of memory in its own first use.
void StartDigests();

Sha256Digest Sha256(std::string_view bytes);
std::string Sha256Hex(std::string_view bytes);

// HMAC-SHA-256 (RFC 2104) of `bytes` under `key`.
Sha256Digest HmacSha256(std::string_view key, std::string_view bytes);

// 20 raw bytes.  Only for checking digests that others wrote: it proves nothing any more.
std::string Sha1(std::string_view bytes);

// For bytes that arrive in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  void Update(std::string_view bytes);
  Sha256Digest Finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string ToHex(std::string_view bytes);
std::string ToHex(const Sha256Digest& digest);
// Empty string when `hex` is not an even number of hexadecimal digits.
std::string FromHex(std::string_view hex);
std::string ToBase64Url(std::string_view bytes);  // no padding (RFC 4648, 5)

// A digest's 32 bytes as they lie in it, and back; empty for another length.
std::string_view BytesOf(const Sha256Digest& digest);
std::optional<Sha256Digest> DigestFromBytes(std::string_view bytes);
// 64 hexadecimal digits.
std::optional<Sha256Digest> DigestFromHex(std::string_view hex);

// From the operating system; aborts the program when it has none to give.
std::string RandomBytes(size_t count);

// Compares without telling by its time where the first difference is.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

}  // namespace markwarden
