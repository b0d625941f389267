// Batches: captures first (the sink makes them durable), then one transaction of crawl.db.
#include "crawler/crawl_writer.h"

#include <pthread.h>

#include <algorithm>
#include <set>

#include "core/url.h"

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;

}  // namespace

CrawlWriter::CrawlWriter(Frontier& frontier, CrawlSink& sink, const Clock& clock, const CrawlOptions& options,
                         std::chrono::milliseconds takeover_gap, std::function<void(WriteReply)> reply)
    : frontier_(frontier), sink_(sink), clock_(clock), options_(options), takeover_gap_(takeover_gap),
      reply_(std::move(reply)), wait_(options.batch_wait), thread_([this] { Loop(); }) {}

CrawlWriter::~CrawlWriter() { Finish(); }

void CrawlWriter::Push(WriteItem item) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return failed_ || items_.empty() || bytes_ + item.bytes <= options_.queue_bytes; });
  if (failed_) return;
  bytes_ += item.bytes;
  items_.push_back(std::move(item));
  changed_.notify_all();
}

void CrawlWriter::Order(WriteOrder order) {
  const std::lock_guard lock(mutex_);
  orders_.push_back(std::move(order));
  changed_.notify_all();
}

void CrawlWriter::SetGroup(GroupState state) {
  const std::lock_guard lock(mutex_);
  groups_[state.group] = std::move(state);
}

void CrawlWriter::SetWait(std::chrono::milliseconds wait) {
  const std::lock_guard lock(mutex_);
  if (wait == wait_) return;
  wait_ = wait;
  changed_.notify_all();
}

void CrawlWriter::Finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

size_t CrawlWriter::queued_bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void CrawlWriter::Loop() {
  pthread_setname_np(pthread_self(), "mw-write");
  Steady::time_point renew_at = Steady::now() + options_.lease_ttl / 3;
  while (true) {
    std::vector<WriteItem> batch;
    std::optional<WriteOrder> order;
    bool last = false;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_until(lock, renew_at, [&] { return finishing_ || !items_.empty() || !orders_.empty(); });
      if (orders_.empty() && !items_.empty() && !finishing_) {
        // A short wait makes one transaction, and one fsync, of many pages.
        const Steady::time_point since = Steady::now();
        changed_.wait_for(lock, wait_, [&] {
          return finishing_ || !orders_.empty() || Steady::now() >= since + wait_ || items_.size() >= size_t(options_.batch_pages) || bytes_ >= options_.queue_bytes / 2;
        });
      }
      if (!orders_.empty()) {
        order = std::move(orders_.front());
        orders_.pop_front();
      } else {
        const size_t count = std::min(items_.size(), size_t(options_.batch_pages));
        for (size_t i = 0; i < count; ++i) {
          bytes_ -= items_.front().bytes;
          batch.push_back(std::move(items_.front()));
          items_.pop_front();
        }
        last = finishing_ && batch.empty();
        changed_.notify_all();
      }
    }
    if (last) return;
    Status status = Ok();
    if (order) status = Answer(*order);
    if (status && !batch.empty()) status = Flush(std::move(batch));
    if (status && Steady::now() >= renew_at) {
      status = frontier_.RenewLeases(options_.owner, clock_.Now(), options_.lease_ttl);
      renew_at = Steady::now() + options_.lease_ttl / 3;
    }
    if (!status) {
      {
        const std::lock_guard lock(mutex_);
        failed_ = true;
        items_.clear();
        orders_.clear();
        bytes_ = 0;
        changed_.notify_all();
      }
      reply_(FailureReply{status.error()});
      return;
    }
  }
}

Status CrawlWriter::Flush(std::vector<WriteItem> items) {
  std::vector<FetchedPage> pages;
  std::vector<size_t> owners;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!items[i].page) continue;
    pages.push_back(std::move(*items[i].page));
    owners.push_back(i);
  }
  if (!pages.empty()) {
    const Result<std::vector<Id>> captures = sink_.Persist(pages);
    if (!captures) return Fail(Error(captures.error()).While("store captures"));
    if (captures->size() != pages.size()) return Fail(ErrorCode::kInternal, "store captures: not every page has one");
    for (size_t i = 0; i < owners.size(); ++i) {
      WriteItem& item = items[owners[i]];
      if (item.completion && item.completion->fetch) item.completion->fetch->capture = (*captures)[i];
      if (item.robots) {
        item.robots->capture = (*captures)[i];
        if (item.robots->fetch) item.robots->fetch->capture = (*captures)[i];
      }
    }
  }
  CompletionBatch batch;
  CommitReply reply;
  batch.now = clock_.Now();
  for (WriteItem& item : items) {
    if (item.robots) batch.robots.push_back(std::move(*item.robots));
    std::move(item.discovered.begin(), item.discovered.end(), std::back_inserter(batch.discovered));
    if (!item.completion) continue;
    const FrontierUrl& url = item.completion->url;
    const bool counted = item.completion->fetch.has_value() && url.role != UrlRole::kPicture;
    reply.done.push_back({url.id, url.group, url.source, url.round, counted, item.completion->state != UrlState::kQueued});
    batch.completions.push_back(std::move(*item.completion));
  }
  {
    const std::lock_guard lock(mutex_);
    for (auto& [name, state] : groups_) batch.groups.push_back(std::move(state));
    groups_.clear();
  }
  Result<CompletionReport> report = frontier_.Complete(batch);
  if (!report) return Fail(std::move(report.error()));
  reply.report = std::move(*report);
  reply_(std::move(reply));
  return Ok();
}

Status CrawlWriter::Answer(const WriteOrder& order) {
  if (const auto* urls = std::get_if<UrlsOrder>(&order)) return AnswerUrls(*urls);
  if (const auto* release = std::get_if<ReleaseOrder>(&order)) return frontier_.ReleaseGroups(release->groups);
  LeaseReply reply;
  auto leases = frontier_.LeaseGroups(options_.owner, std::get<LeaseOrder>(order).limit, clock_.Now(),
                                      options_.lease_ttl, takeover_gap_);
  if (!leases) return Fail(std::move(leases.error()));
  reply.leases = std::move(*leases);
  if (reply.leases.empty()) {
    const auto next = frontier_.NextDue();
    if (!next) return Fail(next.error());
    reply.next_due = *next;
  }
  reply_(std::move(reply));
  return Ok();
}

Status CrawlWriter::AnswerUrls(const UrlsOrder& order) {
  UrlsReply reply;
  reply.group = order.group;
  auto urls = frontier_.DueUrls(order.group, order.limit, clock_.Now());
  if (!urls) return Fail(std::move(urls.error()));
  reply.all = urls->size() < size_t(order.limit);
  std::set<std::string> origins(order.known_origins.begin(), order.known_origins.end());
  std::set<std::pair<std::string, int64_t>> rounds;
  for (const FrontierUrl& found : *urls) {
    if (rounds.insert({found.source, found.round}).second) {
      const auto pages = frontier_.PagesUsed(found.source, found.round);
      if (!pages) return Fail(pages.error());
      reply.pages.push_back({found.source, found.round, *pages});
    }
    const Result<Url> url = ParseUrl(found.url);
    if (!url || !origins.insert(url->Origin()).second) continue;
    const auto row = frontier_.Robots(url->Origin());
    if (!row) return Fail(row.error());
    if (*row) reply.robots.push_back(**row);
  }
  reply.urls = std::move(*urls);
  reply_(std::move(reply));
  return Ok();
}

}  // namespace markwarden
