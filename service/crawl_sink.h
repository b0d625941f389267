// Where the crawl's pages become durable: captures, then listings, in one transaction.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crawler/crawl_loop.h"
#include "service/service.h"
#include "store/segments.h"
#include "store/store.h"

namespace markwarden {

struct CrawlSource {
  Id id = 0;
  Id org = 0;
  std::shared_ptr<const SourceView> view;
};

// Used on the crawl's writing thread only.
class StoreSink : public CrawlSink {
 public:
  // `sources` by name.  Looks at the machine first (environment_log.h), and again while pages come.  Errors: those of CaptureWriter::Open.
  static Result<std::unique_ptr<StoreSink>> Open(Service& service, std::map<std::string, CrawlSource> sources,
                                                 std::string user_agent);

  Result<std::vector<Id>> Persist(std::vector<FetchedPage>& batch) override;

  int64_t cut_bytes() const { return writer_->cut_bytes(); }

 private:
  StoreSink(Service& service, std::map<std::string, CrawlSource> sources, Service::Connection db,
            std::unique_ptr<CaptureWriter> writer, int sightings_kept);
  Status Take(Transaction& tx, const FetchedPage& page, const CaptureRef& capture);

  Service& service_;
  const std::map<std::string, CrawlSource> sources_;
  const std::vector<std::string> hosts_;  // of all sources
  std::chrono::steady_clock::time_point next_look_;
  const Scope scope_;
  Service::Connection db_;
  std::unique_ptr<CaptureWriter> writer_;
  const int sightings_kept_;  // of one listing by one query
};

}  // namespace markwarden
