// Source files: the format that people write, and what is refused with which words.
#include "crawler/source.h"

#include <gtest/gtest.h>

#include "crawler/discovery.h"
#include "crawler/judge.h"

namespace markwarden {
namespace {

constexpr const char* kWhole = R"yaml(id: shop1
platform: shop1
name: {zh: "一号店", en: "Shop One"}
hosts: [Shop1.test]
resolve: {shop1.test: 127.77.0.1}
allow_networks: [127.77.0.0/24]
old_tls: true
start: ["http://shop1.test:8081/"]
search: ["http://shop1.test:8081/search?q={query}"]
query_charset: gbk
sitemaps: ["http://shop1.test:8081/sitemap.xml"]
scope: {hosts: [shop1.test], include: [], exclude: ["^/calendar/"]}
item_id: "/item/([0-9]+)"
budget: {pages: 300, depth: 4}
politeness: {gap_ms: 10}
hints: {seller: ".shop-name"}
notice: {profile: generic, email: "ipr@shop1.test"}
region: "230100"
)yaml";

TEST(SourceTest, ReadsEveryField) {
  const auto spec = ParseSource(kWhole);
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(spec->id, "shop1");
  EXPECT_EQ(spec->name.at("en"), "Shop One");
  EXPECT_EQ(spec->hosts, std::vector<std::string>{"shop1.test"});
  EXPECT_EQ(spec->resolve.at("shop1.test"), "127.77.0.1");
  EXPECT_EQ(spec->budget_pages, 300);
  EXPECT_EQ(spec->budget_depth, 4);
  EXPECT_EQ(spec->gap, std::chrono::milliseconds(10));
  EXPECT_EQ(spec->exclude, std::vector<std::string>{"^/calendar/"});
  EXPECT_EQ(spec->hints.at("seller"), ".shop-name");
  EXPECT_EQ(spec->notice_email, "ipr@shop1.test");
  EXPECT_EQ(spec->region, "230100");
  EXPECT_TRUE(spec->old_tls);
}

TEST(SourceTest, RefusesWithLineAndCure) {
  const std::string head = "id: a\nhosts: [a.test]\nstart: [\"http://a.test/\"]\n";
  const struct { const char* why; std::string yaml; const char* says; } cases[] = {
      {"empty", "", "line 1"},
      {"no YAML", "id: [", "not YAML"},
      {"unknown key", head + "polteness: {gap_ms: 2000}\n", "line 4: unknown key \"polteness\" in a source: did you mean \"politeness\"?"},
      {"unknown inner key", head + "budget:\n  page: 3\n", "line 5: unknown key \"page\" in budget: did you mean \"pages\"?"},
      {"key twice", head + "region: \"1\"\nregion: \"2\"\n", "twice"},
      {"no id", "hosts: [a.test]\nstart: [\"http://a.test/\"]\n", "needs an id"},
      {"no hosts", "id: a\nstart: [\"http://a.test/\"]\n", "needs hosts"},
      {"no beginning", "id: a\nhosts: [a.test]\n", "at least one of start"},
      {"host with scheme", "id: a\nhosts: [\"http://a.test\"]\nstart: [\"http://a.test/\"]\n", "line 2"},
      {"a file", "id: a\nhosts: [a.test]\nstart: [\"file:///etc/passwd\"]\n", "line 3"},
      {"credentials", "id: a\nhosts: [a.test]\nstart: [\"http://u:p@a.test/\"]\n", "password"},
      {"search without a hole", head + "search: [\"http://a.test/?q=\"]\n", "{query}"},
      {"number", head + "budget: {pages: many}\n", "line 4: budget.pages must be a whole number"},
      {"number out of range", head + "budget: {pages: 0}\n", "from 1"},
      {"impolite", head + "politeness: {gap_ms: 999}\n", "1000 or more"},
      {"impolite to a public address", "id: a\nhosts: [a.test]\nresolve: {a.test: 1.1.1.1}\nstart: [\"http://a.test/\"]\npoliteness: {gap_ms: 1}\n", "1000 or more"},
      {"pattern", head + "scope: {exclude: [\"(\"]}\n", "no pattern"},
      {"costly pattern", head + "item_id: '(\\pL{0,20}x){30}'\n", "pattern"},
      {"long pattern", head + "item_id: '" + std::string(1001, 'x') + "'\n", "longer than 1000"},
      {"network", head + "allow_networks: [10.0.0.0/40]\n", "no network"},
      {"flag", head + "old_tls: 1.0\n", "old_tls must be true or false"},
      {"address", head + "resolve: {a.test: localhost}\n", "no IP address"},
      {"charset", head + "query_charset: klingon\n", "query_charset"},
  };
  for (const auto& c : cases) {
    const auto spec = ParseSource(c.yaml);
    ASSERT_FALSE(spec) << c.why;
    EXPECT_EQ(spec.error().code, ErrorCode::kInvalid) << c.why;
    EXPECT_NE(spec.error().message.find(c.says), std::string::npos) << c.why << ": " << spec.error().message;
    EXPECT_EQ(spec.error().message.find('\n'), std::string::npos) << c.why;
  }
}

TEST(SourceTest, KnowsItsScope) {
  SourceSpec spec = *ParseSource(kWhole);
  spec.scope_hosts.push_back("*.wide.test");
  spec.picture_hosts = {"img.test"};
  spec.group = "all-of-them";
  const auto view = *SourceView::Make(spec);
  const auto url = [](const char* text) { return *ParseUrl(text); };
  EXPECT_TRUE(view->InScope(url("https://shop1.test/a")));
  EXPECT_FALSE(view->InScope(url("https://shop1.test/calendar/1")));
  EXPECT_FALSE(view->InScope(url("https://shop1.test.evil.test/a")));
  EXPECT_TRUE(view->InScope(url("https://x.wide.test/a")));
  EXPECT_FALSE(view->InScope(url("https://wide.test/a")));
  EXPECT_FALSE(view->InScope(url("https://evilwide.test/a")));
  EXPECT_FALSE(view->InScope(url("ftp://shop1.test/a")));
  EXPECT_TRUE(view->PictureAllowed(url("https://img.test/1.png")));
  EXPECT_FALSE(view->PictureAllowed(url("https://img2.test/1.png")));
  EXPECT_EQ(view->ItemId(url("https://shop1.test/item/42?x")), "42");
  EXPECT_EQ(view->ItemId(url("https://shop1.test/shop/42")), "");
  EXPECT_EQ(view->Group(url("https://shop1.test/")), "all-of-them");
  EXPECT_EQ(view->Group(url("https://a.img.test/")), "img.test");
}

TEST(SourceTest, WritesQueriesInTheShopsCharset) {
  SourceSpec spec = *ParseSource(kWhole);
  const auto gbk = *SourceView::Make(spec);
  EXPECT_EQ(*gbk->SearchUrl("http://a.test/?q={query}", "鞋 &1"), "http://a.test/?q=%D0%AC%20%261");
  EXPECT_FALSE(gbk->SearchUrl("http://a.test/?q={query}", "\xF0\x9F\x91\x9F"));
  spec.query_charset = "utf-8";
  EXPECT_EQ(*(*SourceView::Make(spec))->SearchUrl("http://a.test/{query}/{query}", "鞋"), "http://a.test/%E9%9E%8B/%E9%9E%8B");
}

TEST(DiscoveryTest, SeesTraps) {
  const struct { const char* url; const char* trap; } cases[] = {
      {"http://a.test/a/b/c?x=1&y=2", ""},
      {"http://a.test/a/a/a/b", ""},
      {"http://a.test/a/b/a/b/a/b/a/b", "path repeats"},
      {"http://a.test/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20", ""},
      {"http://a.test/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21", "path too deep"},
      {"http://a.test/?a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a", "too many parameters"},
  };
  for (const auto& c : cases) EXPECT_EQ(TrapIn(*ParseUrl(c.url)), c.trap) << c.url;
  EXPECT_EQ(UrlPattern(*ParseUrl("http://a.test/cal/2026-11/23?view=day&d=1&d=2")), "/cal/#-#/#?d&view");
  EXPECT_EQ(UrlPattern(*ParseUrl("http://a.test/cal/2027-1/3?d=9&view=x")), "/cal/#-#/#?d&view");
}

// RFC 9110, 10.2.3.
TEST(JudgeTest, ReadsRetryAfter) {
  const Time now = *ParseTime("2026-11-23T08:00:00Z");
  const struct { const char* value; std::optional<int64_t> seconds; } cases[] = {
      {"120", 120}, {"0", 0}, {"-5", std::nullopt}, {"99999999999999999999", 86'400}, {"1e3", std::nullopt}, {"soon", std::nullopt},
      {"Mon, 23 Nov 2026 08:00:30 GMT", 30}, {"Sun, 22 Nov 2026 08:00:30 GMT", 0}, {"Mon, 23 Nov 2099 08:00:30 GMT", 86'400},
  };
  for (const auto& c : cases) {
    Exchange exchange;
    exchange.response_head = std::string("HTTP/1.1 429 No\r\nRetry-After: ") + c.value + "\r\n\r\n";
    const auto wait = RetryAfter(exchange, now);
    ASSERT_EQ(wait.has_value(), c.seconds.has_value()) << c.value;
    if (!wait) continue;
    EXPECT_EQ(*wait, std::chrono::seconds(*c.seconds)) << c.value;
  }
}

}  // namespace
}  // namespace markwarden
