// The scheduler: which host group may be asked now, and for what.
#include "crawler/crawl_loop.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_set>
#include <variant>

#include "core/bounded_queue.h"
#include "crawler/crawl_writer.h"
#include "crawler/discovery.h"
#include "crawler/judge.h"
#include "crawler/robots_cache.h"
#include "crawler/seed.h"
#include "crawler/sitemap.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kProgressEvery{250};
constexpr milliseconds kLeaseEvery{500};
constexpr milliseconds kStopPatience{2000};
constexpr milliseconds kLongRest{2000};       // a group that rests longer is given back
constexpr int kTroublesBeforeRest = 3;
constexpr size_t kMaxSeen = 2'000'000;
constexpr size_t kMaxReserved = size_t{512} << 20;  // bytes that answers under way may grow to

// What the network thread tells the scheduler at once.
struct FetchEnded {
  std::string group;
  GroupMood mood = GroupMood::kWell;
  std::optional<milliseconds> retry_after;
  std::string what;         // "HTTP 429"
  Steady::time_point at;
  size_t reserved = 0;
  bool cancelled = false;
  FrontierUrl url;
};
struct RobotsEnded {
  std::string group;
  Result<Exchange> result;
  Steady::time_point at;
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
  Steady::time_point last_end{};
  milliseconds last_gap{0};
  milliseconds this_gap{0};   // of what is in flight
  int challenges = 0;
  Steady::time_point not_before{};
  Time next_at;
  std::string why;
};

}  // namespace

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
  void PumpGroup(Group& group, Steady::time_point now);
  bool StartNext(Group& group, Steady::time_point now);
  void StartFetch(Group& group, FrontierUrl url, const SourceView& source);
  void StartRobots(Group& group, Steady::time_point now);
  void EndWithoutFetch(Group& group, FrontierUrl url, UrlState state, std::string why, Time due);
  void AnnounceSitemaps(const std::string& origin, const FrontierUrl& url, const SourceView& source);
  void Rest(Group& group, milliseconds wait, const std::string& why);
  void Release(Group& group);
  void ReleaseIdleGroups();
  void HurryWriter();
  void AskLeases();
  void Report(bool now);
  bool Finished(Steady::time_point now);
  FetchRequest MakeRequest(const FrontierUrl& url, const SourceView& source) const;
  Steady::time_point ToSteady(Time time) const { return Steady::now() + (time - clock.Now()); }
  void WaitUntil(Steady::time_point time) { wake_at = std::min(wake_at, time); }

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
  milliseconds takeover_gap{0};

  // The scheduler's own.
  std::map<std::string, Group> groups;
  std::string pump_from;
  std::map<RoundKey, RoundUse> rounds;
  RobotsCache robots;
  std::map<std::string, Steady::time_point> touched;  // groups that a robots redirect visited
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
  Steady::time_point began, wake_at, next_progress, lease_again;

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

// ---- Dispatch threads -------------------------------------------------------------------

bool CrawlLoop::Impl::FirstSeen(const FrontierUrl& url) {
  std::string text = url.source + '\n' + std::to_string(url.round) + '\n' + url.key;
  const std::lock_guard lock(seen_mutex);
  if (seen.size() >= kMaxSeen) seen.clear();  // crawl.db knows better; this only spares it work
  return seen.insert(std::hash<std::string>()(text)).second;
}

