// The turn of the scheduler, the threads around it, and its orderly end.
#include <pthread.h>

#include <thread>

#include "crawler/crawl_schedule.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds kProgressEvery{250};
constexpr milliseconds kStopPatience{2000};
constexpr size_t kMaxSeen = 2'000'000;

}  // namespace

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
