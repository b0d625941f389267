// One pass over the bytes.
#include "core/json_member.h"

namespace markwarden {

std::string_view RawJsonMember(std::string_view text, std::string_view key) {
  int depth = 0;
  bool quoted = false;
  size_t quote = 0, from = 0;   // from: of the value, once its key was seen
  std::string_view last;        // the last string of the outermost object: before a colon it is a key
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        quoted = false;
        if (depth == 1) last = text.substr(quote, i - quote);
      }
      continue;
    }
    switch (c) {
      case '"':
        quoted = true;
        quote = i + 1;
        break;
      case ':':
        if (depth == 1 && from == 0 && last == key) from = i + 1;
        break;
      case '{': case '[':
        ++depth;
        break;
      case ',':
        if (depth == 1 && from != 0) return text.substr(from, i - from);
        break;
      case '}': case ']':
        if (--depth == 0 && from != 0) return text.substr(from, i - from);
        break;
      default:
        break;
    }
  }
  return {};
}

}  // namespace markwarden
