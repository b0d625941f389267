// UTF-8 looked at character by character.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

// The character at `at`, which moves behind it; empty when the bytes there are no character (no overlong forms, no
// surrogates), and then `at` moves behind what a decoder takes for one broken character.  `at` < text.size().
std::optional<char32_t> NextUtf8(std::string_view text, size_t& at);

bool IsWellFormedUtf8(std::string_view text);

// U+FFFD for what is no character.
std::string MendUtf8(std::string_view text);

void AppendUtf8(std::string& out, char32_t character);

}  // namespace markwarden
