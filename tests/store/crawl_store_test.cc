// The frontier in crawl.db: leases, fencing, rounds, budgets, patterns.
#include "store/crawl_store.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class CrawlStoreTest : public testing::Test {
 protected:
  CrawlStoreTest() {
    path_ = (std::filesystem::temp_directory_path() /
             ("mw-crawl-store-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + std::to_string(getpid()))).string();
    Remove();
    store_ = std::move(*OpenCrawlStore(path_, ids_));
    EXPECT_TRUE(store_->BeginRun("a", {{"shop", 5}}, now_));
  }
  ~CrawlStoreTest() override {
    store_.reset();
    Remove();
  }
  void Remove() {
    for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + tail);
  }

  DiscoveredUrl Found(const std::string& key, int priority = 1, int64_t round = 0) const {
    DiscoveredUrl found;
    found.url.source = "shop";
    found.url.round = round;
    found.url.url = "http://shop.test" + key;
    found.url.key = found.url.url;
    found.url.group = "shop.test";
    found.url.role = UrlRole::kList;
    found.url.priority = priority;
    return found;
  }
  GroupLease Lease(const std::string& owner = "a") {
    const auto leases = store_->LeaseGroups(owner, 10, now_, seconds(60), milliseconds(500));
    EXPECT_TRUE(leases && leases->size() == 1);
    return leases && !leases->empty() ? leases->front() : GroupLease();
  }
  std::vector<FrontierUrl> Due(int limit = 100) { return *store_->DueUrls("shop.test", limit, now_); }
  Completion Done(const FrontierUrl& url, int64_t epoch) const {
    Completion done;
    done.url = url;
    done.epoch = epoch;
    done.fetch = FetchRecord{now_, 200, 10, milliseconds(5), 0, ""};
    return done;
  }
  CompletionReport Complete(std::vector<Completion> completions) {
    CompletionBatch batch;
    batch.completions = std::move(completions);
    batch.now = now_;
    const auto report = store_->Complete(batch);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *report : CompletionReport();
  }

  Time now_ = *ParseTime("2026-11-23T08:00:00Z");
  SystemClock clock_;
  IdMaker ids_{clock_, 3};
  std::string path_;
  std::unique_ptr<Frontier> store_;
};

TEST_F(CrawlStoreTest, SeedsOnceARound) {
  EXPECT_EQ(*store_->Seed(1, "shop", 0, {Found("/"), Found("/b")}, now_), 2);
  EXPECT_EQ(*store_->Seed(1, "shop", 0, {Found("/"), Found("/c")}, now_), 0);
  EXPECT_EQ(*store_->Seed(2, "shop", 0, {Found("/"), Found("/c")}, now_), 1) << "another watch adds what is new";
  EXPECT_EQ(*store_->Seed(1, "shop", 60, {Found("/", 1, 60)}, now_), 1) << "a later round asks again";
}

TEST_F(CrawlStoreTest, HighestPriorityFirst) {
  ASSERT_TRUE(store_->Seed(1, "shop", 0, {Found("/low", 1), Found("/high", 9), Found("/mid", 5)}, now_));
  const auto urls = Due(2);
  ASSERT_EQ(urls.size(), 2u);
  EXPECT_EQ(urls[0].url, "http://shop.test/high");
  EXPECT_EQ(urls[1].url, "http://shop.test/mid");
}

TEST_F(CrawlStoreTest, AnOldEpochIsFencedOff) {
  ASSERT_TRUE(store_->Seed(1, "shop", 0, {Found("/"), Found("/b")}, now_));
  const GroupLease old = Lease("a");
  EXPECT_TRUE(store_->LeaseGroups("b", 10, now_, seconds(60), milliseconds(500))->empty()) << "leased";
  now_ += seconds(61);
  const GroupLease young = Lease("b");
  EXPECT_GT(young.epoch, old.epoch);
  EXPECT_GE(young.next_at, now_ + milliseconds(500)) << "the dead owner's last request may be under way";
  const auto urls = Due();
  EXPECT_EQ(Complete({Done(urls[0], old.epoch)}).fenced, 1);
  EXPECT_EQ(Due().size(), 2u);
  EXPECT_EQ(Complete({Done(urls[0], young.epoch)}).fenced, 0);
  EXPECT_EQ(Due().size(), 1u);
}

