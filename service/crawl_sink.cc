// Captures first, rows second, the frontier last.
#include "service/crawl_sink.h"

#include "core/account.h"
#include "crawler/extract.h"
#include "rules/queries.h"
#include "service/environment_log.h"
#include "service/listing_intake.h"
#include "service/render_queue.h"
#include "service/search_sightings.h"
#include "store/listings.h"

namespace markwarden {
namespace {

constexpr std::chrono::minutes kLookEvery{1};  // whether a look at the machine is due

std::vector<std::string> HostsOf(const std::map<std::string, CrawlSource>& sources) {
  std::vector<std::string> hosts;
  for (const auto& [name, source] : sources) {
    const std::vector<std::string>& own = source.view->spec().hosts;
    hosts.insert(hosts.end(), own.begin(), own.end());
  }
  return hosts;
}

}  // namespace

StoreSink::StoreSink(Service& service, std::map<std::string, CrawlSource> sources, Service::Connection db,
                     std::unique_ptr<CaptureWriter> writer, int sightings_kept)
    : service_(service),
      sources_(std::move(sources)),
      hosts_(HostsOf(sources_)),
      next_look_(std::chrono::steady_clock::now() + kLookEvery),
      scope_(SystemScope("system:crawl", kSystemOrg)),
      db_(std::move(db)),
      writer_(std::move(writer)),
      sightings_kept_(sightings_kept) {}

Result<std::unique_ptr<StoreSink>> StoreSink::Open(Service& service, std::map<std::string, CrawlSource> sources,
                                                   std::string user_agent) {
  if (Status noted = NoteEnvironment(service, "crawl", HostsOf(sources)); !noted) return Fail(noted);
  Result<const QueryWords*> words = service.query_words();
  if (!words) return Fail(words);
  Result<Service::Connection> db = service.Connect();
  if (!db) return Fail(db);
  CaptureWriterOptions options;
  options.user_agent = std::move(user_agent);
  Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "crawl", options);
  if (!writer) return Fail(writer);
  return std::unique_ptr<StoreSink>(
      new StoreSink(service, std::move(sources), std::move(*db), std::move(*writer), (*words)->discovery.sightings_kept));
}

Result<std::vector<Id>> StoreSink::Persist(std::vector<FetchedPage>& batch) {
  if (std::chrono::steady_clock::now() >= next_look_) {
    if (Status noted = NoteEnvironment(service_, "crawl", hosts_); !noted) return Fail(noted);
    next_look_ = std::chrono::steady_clock::now() + kLookEvery;
  }
  for (const FetchedPage& page : batch) {
    Json provenance = {{"role", ToString(page.url.role)}, {"depth", page.url.depth}, {"found_on", page.url.found_on ? Json(IdToString(page.url.found_on)) : Json(nullptr)}};
    if (!page.url.search.query.empty()) provenance["search"] = {{"query", page.url.search.query}, {"page", page.url.search.number}};
    const auto source = sources_.find(page.url.source);
    const Result<CaptureRef> ref = writer_->Append(
        page.exchange, {.id = 0, .kind = CaptureKind::kFetched, .content_type = {},
                        .source = source == sources_.end() ? 0 : source->second.id, .watch = page.url.watch,
                        .created_by = scope_.actor,
                        .provenance = std::move(provenance)});
    if (!ref) {
      Error error = ref.error();
      if (Status dropped = writer_->Discard(); !dropped) return Fail(dropped);
      return Fail(std::move(error));
    }
  }
  Result<std::unique_ptr<Transaction>> tx = db_->Begin();
  if (!tx) return Fail(tx);
  Result<std::vector<CaptureRef>> captures = writer_->Commit(**tx);
  if (!captures) return Fail(captures);
  std::vector<Id> ids;
  for (size_t i = 0; i < batch.size(); ++i) {
    if (Status taken = Take(**tx, batch[i], (*captures)[i]); !taken) return Fail(taken);
    ids.push_back((*captures)[i].id);
  }
  if (Status done = (*tx)->Commit(); !done) return Fail(done);
  return ids;
}

Status StoreSink::Take(Transaction& tx, const FetchedPage& page, const CaptureRef& capture) {
  if (page.url.role == UrlRole::kPicture) {
    if (page.exchange.status != 200 || !page.exchange.truncated.empty()) return Ok();
    if (auto linked = LinkPicture(tx, page.url.url, capture.id, capture.payload_sha256); !linked) return Fail(linked);
    return Ok();
  }
  const auto source = sources_.find(page.url.source);
  if (source == sources_.end()) return Ok();
  if (Status seen = TakeSearchPage(tx, scope_, page, {.id = source->second.id, .org = source->second.org, .view = *source->second.view}, capture.id, sightings_kept_); !seen) return seen;
  if (!page.extraction || page.exchange.status != 200) return Ok();
  Result<int64_t> taken = TakeExtraction(tx, scope_, *source->second.view, *page.extraction,
                                         {.page_url = page.exchange.url, .capture = capture.id, .watch = page.url.watch,
                                          .captured_at = page.exchange.started});
  if (!taken) return Fail(taken);
  if (page.extraction->empty_shell && *taken == 0) {
    Result<Id> queued = QueueShellRender(tx, SystemScope("system:crawl", source->second.org), page.exchange.url, capture.id,
                                         source->second.id, page.url.watch);
    if (!queued) return Fail(queued);
  }
  return Ok();
}

}  // namespace markwarden
