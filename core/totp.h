// One-time codes of an authenticator: RFC 6238 over HMAC-SHA-1, 30 seconds, six digits, as every authenticator program knows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace markwarden {

inline constexpr int64_t kTotpPeriodSeconds = 30;
inline constexpr int kTotpDigits = 6;

// HMAC-SHA-1 (RFC 2104), 20 bytes.
std::string HmacSha1(std::string_view key, std::string_view message);

int64_t TotpStep(Time at);
// The code of one step: six digits.  `digits` up to 9.
std::string TotpCode(std::string_view secret, int64_t step, int digits = kTotpDigits);

// The step whose code this is: that of `at`, the one before or the one after, and later than `last_step`: no code is taken twice
// (RFC 6238, 5.2).  Blanks in `code` do not count.  Empty when it is none of them.  Takes the same time for each wrong code.
std::optional<int64_t> FindTotpStep(std::string_view secret, std::string_view code, Time at, int64_t last_step);

// RFC 4648, 6; no padding.
std::string ToBase32(std::string_view bytes);
// otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=ISSUER, as authenticators scan it.
std::string TotpUri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace markwarden
