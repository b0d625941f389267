// Reading crawl.db for people: what a watch has come to, how a source's hosts stand.  Nothing is written.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/frontier.h"
#include "core/id.h"
#include "core/result.h"

namespace SQLite {
class Database;
}

namespace markwarden {

// Pages of one watch by state; counts stop at the cap of store/watch_versions.h.
struct WatchCoverage {
  std::map<std::string, int64_t> states;  // UrlState -> pages
  int64_t refused_by_robots = 0;          // of the refused; the others are the address guard's
  std::optional<Time> next_due;           // of what is queued
};

struct HostGroupView {
  std::string group;
  Time next_at;
  int failures = 0;
  std::string why;  // why it rests; empty when it does not
};

struct FetchFailure {
  Time at;
  std::string url;
  int status = 0;
  std::string why;
};

// One thread at a time.
class CrawlView {
 public:
  // Errors: kNotFound (nothing was crawled yet), and as FromSqlite says.
  static Result<std::unique_ptr<CrawlView>> Open(const std::string& path);
  ~CrawlView();

  Result<WatchCoverage> OfWatch(Id watch);
  Result<std::optional<HostGroupView>> Group(const std::string& group);
  // Answers of robots.txt, without bodies; at most 1,000 origins.
  Result<std::vector<RobotsRow>> Robots();
  // What went wrong last at a source, newest first.
  Result<std::vector<FetchFailure>> Failures(const std::string& source, int limit);

 private:
  explicit CrawlView(std::unique_ptr<SQLite::Database> db);
  std::unique_ptr<SQLite::Database> db_;
};

}  // namespace markwarden
