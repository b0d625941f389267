// Sitemaps: all forms, broken ones salvaged, hostile ones survived.
#include "crawler/sitemap.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "core/file.h"
#include "core/formats/xml_reader.h"

namespace markwarden {
namespace {

std::vector<std::string> Locs(std::string_view text, std::string_view base = "") {
  Result<Url> url = ParseUrl(base);
  const Result<Sitemap> sitemap = ParseSitemap(text, url ? &*url : nullptr);
  if (!sitemap) return {"!" + sitemap.error().message};
  std::vector<std::string> locs;
  for (const SitemapEntry& entry : sitemap->entries) locs.push_back(entry.loc);
  return locs;
}

using List = std::vector<std::string>;

std::string Gzip(std::string_view bytes) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(SitemapTest, Urlset) {
  const Result<Sitemap> sitemap = ParseSitemap(R"(<?xml version="1.0" encoding="UTF-8"?>
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc> http://shop.test/a?x=1&amp;y=&#x32; </loc><lastmod>2026-01-02</lastmod>
             <changefreq>daily</changefreq><priority>0.8</priority></url>
        <url><loc><![CDATA[http://shop.test/b?c&d]]></loc></url>
      </urlset>)");
  ASSERT_TRUE(sitemap) << sitemap.error().message;
  ASSERT_EQ(sitemap->entries.size(), 2u);
  EXPECT_EQ(sitemap->problem, "");
  const SitemapEntry& first = sitemap->entries[0];
  EXPECT_FALSE(first.is_sitemap);
  EXPECT_EQ(first.loc, "http://shop.test/a?x=1&y=2");
  EXPECT_EQ(first.lastmod, "2026-01-02");
  EXPECT_EQ(first.changefreq, "daily");
  EXPECT_EQ(first.priority, "0.8");
  EXPECT_EQ(sitemap->entries[1].loc, "http://shop.test/b?c&d");
}

TEST(SitemapTest, Forms) {
  const struct { const char* why; const char* text; List want; } cases[] = {
      {"prefixed", "<s:urlset xmlns:s='x'><s:url><s:loc>http://shop.test/a</s:loc></s:url></s:urlset>", {"http://shop.test/a"}},
      {"pictures inside are not pages",
       "<urlset><url><image:image><image:loc>http://cdn.test/i.jpg</image:loc></image:image><loc>http://shop.test/a</loc>"
       "<image:image><image:loc>http://cdn.test/j.jpg</image:loc></image:image></url></urlset>", {"http://shop.test/a"}},
      {"a picture and no page", "<urlset><url><image:loc>http://cdn.test/i.jpg</image:loc></url></urlset>", {}},
      {"no loc element", "<sitemapindex><sitemap>http://shop.test/s.xml</sitemap></sitemapindex>", {"http://shop.test/s.xml"}},
      {"index", "<sitemapindex><sitemap><loc>http://shop.test/s.xml</loc></sitemap></sitemapindex>", {"http://shop.test/s.xml"}},
      {"relative", "<urlset><url><loc>/a</loc></url><url><loc>b</loc></url></urlset>", {"http://shop.test/a", "http://shop.test/maps/b"}},
      {"not for fetching", "<urlset><url><loc>javascript:alert(1)</loc></url><url><loc>http://</loc></url></urlset>", {}},
      {"RSS", "<rss><channel><link>http://shop.test/</link><item><title>x</title><link>http://shop.test/a</link></item>"
       "<item><guid>http://shop.test/b</guid></item></channel></rss>", {"http://shop.test/a", "http://shop.test/b"}},
      {"Atom", "<feed><link href='http://shop.test/'/><entry><link rel='edit' href='/e'/><link href='http://shop.test/a'/>"
       "</entry></feed>", {"http://shop.test/a"}},
      {"text", "\xEF\xBB\xBFhttp://shop.test/a\r\n\r\n# note\nhttp://shop.test/b\n", {"http://shop.test/a", "http://shop.test/b"}},
      {"a warning of the server's first", "Warning: x in y.php\n<urlset><url><loc>/a</loc></url></urlset>", {"http://shop.test/a"}},
      {"comments", "<urlset><!-- <url><loc>/x</loc></url> --><url><loc>/a</loc></url></urlset>", {"http://shop.test/a"}},
      {"empty", "<urlset></urlset>", {}},
  };
  for (const auto& c : cases) EXPECT_EQ(Locs(c.text, "http://shop.test/maps/s.xml"), c.want) << c.why;
}

TEST(SitemapTest, BrokenXmlKeepsWhatCameBefore) {
  const struct { const char* why; const char* text; List want; } cases[] = {
      {"cut inside an address", "<urlset><url><loc>/a</loc></url><url><loc>/b", {"http://shop.test/a"}},
      {"cut after an address", "<urlset><url><loc>/a</loc></url><url><loc>/b</loc>", {"http://shop.test/a", "http://shop.test/b"}},
      {"cut inside a tag", "<urlset><url><loc>/a</loc></url><ur", {"http://shop.test/a"}},
      {"cut inside a comment", "<urlset><url><loc>/a</loc></url><!-- x", {"http://shop.test/a"}},
      {"cut inside CDATA", "<urlset><url><loc>/a</loc></url><url><loc><![CDATA[/b", {"http://shop.test/a"}},
  };
  for (const auto& c : cases) {
    const Result<Url> base = ParseUrl("http://shop.test/s.xml");
    const Result<Sitemap> sitemap = ParseSitemap(c.text, &*base);
    ASSERT_TRUE(sitemap) << c.why;
    EXPECT_EQ(Locs(c.text, "http://shop.test/"), c.want) << c.why;
    EXPECT_NE(sitemap->problem, "") << c.why;
  }
  EXPECT_EQ(Locs("<urlset><url><loc>/a?x=1&y=2</loc></url><url><loc>/b</loc><url><loc>/c</loc></url></urlset>", "http://shop.test/"),
            (List{"http://shop.test/a?x=1&y=2", "http://shop.test/b", "http://shop.test/c"}))
      << "bare ampersand, forgotten end tag";
}

TEST(SitemapTest, RefusesWhatIsNone) {
  for (const char* text : {"", "<!doctype html><html><body>Not found</body></html>", "just words", "{\"a\":1}"}) {
    const Result<Sitemap> sitemap = ParseSitemap(text);
    ASSERT_FALSE(sitemap) << text;
    EXPECT_EQ(sitemap.error().code, ErrorCode::kInvalid) << text;
  }
}

TEST(SitemapTest, EntitiesAreNotExpanded) {
  std::string bomb = "<!DOCTYPE urlset [<!ENTITY a \"ha\">";
  for (char c = 'b'; c < 'z'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " \"&" + static_cast<char>(c - 1) + ";&" + static_cast<char>(c - 1) + ";\">";
  }
  bomb += "<!ENTITY x SYSTEM \"file:///etc/passwd\">]><urlset><url><loc>http://shop.test/&y;&x;</loc></url></urlset>";
  EXPECT_EQ(Locs(bomb), (List{"http://shop.test/&y;&x;"}));
}

TEST(SitemapTest, Gzip) {
  const std::string xml = "<urlset><url><loc>http://shop.test/a</loc></url></urlset>";
  EXPECT_EQ(Locs(Gzip(xml)), (List{"http://shop.test/a"}));
  std::string many = "<urlset>";
  for (int i = 0; i < 3000; ++i) many += "<url><loc>http://shop.test/" + std::to_string(i * 7919) + "</loc></url>";
  const std::string packed = Gzip(many + "</urlset>");
  const Result<Sitemap> cut = ParseSitemap(std::string_view(packed).substr(0, packed.size() / 2));
  ASSERT_TRUE(cut);
  EXPECT_NE(cut->problem, "");
  EXPECT_GT(cut->entries.size(), 100u);
  EXPECT_LT(cut->entries.size(), 3000u);
}

TEST(SitemapTest, EntriesAreCapped) {
  std::string xml = "<urlset>";
  for (size_t i = 0; i < kMaxSitemapUrls; ++i) xml += "<url><loc>http://shop.test/" + std::to_string(i) + "</loc></url>";
  const Result<Sitemap> full = ParseSitemap(xml + "</urlset>");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->entries.size(), kMaxSitemapUrls);
  EXPECT_EQ(full->problem, "");
  const Result<Sitemap> over = ParseSitemap(xml + "<url><loc>http://shop.test/one-more</loc></url></urlset>");
  ASSERT_TRUE(over);
  EXPECT_EQ(over->entries.size(), kMaxSitemapUrls);
  EXPECT_NE(over->problem, "");
}

TEST(SitemapTest, BytesAreCapped) {
  std::string xml = "<urlset><url><loc>http://shop.test/a</loc></url>";
  const std::string end = "<url><loc>http://shop.test/z</loc></url></urlset>";
  xml.resize(kMaxSitemapBytes - end.size(), ' ');
  EXPECT_EQ(Locs(xml + end), (List{"http://shop.test/a", "http://shop.test/z"}));
  const Result<Sitemap> over = ParseSitemap(xml + "    " + end);
  ASSERT_TRUE(over);
  EXPECT_NE(over->problem, "");
  const Result<Sitemap> bomb = ParseSitemap(Gzip(xml));
  ASSERT_TRUE(bomb);
  EXPECT_NE(bomb->problem, "") << "inflates 200-fold";
}

TEST(SitemapTest, HostileShapesStayFast) {
  const auto start = std::chrono::steady_clock::now();
  std::string deep = "<urlset>";
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(Locs(deep), List{});
  std::string attributes = "<urlset a0='";
  for (int i = 0; i < 200'000; ++i) attributes += "' a='";
  EXPECT_EQ(Locs(attributes + "'/>"), List{});
  EXPECT_EQ(Locs("<urlset>" + std::string(2'000'000, '<')), List{});
  EXPECT_EQ(Locs("<urlset><url><loc>" + std::string(2'000'000, '&') + "</loc></url></urlset>"), List{});
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(XmlReaderTest, ResolvesEntities) {
  const struct { const char* in; const char* want; } cases[] = {
      {"a&amp;b", "a&b"},   {"&lt;&gt;&quot;&apos;", "<>\"'"}, {"&#65;&#x42;", "AB"}, {"&#x5546;", "商"},
      {"&nbsp;", "&nbsp;"}, {"a & b", "a & b"},                {"&#;&#x;", "&#;&#x;"}, {"&#xD800;", "\xEF\xBF\xBD"},
      {"&amp;amp;", "&amp;"}, {"&", "&"},                      {"&#99999999;", "\xEF\xBF\xBD"},
  };
  for (const auto& c : cases) EXPECT_EQ(ResolveEntities(c.in), c.want) << c.in;
}

TEST(SitemapSuiteTest, CrawlerCommonsFiles) {
  const char* variable = std::getenv("MARKWARDEN_EVAL");
  const std::filesystem::path folder =
      (variable ? std::filesystem::path(variable) : std::filesystem::path(MARKWARDEN_SOURCE_DIR) / "../shared/eval") / "robots";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no evaluation data: " << folder;
  const struct { const char* file; size_t entries; bool index; } cases[] = {
      {"crawler_commons/sitemaps/atom.xml", 1, false},
      {"crawler_commons/sitemaps/sitemap-with-bom.txt", 2, false},
      {"crawler_commons/sitemaps/sitemap.txt", 2, false},
      {"crawler_commons/sitemaps/sitemap.txt.gz", 5, false},
      {"crawler_commons/sitemaps/sitemap.badns.xml", 2, false},
      {"crawler_commons/sitemaps/sitemap.ns.xml", 2, false},
      {"crawler_commons/sitemaps/sitemap.index.xml", 15, true},
      {"crawler_commons/sitemaps/xmlSitemap.gz", 5, false},
      {"crawler_commons/sitemaps/extension/sitemap-links.xml", 3, false},
      {"crawler_commons/sitemaps/extension/sitemap-images.xml", 1, false},
      {"crawler_commons/sitemaps/extension/sitemap-videos.xml", 3, false},
      {"crawler_commons/rss/feed.rss", 4, false},
      {"crawler_commons/rss/xmlRss_pubDate.xml", 7, false},
      {"portia_sitemap_sample.xml", 3, true},
  };
  for (const auto& c : cases) {
    const Result<std::string> text = ReadFile(folder / c.file);
    ASSERT_TRUE(text) << c.file;
    const Result<Sitemap> sitemap = ParseSitemap(*text);
    ASSERT_TRUE(sitemap) << c.file << ": " << sitemap.error().message;
    std::printf("%s: %zu entries, %zu skipped, %s\n", c.file, sitemap->entries.size(), sitemap->skipped, sitemap->problem.c_str());
    EXPECT_EQ(sitemap->entries.size(), c.entries) << c.file;
    ASSERT_FALSE(sitemap->entries.empty()) << c.file;
    EXPECT_EQ(sitemap->entries[0].is_sitemap, c.index) << c.file;
  }
}

}  // namespace
}  // namespace markwarden
