// The crawl's own memory decides.
#include "service/render_plan.h"

#include <algorithm>

#include "core/url.h"
#include "service/transact.h"
#include "store/crawl_store.h"
#include "store/sources.h"
#include "store/store.h"

namespace markwarden {
namespace {

constexpr const char* kAgent = "markwarden";
constexpr std::chrono::minutes kAskRobotsAgain{5};

}  // namespace

Result<std::unique_ptr<RenderPlanner>> RenderPlanner::Open(Service& service) {
  std::unique_ptr<RenderPlanner> planner(new RenderPlanner(service));
  Result<std::unique_ptr<Frontier>> frontier = OpenCrawlStore(service.store().crawl_path().string(), service.store().ids());
  if (!frontier) return Fail(frontier);
  planner->frontier_ = std::move(*frontier);
  Result<FrontierStatus> status = planner->frontier_->GetStatus();
  if (!status) return Fail(status);
  for (GroupStatus& group : status->groups) {
    const std::string name = group.group;
    planner->groups_.emplace(name, std::move(group));
  }
  return planner;
}

Result<const RenderPlanner::Rules*> RenderPlanner::RulesOf(const std::string& origin) {
  if (const auto known = rules_.find(origin); known != rules_.end()) return &known->second;
  Result<std::optional<RobotsRow>> row = frontier_->Robots(origin);
  if (!row) return Fail(row);
  Rules rules;
  rules.state = *row ? (*row)->state : "unknown";
  if (*row && (*row)->state == "rules") rules.robots = Robots::Parse((*row)->body);
  return &rules_.emplace(origin, std::move(rules)).first->second;
}

std::string RenderPlanner::WhyNot(const SourceView& source, const std::string& url) {
  const Result<Url> parsed = ParseUrl(url);
  if (!parsed || !parsed->IsHttp()) return "it is no http address";
  if (!source.InScope(*parsed)) return "it lies outside of the source";
  const Result<const Rules*> rules = RulesOf(parsed->Origin());
  if (!rules) return rules.error().message;
  if ((*rules)->state == "unknown") return "the crawl has not read the robots.txt of " + parsed->Origin();
  if ((*rules)->state == "unreachable") return "the robots.txt of " + parsed->Origin() + " could not be read";
  const RobotsAnswer answer = (*rules)->robots.Check(kAgent, parsed->HrefWithoutFragment());
  return answer.allowed ? "" : "robots.txt says no: " + answer.line;
}

Result<RenderPlan> RenderPlanner::Plan(const RenderRecord& render, Time now, std::optional<RenderObstacle>& obstacle) {
  RenderPlan plan;
  Result<std::optional<Source>> source =
      Reading(service_, [&](CaseDb& db) { return FindSource(db, SystemScope("system:work", render.org), render.source); });
  if (!source) return Fail(source);
  if (!*source) {
    obstacle = {"its source is gone", std::nullopt};
    return plan;
  }
  Result<SourceSpec> spec = ParseSource((*source)->yaml);
  Result<std::shared_ptr<const SourceView>> view = spec ? SourceView::Make(std::move(*spec)) : Fail(spec);
  if (!view) {
    obstacle = {"source " + (*source)->name + ": " + view.error().message, std::nullopt};
    return plan;
  }
  plan.source = *view;
  const Result<Url> url = ParseUrl(render.url);
  if (!url) {
    obstacle = {url.error().message, std::nullopt};
    return plan;
  }
  const Result<const Rules*> rules = RulesOf(url->Origin());
  if (!rules) return Fail(ErrorCode(rules.error().code), rules.error().message);
  if ((*rules)->state == "unreachable") {
    obstacle = {"the robots.txt of " + url->Origin() + " could not be read", now + kAskRobotsAgain};
    return plan;
  }
  if (std::string why = WhyNot(*plan.source, render.url); !why.empty()) {
    obstacle = {std::move(why), std::nullopt};
    return plan;
  }
  plan.gap = std::max(plan.source->spec().gap, (*rules)->robots.CrawlDelay(kAgent).value_or(std::chrono::milliseconds(0)));
  // A crawl that is at this host keeps its gap by itself: the render waits until it has left.
  const auto group = groups_.find(plan.source->Group(*url));
  if (group != groups_.end() && (group->second.leased || group->second.next_at > now)) {
    obstacle = {"the crawl is at this host", std::max(group->second.next_at, now) + std::max<std::chrono::milliseconds>(plan.gap, std::chrono::seconds(1))};
  }
  return plan;
}

}  // namespace markwarden
