// robots.txt and sitemaps that are too much.
#include <zlib.h>

#include "tests/guards/guard_fixture.h"

namespace markwarden {
namespace {

constexpr size_t kItems = 20;

class RulesTest : public GuardedTest {
 protected:
  static std::string PageOf(const std::string& target) {
    if (target != "/") return Page("<h1>thing</h1>");
    std::string body = Anchor("/private/1");
    for (size_t i = 0; i < kItems; ++i) body += Anchor("/item/" + std::to_string(i));
    return Page(body);
  }
  static SiteRequest Asked(const std::string& head) {
    SiteRequest request;
    const size_t space = head.find(' ');
    request.target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
    return request;
  }
};

// RFC 9309, 2.5: at least 500 kibibytes are read, and we read no more.
TEST_F(RulesTest, FiveHundredMegabytesOfRulesAreCut) {
  constexpr size_t kSize = 500'000'000;
  WireServer server([](Wire& wire) {
    while (const auto head = wire.ReadHead()) {
      const std::string target = Asked(*head).target;
      if (target != "/robots.txt") {
        if (!wire.Send(PageOf(target))) return;
        continue;
      }
      const std::string begin = "User-agent: *\nDisallow: /private/\n";
      if (!wire.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kSize) + "\r\n\r\n" + begin)) return;
      const std::string filler(1 << 16, '#');
      for (size_t sent = begin.size(); sent < kSize; sent += filler.size()) {
        if (!wire.Send(filler)) return;
      }
    }
  });
  Add(Shop(server));
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(summary.total.pages, int64_t(1 + kItems));
  EXPECT_EQ(summary.robots_refused, 1) << "what was read holds";
  EXPECT_LT(server.bytes_sent(), int64_t{32} << 20);
}

TEST_F(RulesTest, AMillionRulesAreReadAsFarAsTheCap) {
  std::string rules = "User-agent: *\nDisallow: /private/\n";
  for (int i = 0; i < 1'000'000; ++i) rules += "Disallow: /x" + std::to_string(i) + "\n";
  WireServer server(Site([&](const SiteRequest& request) { return request.target == "/robots.txt" ? Response(rules) : PageOf(request.target); }));
  Add(Shop(server));
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(summary.total.pages, int64_t(1 + kItems));
  EXPECT_EQ(summary.robots_refused, 1);
  EXPECT_LT(summary.elapsed, std::chrono::seconds(20));
}

TEST_F(RulesTest, RulesThatInflateWithoutEndAreCut) {
  std::string rules = "User-agent: *\nDisallow: /private/\n" + std::string(16 << 20, '#');
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string packed(compressBound(rules.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(rules.data());
  stream.avail_in = uInt(rules.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = uInt(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  WireServer server(Site([&](const SiteRequest& request) {
    return request.target == "/robots.txt" ? Response(packed, {"Content-Encoding: gzip"}) : PageOf(request.target);
  }));
  Add(Shop(server));
  const CrawlSummary summary = Crawl();
  EXPECT_EQ(summary.total.pages, int64_t(1 + kItems));
  EXPECT_EQ(summary.robots_refused, 1);
}

TEST_F(RulesTest, EntitiesOfASitemapAreNotExpanded) {
  std::string laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">";
  for (int i = 1; i <= 9; ++i) {
    laughs += "<!ENTITY lol" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) laughs += i == 1 ? "&lol;" : "&lol" + std::to_string(i - 1) + ";";
    laughs += "\">";
  }
  laughs += "<!ENTITY file SYSTEM \"file:///etc/passwd\"><!ENTITY net SYSTEM \"http://10.0.0.1/\">]>"
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>/item/&lol9;</loc></url><url><loc>/item/&file;</loc></url>"
            "<url><loc>/item/&net;</loc></url><url><loc>/item/77</loc></url></urlset>";
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("Sitemap: /s.xml\n");
    if (request.target == "/s.xml") return Response(laughs);
    return Page("<h1>thing</h1>");
  }));
  Add(Shop(server));
  const long before = PeakMiB();
  Crawl();
  EXPECT_NE(Fetched("/item/77"), nullptr);
  EXPECT_LE(sink_.pages().size(), 7u);
  for (const FetchedPage& page : sink_.pages()) {
    EXPECT_EQ(page.exchange.url.find("lollol"), std::string::npos) << page.exchange.url;
    EXPECT_EQ(page.exchange.url.find("root"), std::string::npos) << page.exchange.url;
  }
  EXPECT_EQ(server.reached().size(), 1u);
  EXPECT_LT(PeakMiB() - before, 100);
}

// sitemaps.org: an index lists sitemaps, not indexes; a few levels are forgiven.
TEST_F(RulesTest, AnIndexOfIndexesEnds) {
  std::vector<std::string> asked;
  std::mutex mutex;
  WireServer server(Site([&](const SiteRequest& request) {
    {
      const std::lock_guard lock(mutex);
      asked.push_back(request.target);
    }
    if (request.target == "/robots.txt") return Response("Sitemap: /index0.xml\n");
    if (!request.target.starts_with("/index")) return Page("<h1>thing</h1>");
    const int level = std::stoi(request.target.substr(6));
    std::string body = "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">";
    body += "<sitemap><loc>/index" + std::to_string(level + 1) + ".xml</loc></sitemap><sitemap><loc>" + request.target + "</loc></sitemap>";
    return Response(body + "</sitemapindex>");
  }));
  Add(Shop(server));
  Crawl();
  const auto levels = std::count_if(asked.begin(), asked.end(), [](const std::string& target) { return target.starts_with("/index"); });
  EXPECT_GE(levels, 2);
  EXPECT_LE(levels, 4);
}

}  // namespace
}  // namespace markwarden
