// Passwords: Argon2id through libsodium, and the rules for new ones.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// What every password must be, whoever sets it (service/password_rules.h knows which are guessed): at least 12 characters (code points), at most 1,024 bytes, not one character repeated
// (OWASP ASVS 5.0, 6.2).  Errors: kInvalid, saying which.
Status CheckPassword(std::string_view password);

// Argon2id text with libsodium's interactive limits.  Errors: kExhausted (no memory).
Result<std::string> HashPassword(std::string_view password);

// False for an empty or broken hash.  Takes the same time for a wrong password as for a right one.
bool VerifyPassword(const std::string& hash, std::string_view password);

// Takes the time that VerifyPassword takes, for accounts that do not exist.
void WastePasswordTime(std::string_view password);

}  // namespace markwarden
