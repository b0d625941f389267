// ICU's macros, which follow the Unicode Standard's table of well-formed sequences.
#include "core/utf8.h"

#include <unicode/utf8.h>

#include <cstdint>

namespace markwarden {

std::optional<char32_t> NextUtf8(std::string_view text, size_t& at) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  UChar32 character = 0;
  U8_NEXT(bytes, at, text.size(), character);
  if (character < 0) return std::nullopt;
  return static_cast<char32_t>(character);
}

bool IsWellFormedUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    if (!NextUtf8(text, at)) return false;
  }
  return true;
}

std::string MendUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    if (NextUtf8(text, at)) out.append(text, begin, at - begin);
    else out += "\xef\xbf\xbd";
  }
  return out;
}

void AppendUtf8(std::string& out, char32_t character) {
  char bytes[4];
  int32_t length = 0;
  UBool failed = false;
  U8_APPEND(bytes, length, 4, static_cast<UChar32>(character), failed);
  if (failed) out += "\xef\xbf\xbd";
  else out.append(bytes, static_cast<size_t>(length));
}

}  // namespace markwarden