void CrawlLoop::Impl::Dispatch(int number) {
  pthread_setname_np(pthread_self(), ("mw-dispatch-" + std::to_string(number)).c_str());
  while (std::optional<FetchedUrl> work = fetched.Pop(abort.get_token())) {
    const SourceView& source = *sources.at(work->url.source);
    Judgement judged = JudgeFetch(work->url, source, work->result, options, clock.Now());
    Completion& done = judged.completion;
    done.epoch = work->epoch;
    std::erase_if(done.discovered, [&](const DiscoveredUrl& found) { return !FirstSeen(found.url); });
    if (judged.challenged) Post(Challenged{work->url.group});
    if (done.state == UrlState::kDone && !done.unchanged) {
      (work->url.role == UrlRole::kPicture ? pictures : pages) += 1;
    }
    if (done.unchanged) ++not_modified;
    if (!work->result || work->result->status >= 400) ++errors;
    listings += done.listings;
    WriteItem item;
    item.bytes = 4096 + done.discovered.size() * 512;
    if (work->result) {
      item.bytes += work->result->body.size();
      item.page = FetchedPage{std::move(work->url), std::move(*work->result), std::move(judged.extraction)};
    }
    item.completion = std::move(done);
    writer->Push(std::move(item));
  }
}

// ---- Scheduling -------------------------------------------------------------------------

void CrawlLoop::Impl::Rest(Group& group, milliseconds wait, const std::string& why) {
  const Steady::time_point until = Steady::now() + wait;
  if (until <= group.not_before) return;
  group.not_before = until;
  group.next_at = clock.Now() + wait;
  group.why = why + ", resting " + std::to_string(std::chrono::ceil<Seconds>(wait).count()) + " s";
}

void CrawlLoop::Impl::HandleEnded(const FetchEnded& ended) {
  --in_flight;
  reserved -= ended.reserved;
  Group& group = groups.at(ended.group);
  const SourceView& source = *sources.at(ended.url.source);
  group.in_flight = false;
  group.last_end = ended.at;
  group.last_gap = group.this_gap;
  group.next_at = clock.Now() + group.last_gap;
  group.why.clear();
  if (ended.cancelled) {  // as if it had never been asked for
    group.held.erase(ended.url.id);
    if (ended.url.role != UrlRole::kPicture) --rounds[{ended.url.source, ended.url.round}].pending;
  } else if (ended.mood == GroupMood::kWell) {
    group.lease.failures = 0;
  } else {
    const int failures = ++group.lease.failures;
    const int strikes = ended.mood == GroupMood::kOverloaded ? failures : failures - kTroublesBeforeRest + 1;
    if (strikes > 0) {
      Rest(group, std::max(RetryWait(options, source.spec().gap, strikes), ended.retry_after.value_or(milliseconds(0))), ended.what);
    }
  }
  writer->SetGroup({ended.group, group.lease.epoch, group.next_at, group.lease.failures, group.why});
}

FetchRequest CrawlLoop::Impl::MakeRequest(const FrontierUrl& url, const SourceView& source) const {
  FetchRequest request;
  request.url = url.url;
  request.user_agent = options.user_agent;
  request.timeout = options.timeout;
  request.resolve = source.spec().resolve;
  request.allow_networks = source.networks();
  if (url.role == UrlRole::kPicture) request.max_bytes = kMaxPictureBytes;
  if (url.role == UrlRole::kSitemap) request.max_bytes = kMaxSitemapBytes;
  // Lists are read anew, for what is on them; leaves only when they changed.
  if (url.role == UrlRole::kDetail || url.role == UrlRole::kPicture) {
    const auto plain = [](const std::string& value) { return value.find_first_of("\r\n") == std::string::npos; };
    if (!url.etag.empty() && plain(url.etag)) request.headers.push_back("If-None-Match: " + url.etag);
    if (!url.last_modified.empty() && plain(url.last_modified)) {
      request.headers.push_back("If-Modified-Since: " + url.last_modified);
    }
  }
  return request;
}

