// The crawl as sites see it: what is asked, how often, how politely.
#include "crawler/crawl_loop.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <set>
#include <thread>

#include "tests/crawler/crawl_fixture.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

std::string GzipOf(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string out(compressBound(text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = uInt(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = uInt(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

class CrawlLoopTest : public CrawlFixture {};

TEST_F(CrawlLoopTest, FetchesEverythingOnceAndKeepsTheGap) {
  std::vector<std::unique_ptr<TestServer>> servers;
  for (int i = 0; i < 3; ++i) {
    servers.push_back(std::make_unique<TestServer>("127.77.9." + std::to_string(11 + i), [](const TestRequest& r) { return Shop(r, 3, 10); }));
    SourceSpec spec = Spec("shop" + std::to_string(i), *servers.back());
    spec.gap = milliseconds(10);
    Add(spec);
  }
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(summary.total.pages, 3 * (1 + 3 + 30));
  EXPECT_EQ(summary.total.errors, 0);
  for (const auto& server : servers) {
    const auto hits = server->hits();
    std::set<std::string> targets;
    for (const TestHit& hit : hits) EXPECT_TRUE(targets.insert(hit.target).second) << hit.target << " was asked for twice";
    EXPECT_EQ(targets.size(), 35u);  // with robots.txt
    EXPECT_EQ(hits.front().target, "/robots.txt");
    EXPECT_GE(LeastGap(hits), milliseconds(10));
  }
  EXPECT_EQ(sink_.pages().size(), 3u * 35);
  // Once more in the same round: nothing is left.
  EXPECT_EQ(Crawl().total.pages, 0);
  const CrawlExplanation why = ExplainCrawl(StatusNow(), clock_.Now());
  EXPECT_EQ(why.reason, IdleReason::kDone) << why.lines[0];
}

TEST_F(CrawlLoopTest, OneGapForAllSourcesOfAGroup) {
  TestServer server("127.77.9.11", [](const TestRequest& r) { return Shop(r, 2, 5); });
  SourceSpec slow = Spec("slow", server), quick = Spec("quick", server);
  slow.gap = milliseconds(30);
  quick.gap = milliseconds(1);
  slow.group = quick.group = "them";
  Add(slow);
  Add(quick);
  Crawl();
  EXPECT_EQ(server.hits().size(), 2u * 13 + 1);  // both sources fetch for themselves, robots.txt once
  EXPECT_GE(LeastGap(server.hits()), milliseconds(1));
}

// RFC 9309, 2.2.2 and 2.3.1.
TEST_F(CrawlLoopTest, RobotsIsAskedBeforeEveryFetch) {
  TestServer server("127.77.9.11", [](const TestRequest& request) {
    if (request.target == "/robots.txt") return TestResponse{.body = "User-agent: markwarden\nDisallow: /item/1\nCrawl-delay: 0.05\n"};
    TestResponse response = Shop(request, 1, 3);
    if (request.target == "/item/0") response.body = "<img src=\"/item/1.png\"><img src=\"/free.png\">";
    return response;
  });
  Add(Spec("shop", server));
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(server.CountHits("/item/1"), 0u);
  EXPECT_EQ(server.CountHits("/item/1.png"), 0u);
  EXPECT_EQ(server.CountHits("/free.png"), 1u);
  EXPECT_EQ(server.CountHits("/item/2"), 1u);
  EXPECT_EQ(summary.robots_refused, 2);
  EXPECT_GE(LeastGap(server.hits()), milliseconds(50));
}

TEST_F(CrawlLoopTest, AnUnreachableRobotsMeansDisallow) {
  for (const int status : {500, 503, 429, 0}) {
    TestServer server("127.77.9.11", [status](const TestRequest& request) {
      if (request.target != "/robots.txt") return Shop(request, 1, 1);
      return status == 0 ? TestResponse{.cut_after = 0} : TestResponse{.status = status};
    });
    sources_.clear();
    Add(Spec("shop" + std::to_string(status), server));
    const CrawlSummary summary = Crawl();
    EXPECT_EQ(summary.total.pages, 0) << status;
    EXPECT_TRUE(summary.waiting_until) << status;
    EXPECT_EQ(server.hits().size(), server.CountHits("/robots.txt")) << status;
    const CrawlExplanation why = ExplainCrawl(StatusNow(), clock_.Now());
    EXPECT_EQ(why.reason, IdleReason::kWaiting) << status;
    std::string all;
    for (const std::string& line : why.lines) all += line + "\n";
    EXPECT_NE(all.find("robots.txt cannot be read"), std::string::npos) << all;
  }
}

TEST_F(CrawlLoopTest, AMissingRobotsAllowsAndRedirectsOfItAreFollowed) {
  TestServer missing("127.77.9.11", [](const TestRequest& r) { return r.target == "/robots.txt" ? TestResponse{.status = 403} : Shop(r, 1, 2); });
  TestServer moved("127.77.9.12", [](const TestRequest& request) {
    if (request.target == "/robots.txt") return TestResponse{.status = 301, .headers = {"Location: /rules/1"}};
    if (request.target == "/rules/1") return TestResponse{.status = 302, .headers = {"Location: /rules/2"}};
    if (request.target == "/rules/2") return TestResponse{.body = "User-agent: *\nDisallow: /item/\n"};
    return Shop(request, 1, 2);
  });
  Add(Spec("missing", missing));
  Add(Spec("moved", moved));
  Crawl();
  EXPECT_EQ(missing.CountHits("/item/0"), 1u);
  EXPECT_EQ(moved.CountHits("/item/0"), 0u);
  EXPECT_EQ(moved.CountHits("/list/0"), 1u);
  EXPECT_EQ(moved.CountHits("/rules/2"), 1u);
}

TEST_F(CrawlLoopTest, RedirectsAreNewDecisions) {
  std::atomic<int> stolen{0};
  TestServer inside("127.77.10.1", [&](const TestRequest&) {
    ++stolen;
    return TestResponse{.body = "secret"};
  });
  const std::string port = std::to_string(inside.port());
  TestServer server("127.77.9.11", [&](const TestRequest& request) {
    const auto to = [](const std::string& where) { return TestResponse{.status = 302, .headers = {"Location: " + where}}; };
    if (request.target == "/robots.txt") return TestResponse{.body = "User-agent: *\nDisallow: /forbidden\n"};
    if (request.target == "/") {
      return TestResponse{.body = Link("/once") + Link("/self") + Link("/a") + Link("/forbid") + Link("/out") + Link("/in") + Link("/name") + Link("/long/0")};
    }
    if (request.target == "/once") return to("/item/9");
    if (request.target == "/self") return to("/self");
    if (request.target == "/a") return to("/b");
    if (request.target == "/b") return to("/a");
    if (request.target == "/forbid") return to("/forbidden");
    if (request.target == "/out") return to("http://elsewhere.test/");
    if (request.target == "/in") return to("http://127.77.10.1:" + port + "/");
    if (request.target == "/name") return to("http://rebind.test:" + port + "/");
    if (request.target.starts_with("/long/")) return to("/long/" + std::to_string(std::stoi(request.target.substr(6)) + 1));
    return TestResponse{.body = "<h1>thing</h1>"};
  });
  SourceSpec spec = Spec("shop", server);
  spec.scope_hosts = {"127.77.9.11", "127.77.10.1", "rebind.test"};  // a careless scope: the guard stands alone
  spec.resolve = {{"rebind.test", "127.77.10.1"}};
  Add(spec);
  Crawl();
  EXPECT_EQ(server.CountHits("/item/9"), 1u);
  EXPECT_EQ(server.CountHits("/self"), 1u);
  EXPECT_EQ(server.CountHits("/a"), 1u);
  EXPECT_EQ(server.CountHits("/b"), 1u);
  EXPECT_EQ(server.CountHits("/forbidden"), 0u);
  EXPECT_EQ(server.CountHits("/long/10"), 1u);
  EXPECT_EQ(server.CountHits("/long/11"), 0u);
  EXPECT_EQ(stolen, 0);
}

TEST_F(CrawlLoopTest, BacksOffWhenTold) {
  std::atomic<int> asked{0}, failed{0};
  TestServer server("127.77.9.11", [&](const TestRequest& request) {
    if (request.target == "/item/0" && asked++ == 0) return TestResponse{.status = 429, .headers = {"Retry-After: 1"}};
    if (request.target == "/item/1" && failed++ < 2) return TestResponse{.status = 500};
    if (request.target == "/item/2") return TestResponse{.status = 500};
    return Shop(request, 1, 4);
  });
  Add(Spec("shop", server));
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(server.CountHits("/item/0"), 2u);
  EXPECT_EQ(server.CountHits("/item/1"), 3u);  // tried again, with success
  EXPECT_EQ(server.CountHits("/item/2"), 3u);  // given up
  EXPECT_EQ(server.CountHits("/item/3"), 1u);
  const auto hits = server.hits();
  for (size_t i = 0; i + 1 < hits.size(); ++i) {
    if (hits[i].target != "/item/0") continue;
    EXPECT_GE(hits[i + 1].asked - hits[i].answered, milliseconds(1000)) << "the whole site rests";
    break;
  }
  EXPECT_EQ(summary.total.errors, 1 + 2 + 3);
}

TEST_F(CrawlLoopTest, AChallengeIsNotAPage) {
  TestServer server("127.77.9.11", [](const TestRequest& request) {
    TestResponse response = Shop(request, 1, 2);
    if (request.target == "/item/0") response.body = "<h1>captcha</h1>" + Link("/item/77");
    return response;
  });
  Add(Spec("shop", server));
  Crawl();
  EXPECT_EQ(server.CountHits("/item/77"), 0u);
  EXPECT_EQ(server.CountHits("/item/0"), 3u);
  EXPECT_EQ(server.CountHits("/item/1"), 1u);
}

TEST_F(CrawlLoopTest, ALaterRoundAsksWhatChanged) {
  std::atomic<int> fresh{0}, same{0};
  TestServer server("127.77.9.11", [&](const TestRequest& request) {
    TestResponse response = Shop(request, 1, 3);
    if (!request.target.starts_with("/item/")) return response;
    response.headers.push_back("ETag: \"v1\"");
    if (request.Header("if-none-match") == "\"v1\"") {
      ++same;
      return TestResponse{.status = 304, .headers = {"ETag: \"v1\""}};
    }
    ++fresh;
    if (request.target == "/item/2") response.body = Link("/item/50");  // known from here only
    return response;
  });
  Add(Spec("shop", server));
  Crawl(0);
  EXPECT_EQ(fresh, 4);
  const CrawlSummary second = Crawl(86'400);
  EXPECT_EQ(fresh, 4);
  EXPECT_EQ(same, 4) << "what an unchanged page led to is asked for again too";
  EXPECT_EQ(second.not_modified, 4);
  EXPECT_EQ(second.total.pages, 2);
}

TEST_F(CrawlLoopTest, TrapsEnd) {
  TestServer server("127.77.9.11", [](const TestRequest& request) {
    if (request.target.starts_with("/calendar/")) {
      const int month = std::stoi(request.target.substr(10));
      return TestResponse{.body = Link("/calendar/" + std::to_string(month + 1)) + Link("/item/1")};
    }
    if (request.target.find("/loop/") != std::string::npos) return TestResponse{.body = Link(request.target + "loop/")};
    TestResponse response = Shop(request, 1, 2);
    if (request.target == "/") response.body += Link("/calendar/1") + Link("/loop/");
    return response;
  });
  SourceSpec spec = Spec("shop", server);
  spec.budget_depth = 1000;
  Add(spec);
  Crawl();
  const auto hits = server.hits();
  EXPECT_LE(std::count_if(hits.begin(), hits.end(), [](const TestHit& hit) { return hit.target.starts_with("/calendar/"); }), 200);
  EXPECT_LE(std::count_if(hits.begin(), hits.end(), [](const TestHit& hit) { return hit.target.starts_with("/loop/"); }), 4);
  EXPECT_EQ(server.CountHits("/item/1"), 1u);
}

TEST_F(CrawlLoopTest, ABudgetIsKeptAndCanBeRaised) {
  TestServer server("127.77.9.11", [](const TestRequest& r) { return Shop(r, 3, 20); });
  SourceSpec spec = Spec("shop", server);
  spec.budget_pages = 17;
  Add(spec);
  Crawl();
  EXPECT_EQ(server.hits().size(), 18u);  // and robots.txt
  EXPECT_EQ(ExplainCrawl(StatusNow(), clock_.Now()).reason, IdleReason::kBudget);
  sources_.clear();
  spec.budget_pages = 1000;
  Add(spec);
  Crawl();
  EXPECT_EQ(server.hits().size(), 1u + 1 + 3 + 60);
}

TEST_F(CrawlLoopTest, SitemapsPlainAndPacked) {
  const std::string ns = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">";
  TestServer* self = nullptr;
  TestServer server("127.77.9.11", [&](const TestRequest& request) {
    const auto loc = [&](const std::string& path) { return "<loc>" + self->Base() + path + "</loc>"; };
    if (request.target == "/robots.txt") return TestResponse{.body = "User-agent: *\nDisallow: /item/2\nSitemap: /index.xml\n"};
    if (request.target == "/index.xml") {
      return TestResponse{.body = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sitemap>" + loc("/a.xml.gz") + "</sitemap></sitemapindex>"};
    }
    if (request.target == "/a.xml.gz") {
      return TestResponse{.body = GzipOf(ns + "<url>" + loc("/item/1") + "</url><url>" + loc("/item/2") + "</url></urlset>")};
    }
    if (request.target == "/") return TestResponse{.body = "nothing"};
    return TestResponse{.body = "thing"};
  });
  self = &server;
  Add(Spec("shop", server));
  Crawl();
  EXPECT_EQ(server.CountHits("/item/1"), 1u);
  EXPECT_EQ(server.CountHits("/item/2"), 0u);
}

TEST_F(CrawlLoopTest, PicturesOfAListingComeWithItsPage) {
  TestServer server("127.77.9.11", [](const TestRequest& request) {
    TestResponse response = Shop(request, 1, 1);
    if (request.target == "/item/0") {
      for (int i = 0; i < 6; ++i) response.body += "<img src=\"/p/" + std::to_string(i) + ".png\">";
      response.body += "<img src=\"http://pictures.elsewhere.test/1.png\">";
    }
    if (request.target.starts_with("/p/")) return TestResponse{.body = "picture"};
    return response;
  });
  Add(Spec("shop", server));
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(summary.total.pictures, 3);
  EXPECT_EQ(sink_.Count(UrlRole::kPicture), 3u);
  EXPECT_EQ(server.CountHits("/p/2.png"), 1u);
  EXPECT_EQ(server.CountHits("/p/3.png"), 0u);
}

TEST_F(CrawlLoopTest, StopsWhenAskedAndGoesOnLater) {
  TestServer server("127.77.9.11", [](const TestRequest& r) { return Shop(r, 3, 30); });
  SourceSpec spec = Spec("shop", server);
  spec.gap = milliseconds(2);
  Add(spec);
  for (int run = 0; run < 200; ++run) {
    std::stop_source stop;
    // In the midst of it, however slow the machine: a few answers after the start.
    const size_t before = server.hits().size();
    std::jthread later([&](std::stop_token over) {
      while (!over.stop_requested() && server.hits().size() < before + 4) std::this_thread::sleep_for(milliseconds(1));
      stop.request_stop();
    });
    if (!Crawl(0, stop.get_token()).stopped) break;
  }
  std::set<std::string> targets;
  for (const TestHit& hit : server.hits()) EXPECT_TRUE(targets.insert(hit.target).second) << hit.target << " was asked for twice";
  EXPECT_EQ(targets.size(), 1u + 1 + 3 + 90);
}

TEST_F(CrawlLoopTest, ASinkThatFailsStopsTheCrawlAndLosesNothing) {
  TestServer server("127.77.9.11", [](const TestRequest& r) { return Shop(r, 1, 3); });
  Add(Spec("shop", server));
  struct FullDisk : CrawlSink {
    Result<std::vector<Id>> Persist(std::vector<FetchedPage>&) override { return Fail(ErrorCode::kExhausted, "disk full"); }
  } full;
  {
    const auto frontier = Open();
    ASSERT_TRUE(SeedWatch(*frontier, {.watch = 7, .round = 0, .queries = {}}, *sources_[0], clock_.Now()));
    const auto fetcher = std::move(*MakeFetcher({}));
    CrawlLoop loop(*frontier, *fetcher, clock_, full, sources_, options_);
    const auto result = loop.Run({});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kExhausted);
  }
  EXPECT_EQ(Crawl().total.pages, 5);
}

}  // namespace
}  // namespace markwarden