TEST_F(CrawlStoreTest, ARestartTakesItsOwnLeasesBackAtOnce) {
  ASSERT_TRUE(store_->Seed(1, "shop", 0, {Found("/")}, now_));
  Lease("a");
  store_ = std::move(*OpenCrawlStore(path_, ids_));
  ASSERT_TRUE(store_->BeginRun("a", {{"shop", 5}}, now_));
  EXPECT_GE(Lease("a").next_at, now_ + milliseconds(500));
}

TEST_F(CrawlStoreTest, CompletingTwiceChangesNothing) {
  ASSERT_TRUE(store_->Seed(1, "shop", 0, {Found("/")}, now_));
  const GroupLease lease = Lease();
  Completion done = Done(Due()[0], lease.epoch);
  done.discovered = {Found("/b"), Found("/b"), Found("/")};
  EXPECT_EQ(Complete({done}).added, 1);
  EXPECT_EQ(Complete({done}).added, 0);
  EXPECT_EQ(*store_->PagesUsed("shop", 0), 1);
}

TEST_F(CrawlStoreTest, ALaterTryWaitsItsTime) {
  ASSERT_TRUE(store_->Seed(1, "shop", 0, {Found("/")}, now_));
  const GroupLease lease = Lease();
  Completion again = Done(Due()[0], lease.epoch);
  again.state = UrlState::kQueued;
  again.due = now_ + seconds(30);
  again.attempts = 1;
  Complete({again});
  EXPECT_TRUE(Due().empty());
  EXPECT_EQ(**store_->NextDue(), now_ + seconds(30));
  now_ += seconds(30);
  ASSERT_EQ(Due().size(), 1u);
  EXPECT_EQ(Due()[0].attempts, 1);
}

TEST_F(CrawlStoreTest, WhatAClockThatWasAheadLeftHoldsNothingUp) {
  const Time right = now_;
  const auto round = [](Time now) { return ToUnixSeconds(now) / 86'400 * 86'400; };
  now_ += std::chrono::days(400);
  ASSERT_TRUE(store_->BeginRun("a", {{"shop", 5}}, now_));
  ASSERT_EQ(*store_->Seed(1, "shop", round(now_), {Found("/", 5, round(now_)), Found("/b", 5, round(now_))}, now_), 2);
  const GroupLease lease = Lease();
  Completion again = Done(Due()[1], lease.epoch);
  again.state = UrlState::kQueued;
  again.due = now_ + seconds(30);
  Complete({Done(Due()[0], lease.epoch), again});
  ASSERT_TRUE(store_->ReleaseGroups({{.group = lease.group, .epoch = lease.epoch, .next_at = now_ + seconds(2), .why = ""}}));

  now_ = right;
  ASSERT_TRUE(store_->BeginRun("a", {{"shop", 5}}, now_));
  EXPECT_EQ(*store_->Seed(1, "shop", round(now_), {Found("/", 5, round(now_)), Found("/b", 5, round(now_))}, now_), 2);
  EXPECT_EQ(Lease().next_at, now_);
  EXPECT_EQ(Due().size(), 2u);
  EXPECT_EQ(*store_->PagesUsed("shop", round(now_)), 0);
  // What is not ahead stays.
  ASSERT_TRUE(store_->BeginRun("a", {{"shop", 5}}, now_ + seconds(1)));
  EXPECT_EQ(*store_->Seed(1, "shop", round(now_), {Found("/", 5, round(now_)), Found("/b", 5, round(now_))}, now_), 0);
}

TEST_F(CrawlStoreTest, ABudgetClosesTheRoundAndOpensItAgain) {
  std::vector<DiscoveredUrl> urls;
  for (int i = 0; i < 8; ++i) urls.push_back(Found("/" + std::to_string(i)));
  ASSERT_TRUE(store_->Seed(1, "shop", 0, urls, now_));
  const GroupLease lease = Lease();
  std::vector<Completion> done;
  for (const FrontierUrl& url : Due(5)) done.push_back(Done(url, lease.epoch));
  done.back().discovered = {Found("/new")};
  const CompletionReport report = Complete(done);
  ASSERT_EQ(report.pages.size(), 1u);
  EXPECT_EQ(report.pages[0].pages, 5);
  EXPECT_TRUE(Due().empty());
  EXPECT_FALSE(*store_->NextDue());
  EXPECT_EQ(store_->GetStatus()->sources.at(0).states.at("over_budget"), 4);
  ASSERT_TRUE(store_->BeginRun("a", {{"shop", 50}}, now_));
  EXPECT_EQ(Due().size(), 4u);
  ASSERT_TRUE(store_->BeginRun("a", {{"shop", 5}}, now_));
  EXPECT_TRUE(Due().empty()) << "a budget that was lowered again";
}

