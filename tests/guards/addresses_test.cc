// Addresses that are not public, in every spelling, by every way a crawl can be led to them.
// All of them exist here: the server that a failing guard would reach is listening.
#include "tests/guards/guard_fixture.h"

namespace markwarden {
namespace {

// IANA special-purpose registries and the spellings that URL parsers accept for them (WHATWG URL, 3.5).
constexpr const char* kForbidden[] = {
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.0.0.1.", "0", "0.0.0.0",
    "%31%32%37.0.0.1", "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1", "127\xe3\x80\x82" "0\xe3\x80\x82" "0\xe3\x80\x82" "1",
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16",
    "198.18.0.1", "192.0.2.1", "203.0.113.7", "192.88.99.1",
    "[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a00:1]", "[64:ff9b:1::a00:1]", "[2002:a00:1::1]", "[2001:0:a00:1::1]", "[2001:db8::1]", "[fd00::1]",
    "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[100::1]",
};

class AddressesTest : public GuardedTest {
 protected:
  NameAnswer Look(const std::string& name, bool ipv6, int asked) override {
    if (name == "inner4.test") return {.records = {{"10.0.0.1"}}};
    if (name == "inner6.test") return {.records = {{"fd00::1"}}};
    if (name == "mapped.test") return {.records = {{"::ffff:10.0.0.1"}}};
    if (name == "metadata.test") return {.records = {{"169.254.169.254"}}};
    return GuardedTest::Look(name, ipv6, asked);
  }
};

TEST_F(AddressesTest, NoneIsConnectedToAndTheTrapWorks) {
  WireServer trap(Site([](const SiteRequest&) { return Response("secret"); }));
  const std::string port = ":" + std::to_string(trap.port()) + "/";
  for (const char* host : kForbidden) {
    const auto got = Get("http://" + std::string(host) + port);
    ASSERT_FALSE(got) << host;
    EXPECT_EQ(got.error().code, ErrorCode::kDenied) << host << ": " << got.error().message;
  }
  for (const char* host : {"localhost", "a.localhost", "inner4.test", "inner6.test", "mapped.test", "metadata.test"}) {
    const auto got = Get("http://" + std::string(host) + port);
    ASSERT_FALSE(got) << host;
    EXPECT_TRUE(got.error().code == ErrorCode::kDenied || std::string_view(host) == "a.localhost") << host << ": " << got.error().message;
  }
  EXPECT_TRUE(trap.reached().empty()) << trap.reached().begin()->first << " was connected to";

  // Without the guard these would have arrived.
  FetchRequest open;
  open.allow_networks = {*ParseIpNetwork("0.0.0.0/0"), *ParseIpNetwork("::/0")};
  for (const char* host : {"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "[fd00::1]",
                           "[64:ff9b::a00:1]", "[2002:a00:1::1]", "[2001:0:a00:1::1]"}) {
    open.url = "http://" + std::string(host) + port;
    const auto got = Get(open);
    ASSERT_TRUE(got) << host << ": " << got.error().message;
  }
  EXPECT_EQ(trap.reached().size(), 11u);
  for (const std::string& host : {std::string(kPublic), "[" + std::string(kOtherPublic) + "]", std::string("shop.test")}) {
    EXPECT_TRUE(Get("http://" + host + port)) << host;
  }
}

TEST_F(AddressesTest, OurOwnConsoleIsRefusedWhateverASourceAllows) {
  WireServer console(Site([](const SiteRequest&) { return Response("console"); }));
  WireServer other(Site([](const SiteRequest&) { return Response("other"); }));
  fetching_.own_ports = [&] { return std::vector<uint16_t>{uint16_t(console.port())}; };
  FetchRequest open;
  open.allow_networks = {*ParseIpNetwork("0.0.0.0/0"), *ParseIpNetwork("::/0")};
  for (const char* host : {"127.0.0.1", "127.3.2.1", "[::1]", "localhost"}) {
    open.url = "http://" + std::string(host) + ":" + std::to_string(console.port()) + "/";
    const auto got = Get(open);
    ASSERT_FALSE(got) << host;
    EXPECT_EQ(got.error().code, ErrorCode::kDenied) << got.error().message;
  }
  EXPECT_EQ(console.connections(), 0);
  open.url = At("127.0.0.1", other);
  EXPECT_TRUE(Get(open));
}

// The scope is careless on purpose: only the guard stands between the site and these addresses.
TEST_F(AddressesTest, NoWayOfACrawlLeadsThere) {
  WireServer* self = nullptr;
  std::vector<std::string> inner;  // whole origins
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt") {
      std::string rules = "User-agent: *\nDisallow:\n";
      for (const std::string& origin : inner) rules += "Sitemap: " + origin + "/sitemap.xml\n";
      return Response(rules + "Sitemap: /sitemap.xml\n");
    }
    std::string body;
    if (request.target == "/") {
      for (const std::string& origin : inner) body += Anchor(origin + "/link") + Anchor(origin + "/item/9");
      for (size_t i = 0; i < inner.size(); ++i) body += Anchor("/redirect/" + std::to_string(i)) + Anchor("/item/" + std::to_string(i));
      return Page(body + Anchor(At("rules.test", *self)));
    }
    if (request.target == "/sitemap.xml") {
      body = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">";
      for (const std::string& origin : inner) body += "<url><loc>" + origin + "/mapped</loc></url>";
      return Response(body + "</urlset>", {"Content-Type: application/xml"});
    }
    const auto number = [&](size_t at) { return inner[size_t(std::stoi(request.target.substr(at)))]; };
    if (request.target.starts_with("/redirect/")) return Response("", {"Location: " + number(10) + "/redirected"}, 302);
    if (request.target.starts_with("/item/")) {
      const std::string picture = number(6) + "/p.png";
      return Page("<script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"Orlimex tea\",\"image\":[\"" + picture +
                  "\"],\"offers\":{\"price\":\"9.50\",\"priceCurrency\":\"EUR\"}}</script><h1>Orlimex tea</h1>");
    }
    return Page("<h1>other</h1>");
  }));
  self = &server;
  const std::string port = ":" + std::to_string(server.port());
  for (const char* host : {"127.0.0.1", "2130706433", "10.0.0.1", "169.254.169.254", "100.64.0.1", "[::1]", "[fd00::1]", "[::ffff:10.0.0.1]",
                           "[64:ff9b::a00:1]", "0.0.0.0", "inner4.test", "inner6.test", "metadata.test"}) {
    inner.push_back("http://" + std::string(host) + port);
  }
  SourceSpec spec = Shop(server);
  spec.hosts = {"shop.test", "rules.test"};
  for (const std::string& origin : inner) spec.hosts.push_back(ParseUrl(origin)->host());
  spec.picture_hosts = spec.hosts;
  spec.budget_depth = 5;
  Add(spec);
  const CrawlSummary summary = Crawl();
  const auto reached = server.reached();
  ASSERT_EQ(reached.size(), 1u) << reached.begin()->first;
  EXPECT_EQ(reached.begin()->first, kPublic);
  EXPECT_GE(summary.total.pages, int64_t(2 + inner.size()));
  EXPECT_EQ(sink_.Count(UrlRole::kPicture), 0u);
  int64_t told = 0;
  for (const auto& [why, times] : StatusNow().reasons) told += why.find("no public address") != std::string::npos ? times : 0;
  EXPECT_GT(told, int64_t(inner.size())) << "each says why it is not fetched";
}

