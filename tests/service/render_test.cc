// Rendered pages through the whole service: the crawl's shells and flags, a real browser, captures, seals, listings.
#include "service/render.h"

#include <gtest/gtest.h>

#include "core/sandbox/browser.h"
#include "service/crawl.h"
#include "service/rights.h"
#include "service/sources.h"
#include "store/captures.h"
#include "store/renders.h"
#include "store/segments.h"
#include "tests/net/test_server.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

// A shop whose item 7 exists only once its script has run; /members/ is none of a crawler's business.
TestResponse Shop(const TestRequest& request) {
  const std::string html = "Content-Type: text/html; charset=utf-8";
  if (request.target == "/robots.txt") return {.headers = {"Content-Type: text/plain"}, .body = "User-agent: *\nDisallow: /members/\n", .close = true};
  if (request.target == "/") {
    return {.headers = {html}, .body = "<!doctype html><html><head><title>shop</title></head><body><h1>Shop</h1>"
            "<p>" + std::string(500, 'w') + "</p><a href=/item/7>seven</a> <a href=/item/8>eight</a> <a href=/item/9>nine</a></body></html>", .close = true};
  }
  if (request.target == "/offer.js") {
    return {.headers = {"Content-Type: text/javascript"}, .body = R"js(
      const data = document.createElement("script"); data.type = "application/ld+json";
      data.textContent = JSON.stringify({ "@context": "https://schema.org", "@type": "Product", name: "Zorla trail shoe 1:1 replica",
        offers: { "@type": "Offer", price: "59.00", priceCurrency: "CNY" } });
      document.head.append(data); document.getElementById("root").innerHTML = "<h1>Zorla trail shoe 1:1 replica</h1><b>¥59.00</b>";)js", .close = true};
  }
  if (request.target == "/item/7") {
    return {.headers = {html}, .body = "<!doctype html><html><head><title>shop</title></head><body><div id=root></div><script src=/offer.js></script></body></html>", .close = true};
  }
  if (request.target == "/item/9") {
    return {.headers = {html}, .body = "<!doctype html><html><head><title>shop</title></head><body><div id=root></div>"
            "<script>location.href = '/members/9'; document.cookie = 'a=1; some more text to look like a builder of pages, long enough';</script></body></html>", .close = true};
  }
  if (request.target == "/item/8") {
    return {.headers = {html}, .body = R"(<!doctype html><html><head><title>Zorla boots</title><script type="application/ld+json">
      {"@context":"https://schema.org","@type":"Product","name":"Zorla winter boots 1:1 replica","offers":{"@type":"Offer","price":"88.00","priceCurrency":"CNY"}}
      </script></head><body><h1>Zorla winter boots 1:1 replica</h1><b>¥88.00</b></body></html>)", .close = true};
  }
  return {.status = 404, .close = true};
}

class RenderTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
  }

  // A source, a right and a watch; then one crawl, which runs a pass of `work`.
  void Crawl() {
    const std::string base = "http://zorla-shop.test:" + std::to_string(shop_.port());
    Result<Json> source = AddSource(*service_, officer_, Write("zshop.yaml", R"(id: zshop
platform: zshop
name: {en: Z shop}
hosts: [zorla-shop.test]
start: [")" + base + R"(/"]
item_id: '/item/(\d+)'
budget: {pages: 50, depth: 3}
politeness: {gap_ms: 10}
resolve: {zorla-shop.test: 127.77.9.4}
allow_networks: [127.77.9.0/24]
)"));
    ASSERT_TRUE(source) << source.error().message;
    Right right;
    right.id = "tm-zorla";
    right.title = "ZORLA";
    right.names = {"Zorla"};
    right.holder.name = "Zorla Works";
    right.classes = {25};
    right.jurisdiction = "CN";
    Result<Json> added = AddRight(*service_, officer_, right, "");
    ASSERT_TRUE(added) << added.error().message;
    NewWatch watch;
    watch.name = "w";
    watch.rights = {"tm-zorla"};
    watch.sources = {"zshop"};
    Result<Json> watched = AddWatch(*service_, officer_, watch);
    ASSERT_TRUE(watched) << watched.error().message;
    CrawlRun run;
    run.patience_ms = 300;
    Result<Json> crawled = RunCrawl(*service_, officer_, run, {});
    ASSERT_TRUE(crawled) << crawled.error().message;
  }
  Json Flags() {
    FlagQuery query;
    query.states = {"any"};
    query.verdict = "any";
    Result<Json> flags = ListFlags(*service_, officer_, query);
    EXPECT_TRUE(flags) << (flags ? "" : flags.error().message);
    return flags ? (*flags)["items"] : Json::array();
  }
  Json State() { return *RenderingState(*service_); }

  TestServer shop_{"127.77.9.4", &Shop};
  Scope officer_;
};