void CrawlLoop::Impl::StartFetch(Group& group, FrontierUrl url, const SourceView& source) {
  FetchRequest request = MakeRequest(url, source);
  group.in_flight = true;
  ++in_flight;
  reserved += request.max_bytes;
  if (url.role != UrlRole::kPicture) ++rounds[{url.source, url.round}].pending;
  FetchEnded ended;
  ended.group = group.lease.group;
  ended.reserved = request.max_bytes;
  ended.url = url;
  fetcher.Submit(std::move(request), [this, url = std::move(url), ended = std::move(ended),
                                      epoch = group.lease.epoch](Result<Exchange> result) mutable {
    ended.at = Steady::now();
    ended.mood = MoodOf(result);
    ended.cancelled = !result && result.error().code == ErrorCode::kCancelled;
    if (result) {
      ended.retry_after = RetryAfter(*result, clock.Now());
      ended.what = "HTTP " + std::to_string(result->status);
    } else {
      ended.what = result.error().message;
    }
    if (!ended.cancelled) {
      const size_t bytes = result ? result->body.size() + 4096 : 1024;
      fetched.Push(FetchedUrl{std::move(url), epoch, std::move(result)}, abort.get_token(), bytes);
    }
    Post(std::move(ended));  // last: once nothing is in flight, everything is in the queue
  });
}

void CrawlLoop::Impl::EndWithoutFetch(Group& group, FrontierUrl url, UrlState state, std::string why, Time due) {
  WriteItem item;
  item.bytes = 1024;
  item.completion.emplace();
  Completion& done = *item.completion;
  done.state = state;
  done.why = std::move(why);
  done.due = due;
  done.epoch = group.lease.epoch;
  done.attempts = url.attempts;
  done.redirects = url.redirects;
  done.etag = url.etag;
  done.last_modified = url.last_modified;
  done.url = std::move(url);
  writer->Push(std::move(item));
}

void CrawlLoop::Impl::AnnounceSitemaps(const std::string& origin, const FrontierUrl& url, const SourceView& source) {
  if (!announced.insert({origin, url.source, url.round}).second) return;
  const Result<Url> base = ParseUrl(origin + "/robots.txt");
  WriteItem item;
  for (const std::string& text : robots.Sitemaps(origin)) {
    const Result<Url> sitemap = ParseUrl(text, base ? &*base : nullptr);
    if (!sitemap) continue;
    std::optional<DiscoveredUrl> found = Discover(url, source, *sitemap, UrlRole::kSitemap, 1);
    if (!found || !FirstSeen(found->url)) continue;
    found->url.found_on = 0;
    item.discovered.push_back(std::move(*found));
  }
  if (item.discovered.empty()) return;
  item.bytes = 1024;
  writer->Push(std::move(item));
}

void CrawlLoop::Impl::StartRobots(Group& group, Steady::time_point now) {
  RobotsJob& job = *group.robots;
  const SourceView& source = *sources.at(job.for_url.source);
  const auto target = groups.find(job.target_group);
  const bool elsewhere = job.target_group != group.lease.group;
  Steady::time_point free = group.last_end + std::max(group.last_gap, source.spec().gap);
  if (elsewhere) {
    // Another site's robots.txt: its own politeness counts, whoever is talking to it.
    if (target != groups.end() && target->second.in_flight) return;
    const Steady::time_point last = target != groups.end() ? target->second.last_end : touched[job.target_group];
    free = std::max(free, last + source.spec().gap);
  }
  if (free > now) return WaitUntil(free);
  FrontierUrl url = job.for_url;
  url.url = job.url;
  url.role = UrlRole::kRobots;
  FetchRequest request = MakeRequest(url, source);
  request.max_bytes = kMaxRobotsBytes + 1;
  group.in_flight = true;
  job.holds_target = elsewhere && target != groups.end();
  if (job.holds_target) target->second.in_flight = true;
  ++in_flight;
  fetcher.Submit(std::move(request), [this, name = group.lease.group](Result<Exchange> result) {
    Post(RobotsEnded{name, std::move(result), Steady::now()});
  });
}

