// Lines of JSON, so many a minute.
#include "web/access_log.h"

#include <algorithm>

namespace markwarden {
namespace {

constexpr size_t kMostPath = 200, kMostWhy = 300;

// Everything but printable ASCII is an escape.
std::string AsciiJsonOf(const Json& value) { return value.dump(-1, ' ', true, Json::error_handler_t::replace); }

std::string_view LoggedPath(std::string_view target) { return target.substr(0, target.find('?')).substr(0, kMostPath); }

}  // namespace

std::string_view ToString(Refusal refusal) {
  switch (refusal) {
    case Refusal::kSignIn: return "sign_in_refused";
    case Refusal::kWait: return "sign_in_waits";
    case Refusal::kCredential: return "credential_refused";
    case Refusal::kDenied: return "denied";
    case Refusal::kForeign: return "foreign_request";
    case Refusal::kMalformed: return "malformed_request";
  }
  return "";
}

std::string Quoted(std::string_view text) { return AsciiJsonOf(text); }

std::optional<Refusal> RefusalOf(const WebRequest& request, const WebResponse& response) {
  const bool signs_in = response.note.operation == "signIn" || response.note.operation == "acceptInvitation" || response.note.operation == "showInvitation";
  switch (response.status) {
    case 401:
      if (signs_in) return Refusal::kSignIn;
      // A page that asks whether it is signed in and shows nothing is no try.
      if (request.Header("authorization").empty() && request.Header("cookie").find("markwarden_session=") == std::string_view::npos) return std::nullopt;
      return Refusal::kCredential;
    case 404:
      if (signs_in) return Refusal::kSignIn;  // an invitation that is none
      return std::nullopt;
    case 429: return response.note.operation == "tryRight" ? std::nullopt : std::optional(Refusal::kWait);
    case 403: return response.note.operation.empty() ? Refusal::kForeign : Refusal::kDenied;
    case 421: return Refusal::kForeign;
    default: return std::nullopt;
  }
}

void AccessLog::Refused(Refusal what, const WebRequest& request, const WebResponse& response, Time now) {
  Json line = {{"at", FormatTime(now)}, {"what", ToString(what)}, {"peer", request.peer}, {"status", response.status}};
  if (!response.note.by.empty()) line["by"] = response.note.by;
  if (!response.note.operation.empty()) line["operation"] = response.note.operation;
  if (!request.target.empty()) line["path"] = LoggedPath(request.target);
  if (const Result<Json> problem = ParseJson(response.body)) line["why"] = JsonText(*problem, "detail").substr(0, kMostWhy);
  const std::lock_guard lock(mutex_);
  Minute& minute = minutes_[what];
  const int64_t number = ToUnixSeconds(now) / 60;
  if (minute.number != number) minute = {.number = number, .written = 0, .left_out = minute.left_out, .of_peer = {}};
  if (minute.written >= most_) {
    ++minute.left_out;
    return;
  }
  int& of_peer = minute.of_peer[request.peer];
  if (of_peer >= std::max(1, most_ / 10)) {
    ++minute.left_out;
    return;
  }
  ++of_peer;
  ++minute.written;
  if (minute.left_out > 0) line["left_out"] = minute.left_out;
  minute.left_out = 0;
  write_(AsciiJsonOf(line));
}

}  // namespace markwarden
