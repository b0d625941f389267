// Parts of calls and answers.
#include "web/answer.h"

#include <algorithm>
#include <charconv>

#include "service/accounts.h"

namespace markwarden {

WebResponse BadInput(std::string_view detail) { return Problem(400, "invalid", detail); }

std::string Query(const Call& call, const char* name) {
  const auto found = call.query.find(name);
  return found == call.query.end() ? std::string() : found->second;
}

int Limit(const Call& call) {
  const std::string text = Query(call, "limit");
  int limit = kDefaultLimit;
  std::from_chars(text.data(), text.data() + text.size(), limit);
  return std::clamp(limit, 1, kMaxLimit);
}

Id IdOf(const Call& call) { return ParseId(call.path.at("id")).value_or(0); }

std::optional<int64_t> IfMatch(const Call& call) {
  std::string_view tag = call.request.Header("if-match");
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  tag = tag.substr(1, tag.size() - 2);
  int64_t version = 0;
  const auto [end, failed] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  if (failed != std::errc() || end != tag.data() + tag.size() || version <= 0) return std::nullopt;
  return version;
}

WebResponse Answer(const Result<Json>& result, int status) {
  if (!result) return Problem(result.error());
  WebResponse response = JsonResponse(*result, status);
  if (const auto version = JsonInt(*result, "row_version")) {
    response.headers.emplace_back("ETag", "\"" + std::to_string(*version) + "\"");
  }
  return response;
}

WebResponse Created(const Result<Json>& result, std::string_view collection) {
  WebResponse response = Answer(result, 201);
  if (result) {
    response.headers.emplace_back("Location", std::string(kApiBase) + std::string(collection) + "/" + JsonText(*result, "id"));
  }
  return response;
}

SignInClient ClientOf(const Call& call) {
  std::string device = call.request.Cookie(DeviceCookieName(call.guard));
  if (device.size() > 200) device.clear();
  return {.address = call.request.peer, .agent = std::string(call.request.Header("user-agent")), .device = std::move(device)};
}

WebResponse TooManyTries(const Error& error) {
  if (error.code != ErrorCode::kUnavailable || !error.message.starts_with("too many wrong tries")) return Problem(error);
  WebResponse wait = Problem(429, "unavailable", error.message);
  const size_t digits = error.message.find_first_of("0123456789");
  wait.headers.emplace_back("Retry-After", error.message.substr(digits, error.message.find(' ', digits) - digits));
  return wait;
}

WebResponse AnswerSignIn(const Call& call, const Result<SignedIn>& signed_in) {
  if (!signed_in) {
    const Error& error = signed_in.error();
    WebResponse refused = error.code == ErrorCode::kDenied ? Problem(401, error.message == kAuthenticatorNeeded ? "authenticator_needed" : "unauthorized", error.message)
                                                           : TooManyTries(error);
    // The log names accounts that there are: what else stands in that field may be a password.
    const std::string login = JsonText(call.body, "login");
    if (!login.empty()) refused.note.by = IsLogin(call.service, login) ? login : "no such account";
    return refused;
  }
  WebResponse response = Answer(ShowSelf(call.service, signed_in->scope));
  // A session that was there before ends: nobody can plant one and wait for it to be raised.
  if (const std::string old = call.request.Cookie(SessionCookieName(call.guard)); !old.empty() && old.size() <= 200) {
    if (Status ended = SignOut(call.service, old); !ended && ended.error().code == ErrorCode::kInternal) return Problem(ended.error());
  }
  if (!signed_in->device.empty()) response.headers.emplace_back("Set-Cookie", DeviceCookie(signed_in->device, call.guard));
  response.headers.emplace_back("Set-Cookie", SessionCookie(signed_in->secret, call.guard));
  return response;
}

WebResponse AnswerAct(const Result<Json>& done, int64_t seen, const std::function<Result<Json>()>& now) {
  if (!done && done.error().code == ErrorCode::kConflict) {
    const Result<Json> row = now();
    if (row && JsonInt(*row, "row_version") != seen) return Problem(412, "stale", done.error().message);
  }
  return Answer(done);
}

}  // namespace markwarden
