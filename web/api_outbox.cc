// The outbox, connectors, replies and files that are handed in, over the API.
#include "service/connectors.h"
#include "service/outbox.h"
#include "service/replies.h"
#include "service/uploads.h"
#include "web/answer.h"

namespace markwarden {
namespace {

WebResponse GetDeliveries(const Call& call) {
  return Answer(ListDeliveries(call.service, call.scope,
                               {.state = Query(call, "state"), .cursor = Query(call, "cursor"), .notice = ParseId(Query(call, "notice")).value_or(0), .limit = Limit(call)}));
}

WebResponse GetDelivery(const Call& call) { return Answer(ShowDelivery(call.service, call.scope, IdOf(call))); }

WebResponse PostDelivery(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the notice's ETag as If-Match: send what was seen");
  const DeliveryRequest wanted{.channel = JsonText(call.body, "channel"), .connector = JsonText(call.body, "connector"), .row_version = *version};
  const Result<Json> put = DeliverNotice(call.service, call.scope, IdOf(call), wanted);
  if (put && (*put)["created"] == false) return Answer(put);
  return Created(put, "/deliveries");
}

WebResponse PostDeliveryAct(const Call& call) {
  const auto version = IfMatch(call);
  if (!version) return Problem(428, "invalid", "send the delivery's ETag as If-Match: act on what was seen");
  const DeliveryDeed deed{.act = JsonText(call.body, "act"), .row_version = *version, .at = JsonText(call.body, "at"), .receipt = JsonText(call.body, "receipt"),
                          .reason = JsonText(call.body, "reason")};
  const Result<Json> done = ActOnDelivery(call.service, call.scope, IdOf(call), deed);
  return AnswerAct(done, *version, [&] { return ShowDelivery(call.service, call.scope, IdOf(call)); });
}

WebResponse GetConnectors(const Call& call) { return Answer(ListConnectors(call.service, call.scope)); }

WebResponse PostConnector(const Call& call) {
  const std::string yaml = JsonText(call.body, "yaml");
  if (yaml.empty()) return BadInput("send the connector's YAML as \"yaml\"");
  return Created(AddConnector(call.service, call.scope, yaml), "/connectors");
}

WebResponse GetConnector(const Call& call) { return Answer(ShowConnector(call.service, call.scope, call.path.at("name"))); }

WebResponse CheckOneConnector(const Call& call) {
  const std::string notice = JsonText(call.body, "notice");
  const std::optional<Id> id = ParseId(notice);
  if (!notice.empty() && !id) return BadInput("notice is no id");
  return Answer(CheckConnector(call.service, call.scope, call.path.at("name"), id.value_or(0)));
}

WebResponse GetNoticeMessages(const Call& call) {
  const Id notice = IdOf(call);
  if (notice == 0) return Problem(404, "not_found", "no such notice");
  return Answer(ListReplies(call.service, call.scope, notice, Query(call, "cursor"), Limit(call)));
}

WebResponse GetUnknownMessages(const Call& call) { return Answer(ListReplies(call.service, call.scope, 0, Query(call, "cursor"), Limit(call))); }

WebResponse PostUpload(const Call& call) {
  if (call.request.body.empty()) return BadInput("send the file as the body");
  return Answer(KeepUpload(call.service, call.scope, call.request.body), 201);
}

constexpr Route kOutboxRoutes[] = {
    {"GET", "/deliveries", "listDeliveries", false, GetDeliveries},
    {"GET", "/deliveries/{id}", "getDelivery", false, GetDelivery},
    {"POST", "/notices/{id}/deliveries", "deliverNotice", false, PostDelivery},
    {"POST", "/deliveries/{id}/acts", "actOnDelivery", false, PostDeliveryAct},
    {"GET", "/connectors", "listConnectors", false, GetConnectors},
    {"POST", "/connectors", "addConnector", false, PostConnector},
    {"GET", "/connectors/{name}", "getConnector", false, GetConnector},
    {"POST", "/connectors/{name}/check", "checkConnector", false, CheckOneConnector},
    {"GET", "/notices/{id}/messages", "listNoticeMessages", false, GetNoticeMessages},
    {"GET", "/messages", "listUnknownMessages", false, GetUnknownMessages},
    {"POST", "/uploads", "handInFile", false, PostUpload, true},
};

}  // namespace

std::span<const Route> OutboxRoutes() { return kOutboxRoutes; }

}  // namespace markwarden
