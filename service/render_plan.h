// Whether a queued page may be asked for now, and how: its source, robots.txt as the crawl read it, the host's gap.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/frontier.h"
#include "crawler/robots.h"
#include "crawler/source.h"
#include "service/service.h"
#include "store/renders.h"

namespace markwarden {

struct RenderPlan {
  std::shared_ptr<const SourceView> source;
  std::chrono::milliseconds gap{0};
};
struct RenderObstacle {
  std::string why;
  std::optional<Time> until;  // empty: for good
};

// Asks crawl.db anew for each pass.  One thread.
class RenderPlanner {
 public:
  static Result<std::unique_ptr<RenderPlanner>> Open(Service& service);

  // What stands in the way goes into `obstacle`; the plan is then of no use.
  Result<RenderPlan> Plan(const RenderRecord& render, Time now, std::optional<RenderObstacle>& obstacle);

  // Why `url`, where a page of `source` leads, must not be fetched; empty when it may.
  std::string WhyNot(const SourceView& source, const std::string& url);

 private:
  struct Rules {
    std::string state;  // as RobotsRow; "unknown" when the crawl has not been there
    Robots robots;
  };
  explicit RenderPlanner(Service& service) : service_(service) {}
  Result<const Rules*> RulesOf(const std::string& origin);

  Service& service_;
  std::unique_ptr<Frontier> frontier_;
  std::map<std::string, GroupStatus> groups_;
  std::map<std::string, Rules> rules_;  // by origin
};

}  // namespace markwarden
