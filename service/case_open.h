// What of a case still waits for somebody.  Internal to service/.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/said.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct OpenMatter {
  std::string what;  // "notice_queued", "notice_not_sent", "in_outbox", "delivery_unknown", "notice_unanswered", "counter_notice"
  Id id = 0;         // of the notice, the delivery, the counter-notice
  Id notice = 0;
  int listings = 0;  // of an unanswered notice: those that nothing is known of yet
};

// Notices that may still go out or are unanswered, deliveries under way, counter-notices without a decision: what core/transitions.h says
// stands open.  Notices in the order in which they were made.
Result<std::vector<OpenMatter>> OpenMattersOf(CaseDb& db, const Scope& scope, Id case_id);

// [{"what","id","notice","listings"}]
Json OpenMattersView(const std::vector<OpenMatter>& matters);
// "notice 12 is released and not sent; ...": at most ten, then how many more.
Said SayOpenMatters(const std::vector<OpenMatter>& matters);

}  // namespace markwarden
