// What is asked for next, by the rules of its site and the gap of its group.
#include "crawler/crawl_schedule.h"
#include "crawler/discovery.h"
#include "crawler/sitemap.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr int kTroublesBeforeRest = 3;
constexpr size_t kMaxReserved = size_t{512} << 20;  // bytes that answers under way may grow to

}  // namespace

FetchRequest CrawlLoop::Impl::MakeRequest(const FrontierUrl& url, const SourceView& source) const {
  FetchRequest request;
  request.url = url.url;
  request.user_agent = options.user_agent;
  request.timeout = options.timeout;
  request.resolve = source.spec().resolve;
  request.allow_networks = source.networks();
  request.old_tls = source.spec().old_tls;
  if (url.role == UrlRole::kPicture) request.max_bytes = kMaxPictureFetch;
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

}  // namespace markwarden