void CrawlLoop::Impl::HandleRobots(RobotsEnded& ended) {
  --in_flight;
  Group& group = groups.at(ended.group);
  RobotsJob& job = *group.robots;
  const SourceView& source = *sources.at(job.for_url.source);
  group.in_flight = false;
  group.last_end = ended.at;
  group.last_gap = source.spec().gap;
  group.next_at = clock.Now() + group.last_gap;
  if (job.target_group != ended.group) {
    touched[job.target_group] = ended.at;
    if (const auto target = groups.find(job.target_group); target != groups.end()) {
      if (std::exchange(job.holds_target, false)) target->second.in_flight = false;
      target->second.last_end = std::max(target->second.last_end, ended.at);
    }
  }
  if (!ended.result && ended.result.error().code == ErrorCode::kCancelled) {
    group.robots.reset();
    return;
  }
  WriteItem item;
  item.bytes = 4096 + (ended.result ? ended.result->body.size() : 0);
  const std::optional<std::string> hop = RobotsCache::NextHop(ended.result, job.redirects);
  if (hop) {
    job.url = *hop;
    ++job.redirects;
    const Result<Url> url = ParseUrl(*hop);
    job.target_group = source.Group(*url);
  } else {
    item.robots = robots.Update(job.origin, ended.result, job.redirects, clock.Now());
  }
  if (ended.result) {
    FetchedPage page;
    page.url = job.for_url;
    page.url.id = 0;
    page.url.role = UrlRole::kRobots;
    page.url.url = ended.result->url;
    page.exchange = std::move(*ended.result);
    item.page = std::move(page);
  }
  writer->SetGroup({ended.group, group.lease.epoch, group.next_at, group.lease.failures, group.why});
  writer->Push(std::move(item));
  if (!hop) group.robots.reset();
}

// Takes the next URL off the window.  False when the group has to wait.
bool CrawlLoop::Impl::StartNext(Group& group, Steady::time_point now) {
  FrontierUrl& next = group.window.front();
  const auto drop = [&] {
    group.held.erase(next.id);
    group.window.pop_front();
    return true;
  };
  const auto found = sources.find(next.source);
  const Result<Url> parsed = ParseUrl(next.url);
  if (found == sources.end()) return drop();
  const SourceView& source = *found->second;
  if (!parsed) {
    EndWithoutFetch(group, std::move(next), UrlState::kFailed, "no URL", clock.Now());
    group.window.pop_front();
    return true;
  }
  if (next.role != UrlRole::kPicture) {
    const RoundUse& use = rounds[{next.source, next.round}];
    if (use.pages >= source.spec().budget_pages) return drop();  // crawl.db has set it aside
    if (use.pages + use.pending >= source.spec().budget_pages) return false;
  }
  const std::string origin = parsed->Origin();
  const Time wall = clock.Now();
  const RobotsCache::Answer answer = robots.Ask(origin, next.url, wall);
  switch (answer.access) {
    case RobotsCache::Access::kFetchFirst: {
      RobotsJob job;
      job.origin = origin;
      job.url = origin + "/robots.txt";
      job.target_group = group.lease.group;
      job.for_url = next;
      group.robots = std::move(job);
      StartRobots(group, now);
      return false;
    }
    case RobotsCache::Access::kRefused:
      ++summary.robots_refused;
      EndWithoutFetch(group, std::move(next), UrlState::kRefused, answer.why, wall);
      group.window.pop_front();
      return true;
    case RobotsCache::Access::kWait:
      EndWithoutFetch(group, std::move(next), UrlState::kQueued, answer.why, answer.until);
      group.window.pop_front();
      return true;
    case RobotsCache::Access::kAllowed:
      break;
  }
  AnnounceSitemaps(origin, next, source);
  const milliseconds gap = std::max({group.last_gap, source.spec().gap, robots.CrawlDelay(origin)});
  if (group.last_end + gap > now) {
    WaitUntil(group.last_end + gap);
    return false;
  }
  group.this_gap = gap;
  FrontierUrl url = std::move(next);
  group.window.pop_front();
  StartFetch(group, std::move(url), source);
  return false;
}

