// Base64 as RFC 4648, section 4, writes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

// Padding may be missing; empty for anything else than the alphabet.
std::optional<std::string> FromBase64(std::string_view text);
// The only form that ToBase64 gives: padded, unused bits clear.
std::optional<std::string> FromStrictBase64(std::string_view text);
std::string ToBase64(std::string_view bytes);

}  // namespace markwarden
