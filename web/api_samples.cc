// The blind sample.
#include "service/samples.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

SampleJudgement JudgementOf(const Call& call, int64_t version) {
  return {.outcome = JsonText(call.body, "outcome"), .reason = JsonText(call.body, "reason"), .note = JsonText(call.body, "note"), .row_version = version};
}

WebResponse GetSamples(const Call& call) {
  SampleQuery query{.state = "open", .kind = Query(call, "kind"), .cursor = Query(call, "cursor"), .limit = Limit(call)};
  if (const std::string state = Query(call, "state"); !state.empty()) query.state = state;
  return Answer(ListSamplesFor(call.service, call.scope, query));
}

WebResponse GetSample(const Call& call) { return Answer(ShowSample(call.service, call.scope, IdOf(call))); }

WebResponse PostSampleJudgement(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the sample's ETag as If-Match: judge what was seen");
  return Answer(JudgeSampleBlind(call.service, call.scope, IdOf(call), JudgementOf(call, *version)));
}

WebResponse PostSettlement(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the sample's ETag as If-Match: settle what was seen");
  return Answer(SettleDisagreement(call.service, call.scope, IdOf(call), JudgementOf(call, *version)));
}

WebResponse GetSampleFigures(const Call& call) {
  return Answer(ShowSampleFigures(call.service, call.scope, {.from = Query(call, "from"), .to = Query(call, "to")}));
}

constexpr Route kSampleRoutes[] = {
    {"GET", "/samples", "listSamples", false, GetSamples},
    {"GET", "/samples/{id}", "getSample", false, GetSample},
    {"POST", "/samples/{id}/judgement", "judgeSample", false, PostSampleJudgement},
    {"POST", "/samples/{id}/settlement", "settleSample", false, PostSettlement},
    {"GET", "/sample-figures", "getSampleFigures", false, GetSampleFigures},
};

}  // namespace

std::span<const Route> SampleRoutes() { return kSampleRoutes; }

}  // namespace markwarden
