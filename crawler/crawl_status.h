// Says in words why a crawl does what it does, above all when it does nothing.
#pragma once

#include <string>
#include <vector>

#include "core/frontier.h"

namespace markwarden {

enum class IdleReason { kBusy, kNoWatch, kDone, kWaiting, kBackingOff, kRobots, kBudget };

struct CrawlExplanation {
  IdleReason reason = IdleReason::kBusy;
  std::optional<Time> until;         // for kWaiting and kBackingOff
  std::vector<std::string> lines;    // one sentence each, the most important first
};

CrawlExplanation ExplainCrawl(const FrontierStatus& status, Time now);

}  // namespace markwarden
