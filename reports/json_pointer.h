// Values under JSON pointers of our data files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"

namespace markwarden {

// The value under a pointer; null when there is none.  Our pointers have no escapes.
const Json* ValueAt(const Json& root, std::string_view pointer);

// Text that is not blank, true, a number, a list or object that holds any of these.
bool IsFilled(const Json* value);

// "/items/*/url" as "/items/0/url", "/items/1/url" ...: one for each element of the list before the first "*".  A pointer
// without "*" is itself.  Empty when there is no such list, or nothing in it.
std::vector<std::string> EachPointer(const Json& root, std::string_view pointer);

}  // namespace markwarden