void CrawlLoop::Impl::PumpGroup(Group& group, Steady::time_point now) {
  if (!stopping && !group.asked_urls && !group.all_read && group.window.size() * 4 < size_t(options.window)) {
    UrlsOrder order;
    order.group = group.lease.group;
    order.limit = int(group.held.size()) + options.window;
    writer->Order(std::move(order));
    group.asked_urls = true;
  }
  if (stopping || group.in_flight) return;
  if (group.not_before > now) return WaitUntil(group.not_before);
  if (in_flight >= options.max_in_flight || (in_flight > 0 && reserved >= kMaxReserved)) return;
  if (fetched.weight() + writer->queued_bytes() > options.queue_bytes) return WaitUntil(now + milliseconds(5));
  if (group.robots) return StartRobots(group, now);
  while (!group.window.empty() && StartNext(group, now)) {
  }
}

void CrawlLoop::Impl::Pump() {
  if (groups.empty()) return;
  const Steady::time_point now = Steady::now();
  // Each turn begins with another group, so that the cap on what is in flight starves none.
  auto it = groups.upper_bound(pump_from);
  if (it == groups.end()) it = groups.begin();
  pump_from = it->first;
  for (size_t i = 0; i < groups.size(); ++i) {
    PumpGroup(it->second, now);
    if (++it == groups.end()) it = groups.begin();
  }
}

void CrawlLoop::Impl::HandleLeases(const LeaseReply& reply) {
  lease_asked = false;
  nothing_free = reply.leases.empty();
  next_due = reply.next_due;
  for (const GroupLease& lease : reply.leases) {
    Group& group = groups[lease.group];
    group = Group();
    group.lease = lease;
    group.not_before = ToSteady(lease.next_at);
    group.next_at = lease.next_at;
    // So that a Crawl-delay longer than the gap holds from one process to the next.
    group.last_end = group.not_before - takeover_gap;
    if (const auto before = touched.find(lease.group); before != touched.end()) group.last_end = before->second;
  }
}

void CrawlLoop::Impl::HandleUrls(UrlsReply& reply) {
  for (const RobotsRow& row : reply.robots) {
    if (!robots.Knows(row.origin)) robots.Load(row);
  }
  for (const RoundPages& round : reply.pages) {
    RoundUse& use = rounds[{round.source, round.round}];
    use.pages = std::max(use.pages, round.pages);
  }
  const auto found = groups.find(reply.group);
  if (found == groups.end()) return;
  Group& group = found->second;
  group.asked_urls = false;
  group.all_read = reply.all;
  // What was held comes along again, in its place among the others.
  std::deque<FrontierUrl> window;
  std::set<Id> waiting;
  for (const FrontierUrl& url : group.window) waiting.insert(url.id);
  for (FrontierUrl& url : reply.urls) {
    if (group.held.insert(url.id).second || waiting.contains(url.id)) window.push_back(std::move(url));
  }
  std::set<Id> kept;
  for (const FrontierUrl& url : window) kept.insert(url.id);
  for (const FrontierUrl& url : group.window) {
    if (!kept.contains(url.id)) group.held.erase(url.id);  // set aside meanwhile, or later in the order
  }
  group.window = std::move(window);
}

void CrawlLoop::Impl::HandleCommit(const CommitReply& reply) {
  for (const Committed& done : reply.done) {
    if (done.ended) --queued;
    if (done.counted) --rounds[{done.source, done.round}].pending;
    if (const auto group = groups.find(done.group); group != groups.end()) group->second.held.erase(done.id);
  }
  for (const RoundPages& round : reply.report.pages) rounds[{round.source, round.round}].pages = round.pages;
  queued += reply.report.added;
  for (const std::string& name : reply.report.groups) {
    const auto group = groups.find(name);
    if (group == groups.end()) {
      lease_wanted = true;
    } else {
      group->second.all_read = false;
    }
  }
  nothing_free = false;
  if (groups.empty()) lease_wanted = true;
}

