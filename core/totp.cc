// RFC 2104, 4226, 6238.
#include "core/totp.h"

#include "core/hash.h"

namespace markwarden {
namespace {

std::string PercentEncoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace

std::string HmacSha1(std::string_view key, std::string_view message) {
  constexpr size_t kBlock = 64;
  std::string block = key.size() > kBlock ? Sha1(key) : std::string(key);
  block.resize(kBlock, '\0');
  std::string inner = block, outer = block;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return Sha1(outer + Sha1(inner + std::string(message)));
}

int64_t TotpStep(Time at) { return ToUnixSeconds(at) / kTotpPeriodSeconds; }

std::string TotpCode(std::string_view secret, int64_t step, int digits) {
  std::string counter(8, '\0');
  for (int i = 7; i >= 0; --i, step >>= 8) counter[static_cast<size_t>(i)] = static_cast<char>(step & 0xff);
  const std::string mac = HmacSha1(secret, counter);
  const auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<unsigned char>(mac[at])); };
  const size_t at = byte(19) & 15;
  const uint32_t number = (byte(at) & 0x7f) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
  uint32_t most = 1;
  for (int i = 0; i < digits; ++i) most *= 10;
  std::string code = std::to_string(number % most);
  return std::string(static_cast<size_t>(digits) - code.size(), '0') + code;
}

std::optional<int64_t> FindTotpStep(std::string_view secret, std::string_view code, Time at, int64_t last_step) {
  std::string plain;
  for (const char c : code.substr(0, 64)) {
    if (c != ' ') plain += c;
  }
  std::optional<int64_t> found;
  for (const int64_t step : {TotpStep(at) - 1, TotpStep(at), TotpStep(at) + 1}) {
    const bool same = ConstantTimeEqual(TotpCode(secret, step), plain);
    if (same && step > last_step && !found) found = step;
  }
  return found;
}

std::string ToBase32(std::string_view bytes) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xffff;
    for (held += 8; held >= 5; held -= 5) out += kLetters[(bits >> (held - 5)) & 31];
  }
  if (held > 0) out += kLetters[(bits << (5 - held)) & 31];
  return out;
}

std::string TotpUri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + PercentEncoded(issuer) + ":" + PercentEncoded(account) + "?secret=" + ToBase32(secret) +
         "&issuer=" + PercentEncoded(issuer) + "&algorithm=SHA1&digits=" + std::to_string(kTotpDigits) + "&period=" + std::to_string(kTotpPeriodSeconds);
}

}  // namespace markwarden
