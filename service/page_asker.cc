// One request after another, each after its host's gap.
#include "service/page_asker.h"

#include <set>

#include "core/said.h"
#include "service/transact.h"
#include "service/version.h"
#include "store/crawl_store.h"
#include "store/measures.h"
#include "store/renders.h"
#include "store/store.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

bool LeadsOn(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

// Waits without holding anything; false when stopped.
bool Sleep(std::chrono::steady_clock::time_point until, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_until(lock, stop, until, [] { return false; });
  return !stop.stop_requested();
}

// "it leads to ADDRESS, " and what is there.
std::string LeadsThere(const Url& url, const Said& what) {
  return Say("look.leads_to", {{"url", url.HrefWithoutFragment().substr(0, 200)}, {"what", what.kept()}}).kept();
}

}  // namespace

PageAsker::~PageAsker() = default;

Result<std::unique_ptr<PageAsker>> PageAsker::Open(Service& service) {
  std::unique_ptr<PageAsker> asker(new PageAsker(service));
  Result<std::unique_ptr<Frontier>> frontier = OpenCrawlStore(service.store().crawl_path().string(), service.store().ids());
  if (!frontier) return Fail(frontier);
  asker->frontier_ = std::move(*frontier);
  Result<FrontierStatus> status = asker->frontier_->GetStatus();
  if (!status) return Fail(status);
  for (GroupStatus& group : status->groups) {
    const std::string name = group.group;
    asker->crawled_.emplace(name, std::move(group));
  }
  FetcherOptions options;
  options.clock = &service.clock();
  options.max_connections = 4;
  options.own_ports = [dir = service.store().dir()] { return ConsolePorts(dir); };
  Result<std::unique_ptr<Fetcher>> fetcher = MakeFetcher(options);
  if (!fetcher) return Fail(fetcher);
  asker->fetcher_ = std::move(*fetcher);
  return asker;
}

// A browser's queue knows hosts by their registrable domain, a source may widen that: the gap holds for both.
std::vector<std::string> PageAsker::GroupsOf(const SourceView& source, const Url& url) const {
  std::vector<std::string> groups{source.Group(url)};
  if (std::string own = HostGroup(url); own != groups.front()) groups.push_back(std::move(own));
  return groups;
}

milliseconds PageAsker::GapOf(const SourceView& source, const Url& url) const {
  return std::max(source.spec().gap, robots_.CrawlDelay(url.Origin()));
}

bool PageAsker::CrawlIsAt(const SourceView& source, const Url& url) const {
  const Time now = service_.clock().Now();
  for (const std::string& group : GroupsOf(source, url)) {
    if (const auto crawl = crawled_.find(group); crawl != crawled_.end() && (crawl->second.leased || crawl->second.next_at > now)) return true;
  }
  return false;
}

Result<milliseconds> PageAsker::Wait(const SourceView& source, const Url& url) {
  const Time now = service_.clock().Now();
  milliseconds wait{0};
  for (const std::string& group : GroupsOf(source, url)) {
    if (const auto crawl = crawled_.find(group); crawl != crawled_.end() && (crawl->second.leased || crawl->second.next_at > now)) {
      // The crawl keeps its gap by itself: not before it has left.  A plan beyond the longest wait was made by a wrong clock.
      const milliseconds planned = crawl->second.next_at > now + kLongestWait ? milliseconds(0) : crawl->second.next_at - now;
      wait = std::max<milliseconds>({wait, planned, kLongestPause + std::chrono::seconds(1)});
    }
    auto known = free_at_.find(group);
    if (known == free_at_.end()) {
      Result<std::optional<Time>> free = Reading(service_, [&](CaseDb& db) { return HostFreeAt(db, group); });
      if (!free) return Fail(free);
      const bool later = *free && **free > now && **free <= now + kLongestWait;
      known = free_at_.emplace(group, Steady::now() + (later ? **free - now : milliseconds(0))).first;
    }
    wait = std::max(wait, std::chrono::ceil<milliseconds>(known->second - Steady::now()));
  }
  return wait;
}

