// The scheduler's state: host groups, what is under way, and the notes that threads send it.
// Private to crawler/; its parts are crawl_loop.cc (the turn, the end), crawl_groups.cc (leases and
// rests), crawl_fetch.cc (what to ask next) and crawl_robots.cc (robots.txt before it).
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "core/bounded_queue.h"
#include "crawler/crawl_loop.h"
#include "crawler/crawl_writer.h"
#include "crawler/judge.h"
#include "crawler/robots_cache.h"

namespace markwarden {

using SteadyTime = std::chrono::steady_clock::time_point;

inline constexpr std::chrono::milliseconds kLeaseEvery{500};  // the scheduler turns at least so often

// What the network thread tells the scheduler at once.
struct FetchEnded {
  std::string group;
  GroupMood mood = GroupMood::kWell;
  std::optional<std::chrono::milliseconds> retry_after;
  std::string what;         // "HTTP 429"
  SteadyTime at;
  size_t reserved = 0;
  bool cancelled = false;
  FrontierUrl url;
};
struct RobotsEnded {
  std::string group;
  Result<Exchange> result;
  SteadyTime at;
};
struct Challenged {
  std::string group;
};
using Note = std::variant<FetchEnded, RobotsEnded, Challenged, WriteReply>;

// What a dispatch thread works on.
struct FetchedUrl {
  FrontierUrl url;
  int64_t epoch = 0;
  Result<Exchange> result;
};

using RoundKey = std::pair<std::string, int64_t>;

struct RoundUse {
  int64_t pages = 0;    // as crawl.db counts
  int64_t pending = 0;  // asked for and not counted yet
};

// A robots.txt on its way, redirects included.
struct RobotsJob {
  std::string origin;
  std::string url;
  std::string target_group;  // whose politeness the current hop is owed to
  int redirects = 0;
  bool holds_target = false;  // another leased group waits while this one asks its site
  FrontierUrl for_url;        // the URL that needs it
};

struct Group {
  GroupLease lease;
  std::deque<FrontierUrl> window;
  std::set<Id> held;          // in the window, in flight, or not committed yet
  bool in_flight = false;
  bool asked_urls = false;
  bool all_read = false;      // crawl.db has no more due ones
  std::optional<RobotsJob> robots;
  SteadyTime last_end{};
  std::chrono::milliseconds last_gap{0};
  std::chrono::milliseconds this_gap{0};   // of what is in flight
  int challenges = 0;
  SteadyTime not_before{};
  Time next_at;
  std::string why;
};

struct CrawlLoop::Impl {
  Impl(Frontier& frontier_in, Fetcher& fetcher_in, const Clock& clock_in, CrawlSink& sink_in,
       std::vector<std::shared_ptr<const SourceView>> sources_in, CrawlOptions options_in)
      : frontier(frontier_in), fetcher(fetcher_in), clock(clock_in), sink(sink_in),
        options(std::move(options_in)), robots(options.robots_agent), fetched(options.queue_bytes) {
    for (auto& source : sources_in) {
      takeover_gap = std::max(takeover_gap, source->spec().gap);
      sources[source->spec().id] = std::move(source);
    }
  }

  Result<CrawlSummary> Run(std::stop_token stop);

  // The scheduler's thread.
  bool Turn(std::stop_token stop);
  void Handle(Note note);
  void HandleEnded(const FetchEnded& ended);
  void HandleRobots(RobotsEnded& ended);
  void HandleLeases(const LeaseReply& reply);
  void HandleUrls(UrlsReply& reply);
  void HandleCommit(const CommitReply& reply);
  void Pump();
  void PumpGroup(Group& group, SteadyTime now);
  bool StartNext(Group& group, SteadyTime now);
  void StartFetch(Group& group, FrontierUrl url, const SourceView& source);
  void StartRobots(Group& group, SteadyTime now);
  void EndWithoutFetch(Group& group, FrontierUrl url, UrlState state, std::string why, Time due);
  void AnnounceSitemaps(const std::string& origin, const FrontierUrl& url, const SourceView& source);
  void Rest(Group& group, std::chrono::milliseconds wait, const std::string& why);
  void Release(Group& group);
  void ReleaseIdleGroups();
  void HurryWriter();
  void AskLeases();
  void Report(bool now);
  bool Finished(SteadyTime now);
  FetchRequest MakeRequest(const FrontierUrl& url, const SourceView& source) const;
  SteadyTime ToSteady(Time time) const { return std::chrono::steady_clock::now() + (time - clock.Now()); }
  void WaitUntil(SteadyTime time) { wake_at = std::min(wake_at, time); }

  // Any thread.
  void Post(Note note) {
    const std::lock_guard lock(mutex);
    notes.push_back(std::move(note));
    noted.notify_one();
  }
  void Dispatch(int number);
  bool FirstSeen(const FrontierUrl& url);

  // Constant after construction.
  Frontier& frontier;
  Fetcher& fetcher;
  const Clock& clock;
  CrawlSink& sink;
  const CrawlOptions options;
  std::map<std::string, std::shared_ptr<const SourceView>> sources;
  std::chrono::milliseconds takeover_gap{0};

  // The scheduler's own.
  std::map<std::string, Group> groups;
  std::string pump_from;
  std::map<RoundKey, RoundUse> rounds;
  RobotsCache robots;
  std::map<std::string, SteadyTime> touched;  // groups that a robots redirect visited
  std::set<std::tuple<std::string, std::string, int64_t>> announced;
  std::unique_ptr<CrawlWriter> writer;
  CrawlSummary summary;
  std::optional<Error> failure;
  int in_flight = 0;
  size_t reserved = 0;
  bool stopping = false;
  bool lease_asked = false;
  bool lease_wanted = true;
  bool nothing_free = false;             // said the last answer, and nothing happened since
  std::optional<Time> next_due;
  int64_t queued = 0;
  SteadyTime began, wake_at, next_progress, lease_again;

  // Thread-safe themselves.
  BoundedQueue<FetchedUrl> fetched;
  std::stop_source abort;
  std::atomic<int64_t> listings{0}, pages{0}, pictures{0}, errors{0}, not_modified{0};

  std::mutex seen_mutex;
  std::unordered_set<size_t> seen;       // guarded by seen_mutex

  std::mutex mutex;
  std::condition_variable_any noted;
  std::deque<Note> notes;                // guarded by mutex
};

}  // namespace markwarden
