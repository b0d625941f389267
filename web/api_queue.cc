// The queue as people share it: live counts, locks, saved filters, groups.
#include <optional>

#include "service/flag_groups.h"
#include "service/flag_locks.h"
#include "service/live.h"
#include "service/priority.h"
#include "service/saved_filters.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

WebResponse GetQueueCounts(const Call& call) { return Answer(ShowQueueCounts(call.service, call.scope)); }

WebResponse GetFormula(const Call& call) { return Answer(ShowPriorityFormula(call.service, call.scope)); }

// The connection stays: who listens is told from then on.
WebResponse GetLive(const Call& call) {
  Result<Json> counts = ShowQueueCounts(call.service, call.scope);
  if (!counts) return Problem(counts.error());
  WebResponse response{.status = 200, .content_type = "text/event-stream", .body = {}, .headers = {{"X-Accel-Buffering", "no"}}, .listening = {}};
  response.listening = Listening{.scope = call.scope, .session = {}, .token = {}};
  const std::string_view authorization = call.request.Header("authorization");
  if (authorization.starts_with("Bearer ")) response.listening->token = authorization.substr(7);
  else response.listening->session = call.request.Cookie(SessionCookieName(call.guard));
  return response;
}

WebResponse PostLock(const Call& call) { return Answer(LockFlag(call.service, call.scope, IdOf(call))); }
WebResponse DeleteLock(const Call& call) { return Answer(UnlockFlag(call.service, call.scope, IdOf(call))); }
WebResponse PostLockBreak(const Call& call) {
  const std::string reason = JsonText(call.body, "reason");
  if (reason.size() > 2'000) return BadInput("the reason is too long");
  return Answer(BreakFlagLock(call.service, call.scope, IdOf(call), reason));
}

WebResponse GetGroup(const Call& call) { return Answer(PreviewGroup(call.service, call.scope, IdOf(call), Query(call, "by"))); }

WebResponse PostGroup(const Call& call) {
  const GroupDecisionRequest request{.by = JsonText(call.body, "by"), .digest = JsonText(call.body, "digest"), .action = JsonText(call.body, "action"),
                                     .reason = JsonText(call.body, "reason"), .basis = JsonText(call.body, "basis"), .note = JsonText(call.body, "note")};
  if (request.action == "dismiss" && request.reason.empty()) return BadInput("a dismissal needs a reason");
  if (request.reason == "other" && request.note.empty()) return BadInput("the reason \"other\" needs a note that says it");
  if (request.basis.size() > 2'000 || request.note.size() > 16'000 || request.reason.size() > 100) return BadInput("reason, basis or note is too long");
  return Answer(DecideGroup(call.service, call.scope, IdOf(call), request));
}

WebResponse PostGroupUndo(const Call& call) { return Answer(UndoGroup(call.service, call.scope, IdOf(call))); }

WebResponse GetFilters(const Call& call) { return Answer(ListSavedFilters(call.service, call.scope)); }

std::optional<FilterRequest> FilterIn(const Call& call) {
  FilterRequest request{.id = 0, .name = JsonText(call.body, "name"), .filter = Json::object(), .shared = false, .is_default = false, .row_version = 0};
  if (const Json* filter = JsonMember(call.body, "filter")) request.filter = *filter;
  for (const auto& [name, member] : {std::pair("shared", &FilterRequest::shared), std::pair("default", &FilterRequest::is_default)}) {
    const Json* value = JsonMember(call.body, name);
    if (value && !value->is_boolean()) return std::nullopt;
    request.*member = value && value->get<bool>();
  }
  return request;
}

WebResponse PostFilter(const Call& call) {
  const std::optional<FilterRequest> request = FilterIn(call);
  if (!request) return BadInput("shared and default are true or false");
  return Answer(SaveQueueFilter(call.service, call.scope, *request), 201);
}

WebResponse PatchFilter(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the filter's row version as If-Match: change what was seen");
  std::optional<FilterRequest> request = FilterIn(call);
  if (!request) return BadInput("shared and default are true or false");
  request->id = IdOf(call);
  request->row_version = *version;
  if (request->id == 0) return Problem(404, "not_found", "you have no such filter");
  return Answer(SaveQueueFilter(call.service, call.scope, *request));
}

WebResponse DeleteFilter(const Call& call) {
  if (Status removed = RemoveSavedFilter(call.service, call.scope, IdOf(call)); !removed) return Problem(removed.error());
  return {.status = 204, .content_type = "", .body = "", .headers = {}, .listening = {}};
}

constexpr Route kQueueRoutes[] = {
    {"GET", "/queue/counts", "getQueueCounts", false, GetQueueCounts},
    {"GET", "/queue/formula", "getQueueFormula", false, GetFormula},
    {"GET", "/queue/filters", "listSavedFilters", false, GetFilters},
    {"POST", "/queue/filters", "saveFilter", false, PostFilter},
    {"PATCH", "/queue/filters/{id}", "changeFilter", false, PatchFilter},
    {"DELETE", "/queue/filters/{id}", "removeFilter", false, DeleteFilter},
    {"GET", "/live", "listen", false, GetLive},
    {"POST", "/flags/{id}/lock", "lockFlag", false, PostLock},
    {"DELETE", "/flags/{id}/lock", "unlockFlag", false, DeleteLock},
    {"POST", "/flags/{id}/lock/break", "breakFlagLock", false, PostLockBreak},
    {"GET", "/flags/{id}/group", "previewGroup", false, GetGroup},
    {"POST", "/flags/{id}/group", "decideGroup", false, PostGroup},
    {"POST", "/flag-groups/{id}/undo", "undoGroup", false, PostGroupUndo},
};

}  // namespace

std::span<const Route> QueueRoutes() { return kQueueRoutes; }

}  // namespace markwarden
