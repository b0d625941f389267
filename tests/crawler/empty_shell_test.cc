// Which pages are worth a browser: those that say nothing without their scripts.
#include "crawler/empty_shell.h"

#include <gtest/gtest.h>

#include "crawler/extract.h"
#include "crawler/extract_wire.h"

namespace markwarden {
namespace {

const std::string kBuilder = "<script>fetch('/api/item/7').then(r => r.json()).then(i => { document.getElementById('root').textContent = i.title; });</script>";

TEST(EmptyShellTest, TellsShellsFromPages) {
  const std::string text(kMaxShellText, 'a');
  std::string links, many_tags;
  for (int i = 0; i <= kMaxShellLinks; ++i) links += "<a href=/" + std::to_string(i) + ">x</a>";
  for (int i = 0; i < 2100; ++i) many_tags += "<i></i>";
  const struct { const char* why; std::string html; bool want; } cases[] = {
      {"a mount point and a bundle", "<!doctype html><title>店铺</title><div id=root></div><script src=/static/app.3f2a.js></script>", true},
      {"a module", "<div id=app></div><script type=module src=/m.js></script>", true},
      {"an inline builder", "<div id=root></div>" + kBuilder, true},
      {"a spinner and a word", "<div id=root><svg></svg>加载中…</div>" + kBuilder, true},
      {"noscript does not count", "<noscript>" + text + text + "</noscript><div id=root></div>" + kBuilder, true},
      {"text at the cap", "<p>" + text + "</p>" + kBuilder, true},
      {"spaces count once", "<p>a" + std::string(5000, ' ') + "b</p>" + kBuilder, true},
      {"text past the cap", "<p>" + text + "b</p>" + kBuilder, false},
      {"no script", "<div id=root></div>", false},
      {"a script of data alone", "<div id=root></div><script type=application/json>{\"a\":\"" + text + "\"}</script>", false},
      {"a counter's snippet", "<div id=root></div><script>var _q=[];</script>", false},
      {"a page of links", links + kBuilder, false},
      {"a page of many elements", many_tags + kBuilder, false},
      {"a frameset", "<iframe src=/old.html></iframe>" + kBuilder, false},
      {"nothing at all", "", false},
  };
  for (const auto& c : cases) EXPECT_EQ(IsEmptyShell(c.html), c.want) << c.why;
}

TEST(EmptyShellTest, AnExtractionSaysSoAndItTravels) {
  const std::string shell = "<!doctype html><title>shop</title><div id=root></div>" + kBuilder;
  const Extraction empty = Extract(shell, "", {.url = "http://shop.test/item/7", .content_type = "text/html; charset=utf-8"});
  EXPECT_TRUE(empty.listings.empty());
  EXPECT_TRUE(empty.empty_shell);
  const Result<Extraction> travelled = ExtractionFromWire(ToWire(empty));
  ASSERT_TRUE(travelled) << travelled.error().message;
  EXPECT_TRUE(travelled->empty_shell);

  // The same page with its offer as data: nothing is missing, so nothing is rendered.
  const Extraction full = Extract(shell + R"(<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",
      "name":"Quellberg tea","offers":{"@type":"Offer","price":"19.00","priceCurrency":"CNY"}}</script>)",
                                  "", {.url = "http://shop.test/item/7", .content_type = "text/html; charset=utf-8"});
  EXPECT_EQ(full.listings.size(), 1u);
  EXPECT_FALSE(full.empty_shell);
}

}  // namespace
}  // namespace markwarden