TEST_F(AddressesTest, ARobotsFileThatRedirectsInsideIsNotFollowed) {
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt" && request.host == "shop.test") {
      return Response("", {"Location: http://10.0.0.1:" + request.head.substr(request.head.find("shop.test:") + 10, 5) + "/rules"}, 302);
    }
    return Page("<h1>thing</h1>");
  }));
  Add(Shop(server));
  options_.patience = std::chrono::milliseconds(200);
  Crawl();
  EXPECT_EQ(server.reached().size(), 1u);
  EXPECT_EQ(server.reached().begin()->first, kPublic);
  EXPECT_EQ(Fetched("/"), nullptr) << "rules that cannot be read allow nothing (RFC 9309, 2.3.1.4)";
}

TEST_F(AddressesTest, RedirectsLeadToNoOtherProtocol) {
  std::vector<std::string> places;
  WireServer server(Site([&](const SiteRequest& request) {
    if (request.target == "/robots.txt") return Response("");
    if (request.target == "/") {
      std::string body;
      for (size_t i = 0; i < places.size(); ++i) body += Anchor("/to/" + std::to_string(i));
      return Page(body);
    }
    if (!request.target.starts_with("/to/")) return Page("other");
    const auto place = size_t(std::stoi(request.target.substr(4)));
    return place < places.size() ? Response("", {"Location: " + places[place]}, 302) : Page("other");
  }));
  const std::string there = "127.0.0.1:" + std::to_string(server.port()) + "/";
  places = {"file:///etc/passwd", "gopher://" + there + "_GET%20/", "ftp://" + there, "dict://" + there + "d:x", "scp://" + there, "ldap://" + there,
            "tftp://" + there, "telnet://" + there, "javascript:alert(1)", "data:text/html,x", "//" + there, "\\\\" + there, "http:" + there,
            "view-source:http://" + there, "jar:http://" + there, "http://shop.test@" + there, "http://" + there};
  SourceSpec spec = Shop(server);
  spec.hosts = {"shop.test", "127.0.0.1"};
  Add(spec);
  Crawl();
  EXPECT_EQ(server.reached().size(), 1u);
  EXPECT_EQ(server.reached().begin()->first, kPublic);
  for (const FetchedPage& page : sink_.pages()) EXPECT_TRUE(page.exchange.url.starts_with("http://shop.test")) << page.exchange.url;
  EXPECT_EQ(sink_.pages().size(), 2 + places.size() + 1) << "\"http:127...\" is relative, and a page of this site (WHATWG URL, 4.4)";
}

}  // namespace
}  // namespace markwarden
