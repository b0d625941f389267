// Asking a right's holder, and the holder's answers.
#include "service/identifications.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

WebResponse GetIdentifications(const Call& call) {
  IdentificationQuery query{.case_id = 0, .state = Query(call, "state"), .cursor = Query(call, "cursor"), .limit = Limit(call)};
  if (const std::string text = Query(call, "case"); !text.empty()) {
    const auto id = ParseId(text);
    if (!id) return BadInput("case is no id");
    query.case_id = *id;
  }
  return Answer(ListIdentifications(call.service, call.scope, query));
}

WebResponse GetIdentification(const Call& call) { return Answer(ShowIdentification(call.service, call.scope, IdOf(call))); }

WebResponse PostIdentification(const Call& call) {
  const IdentificationQuestion question{.flag = IdOf(call), .question = JsonText(call.body, "question"), .pictures = JsonTexts(call.body, "pictures")};
  return Created(AskIdentification(call.service, call.scope, question), "/identifications");
}

WebResponse PostAnswer(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the question's ETag as If-Match: answer what was seen");
  const Id id = IdOf(call);
  IdentificationAnswer answer{.verdict = JsonText(call.body, "verdict"), .reasons = JsonText(call.body, "reasons"), .signer = JsonText(call.body, "signer"),
                              .position = JsonText(call.body, "position"), .language = JsonText(call.body, "language"), .row_version = *version};
  if (answer.language.empty()) answer.language = "zh";
  return AnswerAct(AnswerIdentification(call.service, call.scope, id, answer), *version,
                   [&] { return ShowIdentification(call.service, call.scope, id); });
}

WebResponse PostIdentificationWithdrawal(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the question's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  return AnswerAct(WithdrawIdentification(call.service, call.scope, id, JsonText(call.body, "reason"), *version), *version,
                   [&] { return ShowIdentification(call.service, call.scope, id); });
}

WebResponse GetStatement(const Call& call) {
  const Id id = IdOf(call);
  Result<std::string> text = ShowStatement(call.service, call.scope, id);
  if (!text) return Problem(text.error());
  WebResponse response{.status = 200, .content_type = "text/plain; charset=utf-8", .body = std::move(*text), .headers = {}};
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"identification-" + IdToString(id) + ".txt\"");
  return response;
}

constexpr Route kIdentificationRoutes[] = {
    {"GET", "/identifications", "listIdentifications", false, GetIdentifications},
    {"GET", "/identifications/{id}", "getIdentification", false, GetIdentification},
    {"POST", "/flags/{id}/identifications", "askIdentification", false, PostIdentification, false, true},
    {"POST", "/identifications/{id}/answer", "answerIdentification", false, PostAnswer},
    {"POST", "/identifications/{id}/withdraw", "withdrawIdentification", false, PostIdentificationWithdrawal},
    {"GET", "/identifications/{id}/statement", "getStatement", false, GetStatement},
};

}  // namespace

std::span<const Route> IdentificationRoutes() { return kIdentificationRoutes; }

}  // namespace markwarden
