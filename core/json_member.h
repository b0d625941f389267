// One value out of JSON text without building the rest of it.
#pragma once

#include <string_view>

namespace markwarden {

// The bytes of one member of the outermost object, found without building the others: for rows whose JSON this program wrote and of which one
// value is shown.  Empty when there is none; what is no JSON gives anything.  `key` as it is written, without escapes.
std::string_view RawJsonMember(std::string_view text, std::string_view key);

}  // namespace markwarden
