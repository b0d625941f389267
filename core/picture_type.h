// Which kind of picture bytes are, told by how they begin.
#pragma once

#include <string_view>

namespace markwarden {

// "image/jpeg", "image/png", "image/webp" or "image/gif", the four that are decoded here, whatever somebody said they
// were; empty for anything else.
std::string_view PictureContentType(std::string_view bytes);

}  // namespace markwarden
