// The crawl: leases host groups, asks robots, fetches politely, extracts, hands pages to
// a sink in batches, and records what was found.  Pure scheduling around interfaces.
//
// Threads: the caller's schedules; "mw-dispatch-N" extract; "mw-write" alone
// uses the frontier and the sink.  The fetcher has its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/exchange.h"
#include "core/frontier.h"
#include "core/net/fetcher.h"
#include "core/result.h"
#include "crawler/extract.h"
#include "crawler/sitemap.h"
#include "crawler/source.h"

namespace markwarden {

// One exchange on its way to the store.  robots.txt comes with role kRobots and id 0.
// A 304 has no extraction: the listing stands as it was.
struct FetchedPage {
  FrontierUrl url;
  Exchange exchange;
  std::shared_ptr<const Extraction> extraction;  // null for pictures, sitemaps, robots, errors
};

// Where pages go.  Called on "mw-write" only.
class CrawlSink {
 public:
  virtual ~CrawlSink() = default;

  // Returns the capture id of each page, in order, only when every capture is durable.
  // On an error the crawl stops and the batch is fetched again by the next run.
  virtual Result<std::vector<Id>> Persist(std::vector<FetchedPage>& batch) = 0;
};

struct CrawlProgress {
  int64_t pages = 0;      // fetched in this run
  int64_t pictures = 0;
  int64_t listings = 0;
  int64_t errors = 0;     // no answer, or an error status
  int64_t queued = 0;     // known to this run and not fetched
  int in_flight = 0;
  double pages_per_second = 0;  // over the run, pictures included
};

struct CrawlOptions {
  std::string owner = "crawl";
  std::string user_agent;   // honest, with a contact: "markwarden/0.1 (+https://...)"
  std::string robots_agent = "markwarden";  // the product token that robots.txt may name
  int max_groups = 256;     // leased at once
  int max_in_flight = 64;
  size_t queue_bytes = 64 << 20;  // each queue
  int dispatch_threads = 0;       // 0: one per core
  int window = 100;               // URLs of a group held in memory
  int batch_pages = 200;
  std::chrono::milliseconds batch_wait{50};
  std::chrono::milliseconds timeout{30'000};
  std::chrono::seconds lease_ttl{120};
  int max_attempts = 3;
  // Waits after a failure double from 20 gaps, but at least `retry_floor`, up to `retry_max`.
  std::chrono::milliseconds retry_floor{500};
  std::chrono::milliseconds retry_max{3'600'000};
  // When nothing falls due for so long, Run returns; what waits stays queued.
  std::chrono::milliseconds patience{60'000};
  // What a page shows; null: Extract of crawler/extract.h.  Called on dispatch threads.
  std::function<Extraction(const Exchange&, const ExtractOptions&)> extract;
  // What a sitemap lists; null: ReadSitemap of crawler/sitemap.h.  Called on dispatch threads.
  std::function<Result<Sitemap>(const Exchange&)> read_sitemap;
  std::function<void(const CrawlProgress&)> progress;  // on the caller's thread, about 4 times a second
};

struct CrawlSummary {
  CrawlProgress total;
  int64_t robots_refused = 0;
  int64_t not_modified = 0;
  std::chrono::milliseconds elapsed{0};
  bool stopped = false;                // by the stop token
  std::optional<Time> waiting_until;   // something is queued, but later than `patience`
};

class CrawlLoop {
 public:
  // All of them outlive the loop.
  CrawlLoop(Frontier& frontier, Fetcher& fetcher, const Clock& clock, CrawlSink& sink,
            std::vector<std::shared_ptr<const SourceView>> sources, CrawlOptions options);
  ~CrawlLoop();

  // Crawls until nothing is due, or stopped: then what is in flight is given two seconds.
  // Errors: those of the frontier and the sink.
  Result<CrawlSummary> Run(std::stop_token stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace markwarden
