// Watches that change, sources that rest, and what a person sees of both.
#include "service/watches.h"

#include "service/transact.h"
#include "store/crawl_store.h"
#include "store/store.h"
#include "store/watches.h"
#include "tests/service/store_fixture.h"

namespace markwarden {
namespace {

constexpr const char* kSourceYaml =
    "id: shopx\nplatform: shopx\nname: {zh: 示例店, en: Shop X}\nhosts: [shopx.example]\nstart: ['https://shopx.example/']\n"
    "item_id: '/item/(\\d+)'\n";

class WatchesTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    officer_ = Person("lin", "officer");
    ASSERT_TRUE(ImportRightsFile(*service_, officer_, Write("rights.jsonl", kSampleRight)));
    const auto added = AddSourceText(*service_, officer_, kSourceYaml);
    ASSERT_TRUE(added) << added.error().message;
    source_ = *ParseId(JsonText(*added, "id"));
    const auto watch = AddWatch(*service_, officer_, {.name = "shoes", .rights = {}, .sources = {}, .queries = {"shoe"}, .region = "230100", .from = "", .to = "", .owner = ""});
    ASSERT_TRUE(watch) << watch.error().message;
    watch_ = *ParseId(JsonText(*watch, "id"));
  }
  Json Must(Result<Json> result) {
    EXPECT_TRUE(result) << result.error().message;
    return result ? std::move(*result) : Json::object();
  }
  Scope officer_;
  Id source_ = 0, watch_ = 0;
};

TEST_F(WatchesTest, AChangeIsANewVersionAndTheOldOneIsKept) {
  Person("sun", "officer");
  const NewWatch wanted{.name = "boots", .rights = {"tm-1"}, .sources = {"shopx"}, .queries = {"boot"}, .region = "23", .from = "2026-11-01", .to = "2026-12-01", .owner = "sun"};
  const Json changed = Must(EditWatch(*service_, officer_, watch_, wanted, 1));
  EXPECT_EQ(changed["name"], "boots");
  EXPECT_EQ(changed["owner"], "sun");
  EXPECT_EQ(changed["version"], 2);
  ASSERT_EQ(changed["versions"].size(), 2u);
  EXPECT_EQ(changed["versions"][1]["watch"]["name"], "shoes");
  const auto stale = EditWatch(*service_, officer_, watch_, wanted, 1);
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, ErrorCode::kConflict);
  NewWatch keeps = wanted;
  keeps.owner.clear();
  EXPECT_EQ(Must(EditWatch(*service_, officer_, watch_, keeps, 2))["owner"], "sun") << "who looks after it stays";
}

