// Sites without an end, and links that lead nowhere a crawler should go.
#include "tests/guards/guard_fixture.h"

namespace markwarden {
namespace {

class TrapsTest : public GuardedTest {
 protected:
  NameAnswer Look(const std::string& name, bool ipv6, int asked) override {
    {
      const std::lock_guard lock(mutex_);
      looked_up_.insert(name);
    }
    return GuardedTest::Look(name, ipv6, asked);
  }
  std::mutex mutex_;
  std::set<std::string> looked_up_;
};

// Every page of a family links to more of its family, for ever.
TEST_F(TrapsTest, FamiliesOfPagesWithoutEndAreCutAndItemsAreFound) {
  std::map<std::string, int> asked;
  WireServer server(Site([&](const SiteRequest& request) {
    const std::string& target = request.target;
    ++asked[target.substr(0, target.find_first_of("/?;", 1))];
    if (target == "/robots.txt") return Response("");
    std::string body;
    if (target == "/") {
      body = Anchor("/calendar/2026/1/1") + Anchor("/facet?colour=1") + Anchor("/session/list?sid=1") + Anchor("/path;sid=1/list");
      for (int i = 0; i < 30; ++i) body += Anchor("/item/" + std::to_string(i));
      return Page(body);
    }
    static int counter = 1;
    if (target.starts_with("/calendar")) {
      for (int i = 0; i < 31; ++i) body += Anchor("/calendar/" + std::to_string(2026 + counter / 12) + "/" + std::to_string(counter % 12) + "/" + std::to_string(i));
    } else if (target.starts_with("/facet")) {
      const char* facets[] = {"colour", "size", "brand", "price", "sort", "view"};
      for (int i = 0; i < 40; ++i) body += Anchor("/facet?" + std::string(facets[i % 6]) + "=" + std::to_string(counter * 40 + i) + "&" + facets[(i + counter) % 6] + "=" + std::to_string(i));
    } else if (target.starts_with("/session")) {
      for (int i = 0; i < 10; ++i) body += Anchor("/session/list?sid=" + std::to_string(counter * 10 + i));
    } else if (target.starts_with("/path")) {
      for (int i = 0; i < 10; ++i) body += Anchor("/path;sid=" + std::to_string(counter * 10 + i) + "/list");
    }
    ++counter;
    return Page(body);
  }));
  SourceSpec spec = Shop(server);
  spec.budget_depth = 1000;
  spec.budget_pages = 600;
  Add(spec);
  const CrawlSummary summary = Crawl();
  EXPECT_FALSE(summary.stopped);
  EXPECT_EQ(asked["/item"], 30) << "goods are found beside the traps";
  // One shape of address has its share; facets have a shape for each choice of names, and what is left.
  for (const char* family : {"/calendar", "/session", "/path"}) EXPECT_LE(asked[family], 101) << family;
  EXPECT_LE(summary.total.pages, 600);
}

TEST_F(TrapsTest, LinksThatAreNoPagesAreLeftAlone) {
  const std::string homoglyph = "\xd1\x95hop.test";  // Cyrillic dze for s
  WireServer* self = nullptr;
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("");
    const std::string port = ":" + std::to_string(self->port());
    if (request.target != "/") return Page("<h1>thing</h1>");
    return Page(Anchor("javascript:location='/item/2'") + Anchor("java\tscript:alert(1)") + Anchor("data:text/html,<a href=/item/3>") + Anchor("mailto:a@b.test") +
                Anchor("tel:123") + Anchor("blob:http://shop.test/1") + Anchor("about:blank") + Anchor("file:///etc/passwd") +
                Anchor("http://" + homoglyph + port + "/item/4") + Anchor("http://xn--hop-2cd.test" + port + "/item/5") +
                Anchor("http://shop.test@elsewhere.test" + port + "/item/6") + Anchor("http://u:p@shop.test" + port + "/item/7") +
                Anchor("http://shop.test.elsewhere.test" + port + "/item/8") + Anchor("/item/" + std::string(100'000, '9')) +
                Anchor("http://" + std::string(300, 'a') + ".test/") + Anchor("http://SHOP.TEST" + port + "/item/1#x") + Anchor("") + Anchor("//"));
  }));
  self = &server;
  Add(Shop(server));
  Crawl();
  EXPECT_NE(Fetched("/item/1"), nullptr);
  EXPECT_EQ(sink_.pages().size(), 3u) << "robots.txt, the list, one item";
  EXPECT_EQ(looked_up_, std::set<std::string>{"shop.test"}) << "not even a name server hears of the others";
}

}  // namespace
}  // namespace markwarden
