// Operations of what a bureau gives to another.
#include "service/assignments.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

std::optional<std::vector<Id>> IdsSent(const Json& body) {
  std::vector<Id> ids;
  for (const std::string& text : JsonTexts(body, "ids")) {
    const auto id = ParseId(text);
    if (!id) return std::nullopt;
    ids.push_back(*id);
  }
  return ids;
}

WebResponse PostProposal(const Call& call) {
  const auto ids = IdsSent(call.body);
  if (!ids) return BadInput("ids are ids of flags or cases");
  return Answer(ProposeAssignments(call.service, call.scope, {.kind = JsonText(call.body, "kind"), .ids = *ids}));
}

WebResponse PostAssignments(const Call& call) {
  const auto ids = IdsSent(call.body);
  const auto to = ParseId(JsonText(call.body, "to"));
  if (!ids) return BadInput("ids are ids of flags or cases");
  return Answer(GiveAssignments(call.service, call.scope, {.kind = JsonText(call.body, "kind"), .ids = *ids, .to = to.value_or(0), .note = JsonText(call.body, "note")}), 201);
}

WebResponse GetAssignments(const Call& call) {
  return Answer(ListAssignments(call.service, call.scope, {.box = Query(call, "box"), .state = Query(call, "state"), .cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetAssignment(const Call& call) { return Answer(ShowAssignment(call.service, call.scope, IdOf(call))); }

WebResponse PostAssignmentAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the assignment's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  const AssignmentAnswer answer{.act = JsonText(call.body, "act"), .reason = JsonText(call.body, "reason"), .row_version = *version};
  return AnswerAct(AnswerAssignmentOf(call.service, call.scope, id, answer), *version, [&] { return ShowAssignment(call.service, call.scope, id); });
}

WebResponse GetBureausBelow(const Call& call) { return Answer(ListBureausBelow(call.service, call.scope)); }

constexpr Route kAssignmentRoutes[] = {
    {"GET", "/assignments", "listAssignments", false, GetAssignments},
    {"POST", "/assignments", "giveAssignments", false, PostAssignments},
    {"POST", "/assignments/proposal", "proposeAssignments", false, PostProposal},
    {"GET", "/assignments/bureaus", "listBureausBelow", false, GetBureausBelow},
    {"GET", "/assignments/{id}", "getAssignment", false, GetAssignment},
    {"POST", "/assignments/{id}/acts", "actOnAssignment", false, PostAssignmentAct},
};

}  // namespace

std::span<const Route> AssignmentRoutes() { return kAssignmentRoutes; }

}  // namespace markwarden
