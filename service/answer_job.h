// What a platform's interface answered, read in a content worker: a few values of a JSON text, by pointer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxPickedText = 20'000;  // bytes of one text; longer ones are cut
inline constexpr size_t kMaxPickedValue = 60'000;  // of one value as JSON; larger ones are null

// A list with the value at each pointer, null where there is none.  Pure.  Errors: kInvalid (no JSON), kExhausted.
Result<Json> PickFromJson(std::string_view bytes, const std::vector<std::string>& pointers);

// The job: params are a JSON list of pointers, the reply is the list.
Result<std::string> PickAnswerJob(std::string_view params, std::string_view data);

}  // namespace markwarden
