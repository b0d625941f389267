// The writing thread of a crawl: the only one that uses the frontier and the sink.
// Private to crawler/.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/frontier.h"
#include "crawler/crawl_loop.h"

namespace markwarden {

// One fetch on its way into the store.
struct WriteItem {
  std::optional<FetchedPage> page;       // absent when nothing came, or nothing was sent
  std::optional<Completion> completion;  // absent for robots.txt
  std::optional<RobotsRow> robots;
  std::vector<DiscoveredUrl> discovered; // by robots.txt
  size_t bytes = 0;
};

// Questions to the frontier, answered on the writing thread in the order they were asked.
struct LeaseOrder {
  int limit = 0;
};
struct UrlsOrder {
  std::string group;
  int limit = 0;
  std::vector<std::string> known_origins;  // robots.txt rows that need not come along
};
struct ReleaseOrder {
  std::vector<GroupState> groups;
};
using WriteOrder = std::variant<LeaseOrder, UrlsOrder, ReleaseOrder>;

struct LeaseReply {
  std::vector<GroupLease> leases;
  std::optional<Time> next_due;  // when no group is free
};
struct UrlsReply {
  std::string group;
  std::vector<FrontierUrl> urls;
  bool all = false;              // there are no more due ones
  std::vector<RobotsRow> robots;
  std::vector<RoundPages> pages;
};
struct Committed {
  Id id = 0;
  std::string group;
  std::string source;
  int64_t round = 0;
  bool counted = false;  // as a page of the round's budget
  bool ended = false;    // not queued any more
};
struct CommitReply {
  std::vector<Committed> done;
  CompletionReport report;
};
struct FailureReply {
  Error error;
};
using WriteReply = std::variant<LeaseReply, UrlsReply, CommitReply, FailureReply>;

class CrawlWriter {
 public:
  // `reply` is called on the writing thread.
  CrawlWriter(Frontier& frontier, CrawlSink& sink, const Clock& clock, const CrawlOptions& options,
              std::chrono::milliseconds takeover_gap, std::function<void(WriteReply)> reply);
  ~CrawlWriter();

  // Waits while the queue is full.  After a failure items are discarded at once.
  void Push(WriteItem item);
  void Order(WriteOrder order);
  // The newest state of a group; goes with the next batch.
  void SetGroup(GroupState state);

  // How long a batch may wait for more pages from now on.
  void SetWait(std::chrono::milliseconds wait);

  // Writes what is queued, answers what was asked, ends the thread.
  void Finish();
  size_t queued_bytes() const;

 private:
  void Loop();
  Status Flush(std::vector<WriteItem> items);
  Status Answer(const WriteOrder& order);
  Status AnswerUrls(const UrlsOrder& order);

  // Constant after construction.
  Frontier& frontier_;
  CrawlSink& sink_;
  const Clock& clock_;
  const CrawlOptions& options_;
  const std::chrono::milliseconds takeover_gap_;
  const std::function<void(WriteReply)> reply_;

  // Guarded by mutex_.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WriteItem> items_;
  size_t bytes_ = 0;
  std::deque<WriteOrder> orders_;
  std::map<std::string, GroupState> groups_;
  std::chrono::milliseconds wait_;
  bool finishing_ = false;
  bool failed_ = false;

  std::thread thread_;
};

}  // namespace markwarden
