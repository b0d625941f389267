// How long a person had a hit before their eyes.  Every time is the store's own: nothing that a client says moves one.
#pragma once

#include <chrono>

#include "core/review.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct LookReport {
  Id flag = 0, hit = 0;
  LookWay way = LookWay::kPage;
  LookAct act = LookAct::kShow;
};
// The time since the report before counts when the hit was showing and no more than `longest_gap` has passed.
Status ReportLook(Transaction& tx, const Scope& scope, const std::string& region, const LookReport& report, std::chrono::milliseconds longest_gap);

// What the acting account has seen of the hit until now; of a page that is showing, up to `longest_gap` after its last report.
Result<HitLook> LookAt(CaseDb& db, const Scope& scope, Id hit, std::chrono::milliseconds longest_gap);

}  // namespace markwarden
