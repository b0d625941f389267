// Field by field: what is internal is taken out, what stays is named.
#include "service/holder_view.h"

#include "store/scope_sql.h"

namespace markwarden {

void LeaveOutOfFlag(const Scope& scope, Json& flag) {
  if (!SeesThroughRights(scope)) return;
  Json decisions = Json::array();
  for (const Json& decision : flag.value("decisions", Json::array())) {
    if (decision.value("action", "") == "note") continue;
    decisions.push_back({{"id", decision["id"]}, {"action", decision["action"]}, {"reason", nullptr}, {"basis", nullptr}, {"note", nullptr},
                         {"actor", ""}, {"actor_id", "0"}, {"hit", decision["hit"]}, {"at", decision["at"]}});
  }
  flag["decisions"] = std::move(decisions);
  flag["assigned"] = nullptr;
  flag["chance"] = flag["upheld"] = nullptr;  // counted over everybody's rights
  // What was counted of the seller is counted over what the account sees; nothing else of it is shown.
  for (const char* internal : {"seller_history", "lock", "locked_by"}) flag.erase(internal);
  if (flag.contains("capture") && flag["capture"].is_object()) flag["capture"]["remote_ip"] = nullptr;
}

void LeaveOutOfMeasure(const Scope& scope, Json& measure) {
  if (!SeesThroughRights(scope)) return;
  measure["note"] = nullptr;
  if (measure.contains("may")) measure["may"] = Json::array();
}

}  // namespace markwarden
