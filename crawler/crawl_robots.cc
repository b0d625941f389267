// robots.txt on its way, redirects to other sites included.
#include "crawler/crawl_schedule.h"

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;

}  // namespace

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
  url.search = {};
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
    page.url.search = {};
    page.url.url = ended.result->url;
    page.exchange = std::move(*ended.result);
    item.page = std::move(page);
  }
  writer->SetGroup({ended.group, group.lease.epoch, group.next_at, group.lease.failures, group.why});
  writer->Push(std::move(item));
  if (!hop) group.robots.reset();
}

}  // namespace markwarden
