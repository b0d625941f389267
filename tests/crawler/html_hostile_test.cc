// Pages made to hurt a parser, each with what it may cost.  Where a list of bad inputs numbers them, so do the tests:
//   1-4 unclosed and endless tags: UnclosedSpans, EveryPageIsAnsweredInTime; 5 end tags alone, 6 two strings that
//   broke another build of the parser, 7 NUL, surrogates and overlong forms, 11 one text of 50 MB, 12 foreign
//   elements in each other, 13 entities: EveryPageIsAnsweredInTime and the tests below; 8-10 charsets: tests/text/charset_test.cc;
//   14 price strings: price_test.cc.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>

#include "core/sanitized.h"
#include "core/text/charset.h"
#include "crawler/extract.h"
#include "crawler/html.h"
#include "crawler/html_cost.h"
#include "crawler/html_scan.h"
#include "tests/crawler/repeat.h"

namespace markwarden {
namespace {

// `unit` again and again up to `bytes`; "#" in it is its number.
std::string Numbered(std::string_view unit, size_t bytes) {
  std::string out;
  for (size_t n = 0; out.size() < bytes; ++n) {
    for (const char c : unit) c == '#' ? out += std::to_string(n) : out += c;
  }
  return out;
}

struct Cost {
  double seconds = 0;  // of this thread's processor time: other work on the machine is not in it
  long grown = 0;      // MB by which the process grew past its highest so far
  Extraction answer;
};

Cost Measure(std::string_view page) {
  rusage before{}, after{};
  getrusage(RUSAGE_THREAD, &before);
  Cost cost;
  cost.answer = Extract(page, "", {.url = "https://shop.test/"});
  getrusage(RUSAGE_THREAD, &after);
  const auto seconds = [](const rusage& usage) {
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  };
  cost.seconds = seconds(after) - seconds(before);
  cost.grown = (after.ru_maxrss - before.ru_maxrss) / 1024;
  return cost;
}

TEST(HtmlHostileTest, UnclosedSpans) {
  const Cost cost = Measure(Repeat("<span>", 20000));
  EXPECT_LT(cost.seconds, 0.5 * kSlower);
  EXPECT_LE(cost.grown, 64 * kSlower);
  EXPECT_TRUE(cost.answer.degraded);
}

TEST(HtmlHostileTest, OneTagWithManyAttributes) {
  std::string tag = "<p ";
  for (int i = 0; i < 80000; ++i) tag += "a" + std::to_string(i) + "=1 ";
  const Cost cost = Measure(tag + ">");
  EXPECT_LT(cost.seconds, 0.5 * kSlower);
  EXPECT_EQ(cost.answer.why_degraded, "more attributes than a page may have");
}

TEST(HtmlHostileTest, PagesAtTheCapsStaySmall) {
  const std::pair<const char*, std::string> cases[] = {{"depth", Repeat("<div>", kMaxDepth)},
                                                       {"tags", Repeat("<p>", kMaxTags)},
                                                       {"attributes", Numbered("<p " + Repeat("a#=1 ", 1) + Repeat("b c ", 127) + ">", 1 << 20)}};
  for (const auto& [why, page] : cases) {
    const HtmlScan scan = ScanHtml(page);
    EXPECT_EQ(scan.over, "") << why;
    const Result<HtmlDocument> document = HtmlDocument::Parse(scan.dom_html, scan.texts);
    ASSERT_TRUE(document) << why;
    EXPECT_LE(document->arena_bytes(), size_t{256} << 20) << why;
  }
}

// Quadratic in the parser though few of them are open at a time by a lenient count.
TEST(HtmlHostileTest, WorkThatDepthDoesNotShowIsCounted) {
  const struct { const char* why; const char* unit; } cases[] = {
      {"formatting that is opened again and again", "<a><b><i></a>"},
      {"formatting with attributes of its own", "<p><b id=#></p>"},
      {"a table around each", "<table><b id=#></table>"},
      {"<html> that gathers attributes", "<html a#=1>"},
      {"<body> that gathers attributes", "<body a#=1>"},
      {"an end tag that a <select> keeps from being heard", "<div><select></div></select>"},
      {"an end tag in another's text", "<div><span><b></div></span>"}};
  for (const auto& c : cases) {
    const std::string page = Numbered(c.unit, 2 << 20);
    EXPECT_NE(ScanHtml(page).over, "") << c.why;
    const Cost cost = Measure(page);
    EXPECT_LT(cost.seconds, 1.5 * kSlower) << c.why;
  }
}

TEST(HtmlCostTest, OrdinaryPagesCostLittle) {
  const auto page = [](std::string_view item) { return ScanHtml("<html><body><div>" + Numbered(item, 900'000) + "</div>").over; };
  EXPECT_EQ(page("<ul><li><a href=/#>x</a><li><b>y</b></ul>"), "");
  EXPECT_EQ(page("<table><tr><td><p>x<td>y<tr><th>z</table>"), "");
  EXPECT_EQ(page("<p>a <b>b <i>c</i></b><p><img src=/#.jpg><br>"), "");
  EXPECT_EQ(page("<select><option value=#>x<option>y</select><dl><dt>a<dd>b</dl>"), "");
}

TEST(HtmlHostileTest, OddBytesComeOutAsUtf8) {
  const std::string_view cases[] = {std::string_view("<title>a\0b</title><p>\0</p>\0", 27), "<p title='\xed\xa0\x80'>\xed\xb0\x80</p>", "<p>\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf</p>",
                                    "<b><nobr><r><d><r><ol></b><nobr>", "<d0tx0i0t><option></d0tX0i0t>"};
  for (const std::string_view page : cases) {
    const Extraction got = Extract(page, "", {.url = "https://shop.test/"});
    EXPECT_NO_THROW((void)ToJson(got).dump()) << page;
    EXPECT_FALSE(got.degraded) << page;
  }
}

TEST(HtmlHostileTest, OneTextOfFiftyMegabytes) {
  std::string page = "<title>Morrow Pack</title><p>" + std::string(50u << 20, 'x');
  const Cost cost = Measure(page);
  EXPECT_LT(cost.seconds, 2 * kSlower);
  EXPECT_EQ(cost.answer.charset, "utf-8");
}

// Each of these took an unguarded parser seconds to minutes, or its life.
TEST(HtmlHostileTest, EveryPageIsAnsweredInTime) {
  const std::string deep_json = "<script type=application/ld+json>" + Repeat("{\"a\":[", 50000) + "</script>";
  const struct { const char* why; std::string page; } cases[] = {
      {"20,000 unclosed <span>", Repeat("<span>", 20000)},
      {"300,000 <i>", Repeat("<i>", 300000)},
      {"800,000 <span>", Repeat("<span>", 800000)},
      {"20,000 end tags of nothing", Repeat("</body></html></table></div>", 20000)},
      {"foreign elements in each other", Repeat("<svg><math><template>", 50000)},
      {"foreign elements, closed", Repeat("<svg><math><template></template></math></svg>", 50000)},
      {"10^6 entities", Repeat("&nbsp;", 1000000)},
      {"10^6 bad entities", Repeat("&nosuch;&#xD800;&#;", 333334)},
      {"a million of one attribute's name", "<p " + Repeat("a=1 ", 1000000) + ">"},
      {"options with sums", Numbered("<option value=#>Size # $#", 1 << 20)},
      {"pictures of a card", Numbered("<meta property=og:image content=/#.jpg>", 1 << 20)},
      {"next pages", Numbered("<a class=next href=/?page=#>next</a>", 1 << 20)},
      {"one tag with 80,000 attributes", [] {
         std::string tag = "<p ";
         for (int i = 0; i < 80000; ++i) tag += "a" + std::to_string(i) + "=1 ";
         return tag + ">";
       }()},
      {"200,000 unclosed <div>", Repeat("<div>", 200000)},
      {"1 MB of <", std::string(1 << 20, '<')},
      {"1 MB of </a without an end", Repeat("</a ", 1 << 18)},
      {"1 MB of <title", Repeat("<title>", 150000)},
      {"1 MB of <svg", Repeat("<svg>", 200000)},
      {"1 MB of <!--", Repeat("<!--", 1 << 18)},
      {"1 MB of <script", Repeat("<script>", 1 << 17)},
      {"JSON-LD 100,000 deep", deep_json},
      {"state of brackets", "<script>x=" + Repeat("{a:[", 100000) + "</script>"},
      {"state that starts again and again", "<script>" + Repeat("={a:\"", 200000) + "</script>"},
      {"nested tables", Repeat("<table><tr><td>", 30000)},
      {"text in tables is moved out", "<table>" + Repeat("<tr>x", 60000)},
      {"unclosed formatting in paragraphs", [] {
         std::string page;
         for (int i = 0; i < 30000; ++i) page += "<p><b id=" + std::to_string(i) + ">";
         return page;
       }()},
      {"entities", Repeat("&amp;&lt;&#x41;&nosuch;&", 100000)},
      {"prices", Repeat("<div class=price>$1.00</div>", 50000)},
      {"items inside items", Repeat("<div itemscope itemprop=a itemtype=Product>", 500) + Repeat("</div>", 500)},
      {"brand words", Repeat("<b>Brand</b>", 60000)},
      {"crumbs inside crumbs", Repeat("<div class='breadcrumb seller-name stock brand product-title'>", 500)},
      {"zeros", std::string(1 << 20, '\0')},
  };
  for (const auto& c : cases) {
    const Cost cost = Measure(c.page);
    EXPECT_LT(cost.seconds, 2 * kSlower) << c.why;
    EXPECT_LE(cost.answer.listings.size(), kMaxListings) << c.why;
  }
}

TEST(HtmlHostileTest, APagePastACapStillSaysWhatItCan) {
  const std::string page = "<title>Morrow Pack</title><script type=application/ld+json>{\"@type\":\"Product\",\"name\":\"Morrow Pack\",\"offers\":{\"price\":\"9.50\",\"priceCurrency\":\"EUR\"}}</script>"
                           "<a href=/next>more</a>" + Repeat("<div>", 2000);
  const Extraction got = Extract(page, "", {.url = "https://shop.test/p"});
  EXPECT_TRUE(got.degraded);
  EXPECT_NE(got.why_degraded.find("depth"), std::string::npos);
  ASSERT_EQ(got.listings.size(), 1u);
  EXPECT_EQ(got.listings[0].title, "Morrow Pack");
  EXPECT_EQ(got.listings[0].price->amount, "9.50");
  ASSERT_EQ(got.links.size(), 1u);
  EXPECT_EQ(got.links[0], "https://shop.test/next");
}

}  // namespace
}  // namespace markwarden
