// robots.txt: the rules of RFC 9309, what real files do to them, and hostile ones.
#include "crawler/robots.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "core/file.h"
#include "core/json.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::filesystem::path EvalFolder() {
  const char* folder = std::getenv("MARKWARDEN_EVAL");
  return folder ? std::filesystem::path(folder) : std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "../shared/eval";
}

bool Allowed(std::string_view robots, std::string_view agent, std::string_view url) {
  return Robots::Parse(robots).Check(agent, url).allowed;
}

struct Case {
  const char* why;
  const char* robots;
  const char* agent;
  const char* url;
  bool allowed;
};

void ExpectAll(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Allowed(c.robots, c.agent, c.url), c.allowed) << c.why;
}

// RFC 9309, 2.2.1: groups.
TEST(RobotsTest, Groups) {
  ExpectAll({
      {"no file", "", "moss", "http://shop.test/a", true},
      {"a group of its own", "User-agent: moss\nDisallow: /\n", "moss", "http://shop.test/a", false},
      {"case does not count", "USER-AGENT: MOSS\nDISALLOW: /\n", "Moss", "http://shop.test/a", false},
      {"version of the agent", "User-agent: moss\nDisallow: /\n", "moss/1.0", "http://shop.test/a", false},
      {"version in the file", "User-agent: moss/2.1\nDisallow: /\n", "moss", "http://shop.test/a", false},
      {"digits in a name", "User-agent: 42moss7\nDisallow: /\n", "42moss7", "http://shop.test/a", false},
      {"another's group", "User-agent: fern\nDisallow: /\n", "moss", "http://shop.test/a", true},
      {"a longer name is another's", "User-agent: mosses\nDisallow: /\n", "moss", "http://shop.test/a", true},
      {"star for the rest", "User-agent: *\nDisallow: /\n", "moss", "http://shop.test/a", false},
      {"own group beats star", "User-agent: moss\nDisallow: /b\nUser-agent: *\nDisallow: /a\n", "moss", "http://shop.test/a", true},
      {"even without rules", "User-agent: moss\n\nUser-agent: fern\nDisallow:\n\nUser-agent: *\nDisallow: /\n", "moss", "http://shop.test/a", true},
      {"two names, one group", "User-agent: fern\nUser-agent: moss\nDisallow: /\n", "moss", "http://shop.test/a", false},
      {"groups merge", "User-agent: moss\nDisallow: /a\n\nUser-agent: moss\nDisallow: /b\n", "moss", "http://shop.test/b", false},
      {"other records end no group", "User-agent: fern\nSitemap: /s.xml\nUser-agent: moss\nDisallow: /\n", "fern", "http://shop.test/a", false},
      {"rules before any agent", "Disallow: /\nUser-agent: moss\nDisallow: /b\n", "moss", "http://shop.test/a", true},
      {"several names on a line", "User-agent: fern, moss\nDisallow: /\n", "moss", "http://shop.test/a", false},
  });
}

