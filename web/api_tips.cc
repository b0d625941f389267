// Operations of tips.
#include "service/tips.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

WebResponse GetTips(const Call& call) { return Answer(ListTips(call.service, call.scope, Query(call, "state"), Query(call, "cursor"), Limit(call))); }
WebResponse GetTip(const Call& call) { return Answer(ShowTip(call.service, call.scope, IdOf(call))); }

WebResponse PostTip(const Call& call) {
  return Created(HandInTip(call.service, call.scope, {.url = JsonText(call.body, "url"), .file_name = JsonText(call.body, "file_name"),
                                                      .file_sha256 = JsonText(call.body, "file_sha256"), .note = JsonText(call.body, "note")}), "/tips");
}

WebResponse PostTipAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the tip's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  const TipAnswer answer{.act = JsonText(call.body, "act"), .answer = JsonText(call.body, "answer"), .row_version = *version};
  return AnswerAct(AnswerTipOf(call.service, call.scope, id, answer), *version, [&] { return ShowTip(call.service, call.scope, id); });
}

// Always to be saved, never shown: its bytes are somebody else's.
WebResponse GetTipFile(const Call& call) {
  Result<TipFile> file = TakeTipFile(call.service, call.scope, IdOf(call));
  if (!file) return Problem(file.error());
  WebResponse response{.status = 200, .content_type = "application/octet-stream", .body = std::move(file->bytes), .headers = {}};
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"tip-" + IdToString(IdOf(call)) + "\"");
  return response;
}

constexpr Route kTipRoutes[] = {
    {"GET", "/tips", "listTips", false, GetTips},
    {"POST", "/tips", "handInTip", false, PostTip, false, true},
    {"GET", "/tips/{id}", "getTip", false, GetTip},
    {"POST", "/tips/{id}/acts", "actOnTip", false, PostTipAct},
    {"GET", "/tips/{id}/file", "takeTipFile", false, GetTipFile},
};

}  // namespace

std::span<const Route> TipRoutes() { return kTipRoutes; }

}  // namespace markwarden
