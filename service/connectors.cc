// YAML in, views out.
#include "service/connectors.h"

#include "core/net/address_guard.h"
#include "service/permissions.h"
#include "service/secrets.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/notices.h"

namespace markwarden {
namespace {

std::vector<std::string> SecretsOf(const Connector& connector) {
  std::vector<std::string> names;
  for (const auto& [call, step] : connector.steps) {
    const std::string& name = step.auth.secret;
    if (step.auth.kind != "none" && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

Json ConnectorView(const ConnectorInUse& used) {
  Json steps = Json::array();
  for (const auto& [call, step] : used.connector.steps) steps.push_back({{"step", ToString(call)}, {"method", step.method}, {"url", step.url}, {"told_apart", !step.idempotency_header.empty()}});
  return {{"id", used.connector.id},
          {"name", Json(used.connector.name)},
          {"platforms", used.connector.platforms},
          {"steps", std::move(steps)},
          {"secrets", SecretsOf(used.connector)},
          {"allow_networks", used.connector.allow_networks},
          {"max_items", used.connector.max_items},
          {"gap_ms", used.connector.gap.count()},
          {"per_day", used.connector.per_day ? Json(used.connector.per_day) : Json(nullptr)},
          {"digest", used.record.digest},
          {"added_at", FormatTime(used.record.created_at)}};
}

Json SampleOfNotice(const std::string& platform) {
  Notice notice;
  notice.id = "1";
  notice.right.title = "Sample";
  notice.right.reg_no = "0000";
  notice.recipient.platform = platform;
  NoticeItem item;
  item.url = "https://shop.example/item/1";
  item.platform_item_id = "1";
  item.seller_name = "Sample shop";
  item.title_at_capture = "Sample";
  notice.items = {item};
  return ToJson(notice);
}

}  // namespace

Result<ConnectorInUse> UseConnector(CaseDb& db, Id org, const std::string& name) {
  Result<std::optional<ConnectorRecord>> record = FindConnector(db, org, name);
  if (!record) return Fail(record);
  if (!*record) return Fail(ErrorCode::kNotFound, "no connector is called \"" + name.substr(0, 60) + "\": add one with markwarden notice connector add FILE");
  Result<Connector> connector = ReadConnector((*record)->yaml);
  if (!connector) return Fail(ErrorCode::kUnsupported, "the stored connector " + name + " cannot be read: " + connector.error().message);
  return ConnectorInUse{.record = std::move(**record), .connector = std::move(*connector)};
}

Result<Json> AddConnector(Service& service, const Scope& scope, const std::string& yaml) {
  if (Status allowed = Authorise(scope, UseCase::kManageConnectors); !allowed) return Fail(allowed);
  Result<Connector> connector = ReadConnector(yaml);
  if (!connector) return Fail(connector);
  for (const std::string& network : connector->allow_networks) {
    if (Result<IpNetwork> parsed = ParseIpNetwork(network); !parsed) return Fail(parsed);
  }
  for (const auto& [host, address] : connector->resolve) {
    if (!ParseIpAddress(address)) return Fail(ErrorCode::kInvalid, "resolve: \"" + address.substr(0, 60) + "\" is no address");
  }
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<ConnectorRecord> saved = SaveConnector(tx, scope, connector->id, yaml);
    if (!saved) return Fail(saved);
    NewEvent event = EventBy(scope, "connector.added", "connector", saved->id);
    event.detail = {{"name", saved->name}, {"digest", saved->digest}, {"secrets", SecretsOf(*connector)}, {"allow_networks", connector->allow_networks}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    return ConnectorView({.record = *saved, .connector = *connector});
  });
}

Result<Json> ListConnectors(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kManageConnectors); !allowed) {
    // Whoever may send has to choose one.
    if (Status sends = Authorise(scope, UseCase::kSendNotice); !sends) return Fail(allowed);
  }
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<ConnectorRecord>> records = ListConnectors(db, scope.org);
    if (!records) return Fail(records);
    Json items = Json::array();
    for (const ConnectorRecord& record : *records) {
      Result<ConnectorInUse> used = UseConnector(db, scope.org, record.name);
      if (!used) return Fail(used);
      items.push_back(ConnectorView(*used));
    }
    return Json{{"items", std::move(items)}};
  });
}

Result<Json> ShowConnector(Service& service, const Scope& scope, const std::string& name) {
  if (Status allowed = Authorise(scope, UseCase::kManageConnectors); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<ConnectorInUse> used = UseConnector(db, scope.org, name);
    if (!used) return Fail(used);
    Json view = ConnectorView(*used);
    view["yaml"] = used->record.yaml;
    return view;
  });
}

Result<Json> CheckConnector(Service& service, const Scope& scope, const std::string& name, Id notice) {
  if (Status allowed = Authorise(scope, UseCase::kManageConnectors); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<ConnectorInUse> used = UseConnector(db, scope.org, name);
    if (!used) return Fail(used);
    Json payload = SampleOfNotice(used->connector.platforms.front());
    if (notice != 0) {
      Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, notice);
      if (!record) return Fail(record);
      if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(notice));
      payload = (*record)->payload;
    }
    Json checks = Json::array();
    bool all = true;
    const auto note = [&](const std::string& what, const Status& status) {
      checks.push_back({{"what", what}, {"ok", status.has_value()}, {"why", status ? Json(nullptr) : Json(status.error().message)}});
      all = all && status.has_value();
    };
    for (const std::string& secret : SecretsOf(used->connector)) {
      Result<std::string> read = ReadSecret(service.store(), secret);
      note("secret " + secret, read ? Ok() : Status(Fail(read)));
    }
    Json shown = nullptr;
    for (const auto& [call, step] : used->connector.steps) {
      Result<ConnectorRequest> request = BuildRequest(used->connector, call, payload, {.key = "sample", .receipt = "sample"});
      note("step " + std::string(ToString(call)), request ? Ok() : Status(Fail(request.error())));
      if (call == ConnectorCall::kSubmit && request) {
        shown = {{"method", request->method}, {"url", request->url}, {"headers", request->headers}, {"body", request->body}};
      }
    }
    return Json{{"id", used->connector.id}, {"ok", all}, {"checks", std::move(checks)}, {"request", std::move(shown)}};
  });
}

}  // namespace markwarden
