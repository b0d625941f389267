// The reasons in the order in which a person would check them.
#include "crawler/crawl_status.h"

#include <algorithm>

namespace markwarden {
namespace {

int64_t Count(const SourceUse& use, UrlState state) {
  const auto found = use.states.find(std::string(ToString(state)));
  return found == use.states.end() ? 0 : found->second;
}

std::string In(Time time, Time now) {
  const auto wait = std::chrono::ceil<Seconds>(time - now).count();
  return FormatTime(time) + (wait > 0 ? " (in " + std::to_string(wait) + " s)" : " (now)");
}

}  // namespace

CrawlExplanation ExplainCrawl(const FrontierStatus& status, Time now) {
  CrawlExplanation out;
  if (status.seedings == 0) {
    out.reason = IdleReason::kNoWatch;
    out.lines.push_back("no watch has begun to crawl: add one with `markwarden watch add` and run `markwarden crawl`");
    return out;
  }
  int64_t queued = 0, due = 0, over_budget = 0, refused = 0, fetched = 0;
  std::optional<Time> next;
  const GroupStatus* resting = nullptr;
  for (const GroupStatus& group : status.groups) {
    queued += group.queued;
    const Time ready = std::max(group.next_at, group.next_due.value_or(group.next_at));
    if (ready <= now) ++due;
    if (!next || ready < *next) next = ready;
    if (!group.why.empty() && group.next_at > now && (resting == nullptr || group.next_at < resting->next_at)) resting = &group;
  }
  for (const SourceUse& use : status.sources) {
    over_budget += Count(use, UrlState::kOverBudget);
    refused += Count(use, UrlState::kRefused);
    fetched += use.pages;
  }
  if (due > 0) {
    out.reason = IdleReason::kBusy;
    out.lines.push_back(std::to_string(queued) + " addresses are queued; " + std::to_string(due) + " sites can be asked now");
  } else if (queued > 0 && resting != nullptr) {
    out.reason = IdleReason::kBackingOff;
    out.until = next;
    out.lines.push_back("every site with queued addresses is resting; the next is asked at " + In(*next, now));
  } else if (queued > 0) {
    out.reason = IdleReason::kWaiting;
    out.until = next;
    out.lines.push_back("all queued addresses wait; the next is asked at " + In(*next, now));
  } else if (over_budget > 0) {
    out.reason = IdleReason::kBudget;
    out.lines.push_back("the page budget is used up: raise budget.pages in the source file to go on");
  } else if (fetched == 0 && refused > 0) {
    out.reason = IdleReason::kRobots;
    out.lines.push_back("nothing was fetched: robots.txt or the address guard refused every address");
  } else {
    out.reason = IdleReason::kDone;
    out.lines.push_back("done: nothing is left to fetch in this round");
  }
  for (const GroupStatus& group : status.groups) {
    if (!group.why.empty() && group.next_at > now) {
      out.lines.push_back(group.group + ": " + group.why + ", until " + In(group.next_at, now) + ", " + std::to_string(group.queued) + " queued");
    }
  }
  for (const RobotsRow& row : status.robots) {
    if (row.state == "unreachable") {
      out.lines.push_back(row.origin + ": robots.txt cannot be read (" + std::to_string(row.failures) + " times), so nothing is fetched; asked again at " + In(row.expires, now));
    }
  }
  for (const SourceUse& use : status.sources) {
    if (const int64_t left = Count(use, UrlState::kOverBudget); left > 0) {
      out.lines.push_back("source " + use.source + ": " + std::to_string(use.pages) + " of " + std::to_string(use.budget_pages) +
                          " pages used, " + std::to_string(left) + " addresses set aside");
    }
  }
  for (size_t i = 0; i < status.reasons.size() && i < 5; ++i) {
    out.lines.push_back(std::to_string(status.reasons[i].second) + " addresses: " + status.reasons[i].first);
  }
  return out;
}

}  // namespace markwarden
