// Acts on cases, and the bureau's own procedure over them.
#include "service/case_acts.h"
#include "service/cases.h"
#include "service/clues.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

WebResponse PostCaseAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the case's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  const CaseDeed deed{.act = JsonText(call.body, "act"), .row_version = *version, .outcome = JsonText(call.body, "outcome"), .reason = JsonText(call.body, "reason"),
                      .despite = JsonText(call.body, "despite")};
  return AnswerAct(ActOnCase(call.service, call.scope, id, deed), *version, [&] { return ShowCase(call.service, call.scope, id); });
}

WebResponse GetClues(const Call& call) {
  ClueQuery query{.state = Query(call, "state"), .case_id = 0, .cursor = Query(call, "cursor"), .limit = Limit(call)};
  if (const std::string text = Query(call, "case"); !text.empty()) {
    const auto id = ParseId(text);
    if (!id) return BadInput("case is no id");
    query.case_id = *id;
  }
  return Answer(ListClues(call.service, call.scope, query));
}

WebResponse PostClue(const Call& call) {
  const ClueOpening opening{.case_id = IdOf(call), .region = JsonText(call.body, "region"), .received_at = JsonText(call.body, "received_at")};
  return Created(OpenClue(call.service, call.scope, opening), "/clues");
}

WebResponse GetClue(const Call& call) { return Answer(ShowClue(call.service, call.scope, IdOf(call))); }

WebResponse PostClueAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the clue's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  ClueDeed deed{.act = JsonText(call.body, "act"), .row_version = *version, .second_officer = JsonText(call.body, "second_officer"),
                .reason = JsonText(call.body, "reason"), .number = JsonText(call.body, "number"), .at = JsonText(call.body, "at"),
                .region = JsonText(call.body, "region"), .documents = {}};
  if (const Json* documents = JsonMember(call.body, "documents")) {
    if (!documents->is_array()) return BadInput("documents is a list of {name, sha256}");
    for (const Json& document : *documents) deed.documents.push_back({.name = JsonText(document, "name"), .sha256 = JsonText(document, "sha256")});
  }
  return AnswerAct(ActOnClue(call.service, call.scope, id, deed), *version, [&] { return ShowClue(call.service, call.scope, id); });
}

constexpr Route kCaseRoutes[] = {
    {"POST", "/cases/{id}/acts", "actOnCase", false, PostCaseAct},
    {"POST", "/cases/{id}/clues", "openClue", false, PostClue, false, true},
    {"GET", "/clues", "listClues", false, GetClues},
    {"GET", "/clues/{id}", "getClue", false, GetClue},
    {"POST", "/clues/{id}/acts", "actOnClue", false, PostClueAct},
};

}  // namespace

std::span<const Route> CaseRoutes() { return kCaseRoutes; }

}  // namespace markwarden