// RFC 9309, 2.2.2 and 2.2.3: the longest match, wildcards, octets.
TEST(RobotsTest, Matching) {
  ExpectAll({
      {"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "moss", "http://shop.test/a/b/c", true},
      {"order does not count", "User-agent: *\nAllow: /a/b\nDisallow: /a\n", "moss", "http://shop.test/a/c", false},
      {"allow wins a tie", "User-agent: *\nDisallow: /a\nAllow: /a\n", "moss", "http://shop.test/a", true},
      {"empty rule", "User-agent: *\nDisallow:\n", "moss", "http://shop.test/a", true},
      {"star", "User-agent: *\nDisallow: /*.php\n", "moss", "http://shop.test/a/b.php?x", false},
      {"stars in a row", "User-agent: *\nDisallow: /a**b***c\n", "moss", "http://shop.test/axxbyyc", false},
      {"star alone", "User-agent: *\nDisallow: *\n", "moss", "http://shop.test/", false},
      {"end mark", "User-agent: *\nDisallow: /*.php$\n", "moss", "http://shop.test/b.php5", true},
      {"end mark holds", "User-agent: *\nDisallow: /*.php$\n", "moss", "http://shop.test/b.php.php", false},
      {"end mark after a star", "User-agent: *\nDisallow: /a*$\n", "moss", "http://shop.test/ab", false},
      {"pieces do not overlap", "User-agent: *\nDisallow: /aba*ba$\n", "moss", "http://shop.test/aba", true},
      {"dollar inside is a dollar", "User-agent: *\nDisallow: /a$b\n", "moss", "http://shop.test/a$b", false},
      {"case of paths counts", "User-agent: *\nDisallow: /A\n", "moss", "http://shop.test/a", true},
      {"query", "User-agent: *\nDisallow: /*?sort=\n", "moss", "http://shop.test/list?sort=price", false},
      {"query without a path", "User-agent: *\nDisallow: /\n", "moss", "http://shop.test?q", false},
      {"fragment is not sent", "User-agent: *\nDisallow: /a$\n", "moss", "http://shop.test/a#b", false},
      {"octets outside ASCII", "User-agent: *\nDisallow: /商品\n", "moss", "http://shop.test/%E5%95%86%e5%93%81/1", false},
      {"encoded unreserved in the rule", "User-agent: *\nDisallow: /%61b\n", "moss", "http://shop.test/ab", false},
      {"encoded unreserved in the address", "User-agent: *\nDisallow: /ab\n", "moss", "http://shop.test/%61b", false},
      {"the same for allow", "User-agent: *\nDisallow: /\nAllow: /~mak\n", "moss", "http://shop.test/%7Emak", true},
      {"an encoded slash is no slash", "User-agent: *\nDisallow: /a/b\n", "moss", "http://shop.test/a%2Fb", true},
      {"robots.txt itself", "User-agent: *\nDisallow: /\n", "moss", "http://shop.test/robots.txt", true},
  });
}

TEST(RobotsTest, RealFiles) {
  ExpectAll({
      {"missing colon", "user-agent moss\ndisallow /a\n", "moss", "http://shop.test/a", false},
      {"prose without a colon", "user-agent: moss\ndisallow all of it\n", "moss", "http://shop.test/all", true},
      {"typos", "useragent: moss\nDissalow: /a\n", "moss", "http://shop.test/a", false},
      {"spaces before the colon", "user-agent : moss\ndisallow : /a\n", "moss", "http://shop.test/a", false},
      {"comments", "User-agent: moss # us\nDisallow: /a # b\n#Disallow: /b\n", "moss", "http://shop.test/a", false},
      {"CR line ends", "User-agent: moss\rDisallow: /a\r", "moss", "http://shop.test/a", false},
      {"CRLF line ends", "User-agent: moss\r\n\r\nDisallow: /a\r\n", "moss", "http://shop.test/a", false},
      {"no end to the last line", "User-agent: moss\nDisallow: /a", "moss", "http://shop.test/a", false},
      {"byte order mark", "\xEF\xBB\xBFUser-agent: moss\nDisallow: /a\n", "moss", "http://shop.test/a", false},
      {"an HTML page", "<!doctype html><html><title>Not found</title>", "moss", "http://shop.test/a", true},
      {"rules in HTML", "<pre>User-agent: moss<br>\nDisallow: /a<br>\n</pre>", "moss", "http://shop.test/ab", false},
      {"bytes of nothing", "\x01\xff\xfe:\n:\n: :\nUser-agent\n", "moss", "http://shop.test/a", true},
  });
  const std::string little("\xff\xfe" "U\0s\0e\0r\0-\0a\0g\0e\0n\0t\0:\0*\0\n\0D\0i\0s\0a\0l\0l\0o\0w\0:\0/\0a\0", 50);
  EXPECT_FALSE(Allowed(little, "moss", "http://shop.test/a")) << "UTF-16";
}

TEST(RobotsTest, SaysWhichLine) {
  const Robots robots = Robots::Parse("# hello\nUser-agent: *\n  Disallow: /a  # not a\nAllow: /a/b\n");
  EXPECT_EQ(robots.Check("moss", "http://shop.test/a").line, "Disallow: /a");
  EXPECT_EQ(robots.Check("moss", "http://shop.test/a").line_number, 3);
  EXPECT_EQ(robots.Check("moss", "http://shop.test/a/b").line, "Allow: /a/b");
  EXPECT_EQ(robots.Check("moss", "http://shop.test/c").line, "");
}

TEST(RobotsTest, CrawlDelayAndSitemaps) {
  const Robots robots = Robots::Parse(
      "User-agent: fern\nCrawl-delay: 10\nUser-agent: moss\nCrawl-delay: 0.5\nDisallow: /x\n"
      "Sitemap: http://shop.test/A.xml\nsite-map: /b.xml\nSitemap: http://shop.test/A.xml\n"
      "http://shop.test/sitemap-c.xml\n\n"
      "User-agent: *\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay: 30\n");
  EXPECT_EQ(robots.CrawlDelay("fern"), milliseconds(10'000));
  EXPECT_EQ(robots.CrawlDelay("moss"), milliseconds(500));
  EXPECT_EQ(robots.CrawlDelay("other"), milliseconds(30'000)) << "the longest";
  EXPECT_EQ(robots.sitemaps(), (std::vector<std::string>{"http://shop.test/A.xml", "/b.xml", "http://shop.test/sitemap-c.xml"}));
  for (const char* bad : {"nan", "-1", "inf", "soon", ""}) {
    EXPECT_FALSE(Robots::Parse(std::string("User-agent: *\nCrawl-delay: ") + bad).CrawlDelay("moss")) << bad;
  }
  EXPECT_GT(*Robots::Parse("User-agent: *\nCrawl-delay: 1e300").CrawlDelay("moss"), milliseconds(0));
}

// RFC 9309, 2.5: 500 KiB are read; the line that the cap cuts is dropped.
TEST(RobotsTest, BytesAreCapped) {
  const std::string head = "User-agent: *\nDisallow: /early\n";
  const std::string rule = "Disallow: /late\n";
  const auto file = [&](size_t size_before) {
    std::string text = head;
    text += "#" + std::string(size_before - head.size() - 2, 'x') + "\n";
    return text + rule + std::string(1000, '#');
  };
  EXPECT_FALSE(Allowed(file(kMaxRobotsBytes - rule.size()), "moss", "/late")) << "just inside";
  EXPECT_FALSE(Allowed(file(kMaxRobotsBytes - rule.size() + 1), "moss", "/late")) << "only its line end is outside";
  EXPECT_TRUE(Allowed(file(kMaxRobotsBytes - rule.size() + 2), "moss", "/lat")) << "cut: half a rule is no rule";
  EXPECT_TRUE(Allowed(file(kMaxRobotsBytes - rule.size() + 2), "moss", "/late"));
  EXPECT_FALSE(Allowed(file(kMaxRobotsBytes + 1), "moss", "/early"));
}

// A file made of the worst patterns against the longest address.
TEST(RobotsTest, HostilePatternsStayFast) {
  std::string robots = "User-agent: *\n";
  std::string stars = "Disallow: /";
  for (int i = 0; i < 400; ++i) stars += "*a";
  while (robots.size() < kMaxRobotsBytes) robots += stars + "b$\n";
  const std::string url = "http://shop.test/" + std::string(8000, 'a');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(Allowed(robots, "moss", url));
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(5));
  std::string agents;
  while (agents.size() < kMaxRobotsBytes) agents += "User-agent: a\nDisallow: /*b\n";
  EXPECT_TRUE(Allowed(agents, "a", url));
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(10));
}

// RFC 9309, 2.3.1: what a fetch that brought no rules means.
TEST(RobotsTest, Policy) {
  const struct { const char* why; RobotsFetch fetch; RobotsAccess access; seconds keep; } cases[] = {
      {"success", {.status = 200}, RobotsAccess::kParse, std::chrono::hours(24)},
      {"max-age", {.status = 200, .max_age = seconds(3600)}, RobotsAccess::kParse, std::chrono::hours(1)},
      {"max-age 0 still keeps 5 minutes", {.status = 200, .max_age = seconds(0)}, RobotsAccess::kParse, std::chrono::minutes(5)},
      {"a year is a day", {.status = 200, .max_age = seconds(31'536'000)}, RobotsAccess::kParse, std::chrono::hours(24)},
      {"not found", {.status = 404}, RobotsAccess::kAllowAll, std::chrono::hours(24)},
      {"forbidden", {.status = 403}, RobotsAccess::kAllowAll, std::chrono::hours(24)},
      {"too many requests", {.status = 429}, RobotsAccess::kDisallowAll, std::chrono::minutes(5)},
      {"server error", {.status = 503}, RobotsAccess::kDisallowAll, std::chrono::minutes(5)},
      {"unreachable", {.status = 0}, RobotsAccess::kDisallowAll, std::chrono::minutes(5)},
      {"again and again", {.status = 0, .failures = 2}, RobotsAccess::kDisallowAll, std::chrono::minutes(20)},
      {"for ever", {.status = 0, .failures = 1000}, RobotsAccess::kDisallowAll, std::chrono::hours(1)},
      {"a copy survives failures", {.status = 500, .have_copy = true}, RobotsAccess::kKeepCopy, std::chrono::minutes(5)},
      {"unchanged", {.status = 304, .have_copy = true}, RobotsAccess::kKeepCopy, std::chrono::hours(24)},
      {"five redirects", {.status = 200, .redirects = 5}, RobotsAccess::kParse, std::chrono::hours(24)},
      {"six redirects", {.status = 302, .redirects = 6}, RobotsAccess::kAllowAll, std::chrono::hours(24)},
      {"a redirect to nowhere", {.status = 302, .redirects = 1}, RobotsAccess::kDisallowAll, std::chrono::minutes(5)},
  };
  for (const auto& c : cases) {
    const RobotsPolicy policy = DecideRobots(c.fetch);
    EXPECT_EQ(policy.access, c.access) << c.why;
    EXPECT_EQ(policy.keep, c.keep) << c.why;
    EXPECT_FALSE(policy.why.empty()) << c.why;
  }
}

// The cases of the reference parser; those that only describe its authors' crawler are optional.
TEST(RobotsSuiteTest, ReferenceCases) {
  const std::filesystem::path path = EvalFolder() / "robots/cases.jsonl";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no evaluation data: " << path;
  const Result<std::string> text = ReadFile(path);
  ASSERT_TRUE(text);
  std::istringstream lines(*text);
  int cases = 0, passed = 0;
  for (std::string line; std::getline(lines, line);) {
    const Result<Json> c = ParseJson(line);
    ASSERT_TRUE(c) << line;
    ++cases;
    const bool got = Allowed(JsonText(*c, "robots"), JsonText(*c, "agent"), JsonText(*c, "url"));
    if (got == (*c)["allowed"].get<bool>()) {
      ++passed;
    } else if (JsonText(*c, "test").rfind("GoogleOnly", 0) == 0) {
      std::printf("  optional case differs: %s\n", line.c_str());
    } else {
      ADD_FAILURE() << line;
    }
  }
  std::printf("robots cases: %d of %d\n", passed, cases);
  EXPECT_GT(cases, 0);
}

TEST(RobotsSuiteTest, CrawlerCommonsFiles) {
  const std::filesystem::path folder = EvalFolder() / "robots/crawler_commons/robots";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no evaluation data: " << folder;
  const struct { const char* file; const char* agent; const char* url; bool allowed; } cases[] = {
      {"format-errors-robots.txt", "bot1", "/whitespace-before-colon/", false},
      {"format-errors-robots.txt", "bot1", "/no-colon/", false},
      {"format-errors-robots.txt", "bot2", "/no-colon-useragent/", false},
      {"format-errors-robots.txt", "bot3", "/whitespace-before-colon/", true},
      {"directive-typos-robots.txt", "bot1", "/desallow/", false},
      {"directive-typos-robots.txt", "bot1", "/dissalow/", false},
      {"directive-typos-robots.txt", "bot2", "/useragent/", false},
      {"directive-typos-robots.txt", "bot3", "/useg-agent/", false},
      {"directive-typos-robots.txt", "bot4", "/useragent-no-colon/", false},
      {"many-user-agents.txt", "wget", "/", false},
      {"many-user-agents.txt", "nobody-of-that-name", "/", true},
      {"many-user-agents.txt", "nobody-of-that-name", "/bot-trap/", false},
      {"malformed-path.txt", "bot1", "/wiki/Wikipedia_talk:Mediation_Committee/", false},
      {"malformed-path.txt", "bot1", "/wiki/", true},
      {"dos-line-endings.txt", "bot1", "/", true},
      {"robots-with-utf8-bom.txt", "bot1", "/profile", false},
      {"robots-with-utf16le-bom.txt", "bot1", "/profile", false},
      {"robots-with-utf16be-bom.txt", "bot1", "/profile", false},
      {"www.flot.com-robots.txt", "bot1", "/img/", false},
      {"wildcards.txt", "bot1", "/wishlist/bogus", false},
      {"wildcards.txt", "bot1", "/wishlist/universal/page", true},
      {"wildcards.txt", "bot1", "/anydirectoryhere/gcrnsts", false},
      {"merge-rules.txt", "wget", "/foo/bar", true},
      {"merge-rules.txt", "wget", "/tmp/bar", false},
      {"merge-rules.txt", "other", "/foo/bar", false},
      {"crawl-delay-group-merging.txt", "mybot", "/private/", false},
      {"crawl-delay-group-merging.txt", "yourbot", "/login/", false},
      {"crawl-delay-group-merging.txt", "mybot", "/login/", true},
      {"crawl-delay-group-merging.txt", "other", "/private/", true},
      {"extensions-group-merging.txt", "mybot", "/private/", false},
      {"extensions-group-merging.txt", "yourbot", "/private/", false},
  };
  for (const auto& c : cases) {
    const Result<std::string> text = ReadFile(folder / c.file);
    ASSERT_TRUE(text) << c.file;
    EXPECT_EQ(Allowed(*text, c.agent, c.url), c.allowed) << c.file << " " << c.agent << " " << c.url;
  }
  const auto read = [&](const char* file) { return Robots::Parse(*ReadFile(folder / file)); };
  EXPECT_EQ(read("crawl-delay-group-merging.txt").CrawlDelay("mybot"), milliseconds(10'000));
  EXPECT_FALSE(read("crawl-delay-group-merging.txt").CrawlDelay("yourbot"));
  EXPECT_EQ(read("crawl-delay-group-merging.txt").CrawlDelay("other"), milliseconds(30'000));
  EXPECT_EQ(read("dos-line-endings.txt").CrawlDelay("bot1"), milliseconds(1'000));
  EXPECT_EQ(read("sitemap-robots.txt").sitemaps().size(), 3u);
  EXPECT_EQ(read("sitemap-robots-dedup.txt").sitemaps().size(), 1u);
}

TEST(RobotsSuiteTest, RealFilesParseFast) {
  const std::filesystem::path folder = EvalFolder() / "robots/protego_real";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no evaluation data: " << folder;
  int files = 0;
  size_t bytes = 0;
  std::chrono::nanoseconds longest{0}, total{0};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const Result<std::string> text = ReadFile(entry.path());
    ASSERT_TRUE(text) << entry.path();
    const auto start = std::chrono::steady_clock::now();
    const Robots robots = Robots::Parse(*text);
    for (const char* url : {"http://shop.test/", "http://shop.test/search?q=a&b=c", "http://shop.test/a/b/c.html"}) {
      robots.Check("markwarden", url);
    }
    const auto spent = std::chrono::steady_clock::now() - start;
    longest = std::max<std::chrono::nanoseconds>(longest, spent);
    total += spent;
    ++files;
    bytes += text->size();
  }
  std::printf("%d files, %zu bytes: %.1f ms in all, longest %.1f ms\n", files, bytes,
              static_cast<double>(total.count()) / 1e6, static_cast<double>(longest.count()) / 1e6);
  EXPECT_GT(files, 100);
  EXPECT_LT(longest, std::chrono::milliseconds(200));
}

}  // namespace
}  // namespace markwarden
