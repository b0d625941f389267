// The prose about the goods, in the ways shops write it, and the prose beside it that is about something else.
#include "crawler/extract_description.h"

#include <gtest/gtest.h>

#include "crawler/extract.h"

namespace markwarden {
namespace {

std::string DescriptionOf(const std::string& body) {
  const std::string page = "<html><head><title>Talmere 水壶</title></head><body><h1>Talmere 水壶</h1><div class=price>¥39.00</div>" + body +
                           "<button>加入购物车</button></body></html>";
  const Extraction got = Extract(page, "", {.url = "https://shop.test/p/1"});
  return got.listings.empty() ? "no listing" : got.listings[0].description;
}

TEST(ExtractDescriptionTest, ReadsWhatTheReaderSees) {
  const std::string prose = "不锈钢内胆，可装沸水，出差露营都好用。";
  const struct {
    const char* why;
    std::string body;
  } cases[] = {
      {"a class says so", "<p class='description'>" + prose + "</p>"},
      {"a part of the class says so", "<div id='goods-desc'><p>" + prose + "</p></div>"},
      {"markup says so", "<div itemprop=description>" + prose + "</div>"},
      {"under a heading", "<section><h2>商品详情</h2><p>" + prose + "</p></section>"},
      {"under a heading that stands alone in its box", "<div><div><h3>Описание</h3></div><div>" + prose + "</div></div>"},
      {"a term and its definition", "<dl><dt>Product description</dt><dd>" + prose + "</dd></dl>"},
      {"the next heading ends it", "<div><h2>Details</h2><p>" + prose + "</p><h2>评价</h2><p>很好用，下次再来，客服也很有耐心。</p></div>"},
      {"scripts and buttons inside are not read", "<div class='product-description'>" + prose + "<script>var a = 1;</script><button>more</button></div>"},
  };
  for (const auto& c : cases) EXPECT_EQ(DescriptionOf(c.body), prose) << c.why;
}

TEST(ExtractDescriptionTest, LeavesOtherProseAlone) {
  const std::string prose = "这一段话写得很长，但是它说的不是商品本身，而是别的什么东西。";
  const struct {
    const char* why;
    std::string body;
  } cases[] = {
      {"reviews", "<div class='reviews'><h2>Details</h2><p class=description>" + prose + "</p></div>"},
      {"other goods", "<section class='related'><p class='desc'>" + prose + "</p></section>"},
      {"a dialog about cookies", "<div role='dialog'><p class='description'>" + prose + "</p></div>"},
      {"the footer", "<footer><div class='description'>" + prose + "</div></footer>"},
      {"links", "<div class='description'><a href='/a'>" + prose + "</a></div>"},
      {"a label", "<div class='description'>详情</div>"},
      {"a row of tabs", "<div><a>Details</a><a>Delivery and returns and everything</a></div>"},
  };
  for (const auto& c : cases) EXPECT_EQ(DescriptionOf(c.body), "") << c.why;
}

TEST(ExtractDescriptionTest, IsCapped) {
  std::string prose;
  while (prose.size() < 3 * kMaxDescriptionBytes) prose += "一句话。";
  const std::string got = DescriptionOf("<p class='description'>" + prose + "</p>");
  EXPECT_LE(got.size(), kMaxDescriptionBytes);
  EXPECT_GT(got.size(), kMaxDescriptionBytes / 2);
  // Blocks within blocks, each named alike: the walk ends.
  std::string nest;
  for (int i = 0; i < 400; ++i) nest += "<div class='description'>";
  for (int i = 0; i < 20'000; ++i) nest += "<b></b>";
  EXPECT_EQ(DescriptionOf(nest), "");
}

}  // namespace
}  // namespace markwarden