TEST_F(WatchesTest, WhatIsWrongIsRefused) {
  const NewWatch good{.name = "a", .rights = {}, .sources = {}, .queries = {}, .region = "", .from = "", .to = "", .owner = ""};
  const auto refused = [&](auto change) {
    NewWatch wanted = good;
    change(wanted);
    const auto done = EditWatch(*service_, officer_, watch_, wanted, 1);
    return done ? std::string() : done.error().message;
  };
  EXPECT_NE(refused([](NewWatch& w) { w.name = ""; }), "");
  EXPECT_NE(refused([](NewWatch& w) { w.name = std::string(801, 'x'); }), "");
  EXPECT_NE(refused([](NewWatch& w) { w.region = "x"; }).find("GB/T 2260"), std::string::npos);
  EXPECT_NE(refused([](NewWatch& w) { w.from = "2026-12-01"; w.to = "2026-11-01"; }).find("ends before"), std::string::npos);
  EXPECT_NE(refused([](NewWatch& w) { w.from = "yesterday"; }).find("no date"), std::string::npos);
  EXPECT_NE(refused([](NewWatch& w) { w.owner = "nobody"; }).find("signs in as"), std::string::npos);
  EXPECT_NE(refused([](NewWatch& w) { w.queries.assign(2'001, "q"); }).find("2,000"), std::string::npos);
  EXPECT_NE(refused([](NewWatch& w) { w.rights = {"no-such"}; }), "");
  EXPECT_EQ(Must(ShowWatch(*service_, officer_, watch_))["version"], 1) << "nothing of it was kept";
}

TEST_F(WatchesTest, PausedResumedEnded) {
  EXPECT_EQ(Must(ActOnWatch(*service_, officer_, watch_, "pause", 1))["state"], "paused");
  EXPECT_FALSE(ActOnWatch(*service_, officer_, watch_, "pause", 2));
  EXPECT_EQ(Must(ActOnWatch(*service_, officer_, watch_, "resume", 2))["state"], "active");
  EXPECT_EQ(Must(ActOnWatch(*service_, officer_, watch_, "end", 3))["state"], "done");
  for (const char* act : {"pause", "resume", "end"}) EXPECT_FALSE(ActOnWatch(*service_, officer_, watch_, act, 4)) << act;
  EXPECT_FALSE(ActOnWatch(*service_, officer_, watch_, "burn", 4));
  const auto edit = EditWatch(*service_, officer_, watch_, {.name = "x", .rights = {}, .sources = {}, .queries = {}, .region = "", .from = "", .to = "", .owner = ""}, 4);
  ASSERT_FALSE(edit);
  EXPECT_EQ(edit.error().code, ErrorCode::kConflict);
  EXPECT_EQ(Must(ShowWatch(*service_, officer_, watch_))["versions"].size(), 4u);
}

TEST_F(WatchesTest, CoverageCountsPagesByWhatBecameOfThem) {
  EXPECT_EQ(Must(ShowWatch(*service_, officer_, watch_))["coverage"]["pages"], 0) << "nothing was crawled yet";
  {
    auto frontier = OpenCrawlStore(service_->store().crawl_path().string(), service_->store().ids());
    ASSERT_TRUE(frontier);
    const Time now = service_->clock().Now();
    std::vector<DiscoveredUrl> urls;
    for (const char* path : {"a", "b", "c"}) {
      FrontierUrl url;
      url.source = "shopx";
      url.url = url.key = std::string("https://shopx.example/") + path;
      url.group = "shopx.example";
      url.role = UrlRole::kDetail;
      url.watch = watch_;
      url.round = 1;
      url.due = now;
      urls.push_back({.url = url, .pattern = "", .pattern_limit = 0});
    }
    ASSERT_TRUE((*frontier)->BeginRun("t", {{.source = "shopx", .budget_pages = 10}}, now));
    ASSERT_TRUE((*frontier)->Seed(watch_, "shopx", 1, urls, now));
    auto leased = (*frontier)->LeaseGroups("t", 1, now, std::chrono::seconds(60), std::chrono::milliseconds(0));
    ASSERT_TRUE(leased && leased->size() == 1);
    auto due = (*frontier)->DueUrls("shopx.example", 10, now);
    ASSERT_TRUE(due && due->size() == 3);
    CompletionBatch batch;
    batch.now = now;
    for (size_t i = 0; i < 2; ++i) {
      Completion done;
      done.url = (*due)[i];
      done.epoch = (*leased)[0].epoch;
      done.state = i == 0 ? UrlState::kDone : UrlState::kRefused;
      done.why = i == 0 ? "" : "robots.txt: Disallow: /b";
      batch.completions.push_back(std::move(done));
    }
    ASSERT_TRUE((*frontier)->Complete(batch));
  }
  const Json coverage = Must(ShowWatch(*service_, officer_, watch_))["coverage"];
  EXPECT_EQ(coverage["pages"], 3) << coverage.dump();
  EXPECT_EQ(coverage["fetched"], 1);
  EXPECT_EQ(coverage["queued"], 1);
  EXPECT_EQ(coverage["refused"], 1);
  EXPECT_EQ(coverage["refused_by_robots"], 1);
  EXPECT_FALSE(coverage["next_due"].is_null());
}

TEST_F(WatchesTest, ADisabledSourceIsFetchedFromByNoCrawl) {
  const Json off = Must(ActOnSource(*service_, officer_, source_, "disable", 1));
  EXPECT_EQ(off["disabled"], true);
  EXPECT_FALSE(ActOnSource(*service_, officer_, source_, "disable", 2));
  EXPECT_FALSE(ActOnSource(*service_, officer_, source_, "enable", 1)) << "changed meanwhile";
  const auto crawl = RunCrawl(*service_, officer_, {}, {});
  ASSERT_FALSE(crawl);
  EXPECT_NE(crawl.error().message.find("disabled"), std::string::npos) << crawl.error().message;
  const Json status = Must(ShowCrawlStatus(*service_, officer_));
  EXPECT_EQ(status["causes"][0]["code"], "no_source") << status["causes"].dump();
  EXPECT_EQ(Must(ActOnSource(*service_, officer_, source_, "enable", 2))["disabled"], false);
}

TEST_F(WatchesTest, NetworksAreAnAdministratorsToSet) {
  const std::string reaching = std::string(kSourceYaml) + "allow_networks: [127.0.0.0/8]\n";
  const auto by_officer = AddSourceText(*service_, officer_, reaching);
  ASSERT_FALSE(by_officer);
  EXPECT_EQ(by_officer.error().code, ErrorCode::kDenied) << by_officer.error().message;
  EXPECT_FALSE(TestSourceFor(*service_, officer_, {.source = "", .yaml = reaching, .url = "https://shopx.example/"}));
  ASSERT_TRUE(AddSourceText(*service_, admin_, reaching));
  // What an administrator set may stay in a text that an officer changes elsewhere, for the same hosts alone.
  EXPECT_TRUE(AddSourceText(*service_, officer_, reaching + "budget: {pages: 7}\n"));
  std::string elsewhere = reaching;
  elsewhere.replace(elsewhere.find("hosts: [shopx.example]"), 22, "hosts: [inner.example]");
  elsewhere.replace(elsewhere.find("https://shopx.example/"), 22, "https://inner.example/");
  const auto moved = AddSourceText(*service_, officer_, elsewhere);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, ErrorCode::kDenied) << moved.error().message;
}

TEST_F(WatchesTest, AnotherHostIsNotTested) {
  const auto tested = TestSourceFor(*service_, officer_, {.source = IdToString(source_), .yaml = "", .url = "http://127.0.0.1:1/"});
  ASSERT_FALSE(tested);
  EXPECT_EQ(tested.error().code, ErrorCode::kInvalid);
  EXPECT_FALSE(TestSourceFor(*service_, officer_, {.source = IdToString(source_), .yaml = "", .url = std::string(8193, 'x')}));
}

}  // namespace
}  // namespace markwarden
