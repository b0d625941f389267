// What is known of each origin's robots.txt, and what a fetch of one changes.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/exchange.h"
#include "core/frontier.h"
#include "core/result.h"
#include "crawler/robots.h"

namespace markwarden {

// Used on one thread.
class RobotsCache {
 public:
  explicit RobotsCache(std::string agent) : agent_(std::move(agent)) {}

  enum class Access { kAllowed, kRefused, kWait, kFetchFirst };
  struct Answer {
    Access access = Access::kFetchFirst;
    std::string why;   // for kRefused and kWait
    Time until;        // for kWait
  };
  // May `href` of `origin` be fetched now?
  Answer Ask(const std::string& origin, const std::string& href, Time now) const;

  std::chrono::milliseconds CrawlDelay(const std::string& origin) const;
  std::vector<std::string> Sitemaps(const std::string& origin) const;

  bool Knows(const std::string& origin) const { return origins_.contains(origin); }
  // From crawl.db.
  void Load(const RobotsRow& row);

  // Where a redirect of robots.txt leads, when it is to be followed; `redirects` so far.
  static std::optional<std::string> NextHop(const Result<Exchange>& result, int redirects);

  // The end of a fetch, redirects done; returns the row to keep.
  RobotsRow Update(const std::string& origin, const Result<Exchange>& result, int redirects, Time now);

 private:
  struct Entry {
    RobotsRow row;
    Robots rules;
    bool have_rules = false;
    std::chrono::milliseconds delay{0};
    std::string why;         // for an origin that cannot be asked
  };
  void Read(Entry& entry) const;

  const std::string agent_;
  std::map<std::string, Entry> origins_;
};

}  // namespace markwarden