void CrawlLoop::Impl::Handle(Note note) {
  if (auto* ended = std::get_if<FetchEnded>(&note)) return HandleEnded(*ended);
  if (auto* ended = std::get_if<RobotsEnded>(&note)) return HandleRobots(*ended);
  if (auto* challenged = std::get_if<Challenged>(&note)) {
    const auto group = groups.find(challenged->group);
    if (group == groups.end()) return;
    Group& shy = group->second;
    Rest(shy, RetryWait(options, shy.last_gap, ++shy.challenges), "the site asks for a person");
    return writer->SetGroup({shy.lease.group, shy.lease.epoch, shy.next_at, shy.lease.failures, shy.why});
  }
  WriteReply& reply = std::get<WriteReply>(note);
  if (auto* leases = std::get_if<LeaseReply>(&reply)) return HandleLeases(*leases);
  if (auto* urls = std::get_if<UrlsReply>(&reply)) return HandleUrls(*urls);
  if (auto* commit = std::get_if<CommitReply>(&reply)) return HandleCommit(*commit);
  failure = std::move(std::get<FailureReply>(reply).error);
}

void CrawlLoop::Impl::Release(Group& group) {
  ReleaseOrder order;
  order.groups.push_back({group.lease.group, group.lease.epoch, group.next_at, group.lease.failures, group.why});
  writer->Order(std::move(order));
  touched[group.lease.group] = group.last_end;
}

// Groups with nothing to do, or nothing for long, go back: others may serve them later.
void CrawlLoop::Impl::ReleaseIdleGroups() {
  const Steady::time_point now = Steady::now();
  for (auto it = groups.begin(); it != groups.end();) {
    Group& group = it->second;
    const bool busy = group.in_flight || group.asked_urls || group.held.size() > group.window.size();
    const bool nothing = group.window.empty() && group.all_read && !group.robots;
    const bool resting = group.not_before > now + kLongRest && !group.robots;
    if (busy || (!nothing && !resting)) {
      ++it;
      continue;
    }
    Release(group);
    it = groups.erase(it);
    lease_wanted = true;
    nothing_free = false;
  }
}

// A site that leads from one page to the next should not wait for a batch to fill.
void CrawlLoop::Impl::HurryWriter() {
  const bool starved = std::any_of(groups.begin(), groups.end(), [](const auto& entry) {
    const Group& group = entry.second;
    return group.window.empty() && !group.in_flight && !group.held.empty();
  });
  writer->SetWait(!starved ? options.batch_wait : in_flight > 0 ? options.batch_wait / 5 : milliseconds(0));
}

void CrawlLoop::Impl::AskLeases() {
  const Steady::time_point now = Steady::now();
  if (lease_asked || stopping || groups.size() >= size_t(options.max_groups)) return;
  if (!lease_wanted && now < lease_again) return WaitUntil(lease_again);
  writer->Order(LeaseOrder{options.max_groups - int(groups.size())});
  lease_asked = true;
  lease_wanted = false;
  lease_again = now + kLeaseEvery;
  WaitUntil(lease_again);
}

void CrawlLoop::Impl::Report(bool now) {
  const Steady::time_point time = Steady::now();
  CrawlProgress& total = summary.total;
  total.pages = pages;
  total.pictures = pictures;
  total.listings = listings;
  total.errors = errors;
  total.queued = std::max<int64_t>(queued, 0);
  total.in_flight = in_flight;
  const double seconds = std::chrono::duration<double>(time - began).count();
  total.pages_per_second = seconds > 0 ? double(total.pages + total.pictures) / seconds : 0;
  if (!now && time < next_progress) return WaitUntil(next_progress);
  next_progress = time + kProgressEvery;
  WaitUntil(next_progress);
  if (options.progress) options.progress(total);
}

