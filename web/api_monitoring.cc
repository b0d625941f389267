// Watches and sources over the API.
#include <algorithm>
#include <optional>

#include "service/search_queries.h"
#include "service/sources.h"
#include "service/watches.h"
#include "web/answer.h"
#include "web/routes.h"

namespace markwarden {
namespace {

std::optional<int> NumberAsked(const Call& call, const char* key) {
  const std::optional<int64_t> number = JsonInt(call.body, key);
  // What is far out is refused where it is read.
  return number ? std::optional<int>(static_cast<int>(std::clamp<int64_t>(*number, -2, 1'000'000))) : std::nullopt;
}

NewWatch WatchAsked(const Call& call) {
  return {.name = JsonText(call.body, "name"), .rights = JsonTexts(call.body, "rights"), .sources = JsonTexts(call.body, "sources"),
          .queries = JsonTexts(call.body, "queries"), .region = JsonText(call.body, "region"), .from = JsonText(call.body, "from"),
          .to = JsonText(call.body, "to"), .owner = JsonText(call.body, "owner"), .discovery = NumberAsked(call, "discovery")};
}

WebResponse GetWatches(const Call& call) {
  return Answer(ListWatches(call.service, call.scope, {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostWatch(const Call& call) { return Answer(AddWatch(call.service, call.scope, WatchAsked(call)), 201); }

WebResponse GetWatch(const Call& call) { return Answer(ShowWatch(call.service, call.scope, IdOf(call))); }

WebResponse PatchWatch(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the watch's ETag as If-Match: change what was seen");
  const Id id = IdOf(call);
  return AnswerAct(EditWatch(call.service, call.scope, id, WatchAsked(call), *version), *version, [&] { return ShowWatch(call.service, call.scope, id); });
}

WebResponse PostWatchAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the watch's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  return AnswerAct(ActOnWatch(call.service, call.scope, id, JsonText(call.body, "act"), *version), *version,
                   [&] { return ShowWatch(call.service, call.scope, id); });
}

WebResponse GetWatchQueries(const Call& call) {
  return Answer(ListWatchQueries(call.service, call.scope, IdOf(call), {.cursor = Query(call, "cursor"), .limit = Limit(call)}));
}

WebResponse PostWatchQuery(const Call& call) {
  return Answer(ActOnWatchQuery(call.service, call.scope, IdOf(call), {.act = JsonText(call.body, "act"), .text = JsonText(call.body, "text"), .queries = NumberAsked(call, "queries").value_or(-1)}));
}

WebResponse GetSources(const Call& call) { return Answer(ListSources(call.service, call.scope, {.cursor = "", .limit = kMaxLimit})); }

WebResponse PostSource(const Call& call) { return Created(AddSourceText(call.service, call.scope, JsonText(call.body, "yaml")), "/sources"); }

WebResponse GetSource(const Call& call) { return Answer(ShowSource(call.service, call.scope, IdOf(call))); }

WebResponse PostSourceAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the source's ETag as If-Match: act on what was seen");
  const Id id = IdOf(call);
  return AnswerAct(ActOnSource(call.service, call.scope, id, JsonText(call.body, "act"), *version), *version,
                   [&] { return ShowSource(call.service, call.scope, id); });
}

WebResponse PostSourceTest(const Call& call) {
  return Answer(TestSourceFor(call.service, call.scope, {.source = JsonText(call.body, "source"), .yaml = JsonText(call.body, "yaml"), .url = JsonText(call.body, "url")}));
}

constexpr Route kMonitoringRoutes[] = {
    {"GET", "/watches", "listWatches", false, GetWatches},
    {"POST", "/watches", "addWatch", false, PostWatch},
    {"GET", "/watches/{id}", "getWatch", false, GetWatch},
    {"PATCH", "/watches/{id}", "editWatch", false, PatchWatch},
    {"POST", "/watches/{id}/acts", "actOnWatch", false, PostWatchAct},
    {"GET", "/watches/{id}/queries", "listWatchQueries", false, GetWatchQueries},
    {"POST", "/watches/{id}/queries", "actOnWatchQuery", false, PostWatchQuery},
    {"GET", "/sources", "listSources", false, GetSources},
    {"POST", "/sources", "addSource", false, PostSource},
    {"POST", "/sources/test", "testSource", false, PostSourceTest},
    {"GET", "/sources/{id}", "getSource", false, GetSource},
    {"POST", "/sources/{id}/acts", "actOnSource", false, PostSourceAct},
};

}  // namespace

std::span<const Route> MonitoringRoutes() { return kMonitoringRoutes; }

}  // namespace markwarden
