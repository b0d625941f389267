// Connectors of an organisation: adding, showing, checking.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "reports/connector.h"
#include "service/service.h"
#include "store/connectors.h"

namespace markwarden {

// Another version when there is one of that name.  As ShowConnector.  Errors: kDenied, kInvalid naming the field, kExhausted, kConflict (an older version).
Result<Json> AddConnector(Service& service, const Scope& scope, const std::string& yaml);
// {"items":[{"id","name":{},"platforms":[],"steps":[],"digest","secrets":[],"allow_networks":[],"added_at"}]}
Result<Json> ListConnectors(Service& service, const Scope& scope);
// With "yaml".  Errors: kNotFound.
Result<Json> ShowConnector(Service& service, const Scope& scope, const std::string& name);
// Whether it could be used now: its secrets are there and private, its steps build a request from `notice` (0: from a sample).
// Nothing is sent.  {"id","ok","checks":[{"what","ok","why"}],"request":{"method","url","headers","body"}}
Result<Json> CheckConnector(Service& service, const Scope& scope, const std::string& name, Id notice);

// The newest version, read.  Errors: kNotFound (says how to add one), kUnsupported (what is stored cannot be read by this version).
struct ConnectorInUse {
  ConnectorRecord record;
  Connector connector;
};
Result<ConnectorInUse> UseConnector(CaseDb& db, Id org, const std::string& name);

}  // namespace markwarden
