// URLs, hosts, crawl keys; the published suites where they are at hand.
#include "core/url.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/file.h"
#include "core/idna.h"
#include "core/json.h"

namespace markwarden {
namespace {

std::string Href(std::string_view input, std::string_view base = "") {
  if (base.empty()) {
    const Result<Url> url = ParseUrl(input);
    return url ? url->href() : "!" + url.error().message;
  }
  const Result<Url> from = ParseUrl(base);
  if (!from) return "!base";
  const Result<Url> url = ParseUrl(input, &*from);
  return url ? url->href() : "!" + url.error().message;
}

TEST(UrlTest, ParsesAsBrowsersDo) {
  const struct { const char* why; const char* in; const char* want; } cases[] = {
      {"case and default port", "HTTPS://Shop.TEST:443/A", "https://shop.test/A"},
      {"other port", "http://shop.test:8080", "http://shop.test:8080/"},
      {"dots, plain and encoded", "http://shop.test/a/./b/%2e%2E/c", "http://shop.test/a/c"},
      {"dots above the root", "http://shop.test/../../a", "http://shop.test/a"},
      {"backslashes", "http:\\\\shop.test\\a", "http://shop.test/a"},
      {"line ends inside", "ht\ntp://shop.test/a\tb", "http://shop.test/ab"},
      {"spaces around", "  http://shop.test/a b ", "http://shop.test/a%20b"},
      {"Chinese path", "http://shop.test/商品?q=鞋#评", "http://shop.test/%E5%95%86%E5%93%81?q=%E9%9E%8B#%E8%AF%84"},
      {"Chinese host", "https://商店.test/", "https://xn--czrs0t.test/"},
      {"full-width host", "http://ｓｈｏｐ．test/", "http://shop.test/"},
      {"sharp s is kept", "http://faß.test/", "http://xn--fa-hia.test/"},
      {"broken UTF-8", "http://shop.test/\xff", "http://shop.test/%EF%BF%BD"},
      {"user and password", "http://a:b@c:d@shop.test/", "http://a:b%40c%3Ad@shop.test/"},
      {"octal, hexadecimal and short IPv4", "http://0177.0x1/", "http://127.0.0.1/"},
      {"IPv4 as one number", "http://2130706433/", "http://127.0.0.1/"},
      {"IPv6", "http://[2001:DB8:0:0::0:1]:80/", "http://[2001:db8::1]/"},
      {"IPv6 with an IPv4 end", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"},
      {"opaque", "mailto:A@shop.test", "mailto:A@shop.test"},
      {"opaque host", "taobao://Item/1", "taobao://Item/1"},
      {"path that looks like a host", "x:/.//a", "x:/.//a"},
      {"drive letter", "file:///C|/a/../..", "file:///C:/"},
      {"quote in a query", "http://shop.test/?a='b'", "http://shop.test/?a=%27b%27"},
  };
  for (const auto& c : cases) EXPECT_EQ(Href(c.in), c.want) << c.why;
}

TEST(UrlTest, ResolvesAgainstABase) {
  const struct { const char* in; const char* want; } cases[] = {
      {"", "http://shop.test/a/b?q"},     {"c", "http://shop.test/a/c"},
      {"../c", "http://shop.test/c"},     {"/c", "http://shop.test/c"},
      {"//cdn.test/c", "http://cdn.test/c"}, {"?x", "http://shop.test/a/b?x"},
      {"#x", "http://shop.test/a/b?q#x"}, {"http:c", "http://shop.test/a/c"},
      {"https:c", "https://c/"},          {"javascript:void(0)", "javascript:void(0)"},
  };
  for (const auto& c : cases) EXPECT_EQ(Href(c.in, "http://shop.test/a/b?q#f"), c.want) << c.in;
}

TEST(UrlTest, RefusesAndSaysWhy) {
  const struct { const char* in; const char* says; } cases[] = {
      {"", "without a base"},
      {"/a", "without a base"},
      {"http://", "host is empty"},
      {"http://:80/", "host is empty"},
      {"http://a@/", "without a host"},
      {"http://shop.test:65536/", "port"},
      {"http://shop.test:8o/", "port"},
      {"http://256.1.1.1/", "IPv4"},
      {"http://1.2.3.4.5/", "IPv4"},
      {"http://[1::2::3]/", "IPv6"},
      {"http://[::1/", "bracket"},
      {"http://a b/", "character"},
      {"http://a%00b/", "character"},
      {"http://xn--a.é/", "domain"},
      {"x://a b/", "character"},
  };
  for (const auto& c : cases) {
    const Result<Url> url = ParseUrl(c.in);
    ASSERT_FALSE(url) << c.in << " became " << url->href();
    EXPECT_EQ(url.error().code, ErrorCode::kInvalid) << c.in;
    EXPECT_NE(url.error().message.find(c.says), std::string::npos) << c.in << ": " << url.error().message;
  }
}

// URL Standard, query state: the encoding of the page counts in the query and nowhere else.
TEST(UrlTest, QueriesInThePagesEncoding) {
  const struct { const char* charset; const char* in; const char* want; } cases[] = {
      {"GBK", "http://shop.test/鞋?q=鞋&n=1#鞋", "http://shop.test/%E9%9E%8B?q=%D0%AC&n=1#%E9%9E%8B"},
      {"gb2312", "http://shop.test/?q=鞋", "http://shop.test/?q=%D0%AC"},
      {"windows-1251", "http://shop.test/?q=Ж", "http://shop.test/?q=%C6"},
      {"Big5", "http://shop.test/?q=鞋", "http://shop.test/?q=%BEc"},
      {"windows-1251", "http://shop.test/?q=鞋", "http://shop.test/?q=%26%2338795%3B"},
      {"utf-8", "http://shop.test/?q=鞋", "http://shop.test/?q=%E9%9E%8B"},
      {"no-such", "http://shop.test/?q=鞋", "http://shop.test/?q=%E9%9E%8B"},
      {"GBK", "x://shop.test/?q=鞋", "x://shop.test/?q=%E9%9E%8B"},
  };
  for (const auto& c : cases) {
    const Result<Url> url = ParseUrl(c.in, nullptr, c.charset);
    ASSERT_TRUE(url) << c.charset;
    EXPECT_EQ(url->href(), c.want) << c.charset << " " << c.in;
  }
}

TEST(UrlTest, LengthIsCapped) {
  const std::string base = "http://shop.test/";
  EXPECT_TRUE(ParseUrl(base + std::string(kMaxUrlBytes - base.size(), 'a')));
  const auto longer = ParseUrl(base + std::string(kMaxUrlBytes - base.size() + 1, 'a'));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, ErrorCode::kExhausted);
  const auto grows = ParseUrl(base + std::string(kMaxUrlBytes - base.size(), ' ') + "x");
  ASSERT_FALSE(grows) << "an href is three times as long once encoded";
  EXPECT_EQ(grows.error().code, ErrorCode::kExhausted);
}

TEST(UrlTest, Parts) {
  const Result<Url> url = ParseUrl("https://u:p@shop.test:8443/a?b#c");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme(), "https");
  EXPECT_EQ(url->username(), "u");
  EXPECT_EQ(url->password(), "p");
  EXPECT_EQ(url->host(), "shop.test");
  EXPECT_EQ(url->host_kind(), HostKind::kDomain);
  EXPECT_EQ(url->port(), 8443);
  EXPECT_EQ(url->PathAndQuery(), "/a?b");
  EXPECT_EQ(url->fragment(), "c");
  EXPECT_EQ(url->Origin(), "https://shop.test:8443");
  EXPECT_EQ(url->HrefWithoutFragment(), "https://u:p@shop.test:8443/a?b");
  EXPECT_EQ(ParseUrl("http://shop.test/")->EffectivePort(), 80);
  EXPECT_EQ(ParseUrl("x://shop.test/")->EffectivePort(), 0);
}

TEST(UrlTest, HrefParsesToItself) {
  for (const char* text : {"http://shop.test/a%2Fb?x=%zz#y", "file:///C:/a", "x:/.//a", "data:a b%20?q",
                           "http://[::1]/", "about:blank", "x://h%41/a|b", "http://xn--fa-hia.test/"}) {
    EXPECT_EQ(Href(Href(text)), Href(text)) << text;
  }
}

TEST(UrlTest, CrawlKey) {
  const struct { const char* why; const char* in; const char* want; } cases[] = {
      {"fragment", "http://Shop.test/a#top", "http://shop.test/a"},
      {"default port", "http://shop.test:80/a", "http://shop.test/a"},
      {"empty query", "http://shop.test/a?", "http://shop.test/a"},
      {"user name", "http://u:p@shop.test/a", "http://shop.test/a"},
      {"trailing dot of the host", "http://shop.test./a", "http://shop.test/a"},
      {"two trailing dots", "http://shop.test../a", "http://shop.test../a"},
      {"tracking", "http://shop.test/a?utm_source=x&id=5&SPM=a1z10.1&gclid=z", "http://shop.test/a?id=5"},
      {"only tracking", "http://shop.test/a?utm_source=x", "http://shop.test/a"},
      {"tracking by an encoded name", "http://shop.test/a?%75tm_source=x&b", "http://shop.test/a?b"},
      {"a name that only starts alike", "http://shop.test/a?spmid=1", "http://shop.test/a?spmid=1"},
      {"empty parameters", "http://shop.test/a?&b=1&&c=&", "http://shop.test/a?b=1&c="},
      {"order is kept", "http://shop.test/?b=1&a=2", "http://shop.test/?b=1&a=2"},
      {"unreserved is decoded", "http://shop.test/%7eu/%66oo", "http://shop.test/~u/foo"},
      {"reserved stays encoded", "http://shop.test/a%2fb?q=a%26b", "http://shop.test/a%2Fb?q=a%26b"},
      {"a lone percent sign", "http://shop.test/90%", "http://shop.test/90%25"},
      {"brackets", "http://shop.test/?x[y]=1", "http://shop.test/?x%5By%5D=1"},
      {"double slashes are the server's business", "http://shop.test//a//b", "http://shop.test//a//b"},
  };
  for (const auto& c : cases) {
    const std::string key = CanonicalKey(*ParseUrl(c.in));
    EXPECT_EQ(key, c.want) << c.why;
    EXPECT_EQ(CanonicalKey(*ParseUrl(key)), key) << c.why << ": a key is its own key";
  }
}

TEST(UrlTest, HostGroup) {
  const struct { const char* in; const char* want; } cases[] = {
      {"http://a.b.shop.com.cn/", "shop.com.cn"},
      {"http://item.shop.com./", "shop.com"},
      {"http://me.github.io/", "github.io"},  // only the ICANN part of the list counts
      {"http://127.0.0.1:81/", "127.0.0.1"},
      {"http://[::1]/", "[::1]"},
      {"http://localhost/", "localhost"},
      {"http://com.cn/", "com.cn"},
      {"http://localhost./", "localhost"},  // one host, with the dot and without, as in its key
      {"http://com.cn./", "com.cn"},
      {"http://www.食狮.公司.cn/", "xn--85x722f.xn--55qx5d.cn"},
      {"file:///a", "file:"},
  };
  for (const auto& c : cases) EXPECT_EQ(HostGroup(*ParseUrl(c.in)), c.want) << c.in;
}

TEST(IdnaTest, ToUnicodeForPeople) {
  EXPECT_EQ(DomainToUnicode("xn--fa-hia.test"), "faß.test");
  EXPECT_EQ(DomainToUnicode("shop.test"), "shop.test");
  EXPECT_EQ(DomainToUnicode("xn--a"), "xn--a") << "what is not valid stays as it is";
}

TEST(IdnaTest, MappingsNewerThanTheLibrary) {
  const struct { const char* why; const char* in; const char* want; } cases[] = {
      {"capital sharp s", "ẞ.test", "xn--zca.test"},
      {"Georgian capital", "Ⴀ.test", "xn--rkj.test"},
      {"palochka", "Ӏ.test", "xn--s5a.test"},
      {"invisible filler is ignored", "sh\u3164op.test", "shop.test"},
      {"Mongolian separator is ignored", "sh\u180eop.test", "shop.test"},
  };
  for (const auto& c : cases) EXPECT_EQ(DomainToAscii(c.in).value_or("!"), c.want) << c.why;
}

// --- The suites of web-platform-tests, where a copy is at hand. ---

std::filesystem::path EvalFile(const char* name) {
  const char* folder = std::getenv("MARKWARDEN_EVAL");
  return (folder ? std::filesystem::path(folder)
                 : std::filesystem::path(MARKWARDEN_SOURCE_DIR) / ".." / "shared" / "eval") / name;
}

// The suites hold unpaired surrogates, which a string of scalar values reads as U+FFFD.
std::string MendSurrogates(std::string text) {
  const auto unit = [&](size_t at) -> long {
    if (text.compare(at, 2, "\\u") != 0 || at + 6 > text.size()) return -1;
    return std::strtol(text.substr(at + 2, 4).c_str(), nullptr, 16);
  };
  for (size_t i = 0; i + 6 <= text.size(); ++i) {
    if (text[i] != '\\') continue;
    const long value = unit(i);
    if (value >= 0xd800 && value < 0xdc00) {
      const long next = unit(i + 6);
      if (next >= 0xdc00 && next < 0xe000) {
        i += 11;
        continue;
      }
    }
    if (value >= 0xd800 && value < 0xe000) text.replace(i, 6, "\\ufffd");
    ++i;
  }
  return text;
}

Json LoadSuite(const std::filesystem::path& path) {
  const Result<std::string> text = ReadFile(path);
  EXPECT_TRUE(text) << path;
  const Result<Json> suite = ParseJson(MendSurrogates(text.value_or("[]")));
  EXPECT_TRUE(suite) << (suite ? "" : suite.error().message);
  return suite ? *suite : Json::array();
}

void RunUrlSuite(const char* name, int allowed_failures) {
  const std::filesystem::path path = EvalFile(name);
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no evaluation data: " << path;
  int cases = 0, failures = 0;
  for (const Json& c : LoadSuite(path)) {
    if (!c.is_object()) continue;
    ++cases;
    const std::string input = c["input"];
    const std::string base = JsonText(c, "base");
    const std::string got = Href(input, base);
    const bool fails = c.value("failure", false);
    const std::string want = fails ? "!" : c["href"].get<std::string>();
    if (fails ? got[0] != '!' : got != want) {
      ++failures;
      std::printf("  %s | base %s | want %s | got %s\n", DumpJson(c["input"]).c_str(), base.c_str(), want.c_str(), got.c_str());
      continue;
    }
    if (fails || !c.contains("pathname")) continue;
    const Result<Url> from = ParseUrl(base);
    const Result<Url> url = ParseUrl(input, from ? &*from : nullptr);
    EXPECT_EQ(url->scheme() + ":", c["protocol"]) << input;
    EXPECT_EQ(url->host(), c["hostname"]) << input;
    EXPECT_EQ(url->path(), c["pathname"]) << input;
    EXPECT_EQ(url->username(), c["username"]) << input;
    EXPECT_EQ(url->password(), c["password"]) << input;
    EXPECT_EQ(url->port() ? std::to_string(*url->port()) : "", c["port"]) << input;
  }
  std::printf("%s: %d of %d\n", name, cases - failures, cases);
  EXPECT_GT(cases, 0);
  EXPECT_LE(failures, allowed_failures);
}

TEST(UrlSuiteTest, UrlTestData) { RunUrlSuite("urls/wpt/urltestdata.json", 0); }
TEST(UrlSuiteTest, UrlTestDataJavascript) { RunUrlSuite("urls/wpt/urltestdata-javascript-only.json", 0); }
TEST(UrlSuiteTest, AdaExtra) { RunUrlSuite("urls/wpt/ada_extra_urltestdata.json", 0); }
TEST(UrlSuiteTest, AdaLong) { RunUrlSuite("urls/wpt/ada_long_urltestdata.json", 0); }
TEST(UrlSuiteTest, CrawlerCommonsCopy) { RunUrlSuite("robots/crawler_commons/url-utils/wpt-urltestdata.json", 0); }

TEST(UrlSuiteTest, PercentEncodingOfQueries) {
  const std::filesystem::path path = EvalFile("urls/wpt/percent-encoding.json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no evaluation data: " << path;
  int cases = 0;
  for (const Json& c : LoadSuite(path)) {
    if (!c.is_object()) continue;
    for (const auto& [charset, want] : c["output"].items()) {
      if (charset.rfind("iso-2022", 0) == 0) continue;  // stateful: written as UTF-8 here
      const Result<Url> url = ParseUrl("http://shop.test/?" + c["input"].get<std::string>(), nullptr, charset);
      ASSERT_TRUE(url);
      ++cases;
      EXPECT_EQ(*url->query(), want.get<std::string>()) << charset << " " << c["input"];
    }
  }
  EXPECT_GT(cases, 0);
}

void RunIdnaSuite(const char* name, int allowed_failures) {
  const std::filesystem::path path = EvalFile(name);
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no evaluation data: " << path;
  int cases = 0, failures = 0;
  for (const Json& c : LoadSuite(path)) {
    if (!c.is_object()) continue;
    ++cases;
    const std::string input = c["input"];
    const std::string want = c["output"].is_null() ? "" : c["output"].get<std::string>();
    const Result<Host> host = ParseHost(input, false);
    const std::string got = host ? host->text : "";
    if (got == want) continue;
    ++failures;
    std::printf("  %s | want %s | got %s | %s\n", DumpJson(c["input"]).c_str(), want.c_str(), got.c_str(),
                JsonText(c, "comment").c_str());
  }
  std::printf("%s: %d of %d\n", name, cases - failures, cases);
  EXPECT_GT(cases, 0);
  EXPECT_LE(failures, allowed_failures);
}

TEST(IdnaSuiteTest, ToAscii) { RunIdnaSuite("urls/wpt/toascii.json", 0); }
TEST(IdnaSuiteTest, IdnaTestV2) {
  // Three cases use ideographs of Unicode 17, which this ICU does not know.
  RunIdnaSuite("urls/wpt/IdnaTestV2.json", 3);
}

}  // namespace
}  // namespace markwarden
