// The plumbing commands url, robots and sitemap, as ARCHITECTURE's command contract has them.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "core/file.h"
#include "core/json.h"
#include "service/plumbing.h"
#include "service/plumbing_lines.h"

namespace markwarden {
namespace {

std::string RunUrl(const UrlPlumbing& options, const std::string& input) {
  std::istringstream in(input);
  std::ostringstream out;
  EXPECT_EQ(PlumbUrl(options, in, out), 0);
  return out.str();
}

class PlumbingFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("markwarden-plumbing-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const char* name, std::string_view text) {
    EXPECT_TRUE(WriteFileAtomic(folder_ / name, text));
    return (folder_ / name).string();
  }

  std::filesystem::path folder_;
};

TEST(PlumbUrlTest, Plain) {
  EXPECT_EQ(RunUrl({}, "HTTP://Shop.test:80/a b\r\nhttp://\n\n"),
            "http://shop.test/a%20b\n!error: the host is empty\n!error: a relative URL without a base\n");
  EXPECT_EQ(RunUrl({.base = "http://shop.test/x/", .canonical = true}, "a?utm_source=b&c=1#d"), "http://shop.test/x/a?c=1\n");
  EXPECT_EQ(RunUrl({.base = "nowhere"}, "a\n"), "!error: base: a relative URL without a base\n");
}

TEST(PlumbUrlTest, Json) {
  EXPECT_EQ(RunUrl({.base = "", .json = true}, R"({"input":"../a","base":"http://shop.test/x/y"})" "\n"
                                   R"({"input":"http://shop.test/","base":null})" "\n"),
            "{\"href\":\"http://shop.test/a\"}\n{\"href\":\"http://shop.test/\"}\n");
  std::istringstream lines(RunUrl({.base = "", .json = true}, "not json\n[1]\n{\"input\":1}\n{\"input\":\"http://\"}\n"));
  int errors = 0;
  for (std::string line; std::getline(lines, line);) errors += ParseJson(line)->contains("error") ? 1 : 0;
  EXPECT_EQ(errors, 4);
}

TEST(PlumbUrlTest, HalfSurrogatePairsAreReplaced) {
  EXPECT_EQ(RunUrl({.base = "", .json = true}, R"({"input":"http://shop.test/\ud800x\\ud800"})" "\n"),
            "{\"href\":\"http://shop.test/%EF%BF%BDx/ud800\"}\n");
  EXPECT_EQ(RunUrl({.base = "", .json = true}, R"({"input":"http://shop.test/\ud83d\ude00"})" "\n"),
            "{\"href\":\"http://shop.test/%F0%9F%98%80\"}\n");
  EXPECT_EQ(RunUrl({.base = "", .json = true}, "{\"input\":\"http://shop.test/\xed\xa0\x80\"}\n"),
            "{\"href\":\"http://shop.test/%EF%BF%BD\"}\n");
}

TEST(PlumbUrlTest, LinesAreCapped) {
  const std::string fits(kMaxPlumbingLine, 'a');
  EXPECT_EQ(RunUrl({}, fits + "\n"), "!error: the URL is longer than 8192 bytes\n");
  EXPECT_EQ(RunUrl({}, fits + "a\nhttp://shop.test\n"), "!error: the line is longer than 1 MiB\nhttp://shop.test/\n");
}

TEST_F(PlumbingFileTest, Robots) {
  const std::string file = Write("robots.txt", "User-agent: moss\nCrawl-delay: 2.5\nDisallow: /a\nSitemap: /s.xml\n");
  const auto run = [&](bool json) {
    std::istringstream in("http://shop.test/a\nhttp://shop.test/b\n");
    std::ostringstream out;
    EXPECT_EQ(PlumbRobots({.agent = "moss", .file = file, .json = json}, in, out), 0);
    return out.str();
  };
  EXPECT_EQ(run(false), "disallow http://shop.test/a\nallow http://shop.test/b\n");
  std::istringstream lines(run(true));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(*ParseJson(line), (Json{{"url", "http://shop.test/a"}, {"allowed", false}, {"line", "Disallow: /a"},
                                    {"crawl_delay", 2.5}, {"sitemaps", {"/s.xml"}}}));
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_TRUE((*ParseJson(line))["line"].is_null());
}

TEST_F(PlumbingFileTest, Sitemap) {
  std::ostringstream out;
  const std::string file = Write("s.xml", "<urlset><url><loc>/a</loc><lastmod>2026-01-02</lastmod></url></urlset>");
  EXPECT_EQ(PlumbSitemap({.file = file, .url = "http://shop.test/s.xml"}, out), 0);
  EXPECT_EQ(*ParseJson(out.str()), (Json{{"type", "url"}, {"loc", "http://shop.test/a"}, {"lastmod", "2026-01-02"},
                                         {"changefreq", nullptr}, {"priority", nullptr}}));
}

TEST_F(PlumbingFileTest, BrokenSitemapGivesItsEntriesAndSaysSo) {
  std::ostringstream out;
  const std::string file = Write("s.xml", "<urlset><url><loc>http://shop.test/a</loc></url><url><lo");
  EXPECT_EQ(PlumbSitemap({.file = file, .url = ""}, out), 1);
  std::istringstream lines(out.str());
  std::string first, second;
  ASSERT_TRUE(std::getline(lines, first) && std::getline(lines, second));
  EXPECT_EQ((*ParseJson(first))["loc"], "http://shop.test/a");
  EXPECT_EQ((*ParseJson(second))["file"], file);
  EXPECT_NE(JsonText(*ParseJson(second), "error").find("breaks off"), std::string::npos);
}

TEST_F(PlumbingFileTest, MissingAndForeignFiles) {
  const std::string missing = (folder_ / "none").string();
  const std::string page = Write("page.html", "<!doctype html><title>x</title>");
  std::istringstream in;
  std::ostringstream robots, sitemap, foreign, base;
  EXPECT_EQ(PlumbRobots({.agent = "moss", .file = missing}, in, robots), 1);
  EXPECT_EQ(PlumbSitemap({.file = missing, .url = ""}, sitemap), 1);
  EXPECT_EQ(PlumbSitemap({.file = page, .url = ""}, foreign), 1);
  EXPECT_EQ(PlumbSitemap({.file = page, .url = "nowhere"}, base), 1);
  for (const std::ostringstream* out : {&robots, &sitemap, &foreign, &base}) {
    const Result<Json> line = ParseJson(out->str());
    ASSERT_TRUE(line) << out->str();
    EXPECT_FALSE(JsonText(*line, "file").empty());
    EXPECT_FALSE(JsonText(*line, "error").empty());
  }
}

}  // namespace
}  // namespace markwarden