TEST_F(RenderTest, AShellGivesAListingAndAFlagItsSealedPicture) {
  if (const std::string why = WhyNoBrowser(); !why.empty()) GTEST_SKIP() << why;
  ASSERT_NO_FATAL_FAILURE(Crawl());
  ASSERT_EQ(Flags().size(), 1u) << Flags().dump();  // the boots; the shoe is not there yet
  EXPECT_EQ(State()["queued"], 3);                  // the flag's page and two shells
  Result<Json> worked = RunWork(*service_, officer_, {.forever = false, .render_pages = 20, .progress = {}}, {});
  ASSERT_TRUE(worked) << worked.error().message;
  EXPECT_GE((*worked)["rendered"].get<int>(), 2) << worked->dump();
  const Json flags = Flags();
  ASSERT_EQ(flags.size(), 2u) << flags.dump();

  Id boots = 0;
  for (const Json& flag : flags) {
    if (flag["title"] == "Zorla winter boots 1:1 replica") boots = *ParseId(JsonText(flag, "id"));
  }
  ASSERT_NE(boots, 0);
  Result<Json> shown = ShowFlag(*service_, officer_, boots);
  ASSERT_TRUE(shown) << shown.error().message;
  const Json& screenshot = (*shown)["screenshot"]["screenshot"];
  ASSERT_TRUE(screenshot.is_object()) << (*shown)["screenshot"].dump();
  EXPECT_TRUE(screenshot["sealed"].is_object()) << screenshot.dump();
  EXPECT_EQ(screenshot["width"], 1280);
  Result<PictureBytes> picture = ShowScreenshot(*service_, officer_, *ParseId(JsonText((*shown)["screenshot"], "id")));
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_TRUE(picture->bytes.starts_with("\x89PNG"));
  EXPECT_EQ(Sha256Hex(picture->bytes), screenshot["sha256"]);

  // The shoe came from a rendered capture, which is sealed like every other, and its flag replays from it.
  auto db = service_->Connect();
  ASSERT_TRUE(db);
  EXPECT_EQ(*CountUnsealed(**db), 0);
  for (const Json& flag : flags) {
    if (flag["title"] != "Zorla trail shoe 1:1 replica") continue;
    Result<Json> shoe = ShowFlag(*service_, officer_, *ParseId(JsonText(flag, "id")));
    ASSERT_TRUE(shoe);
    EXPECT_EQ((*shoe)["capture"]["kind"], "rendered");
    Result<Json> replay = ReplayFlag(*service_, officer_, *ParseId(JsonText(flag, "id")));
    ASSERT_TRUE(replay) << replay.error().message;
    EXPECT_TRUE((*replay)["identical"].get<bool>());
    const Result<std::optional<CaptureRecord>> capture = FindCapture(**db, *ParseId(JsonText((*shoe)["capture"], "id")));
    ASSERT_TRUE(capture && *capture);
    EXPECT_TRUE(JsonText((*capture)->provenance, "browser").starts_with("Chrome/"));
    EXPECT_EQ(JsonText((*capture)->provenance["proxy"], "sha256").size(), 64u);
  }
  // robots.txt holds for where a page leads, too.
  EXPECT_EQ(shop_.CountHits("/members/9"), 0u);
}

TEST_F(RenderTest, APersonAsksForAPictureAndOthersDoNotSeeIt) {
  ASSERT_NO_FATAL_FAILURE(Crawl());
  const Id flag = *ParseId(JsonText(Flags()[0], "id"));
  Result<Json> asked = AskRender(*service_, officer_, flag);
  ASSERT_TRUE(asked) << asked.error().message;
  Result<Json> renders = ListRenders(*service_, officer_, flag);
  ASSERT_TRUE(renders);
  ASSERT_EQ((*renders)["items"].size(), 1u);
  EXPECT_EQ((*renders)["items"][0]["reason"], "asked");
  EXPECT_EQ((*renders)["items"][0]["state"], "queued");
  EXPECT_FALSE(ShowScreenshot(*service_, officer_, *ParseId(JsonText(*asked, "id"))));
  EXPECT_EQ(AskRender(*service_, officer_, 5).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ListRenders(*service_, officer_, 5).error().code, ErrorCode::kNotFound);
}

TEST_F(RenderTest, WhatRobotsRefusesIsNeverAskedFor) {
  if (const std::string why = WhyNoBrowser(); !why.empty()) GTEST_SKIP() << why;
  ASSERT_NO_FATAL_FAILURE(Crawl());
  const Id flag = *ParseId(JsonText(Flags()[0], "id"));
  const std::string url = "http://zorla-shop.test:" + std::to_string(shop_.port()) + "/members/1";
  {
    auto db = service_->Connect();
    ASSERT_TRUE(db);
    auto tx = (*db)->Begin();
    ASSERT_TRUE(tx);
    const Result<std::vector<RenderRecord>> known = RendersOfFlag(**db, officer_, flag);
    ASSERT_TRUE(known && !known->empty());
    Result<Id> queued = QueueRender(**tx, officer_, {.reason = RenderReason::kFlag, .url = url, .host_group = "zorla-shop.test", .flag = flag,
                                                     .page_capture = 0, .source = known->front().source, .watch = 0, .region_code = {}, .weight = 1e6});
    ASSERT_TRUE(queued);
    ASSERT_TRUE((*tx)->Commit());
  }
  Result<RenderTotals> totals = RenderPass(*service_, {}, {});
  ASSERT_TRUE(totals);
  EXPECT_EQ(totals->rendered, 0);
  RenderBudget one;
  one.pages = 1;
  totals = RenderPass(*service_, one, {});
  ASSERT_TRUE(totals) << totals.error().message;
  EXPECT_EQ(shop_.CountHits("/members/1"), 0u);
  Result<Json> renders = ListRenders(*service_, officer_, flag);
  ASSERT_TRUE(renders);
  EXPECT_EQ((*renders)["items"][0]["state"], "failed");
  EXPECT_NE(JsonText((*renders)["items"][0], "why").find("robots.txt says no"), std::string::npos) << renders->dump();
}

}  // namespace
}  // namespace markwarden
