// The same text again and again, as hostile pages are made.
#pragma once

#include <string>
#include <string_view>

namespace markwarden {

inline std::string Repeat(std::string_view text, size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace markwarden
