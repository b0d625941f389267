// Content workers behind the service: the same answers as in-process, and a page that kills its
// worker costs itself alone.
#include "service/content.h"

#include <set>

#include "core/hash.h"
#include "crawler/extract_wire.h"
#include "matcher/picture.h"
#include "service/worker_health.h"
#include "tests/net/test_server.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

constexpr const char* kPage =
    "<html><head><title>Hanvelle jacket</title><script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"Hanvelle jacket\","
    "\"offers\":{\"price\":\"59.00\",\"priceCurrency\":\"CNY\"}}</script></head><body><h1>Hanvelle jacket</h1>"
    "<a href=\"/item/2\">another</a></body></html>";

TEST(ContentTest, APageReadsTheSameInsideAndOutside) {
  ContentWorkers content({});
  for (const char* charset : {"", "; charset=gbk", "; charset=utf-8", "; charset=windows-1251", "; charset=iso-2022-jp", "; charset=hz-gb-2312"}) {
    const ExtractOptions options{.url = "https://shop.example/item/1", .content_type = std::string("text/html") + charset};
    EXPECT_EQ(ToWire(content.ExtractPage(kPage, "", options)), ToWire(Extract(kPage, "", options))) << charset;
  }
  EXPECT_EQ(content.health().started, 1);
}

TEST(ContentTest, ARefusalOfTheJobComesThrough) {
  ContentWorkers content({});
  const Result<PictureKey> inside = content.Fingerprint("<svg onload=alert(1)>");
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().code, FingerprintPicture("<svg onload=alert(1)>").error().code);
  const Result<Sitemap> sitemap = content.ReadListed("<html>no sitemap</html>", "", "https://shop.example/sitemap.xml");
  ASSERT_FALSE(sitemap);
  const Result<Sitemap> good = content.ReadListed("<urlset><url><loc>/a</loc></url></urlset>", "", "https://shop.example/sitemap.xml");
  ASSERT_TRUE(good) << good.error().message;
  ASSERT_EQ(good->entries.size(), 1u);
  EXPECT_EQ(good->entries[0].loc, "https://shop.example/a");
}

TEST(ContentTest, AMissingWorkerIsSaid) {
  ContentWorkers content({.program = "/nonexistent/worker", .on_loss = {}, .on_health = {}});
  const Extraction page = content.ExtractPage(kPage, "", {});
  EXPECT_TRUE(page.degraded);
  EXPECT_EQ(page.why_degraded.find("content worker"), 0u) << page.why_degraded;
}

class FragileTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    service_.reset();
    auto service = Service::Open({.store_dir = dir_ / "store", .data_dir = MARKWARDEN_SOURCE_DIR, .process = "test",
                                  .worker_program = MARKWARDEN_BIN_DIR "/fragile-worker"});
    ASSERT_TRUE(service) << service.error().message;
    service_ = std::move(*service);
  }
};

TEST_F(FragileTest, ALostPageIsRecordedWithItsDigest) {
  const std::string deadly = std::string(kPage) + "<!-- crash this worker -->";
  const Extraction lost = service_->content().ExtractPage(deadly, "", {.url = "https://shop.example/item/1"});
  EXPECT_EQ(lost.kind, PageKind::kOther);
  EXPECT_TRUE(lost.listings.empty());
  EXPECT_EQ(lost.why_degraded.find("content worker lost"), 0u) << lost.why_degraded;
  const Extraction next = service_->content().ExtractPage(kPage, "", {.url = "https://shop.example/item/1"});
  EXPECT_EQ(next.listings.size(), 1u);

  RecordWorkerHealth(*service_, service_->content().health());
  const Scope officer = Person("lin", "officer");
  const Result<Json> shown = ShowWorkerHealth(*service_, officer);
  ASSERT_TRUE(shown) << shown.error().message;
  ASSERT_EQ((*shown)["items"].size(), 1u);
  const Json& loss = (*shown)["items"][0];
  EXPECT_EQ(loss["job"], "html.extract");
  EXPECT_EQ(loss["why"], "crash");
  EXPECT_EQ(loss["sha256"], Sha256Hex(deadly));
  EXPECT_EQ(loss["bytes"], deadly.size());
  EXPECT_EQ(loss["capture"], nullptr);
  ASSERT_EQ((*shown)["processes"].size(), 1u);
  EXPECT_EQ((*shown)["processes"][0]["process"], "test");
  EXPECT_EQ((*shown)["processes"][0]["lost"], 1);
  EXPECT_EQ((*shown)["processes"][0]["started"], 2);
}

// The whole crawl: three pages, one of them deadly; that one is captured and nothing else of it is known.
TEST_F(FragileTest, TheCrawlLosesOnePage) {
  TestServer server("127.0.0.1", [](const TestRequest& request) {
    TestResponse response;
    response.headers = {"Content-Type: text/html; charset=utf-8"};
    if (request.target == "/robots.txt") {
      response.headers = {"Content-Type: text/plain"};
      response.body = "User-agent: *\nAllow: /\n";
    } else if (request.target == "/") {
      response.body = "<a href=\"/item/1\">1</a><a href=\"/item/2\">2</a><a href=\"/item/3\">3</a>";
    } else {
      response.body = kPage + std::string(request.target == "/item/2" ? "<!-- crash this worker -->" : "");
    }
    return response;
  });
  const Scope officer = Person("lin", "officer");
  ASSERT_TRUE(ImportRightsFile(*service_, officer, Write("rights.jsonl", kSampleRight)));
  const std::string port = std::to_string(server.port());
  const std::string yaml = "id: fragile\nplatform: fragile\nname: Fragile\nhosts: [shop.test]\nstart: [\"http://shop.test:" + port +
                           "/\"]\nitem_id: \"/item/(\\\\d+)\"\nresolve: {shop.test: 127.0.0.1}\nallow_networks: [127.0.0.0/8]\n" +
                           "politeness: {gap_ms: 10}\n";
  const auto added = AddSource(*service_, officer, Write("fragile.yaml", yaml));
  ASSERT_TRUE(added) << added.error().message;
  const auto watch = AddWatch(*service_, officer, {.name = "all", .rights = {}, .sources = {}, .queries = {}, .region = {}, .from = {}, .to = {}});
  ASSERT_TRUE(watch) << watch.error().message;
  CrawlRun run;
  run.patience_ms = 500;
  const auto crawled = RunCrawl(*service_, officer, run, {});
  ASSERT_TRUE(crawled) << crawled.error().message;
  EXPECT_EQ((*crawled)["listings"], 2);
  const Result<Json> shown = ShowWorkerHealth(*service_, officer);
  ASSERT_TRUE(shown) << shown.error().message;
  ASSERT_EQ((*shown)["items"].size(), 1u);
  EXPECT_TRUE((*shown)["items"][0]["capture"].is_string()) << "the page was captured although its worker died";
}

}  // namespace
}  // namespace markwarden
