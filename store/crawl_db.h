// The frontier over crawl.db.  Private to store/; others see core/frontier.h.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/frontier.h"
#include "core/id.h"

namespace markwarden {

class CrawlDb : public Frontier {
 public:
  CrawlDb(std::unique_ptr<SQLite::Database> db, IdMaker& ids) : db_(std::move(db)), ids_(ids) {}

  Status BeginRun(const std::string& owner, const std::vector<SourceLimit>& sources, Time now) override;
  Result<int64_t> Seed(Id watch, const std::string& source, int64_t round,
                       const std::vector<DiscoveredUrl>& urls, Time now) override;
  Result<std::vector<GroupLease>> LeaseGroups(const std::string& owner, int limit, Time now,
                                              std::chrono::seconds ttl,
                                              std::chrono::milliseconds takeover_gap) override;
  Status RenewLeases(const std::string& owner, Time now, std::chrono::seconds ttl) override;
  Status ReleaseGroups(const std::vector<GroupState>& groups) override;
  Result<std::vector<FrontierUrl>> DueUrls(const std::string& group, int limit, Time now) override;
  Result<std::optional<Time>> NextDue() override;
  Result<int64_t> PagesUsed(const std::string& source, int64_t round) override;
  Result<std::optional<RobotsRow>> Robots(const std::string& origin) override;
  Result<CompletionReport> Complete(const CompletionBatch& batch) override;
  Result<FrontierStatus> GetStatus() override;

 private:
  using Round = std::pair<std::string, int64_t>;

  // A statement that is reset, kept from its last use.  `sql` is one of the constants.
  SQLite::Statement& Prepare(const char* sql);
  // True when the URL is now queued that was not before.
  bool AddUrl(const DiscoveredUrl& found, Time now);
  void FinishUrl(const Completion& done, Time now);
  void SaveGroup(const GroupState& group, bool release);
  void SaveRobots(const RobotsRow& row);
  void LogFetch(const FetchRecord& fetch, Id url_id, const std::string& source, const std::string& url);
  void ForgetTheFuture(Time now);
  int64_t CountPages(const std::string& source, int64_t round);
  bool OverBudget(const Round& round);
  void CloseRoundOverBudget(const Round& round);

  std::unique_ptr<SQLite::Database> db_;
  IdMaker& ids_;
  std::map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
  std::set<Round> over_budget_;  // rounds that have used up their budget, as this run knows
};

inline int64_t ToMs(Time time) { return time.time_since_epoch().count(); }
inline Time FromMs(int64_t ms) { return Time(std::chrono::milliseconds(ms)); }

}  // namespace markwarden
