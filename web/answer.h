// What the handlers of routes share: reading a call's parts, shaping its answer.  Internal to web/.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.h"
#include "core/json.h"
#include "core/result.h"
#include "service/sign_in.h"
#include "web/routes.h"

namespace markwarden {

inline constexpr int kDefaultLimit = 50;
inline constexpr int kMaxLimit = 200;

WebResponse BadInput(std::string_view detail);
// A parameter of the query; empty when it is not there.
std::string Query(const Call& call, const char* name);
// ?limit=, clamped to 1..kMaxLimit.
int Limit(const Call& call);
// 0 when the path holds no id: nothing has that id, so the use case finds nothing.
Id IdOf(const Call& call);
// The row version that the client saw: "\"7\"" is 7.  Empty without If-Match, or with one that is none of ours.
std::optional<int64_t> IfMatch(const Call& call);

// A JSON answer, with its row version as ETag.
WebResponse Answer(const Result<Json>& result, int status = 200);
// 201 with the Location of what was made.
WebResponse Created(const Result<Json>& result, std::string_view collection);
// Of an act on a row of which `seen` was seen: where it was refused and the row has another version now, somebody was first (412).
WebResponse AnswerAct(const Result<Json>& done, int64_t seen, const std::function<Result<Json>()>& now);

// Where a signing in comes from, and its answer: the account, the cookies; 401 with the code "authenticator_needed" where that is missing; 429 after too
// many tries.  A session that was there before ends.
SignInClient ClientOf(const Call& call);
WebResponse AnswerSignIn(const Call& call, const Result<SignedIn>& signed_in);
// 429 with the time to wait, for what is counted; any other error as it is.
WebResponse TooManyTries(const Error& error);

}  // namespace markwarden
