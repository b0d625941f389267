// Events of kind environment.*: written when due, found again by a capture's time.
#include "service/environment_log.h"

#include <map>

#include "core/account.h"
#include "reports/environment.h"
#include "service/content.h"
#include "service/log_policy.h"
#include "service/transact.h"
#include "service/version.h"
#include "store/events.h"
#include "store/segments.h"

namespace markwarden {
namespace {

std::string KindOf(std::string_view writer) { return "environment." + std::string(writer); }

// The kernel's name for this boot; empty when it tells none.
std::string BootOf(const Json& report) {
  const Json* facts = JsonMember(report, "facts");
  if (facts == nullptr || !facts->is_array()) return {};
  for (const Json& fact : *facts) {
    if (JsonText(fact, "id") == "boot" && fact.contains("value") && fact["value"].is_object()) return JsonText(fact["value"], "boot_id");
  }
  return {};
}

// "crawl-2" is the second process that writes as "crawl".
std::string WriterOf(const std::string& name) { return name.substr(0, name.find('-')); }

}  // namespace

Json LookAtMachine(Service& service, const std::vector<std::string>& hosts) {
  const EnvironmentOptions look{.store_dir = service.options().store_dir, .hosts = hosts, .programs = {WorkerProgram(service.options().worker_program)},
                                .version = kProgramVersion};
  return EnvironmentReport(LookAtEnvironment(look), service.clock().Now());
}

Status NoteEnvironment(Service& service, std::string_view writer, const std::vector<std::string>& hosts) {
  Result<LogPolicy> policy = LoadLogPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  const std::string kind = KindOf(writer);
  const Time now = service.clock().Now();
  Result<std::optional<Event>> last = Reading(service, [&](CaseDb& db) { return LastEventOfKind(db, kind, now); });
  if (!last) return Fail(last);
  if (*last && !HasPassed((*last)->at, now, policy->environment_every)) {
    const Json* report = JsonMember((*last)->detail, "report");
    if (report != nullptr && BootOf(*report) == BootId().value_or("")) return Ok();
  }
  Json report = LookAtMachine(service, hosts);
  return Writing(service, [&](Transaction& tx) -> Status {
    NewEvent event = EventBy(SystemScope(writer == "crawl" ? "system:crawl" : "system:work", kSystemOrg), kind, "environment", 0);
    event.detail = {{"writer", std::string(writer)}, {"report", std::move(report)}};
    Result<Id> written = AppendEvent(tx, event);
    return written ? Ok() : Status(Fail(written));
  });
}

Result<Json> LooksOf(CaseDb& db, const std::vector<ExtractedItem>& items) {
  std::map<Id, std::string> writers;  // by segment
  std::map<Id, Json> looks;           // by event, so by time
  std::map<std::string, int64_t> before;  // captures before the first look, by writer
  // From the last one backwards: a look is in force for what came before as well, until it was made.
  std::map<std::string, std::optional<Event>> in_force;  // by writer
  for (auto at = items.rbegin(); at != items.rend(); ++at) {
    const ExtractedItem& item = *at;
    const Id segment = item.capture.segment;
    if (!writers.contains(segment)) {
      Result<std::optional<SegmentRecord>> record = FindSegment(db, segment);
      if (!record) return Fail(record);
      writers[segment] = *record ? WriterOf((*record)->writer) : "";
    }
    const std::string& writer = writers[segment];
    const auto [known, first] = in_force.try_emplace(writer);
    std::optional<Event>& look = known->second;
    if (first || (look && look->at > item.capture.captured_at)) {
      Result<std::optional<Event>> found = LastEventOfKind(db, KindOf(writer), item.capture.captured_at);
      if (!found) return Fail(found);
      look = std::move(*found);
    }
    if (!look) {
      ++before[writer];
      continue;
    }
    Json& entry = looks[look->id];
    if (entry.is_null()) {
      entry = {{"event", IdToString(look->id)}, {"no", look->no ? Json(*look->no) : Json(nullptr)}, {"at", FormatTimeMillis(look->at)},
               {"writer", writer}, {"captures", 0}, {"report", look->detail.value("report", Json())}};
    }
    entry["captures"] = entry["captures"].get<int64_t>() + 1;
  }
  Json list = Json::array();
  for (const auto& [writer, count] : before) {
    list.push_back({{"event", nullptr}, {"no", nullptr}, {"at", nullptr}, {"writer", writer}, {"captures", count}, {"report", nullptr}});
  }
  for (auto& [id, entry] : looks) list.push_back(std::move(entry));
  return list;
}

}  // namespace markwarden
