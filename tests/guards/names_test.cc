// Name servers that change their mind, mix addresses, answer too much or not at all.
#include "tests/guards/guard_fixture.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

class NamesTest : public GuardedTest {
 protected:
  NameAnswer Look(const std::string& name, bool ipv6, int asked) override {
    if (name == "rebind.test" && !ipv6) return {.records = {{asked == 1 ? kPublic : "127.0.0.1", 0}}};
    if (name == "rebind6.test" && ipv6) return {.records = {{asked == 1 ? kOtherPublic : "fd00::1", 0}}};
    if (name.starts_with("rebind")) return {};
    if (name == "kept.test") return {.records = {{asked == 1 ? kPublic : "127.0.0.1", 60}}};
    if (name == "mixed-a.test") return {.records = {{kPublic}, {"10.0.0.1"}}};
    if (name == "mixed-b.test") return {.records = {{"10.0.0.1"}, {kPublic}}};
    if (name == "mixed-c.test") return {.records = {{kPublic}, {"fd00::1"}}};
    if (name == "mixed-d.test") return {.records = {{kOtherPublic}, {"127.0.0.1"}}};
    if (name == "both.test") return {.records = {{kPublic}, {kOtherPublic}}};
    if (name == "flood.test" || name == "trick.test") {
      NameAnswer flood;
      for (int i = 0; i < 1000 && !ipv6; ++i) flood.records.push_back({"93.184." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1)});
      if (name == "trick.test" && !ipv6) flood.records.push_back({"192.168.1.1"});
      return flood;
    }
    if (name == "loop.test") return {.records = {{"pool.test"}, {"loop.test", 60, "pool.test"}}};
    if (name == "self.test") return {.records = {{"self.test"}}};
    if (name == "alias.test") return {.records = {{"inner.test"}, {"10.0.0.1", 60, "inner.test"}}};
    if (name == "silent.test") return {.silent = true};
    return GuardedTest::Look(name, ipv6, asked);
  }
};

TEST_F(NamesTest, ANameThatTurnsInwardIsRefused) {
  WireServer server(Site([](const SiteRequest& request) { return Response(request.target, {"Connection: close"}); }));
  for (const char* host : {"rebind.test", "rebind6.test"}) {
    ASSERT_TRUE(Get(At(host, server))) << host;
    for (int i = 0; i < 3; ++i) {
      const auto turned = Get(At(host, server));
      ASSERT_FALSE(turned) << host;
      EXPECT_EQ(turned.error().code, ErrorCode::kDenied) << turned.error().message;
    }
  }
  // An answer that may be kept is kept: the name is not asked for again.
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Get(At("kept.test", server)));
  const auto reached = server.reached();
  EXPECT_EQ(reached.size(), 2u);
  EXPECT_TRUE(reached.contains(kPublic) && reached.contains(kOtherPublic));
}

TEST_F(NamesTest, ACrawlIsNotTurnedInwardByItsSite) {
  WireServer server(Site([](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("", {"Connection: close"});
    return Page(Anchor("/item/1"));
  }));
  SourceSpec spec = Shop(server);
  spec.hosts = {"rebind.test"};
  spec.start = {At("rebind.test", server)};
  Add(spec);
  Crawl();
  EXPECT_EQ(server.reached(), (std::map<std::string, int>{{kPublic, 1}})) << "robots.txt, and nothing after the name had turned";
}

TEST_F(NamesTest, OnePrivateAddressAmongPublicOnesRefusesTheName) {
  WireServer server(Site([](const SiteRequest&) { return Response("x"); }));
  for (const char* host : {"mixed-a.test", "mixed-b.test", "mixed-c.test", "mixed-d.test", "trick.test", "alias.test"}) {
    const auto got = Get(At(host, server));
    ASSERT_FALSE(got) << host;
    EXPECT_EQ(got.error().code, ErrorCode::kDenied) << got.error().message;
    EXPECT_NE(got.error().message.find(host), std::string::npos) << got.error().message;
  }
  EXPECT_TRUE(server.reached().empty());
  FetchRequest allowed;
  allowed.url = At("mixed-a.test", server);
  allowed.allow_networks = {*ParseIpNetwork("10.0.0.0/8")};
  EXPECT_TRUE(Get(allowed)) << "a source may allow the network";
  EXPECT_TRUE(Get(At("both.test", server)));
}

TEST_F(NamesTest, FloodsAndLoopsOfRecordsEnd) {
  fetching_.name_timeout = milliseconds(100);
  WireServer server(Site([](const SiteRequest&) { return Response("x"); }));
  const auto flood = Get(At("flood.test", server));
  ASSERT_TRUE(flood) << flood.error().message;
  for (const char* host : {"loop.test", "self.test", "silent.test", "nothing.invalid"}) {
    const auto got = Get(At(host, server));
    ASSERT_FALSE(got) << host;
    EXPECT_EQ(got.error().code, ErrorCode::kUnavailable) << got.error().message;
  }
  EXPECT_EQ(server.reached().size(), 1u);
}

TEST_F(NamesTest, AStormOfAbsentNamesIsAskedForOnce) {
  constexpr int kNames = 200;
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("");
    std::string body;
    for (int i = 0; request.target == "/" && i < kNames; ++i) body += Anchor("http://h" + std::to_string(i) + ".nowhere" + std::to_string(i) + ".invalid/");
    return Page(body + Anchor("/item/1"));
  }));
  SourceSpec spec = Shop(server);
  for (int i = 0; i < kNames; ++i) spec.hosts.push_back("h" + std::to_string(i) + ".nowhere" + std::to_string(i) + ".invalid");
  Add(spec);
  options_.patience = milliseconds(200);
  const CrawlSummary summary = Crawl();
  EXPECT_NE(Fetched("/item/1"), nullptr);
  EXPECT_EQ(summary.total.pages, 2);
  EXPECT_LE(names_->questions(), 2 * kNames + 10) << "two families, once each";
  EXPECT_EQ(server.reached().size(), 1u);
}

TEST_F(NamesTest, CancellingEndsALookUp) {
  WireServer server(Site([](const SiteRequest&) { return Response("x"); }));
  fetcher_ = std::move(*MakeFetcher(fetching_));
  std::atomic<int> cancelled{0};
  FetchRequest request;
  request.url = At("silent.test", server);
  const auto count = [&](Result<Exchange> result) { cancelled += !result && result.error().code == ErrorCode::kCancelled; };
  for (int i = 0; i < 5; ++i) fetcher_->Submit(request, count);
  while (names_->questions() < 1) std::this_thread::yield();
  fetcher_->CancelAll();
  for (int i = 0; i < 5; ++i) fetcher_->Submit(request, count);
  fetcher_.reset();
  EXPECT_EQ(cancelled, 10);
}

}  // namespace
}  // namespace markwarden
