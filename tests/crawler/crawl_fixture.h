// A crawl over loopback sites for tests: a page function per site, a plain reader of links
// instead of the extractor, a sink that remembers.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/net/fetcher.h"
#include "crawler/crawl_loop.h"
#include "crawler/crawl_status.h"
#include "crawler/seed.h"
#include "store/crawl_store.h"
#include "tests/net/test_server.h"

namespace markwarden {

// Links are what stands in href="...", an address with /item/ is a product page, every item
// link of another page is a listing of it, rel=next comes as next="...".
inline Extraction PlainExtract(const Exchange& exchange, const ExtractOptions& options) {
  Extraction page;
  const Result<Url> base = ParseUrl(options.url);
  const auto each = [&](const std::string& mark, auto&& take) {
    for (size_t at = exchange.body.find(mark); at != std::string::npos; at = exchange.body.find(mark, at + 1)) {
      const size_t begin = at + mark.size();
      if (const auto url = ParseUrl(exchange.body.substr(begin, exchange.body.find('"', begin) - begin), &*base)) take(url->href());
    }
  };
  const bool product = options.url.find("/item/") != std::string::npos;
  if (exchange.body.find("captcha") != std::string::npos) page.challenge = "captcha";
  each(" href=\"", [&](std::string url) {
    if (!product && url.find("/item/") != std::string::npos) {
      page.listings.emplace_back();
      page.listings.back().url = url;
    }
    page.links.push_back(std::move(url));
  });
  each(" next=\"", [&](std::string url) { page.next.push_back(std::move(url)); });
  page.kind = product ? PageKind::kProduct : page.listings.empty() ? PageKind::kOther : PageKind::kList;
  if (product) {
    page.listings.emplace_back();
    page.listings.back().url = options.url;
    each(" src=\"", [&](std::string url) { page.listings.back().images.push_back(std::move(url)); });
  }
  return page;
}

class MemorySink : public CrawlSink {
 public:
  explicit MemorySink(IdMaker& ids) : ids_(ids) {}
  Result<std::vector<Id>> Persist(std::vector<FetchedPage>& batch) override {
    std::vector<Id> captures;
    for (FetchedPage& page : batch) {
      captures.push_back(ids_.Next());
      if (page.extraction) listings_ += int(page.extraction->listings.size());
      pages_.push_back(std::move(page));
    }
    return captures;
  }
  const std::vector<FetchedPage>& pages() const { return pages_; }
  int listings() const { return listings_; }
  size_t Count(UrlRole role) const {
    size_t count = 0;
    for (const FetchedPage& page : pages_) count += page.url.role == role;
    return count;
  }

 private:
  IdMaker& ids_;
  std::vector<FetchedPage> pages_;
  int listings_ = 0;
};

class CrawlFixture : public testing::Test {
 protected:
  CrawlFixture() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    dir_ = std::filesystem::temp_directory_path() / (std::string("mw-crawl-") + info->name() + "-" + std::to_string(getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    options_.user_agent = "markwarden-test/1";
    options_.retry_floor = std::chrono::milliseconds(50);
    options_.patience = std::chrono::milliseconds(3000);
    options_.extract = &PlainExtract;
  }
  ~CrawlFixture() override { std::filesystem::remove_all(dir_); }

  // A source whose start page is "/" of the server.
  static SourceSpec Spec(const std::string& id, const TestServer& server) {
    SourceSpec spec;
    spec.id = spec.platform = id;
    const Result<Url> base = ParseUrl(server.Base());
    spec.hosts = {base->host()};
    spec.allow_networks = {"127.77.9.0/24"};
    spec.start = {server.Base() + "/"};
    spec.item_id = "/item/([0-9]+)";
    spec.gap = std::chrono::milliseconds(0);
    return spec;
  }
  void Add(SourceSpec spec) { sources_.push_back(*SourceView::Make(std::move(spec))); }

  std::unique_ptr<Frontier> Open() { return std::move(*OpenCrawlStore((dir_ / "crawl.db").string(), ids_)); }

  CrawlSummary Crawl(int64_t round = 0, std::stop_token stop = {}) {
    const auto frontier = Open();
    for (const auto& source : sources_) {
      EXPECT_TRUE(SeedWatch(*frontier, {.watch = 7, .round = round, .queries = {}}, *source, clock_.Now()));
    }
    const auto fetcher = std::move(*MakeFetcher(fetching_));
    CrawlLoop loop(*frontier, *fetcher, clock_, sink_, sources_, options_);
    const Result<CrawlSummary> summary = loop.Run(stop);
    EXPECT_TRUE(summary) << summary.error().message;
    return summary ? *summary : CrawlSummary();
  }
  FrontierStatus StatusNow() { return *Open()->GetStatus(); }

  std::filesystem::path dir_;
  SystemClock clock_;
  IdMaker ids_{clock_, 1};
  MemorySink sink_{ids_};
  CrawlOptions options_;
  FetcherOptions fetching_;
  std::vector<std::shared_ptr<const SourceView>> sources_;
};

inline std::string Link(const std::string& url) { return "<a href=\"" + url + "\">x</a>"; }

// robots.txt that allows all, "/" with `lists` lists, each with `items` items of its own.
inline TestResponse Shop(const TestRequest& request, int lists, int items) {
  TestResponse response;
  response.headers = {"Content-Type: text/html"};
  if (request.target == "/robots.txt") {
    response.body = "User-agent: *\nDisallow:\n";
  } else if (request.target == "/") {
    for (int i = 0; i < lists; ++i) response.body += Link("/list/" + std::to_string(i));
  } else if (request.target.starts_with("/list/")) {
    const int list = std::stoi(request.target.substr(6));
    for (int i = 0; i < items; ++i) response.body += Link("/item/" + std::to_string(list * items + i));
    response.body += Link("/");
  } else if (request.target.starts_with("/item/")) {
    response.body = "<h1>thing</h1>" + Link("/") + Link("/item/0");
  } else {
    response.status = 404;
  }
  return response;
}

// The shortest time from the end of an answer to the next request.
inline std::chrono::microseconds LeastGap(const std::vector<TestHit>& hits) {
  auto least = std::chrono::microseconds::max();
  for (size_t i = 1; i < hits.size(); ++i) {
    least = std::min(least, std::chrono::duration_cast<std::chrono::microseconds>(hits[i].asked - hits[i - 1].answered));
  }
  return least;
}

}  // namespace markwarden
