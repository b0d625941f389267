// JSON as the project uses it: parsing with caps, and small readers that treat a
// missing field, null and a wrong type alike as "not said".
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

using Json = nlohmann::json;

inline constexpr int kMaxJsonDepth = 64;

// Errors, one short line each: kInvalid (not JSON, invalid UTF-8, a number past every range), kExhausted (deeper than kMaxJsonDepth).
Result<Json> ParseJson(std::string_view text);

// The same for what others send: kInvalid also where one object has two members of one name (RFC 8259, 4: what they mean is anybody's guess).
Result<Json> ParseUniqueJson(std::string_view text);

// Compact; bytes that are not UTF-8 become U+FFFD, so writing never fails.
std::string DumpJson(const Json& value);

// A string; numbers are written out.  Empty when not said.
std::string JsonText(const Json& object, const char* key);
std::optional<int64_t> JsonInt(const Json& object, const char* key);
std::vector<std::string> JsonTexts(const Json& object, const char* key);  // one string counts as a list
const Json* JsonMember(const Json& object, const char* key);              // null pointer when not said

// "" becomes null.
Json TextOrNull(const std::string& text);

}  // namespace markwarden
