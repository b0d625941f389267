// Host groups: taking them, their rests, what is known of them, giving them back.
#include "crawler/crawl_schedule.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kLongRest{2000};  // a group that rests longer is given back

}  // namespace

void CrawlLoop::Impl::Rest(Group& group, milliseconds wait, const std::string& why) {
  const Steady::time_point until = Steady::now() + wait;
  if (until <= group.not_before) return;
  group.not_before = until;
  group.next_at = clock.Now() + wait;
  group.why = why + ", resting " + std::to_string(std::chrono::ceil<Seconds>(wait).count()) + " s";
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

}  // namespace markwarden