TEST_F(CrawlStoreTest, APatternHasItsLimit) {
  std::vector<DiscoveredUrl> urls;
  for (int i = 0; i < 10; ++i) {
    urls.push_back(Found("/calendar/" + std::to_string(i)));
    urls.back().pattern = "/calendar/#";
    urls.back().pattern_limit = 4;
  }
  EXPECT_EQ(*store_->Seed(1, "shop", 0, urls, now_), 4);
  EXPECT_EQ(Due().size(), 4u);
  EXPECT_EQ(store_->GetStatus()->reasons.at(0).first, "too many URLs like /calendar/#");
}

TEST_F(CrawlStoreTest, SourcesThatAreNotServedRest) {
  ASSERT_TRUE(store_->Seed(1, "shop", 0, {Found("/")}, now_));
  ASSERT_TRUE(store_->BeginRun("a", {{"other", 5}}, now_));
  EXPECT_TRUE(Due().empty());
  EXPECT_TRUE(store_->LeaseGroups("a", 10, now_, seconds(60), milliseconds(0))->empty());
  EXPECT_FALSE(*store_->NextDue());
}

TEST_F(CrawlStoreTest, APageOfASearchRemembersWhichItIs) {
  DiscoveredUrl search = Found("/search?q=x");
  search.url.search = {.query = "x y", .number = 1, .before = 0, .most = 3};
  // A pager named the second page before the first one's link to it was read.
  ASSERT_EQ(*store_->Seed(1, "shop", 0, {search, Found("/search?q=x&page=2"), Found("/list")}, now_), 3);
  EXPECT_EQ(Due()[0].search, search.url.search);
  EXPECT_EQ(Due()[1].search, SearchPage());
  DiscoveredUrl second = Found("/search?q=x&page=2"), list = Found("/list");
  second.url.search = {.query = "x y", .number = 2, .before = 24, .most = 3};
  const int64_t epoch = Lease().epoch;
  Completion done = Done(Due()[0], epoch);
  done.discovered = {second, list};
  EXPECT_EQ(Complete({done}).added, 0);
  ASSERT_EQ(Due().size(), 2u);
  EXPECT_EQ(Due()[0].search, second.url.search);
  EXPECT_EQ(Due()[1].search, SearchPage());
  second.url.search.query = "another";
  Completion again = Done(Due()[1], epoch);
  again.discovered = {second};
  Complete({again});
  EXPECT_EQ(Due()[0].search.query, "x y") << "whoever named it first";
  // The next round finds it as a plain link: it is none of a search any more.
  ASSERT_EQ(*store_->Seed(1, "shop", 86'400, {Found("/search?q=x&page=2", 1, 86'400)}, now_), 1);
  EXPECT_EQ(Due()[0].search, SearchPage());
}

TEST_F(CrawlStoreTest, RobotsAreKept) {
  RobotsRow row;
  row.origin = "http://shop.test";
  row.state = "rules";
  row.body = std::string("Disallow: /\0x", 13);
  row.fetched = now_;
  row.expires = now_ + seconds(60);
  CompletionBatch batch;
  batch.robots = {row};
  batch.now = now_;
  ASSERT_TRUE(store_->Complete(batch));
  const auto kept = *store_->Robots("http://shop.test");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->state, "rules");
  EXPECT_EQ(kept->expires, row.expires);
  EXPECT_EQ(kept->body.substr(0, 11), "Disallow: /");
  EXPECT_FALSE(*store_->Robots("http://other.test"));
}

TEST_F(CrawlStoreTest, RefusesWhatIsNoDatabase) {
  EXPECT_FALSE(OpenCrawlStore("/proc/nowhere/crawl.db", ids_));
}

}  // namespace
}  // namespace markwarden