Status PageAsker::Pause(const SourceView& source, const Url& url, std::stop_token stop) {
  Result<milliseconds> wait = Wait(source, url);
  if (!wait) return Fail(wait);
  if (!Sleep(Steady::now() + *wait, stop)) return Fail(ErrorCode::kCancelled, "stopped while waiting for a host");
  return Ok();
}

Result<std::optional<Exchange>> PageAsker::Fetch(const SourceView& source, const Url& url, size_t max_bytes, std::string& why, std::stop_token stop) {
  if (Status waited = Pause(source, url, stop); !waited) return Fail(waited);
  const milliseconds gap = GapOf(source, url);
  const std::vector<std::string> groups = GroupsOf(source, url);
  // Before the request too, so that a process that dies keeps the gap.
  const auto keep_gap = [&] {
    return Writing(service_, [&](Transaction& tx) -> Status {
      for (const std::string& group : groups) {
        if (Status set = SetRenderHost(tx, group, service_.clock().Now() + gap); !set) return set;
      }
      return Ok();
    });
  };
  if (Status kept = keep_gap(); !kept) return Fail(kept);
  FetchRequest request;
  request.url = url.HrefWithoutFragment();
  request.user_agent = UserAgent();
  request.max_bytes = max_bytes;
  request.resolve = source.spec().resolve;
  request.allow_networks = source.networks();
  request.old_tls = source.spec().old_tls;
  std::mutex mutex;
  std::condition_variable_any ended;
  std::optional<Result<Exchange>> answer;
  fetcher_->Submit(std::move(request), [&](Result<Exchange> result) {
    const std::lock_guard lock(mutex);
    answer.emplace(std::move(result));
    ended.notify_all();
  });
  bool cancelled = false;
  {
    std::unique_lock lock(mutex);
    if (!ended.wait(lock, stop, [&] { return answer.has_value(); })) {
      cancelled = true;
      lock.unlock();
      fetcher_->CancelAll();
      lock.lock();
      ended.wait(lock, [&] { return answer.has_value(); });
    }
  }
  for (const std::string& group : groups) free_at_[group] = Steady::now() + gap;
  if (Status kept = keep_gap(); !kept) return Fail(kept);
  if (cancelled) return Fail(ErrorCode::kCancelled, "stopped while a page was on its way");
  if (!*answer) {
    why = answer->error().message;
    return std::optional<Exchange>();
  }
  return std::optional<Exchange>(std::move(**answer));
}

Result<std::string> PageAsker::MayAsk(const SourceView& source, const Url& url, int hop, AskedPage& asked, std::stop_token stop) {
  const std::string origin = url.Origin();
  if (!robots_.Knows(origin)) {
    Result<std::optional<RobotsRow>> row = frontier_->Robots(origin);
    if (!row) return Fail(row);
    if (*row) robots_.Load(**row);
  }
  if (robots_.Ask(origin, url.HrefWithoutFragment(), service_.clock().Now()).access == RobotsCache::Access::kFetchFirst) {
    Result<Url> at = ParseUrl(origin + "/robots.txt");
    if (!at) return Fail(at);
    for (int redirects = 0;; ++redirects) {
      std::string why;
      Result<std::optional<Exchange>> got = Fetch(source, *at, kMaxRobotsBytes + 1, why, stop);
      if (!got) return Fail(got);
      const Result<Exchange> result = *got ? Result<Exchange>(**got) : Result<Exchange>(Fail(ErrorCode::kUnavailable, why));
      std::optional<std::string> next = RobotsCache::NextHop(result, redirects);
      Result<Url> there = next ? ParseUrl(*next) : Result<Url>(Fail(ErrorCode::kInvalid, ""));
      if (*got) asked.exchanges.push_back({.exchange = std::move(**got), .robots = true, .hop = hop});
      if (there) {
        at = std::move(there);
        continue;
      }
      read_.push_back(robots_.Update(origin, result, redirects, service_.clock().Now()));
      break;
    }
  }
  const RobotsCache::Answer answer = robots_.Ask(origin, url.HrefWithoutFragment(), service_.clock().Now());
  switch (answer.access) {
    case RobotsCache::Access::kAllowed: break;
    case RobotsCache::Access::kRefused: return Say("look.robots_no", {{"line", answer.why.substr(std::min(answer.why.find(':'), answer.why.size()))}}).kept();
    case RobotsCache::Access::kWait:
    case RobotsCache::Access::kFetchFirst: return Say("look.robots_unread", {{"origin", origin}, {"why", answer.why.empty() ? "" : ": " + answer.why}}).kept();
  }
  if (hop == 0) return std::string();
  // A look that is under way cannot be put off; the host of its first address was free.
  Result<milliseconds> wait = Wait(source, url);
  if (!wait) return Fail(wait);
  if (CrawlIsAt(source, url)) return Say("look.crawl_is_there", {{"origin", origin}}).kept();
  if (*wait > kLongestPause) return Say("look.long_pauses", {{"origin", origin}}).kept();
  return std::string();
}

