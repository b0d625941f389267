// Counter-notices, terms and tasks over the API.
#include <limits>

#include "service/counter_notices.h"
#include "service/deadlines.h"
#include "web/answer.h"

namespace markwarden {
namespace {

WebResponse GetDeadlines(const Call& call) {
  DeadlineQuery query{.state = Query(call, "state"), .from = Query(call, "from"), .to = Query(call, "to"), .case_id = ParseId(Query(call, "case")).value_or(0),
                      .cursor = Query(call, "cursor"), .limit = Limit(call)};
  if (query.state.empty()) query.state = "running";
  return Answer(ListDeadlines(call.service, call.scope, query));
}

WebResponse GetDeadlineCalendar(const Call& call) { return Answer(ShowDeadlineCalendar(call.service, call.scope, Query(call, "month"))); }

WebResponse GetTasks(const Call& call) {
  TaskQuery query{.state = Query(call, "state"), .kind = Query(call, "kind"), .cursor = Query(call, "cursor"), .limit = Limit(call)};
  if (query.state.empty()) query.state = "open";
  return Answer(ListTasks(call.service, call.scope, query));
}

WebResponse PostTaskDone(const Call& call) { return Answer(FinishTask(call.service, call.scope, IdOf(call), JsonText(call.body, "note"))); }

WebResponse GetCounterNotices(const Call& call) {
  return Answer(ListCounterNotices(call.service, call.scope,
                                   {.state = Query(call, "state"), .cursor = Query(call, "cursor"), .notice = ParseId(Query(call, "notice")).value_or(0), .limit = Limit(call)}));
}

WebResponse PostCounterNotice(const Call& call) {
  CounterNoticeRequest request{.number = JsonText(call.body, "number"), .received_at = JsonText(call.body, "received_at"), .from_name = JsonText(call.body, "from"),
                               .from_address = JsonText(call.body, "address"), .reason = JsonText(call.body, "reason"), .statement = JsonText(call.body, "statement"),
                               .items = {}, .document_sha256 = JsonText(call.body, "document_sha256")};
  if (const Json* items = JsonMember(call.body, "items"); items && items->is_array()) {
    for (const Json& item : *items) {
      // Compared as it came: a number past 32 bits is none of a listing's, not another one.
      if (!item.is_number_integer() || item < 0 || item > std::numeric_limits<int>::max()) return BadInput("items are numbers of the notice's listings, from 0");
      request.items.push_back(item.get<int>());
    }
  }
  return Created(RecordCounterNotice(call.service, call.scope, IdOf(call), request), "/counter-notices");
}

WebResponse GetCounterNotice(const Call& call) { return Answer(ShowCounterNotice(call.service, call.scope, IdOf(call))); }

WebResponse PostCounterNoticeAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the counter-notice's ETag as If-Match: act on what was seen");
  const CounterNoticeDeed deed{.act = JsonText(call.body, "act"), .row_version = *version, .reason = JsonText(call.body, "reason"),
                               .number = JsonText(call.body, "number"), .filed_at = JsonText(call.body, "filed_at"), .told_at = JsonText(call.body, "told_at"),
                               .proof_sha256 = JsonText(call.body, "proof_sha256")};
  const Result<Json> done = ActOnCounterNotice(call.service, call.scope, IdOf(call), deed);
  return AnswerAct(done, *version, [&] { return ShowCounterNotice(call.service, call.scope, IdOf(call)); });
}

constexpr Route kTakedownRoutes[] = {
    {"GET", "/deadlines", "listDeadlines", false, GetDeadlines},
    {"GET", "/deadlines/calendar", "getDeadlineCalendar", false, GetDeadlineCalendar},
    {"GET", "/tasks", "listTasks", false, GetTasks},
    {"POST", "/tasks/{id}/done", "finishTask", false, PostTaskDone},
    {"GET", "/counter-notices", "listCounterNotices", false, GetCounterNotices},
    {"POST", "/notices/{id}/counter-notices", "recordCounterNotice", false, PostCounterNotice, false, true},
    {"GET", "/counter-notices/{id}", "getCounterNotice", false, GetCounterNotice},
    {"POST", "/counter-notices/{id}/acts", "actOnCounterNotice", false, PostCounterNoticeAct},
};

}  // namespace

std::span<const Route> TakedownRoutes() { return kTakedownRoutes; }

}  // namespace markwarden
