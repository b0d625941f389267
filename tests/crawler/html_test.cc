// The pre-scan, its caps, and pages made to hurt a parser.
#include "crawler/html.h"

#include <gtest/gtest.h>

#include <chrono>

#include "crawler/extract.h"
#include "crawler/html_scan.h"

namespace markwarden {
namespace {

std::string Repeat(std::string_view text, size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

TEST(HtmlScanTest, ElidesWhatTheTreeDoesNotNeed) {
  const HtmlScan scan = ScanHtml(
      "<p>a</p><script>var x='<b>';</script><style>p{}</style><!-- <i> --><svg><g><path d='M0'/></g></svg>"
      "<script type='application/ld+json'>{\"a\":1}</script><p>b</p>");
  EXPECT_EQ(scan.dom_html, "<p>a</p><p>b</p>");
  ASSERT_EQ(scan.scripts.size(), 2u);
  EXPECT_EQ(scan.scripts[1].type, "application/ld+json");
  EXPECT_EQ(scan.scripts[1].body, "{\"a\":1}");
  EXPECT_TRUE(scan.over.empty());
}

TEST(HtmlScanTest, TellsWhichCapIsPassed) {
  EXPECT_EQ(ScanHtml(Repeat("<p>", kMaxTags)).over, "");
  EXPECT_EQ(ScanHtml(Repeat("<p>", kMaxTags + 1)).over, "tags");
  EXPECT_EQ(ScanHtml(Repeat("<div>", 512)).over, "");
  EXPECT_EQ(ScanHtml(Repeat("<div>", 513)).over, "depth");
  EXPECT_EQ(ScanHtml("<p " + Repeat("a ", kMaxAttributes) + ">").over, "");
  EXPECT_EQ(ScanHtml("<p " + Repeat("a ", kMaxAttributes + 1) + ">").over, "attributes");
  EXPECT_EQ(ScanHtml(std::string(kMaxDomBytes + 1, 'x')).over, "bytes");
  EXPECT_EQ(ScanHtml("<script>" + std::string(kMaxDomBytes + 1, 'x') + "</script>").over, "");
}

TEST(HtmlDocumentTest, IsFlatAndInPageOrder) {
  const Result<HtmlDocument> document = HtmlDocument::Parse("<div id=a><p>one <b>two</b></p><p>three</div>");
  ASSERT_TRUE(document);
  for (int32_t i = 0; i < document->size(); ++i) {
    const HtmlNode& node = (*document)[i];
    EXPECT_GT(node.end, i);
    EXPECT_LT(node.parent, i);
    if (node.parent >= 0) { EXPECT_LE(node.end, (*document)[node.parent].end); }
    if (document->Attribute(i, "id") == "a") { EXPECT_EQ(document->Text(i), "one two three"); }
  }
}

TEST(HtmlTokenizerTest, SplitsTagsAndText) {
  HtmlTokenizer tokens("<a HREF='/x?a=1&amp;b=2' x>t</a><script>a<b</script><!-- c --><p");
  HtmlToken token;
  std::string seen;
  while (tokens.Next(token)) {
    seen += token.kind == HtmlToken::Kind::kText ? "[" + std::string(token.text) + "]" : (token.kind == HtmlToken::Kind::kEnd ? "/" : "") + token.name + " ";
    if (token.name == "a" && token.kind == HtmlToken::Kind::kStart) { EXPECT_EQ(token.Attribute("href"), "/x?a=1&b=2"); }
  }
  EXPECT_EQ(seen, "a [t]/a script [a<b]/script ");
}

// Each of these took an unguarded parser seconds to minutes, or its life.
TEST(HtmlHostileTest, EveryPageIsAnsweredInTime) {
  const std::string deep_json = "<script type=application/ld+json>" + Repeat("{\"a\":[", 50000) + "</script>";
  const struct { const char* why; std::string page; } cases[] = {
      {"20,000 unclosed <span>", Repeat("<span>", 20000)},
      {"300,000 <i>", Repeat("<i>", 300000)},
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
    const auto begin = std::chrono::steady_clock::now();
    const Extraction got = Extract(c.page, "", {.url = "https://shop.test/"});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    EXPECT_LT(seconds, 8) << c.why;
    EXPECT_LE(got.listings.size(), 500u) << c.why;
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
