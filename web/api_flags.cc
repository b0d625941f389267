// Beside a flag: looks, taking a decision back, what to weigh.
#include "service/flag_context.h"
#include "service/flag_undo.h"
#include "service/flags.h"
#include "service/looks.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

WebResponse GetFlagContext(const Call& call) { return Answer(ShowFlagContext(call.service, call.scope, IdOf(call))); }

WebResponse GetSellerHistory(const Call& call) {
  return Answer(ListSellerHistory(call.service, call.scope, IdOf(call), Query(call, "what"), {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetSamePicture(const Call& call) {
  return Answer(ListSamePicture(call.service, call.scope, IdOf(call), {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostLook(const Call& call) {
  LookSaid said{.act = JsonText(call.body, "act"), .way = JsonText(call.body, "way"), .hit = 0};
  if (said.way.empty()) said.way = "page";
  if (const std::string hit = JsonText(call.body, "hit_id"); !hit.empty()) {
    const auto seen = ParseId(hit);
    if (!seen) return BadInput("hit_id is no id");
    said.hit = *seen;
  }
  return Answer(SayLook(call.service, call.scope, IdOf(call), said));
}

WebResponse PostTextLook(const Call& call) { return Answer(LookAsText(call.service, call.scope, IdOf(call))); }

WebResponse PostUndo(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the flag's ETag as If-Match: take back what was seen");
  const Id id = IdOf(call);
  return AnswerAct(UndoDecision(call.service, call.scope, id, *version), *version, [&] { return ShowFlag(call.service, call.scope, id); });
}

constexpr Route kFlagRoutes[] = {
    {"GET", "/flags/{id}/context", "getFlagContext", false, GetFlagContext},
    {"GET", "/flags/{id}/seller", "listSellerHistory", false, GetSellerHistory},
    {"GET", "/flags/{id}/same-picture", "listSamePicture", false, GetSamePicture},
    {"POST", "/flags/{id}/looks", "sayLook", false, PostLook},
    {"POST", "/flags/{id}/text-look", "lookAsText", false, PostTextLook},
    {"POST", "/flags/{id}/undo", "undoDecision", false, PostUndo},
};

}  // namespace

std::span<const Route> FlagRoutes() { return kFlagRoutes; }

}  // namespace markwarden
