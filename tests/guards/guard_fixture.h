// Crawls and single fetches in a private network: every *.test is a public site, unless the
// test says otherwise, and every address leads to the test's own servers.
#pragma once

#include <sys/resource.h>

#include <future>

#include "tests/crawler/crawl_fixture.h"
#include "tests/guards/name_server.h"
#include "tests/guards/private_network.h"
#include "tests/guards/wire_server.h"

namespace markwarden {

inline constexpr const char* kPublic = "93.184.216.34";
inline constexpr const char* kOtherPublic = "2606:2800:220:1::1";

class GuardedTest : public CrawlFixture {
 protected:
  void SetUp() override {
    const PrivateNetwork& network = EnterPrivateNetwork();
    if (!network.ready && network.may_skip) GTEST_SKIP() << "needs a network namespace, which this user may not make (" << network.why << ")";
    ASSERT_TRUE(network.ready) << network.why;
    names_ = std::make_unique<NameServer>([this](const std::string& name, bool ipv6, int asked) { return Look(name, ipv6, asked); });
    options_.extract = nullptr;  // the real one
  }

  // Before the test itself goes: the name server's threads call its Look.
  void TearDown() override { names_.reset(); }

  // What the name server says; tests override it.
  virtual NameAnswer Look(const std::string& name, bool, int) {
    if (!name.ends_with(".test")) return {.absent = true};
    return {.records = {{kPublic}}};
  }

  Result<Exchange> Get(FetchRequest request) {
    if (!fetcher_) fetcher_ = std::move(*MakeFetcher(fetching_));
    request.user_agent = "markwarden-test/1";
    auto promise = std::make_shared<std::promise<Result<Exchange>>>();
    fetcher_->Submit(std::move(request), [promise](Result<Exchange> result) { promise->set_value(std::move(result)); });
    return promise->get_future().get();
  }
  Result<Exchange> Get(const std::string& url) {
    FetchRequest request;
    request.url = url;
    return Get(std::move(request));
  }
  static std::string At(const std::string& host, const WireServer& server, const std::string& target = "/") {
    return "http://" + host + ":" + std::to_string(server.port()) + target;
  }

  // A source that begins at "/" of shop.test and allows no network by name.
  static SourceSpec Shop(const WireServer& server) {
    SourceSpec spec;
    spec.id = spec.platform = "shop";
    spec.hosts = {"shop.test"};
    spec.start = {At("shop.test", server)};
    spec.item_id = "/item/([0-9]+)";
    spec.gap = std::chrono::milliseconds(0);
    return spec;
  }

  // The page of the sink that came from `target`; null when there is none.
  const FetchedPage* Fetched(const std::string& target) const {
    for (const FetchedPage& page : sink_.pages()) {
      const Result<Url> url = ParseUrl(page.exchange.url);
      if (url && url->PathAndQuery() == target) return &page;
    }
    return nullptr;
  }

  // The most memory that this process ever held, in MiB.
  static long PeakMiB() {
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    return use.ru_maxrss / 1024;
  }

  std::unique_ptr<NameServer> names_;
  std::unique_ptr<Fetcher> fetcher_;
};

inline std::string Page(const std::string& body) { return Response("<html><body>" + body + "</body></html>", {"Content-Type: text/html"}); }
inline std::string Anchor(const std::string& url) { return "<a href=\"" + url + "\">x</a>\n"; }

}  // namespace markwarden