// Nothing leased, nothing under way, and the frontier has nothing due soon.
bool CrawlLoop::Impl::Finished(Steady::time_point now) {
  if (!groups.empty() || in_flight > 0 || lease_asked || !nothing_free) return false;
  if (!next_due) return true;
  if (*next_due > clock.Now() + options.patience) {
    summary.waiting_until = *next_due;
    return true;
  }
  WaitUntil(std::max(ToSteady(*next_due), now + milliseconds(1)));
  if (*next_due <= clock.Now()) lease_wanted = true;
  return false;
}

// One round of the scheduler; false when the crawl is over.
bool CrawlLoop::Impl::Turn(std::stop_token stop) {
  wake_at = Steady::now() + kLeaseEvery;
  Pump();
  HurryWriter();
  ReleaseIdleGroups();
  if (Finished(Steady::now())) return false;
  AskLeases();
  Report(false);
  std::deque<Note> taken;
  {
    std::unique_lock lock(mutex);
    noted.wait_until(lock, stop, wake_at, [&] { return !notes.empty(); });
    taken.swap(notes);
  }
  for (Note& note : taken) Handle(std::move(note));
  return !failure && !stop.stop_requested();
}

Result<CrawlSummary> CrawlLoop::Impl::Run(std::stop_token stop) {
  began = next_progress = Steady::now();
  std::vector<SourceLimit> limits;
  for (const auto& [id, source] : sources) limits.push_back({id, source->spec().budget_pages});
  if (Status begun = frontier.BeginRun(options.owner, limits, clock.Now()); !begun) return Fail(std::move(begun.error()));
  if (const auto status = frontier.GetStatus(); status) {
    for (const GroupStatus& group : status->groups) queued += group.queued;
  }
  writer = std::make_unique<CrawlWriter>(frontier, sink, clock, options, takeover_gap,
                                         [this](WriteReply reply) { Post(std::move(reply)); });
  const int cores = int(std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::thread> dispatchers;
  for (int i = 0; i < (options.dispatch_threads > 0 ? options.dispatch_threads : cores); ++i) {
    dispatchers.emplace_back([this, i] { Dispatch(i); });
  }
  while (Turn(stop)) {
  }
  // What is under way may end; then everything that was fetched is written down.
  stopping = true;
  const Steady::time_point patience = Steady::now() + (failure ? milliseconds(0) : kStopPatience);
  bool cancelled = false;
  if (failure) abort.request_stop();
  while (in_flight > 0) {
    if (!cancelled && Steady::now() >= patience) {
      fetcher.CancelAll();
      cancelled = true;
    }
    std::deque<Note> taken;
    {
      std::unique_lock lock(mutex);
      noted.wait_for(lock, milliseconds(50), [&] { return !notes.empty(); });
      taken.swap(notes);
    }
    for (Note& note : taken) Handle(std::move(note));
  }
  fetched.Close();
  for (std::thread& dispatcher : dispatchers) dispatcher.join();
  writer->Finish();
  for (Note& note : std::exchange(notes, {})) Handle(std::move(note));
  if (failure) return Fail(*failure);
  std::vector<GroupState> held;
  for (const auto& [name, group] : groups) {
    held.push_back({name, group.lease.epoch, group.next_at, group.lease.failures, group.why});
  }
  if (Status released = frontier.ReleaseGroups(held); !released) return Fail(std::move(released.error()));
  Report(true);
  summary.not_modified = not_modified;
  summary.stopped = stop.stop_requested();
  summary.elapsed = std::chrono::duration_cast<milliseconds>(Steady::now() - began);
  return summary;
}

CrawlLoop::CrawlLoop(Frontier& frontier, Fetcher& fetcher, const Clock& clock, CrawlSink& sink,
                     std::vector<std::shared_ptr<const SourceView>> sources, CrawlOptions options)
    : impl_(std::make_unique<Impl>(frontier, fetcher, clock, sink, std::move(sources), std::move(options))) {}

CrawlLoop::~CrawlLoop() = default;

Result<CrawlSummary> CrawlLoop::Run(std::stop_token stop) { return impl_->Run(stop); }

}  // namespace markwarden
