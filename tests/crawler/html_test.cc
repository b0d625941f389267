// The pre-scan, its caps, and pages made to hurt a parser.
#include "crawler/html.h"

#include <gtest/gtest.h>

#include "crawler/html_scan.h"
#include "tests/crawler/repeat.h"

namespace markwarden {
namespace {

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

TEST(HtmlScanTest, LeavesNoTagThatWasNotCounted) {
  // What is taken out must not make a tag of what stood on its two sides, nor hide the end of another.
  const struct { const char* page; const char* want; } cases[] = {
      {"<<!-- x -->div>", "&lt;div>"},
      {"<p><!</p>x", "<p>x"},
      {"<p></ </p>x", "<p>x"},
      {"<p><?php </p>x", "<p>x"},
      {"<p><![CDATA[ </p> ]]>x", "<p> ]]>x"},
      {"<select><title></select><div></title>", "<select><title>&lt;/select>&lt;div></title>"},
      {"<textarea><b></textarea>", "<textarea>&lt;b></textarea>"},
      {"<iframe src=/f><div></iframe>x", "<iframe src=/f></iframe>x"},
      {"<math><title><div></title></math>x", "x"},
      {"<svg><div></svg>x</svg>y", "xy"},
      {"1 < 2<b>", "1 &lt; 2<b>"},
      {"<!DOCTYPE html><p>", "<!DOCTYPE html><p>"},
      {"<!DOCTYPE <p>>", ">"}};
  for (const auto& c : cases) EXPECT_EQ(ScanHtml(c.page).dom_html, c.want) << c.page;
}

TEST(HtmlScanTest, DropsWhatNoReaderLooksAt) {
  const std::string page = "<a  onclick='x()'\n href=/a STYLE='color:red'>  a \n  b  </a><i style='text-decoration:line-through'>";
  EXPECT_EQ(ScanHtml(page).dom_html, "<a  \n href=/a > a b </a><i style='text-decoration:line-through'>");
  const HtmlScan kept = ScanHtml(page, {.keep_attributes = true});
  EXPECT_NE(kept.dom_html.find("onclick"), std::string::npos);
}

TEST(HtmlScanTest, LongTextsAreReferredTo) {
  const std::string page = "<a title=\"a long value of a title\">  a long text of a link  </a><b title='a long value of a title'>t</b>a long text &amp; more of it";
  const HtmlScan scan = ScanHtml(page);
  ASSERT_EQ(scan.texts.size(), 2u);
  EXPECT_EQ(scan.texts[1], "a long text of a link");
  const Result<HtmlDocument> document = HtmlDocument::Parse(scan.dom_html, scan.texts);
  ASSERT_TRUE(document);
  std::string seen;
  for (int32_t i = 0; i < document->size(); ++i) seen += std::string((*document)[i].text) + "|" + std::string(document->Attribute(i, "title")) + "|";
  EXPECT_NE(seen.find("a long value of a title| a long text of a link |"), std::string::npos) << seen;
  EXPECT_NE(seen.find("a long text & more of it|"), std::string::npos) << seen;
  // A page that holds the sign of references has none.
  const HtmlScan marked = ScanHtml("<p>\xEE\xAC\x9D" "0000</p><p>a long text of a paragraph</p>");
  EXPECT_TRUE(marked.texts.empty());
  EXPECT_EQ(HtmlDocument::Parse(marked.dom_html)->Text(0), "\xEE\xAC\x9D" "0000 a long text of a paragraph");
  // Texts that the parser puts together are put together here too.
  const HtmlScan moved = ScanHtml("<table>a text moved out of it<tr>another text moved out</table>");
  const Result<HtmlDocument> joined = HtmlDocument::Parse(moved.dom_html, moved.texts);
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->Text(0), "a text moved out of itanother text moved out");
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

}  // namespace
}  // namespace markwarden
