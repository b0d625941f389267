// What recipients did, and what came back.
#include "service/measures.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

WebResponse GetMeasures(const Call& call) {
  return Answer(ListMeasures(call.service, call.scope,
                             {.state = Query(call, "state"), .platform = Query(call, "platform"), .notice = ParseId(Query(call, "notice")).value_or(0),
                              .case_id = ParseId(Query(call, "case")).value_or(0), .cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse GetMeasure(const Call& call) { return Answer(ShowMeasure(call.service, call.scope, IdOf(call))); }

WebResponse PostMeasureAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the measure's ETag as If-Match: record what was seen");
  const Id id = IdOf(call);
  const MeasureDeed deed{.act = JsonText(call.body, "act"), .row_version = *version, .reason = JsonText(call.body, "reason"),
                         .note = JsonText(call.body, "note"), .at = JsonText(call.body, "at"), .outcome = JsonText(call.body, "outcome")};
  Result<Json> done = RecordOfMeasure(call.service, call.scope, id, deed);
  if (!done && done.error().code == ErrorCode::kConflict) {
    // A look or a person was first, or the measure's state forbids it: the version tells.
    const Result<Json> now = ShowMeasure(call.service, call.scope, id);
    if (now && JsonInt(*now, "row_version") != version) return Problem(412, "stale", done.error().message);
  }
  return Answer(done);
}

WebResponse GetRelists(const Call& call) {
  return Answer(ListRelists(call.service, call.scope,
                            {.case_id = ParseId(Query(call, "case")).value_or(0), .cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

constexpr Route kMeasureRoutes[] = {
    {"GET", "/measures", "listMeasures", false, GetMeasures},
    {"GET", "/measures/{id}", "getMeasure", false, GetMeasure},
    {"POST", "/measures/{id}/acts", "recordOfMeasure", false, PostMeasureAct},
    {"GET", "/relists", "listRelists", false, GetRelists},
};

}  // namespace

std::span<const Route> MeasureRoutes() { return kMeasureRoutes; }

}  // namespace markwarden