Result<AskedPage> PageAsker::Ask(const SourceView& source, const Url& url, std::stop_token stop) {
  AskedPage asked;
  Url at = url;
  std::set<std::string> been;
  for (int hop = 0;; ++hop) {
    Result<std::string> refused = MayAsk(source, at, hop, asked, stop);
    if (!refused) return Fail(refused);
    if (!refused->empty()) {
      (asked.page ? asked.not_followed : asked.failure) = asked.page ? LeadsThere(at, Say("look.there.refused", {{"why", *refused}})) : *refused;
      asked.forbidden = true;
      return asked;
    }
    been.insert(at.HrefWithoutFragment());
    std::string why;
    Result<std::optional<Exchange>> got = Fetch(source, at, kMaxPageBytes, why, stop);
    if (!got) return Fail(got);
    if (!*got) {
      // A redirect whose target does not answer tells no more than a page that does not.
      asked.failure = asked.page ? LeadsThere(at, Say("look.there.no_answer", {{"why", why}})) : why;
      return asked;
    }
    asked.exchanges.push_back({.exchange = std::move(**got), .robots = false, .hop = hop});
    asked.page = asked.exchanges.size() - 1;
    const Exchange& last = asked.exchanges.back().exchange;
    const std::string location = LeadsOn(last.status) ? last.Header("location") : "";
    if (location.empty()) return asked;
    const Result<Url> next = ParseUrl(location, &at);
    if (!next || !next->IsHttp() || !next->username().empty() || !next->password().empty()) {
      asked.not_followed = Say("look.to_no_address").kept();
    } else if (been.contains(next->HrefWithoutFragment())) {
      asked.not_followed = Say("look.circle").kept();
    } else if (hop == kMaxPageRedirects) {
      asked.not_followed = Say("look.too_many", {{"n", std::to_string(kMaxPageRedirects)}}).kept();
    } else if (!source.HostAllowed(*next)) {
      asked.not_followed = LeadsThere(*next, Say("look.there.foreign"));
    }
    if (!asked.not_followed.empty()) return asked;
    at = *next;
  }
}

Status PageAsker::Remember(const AskedPage& asked, const std::vector<Id>& captures) {
  if (read_.empty()) return Ok();
  CompletionBatch batch;
  batch.now = service_.clock().Now();
  for (RobotsRow& row : read_) {
    for (size_t i = 0; i < asked.exchanges.size() && i < captures.size(); ++i) {
      const Result<Url> url = ParseUrl(asked.exchanges[i].exchange.url);
      if (!asked.exchanges[i].robots || !url || url->Origin() != row.origin) continue;
      row.capture = captures[i];
      if (row.fetch) row.fetch->capture = captures[i];
    }
    batch.robots.push_back(std::move(row));
  }
  read_.clear();
  Result<CompletionReport> done = frontier_->Complete(batch);
  if (!done) return Fail(done);
  return Ok();
}

}  // namespace markwarden
