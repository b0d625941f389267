// Requests that make something new happen once, however often they are sent: the sender marks them with a key.
// The shape is that of the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header-07).
#pragma once

#include <functional>
#include <string>

#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

inline constexpr size_t kMaxRequestKey = 128;

// What one answer is made of; `good`: something was done, so the answer is kept.
struct OnceAnswer {
  bool good = false;
  std::string text;
};

// The answer to `request` (all bytes that make it what it is): that of `work`, or the one that was given when the actor sent the same request
// under the same key within a day.  A key whose request did nothing is free again.  Keys of others are no concern.
// Errors: kInvalid (no key: 1 to 128 letters, digits, "-" and "_"), kConflict (under this key another request was sent; or the same one is under
// way, or was when the server stopped).
Result<std::string> AnswerOnce(Service& service, const Scope& scope, const std::string& key, std::string_view request,
                               const std::function<OnceAnswer()>& work);

}  // namespace markwarden
