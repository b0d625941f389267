// Why nothing is happening: one case for each cause, what stops everything first, and words in both languages.
#include "service/crawl_diagnosis.h"

#include <gtest/gtest.h>

#include <functional>

namespace markwarden {
namespace {

const Time kNow = FromUnixSeconds(1'800'000'000);

// A crawl that runs and has something to fetch.
CrawlFacts Busy() {
  CrawlFacts facts;
  Watch watch;
  watch.id = 1;
  watch.state = "active";
  facts.watches = {watch};
  facts.sources = 1;
  facts.crawl_runs = facts.work_runs = true;
  facts.frontier.seedings = 1;
  facts.frontier.groups = {{.group = "shop.example", .next_at = kNow, .failures = 0, .why = "", .queued = 7, .next_due = kNow, .leased = false}};
  facts.disk_free = int64_t(50) << 30;
  facts.disk_needed = int64_t(1) << 30;
  facts.next_round = kNow + std::chrono::hours(5);
  return facts;
}

TEST(CrawlDiagnosisTest, EachCauseIsFoundAndWhatStopsStandsFirst) {
  const struct {
    const char* first;
    CauseWeight weight;
    std::function<void(CrawlFacts&)> change;
  } cases[] = {
      {"busy", CauseWeight::kNote, [](CrawlFacts&) {}},
      {"no_watch", CauseWeight::kStops, [](CrawlFacts& f) { f.watches.clear(); }},
      {"watches_paused", CauseWeight::kStops, [](CrawlFacts& f) { f.watches[0].state = "paused"; }},
      {"period_over", CauseWeight::kStops, [](CrawlFacts& f) { f.watches[0].to = kNow - std::chrono::hours(1); }},
      {"period_ahead", CauseWeight::kWaits, [](CrawlFacts& f) { f.watches[0].from = kNow + std::chrono::hours(1); }},
      {"no_source", CauseWeight::kStops, [](CrawlFacts& f) { f.sources = 0; }},
      {"not_running", CauseWeight::kStops, [](CrawlFacts& f) { f.crawl_runs = false; }},
      {"not_begun", CauseWeight::kStops, [](CrawlFacts& f) { f.crawl_runs = false; f.frontier.seedings = 0; }},
      {"disk_full", CauseWeight::kStops, [](CrawlFacts& f) { f.disk_free = f.disk_needed - 1; }},
      {"robots_unreachable", CauseWeight::kWaits, [](CrawlFacts& f) {
         f.frontier.robots = {{.origin = "https://shop.example", .state = "unreachable", .body = "", .fetched = kNow, .expires = kNow + std::chrono::hours(1), .failures = 2, .capture = 0, .fetch = {}}};
       }},
      {"robots_refused", CauseWeight::kNote, [](CrawlFacts& f) { f.frontier.reasons = {{"robots.txt: Disallow: /", 9}}; }},
      {"network_refused", CauseWeight::kNote, [](CrawlFacts& f) { f.frontier.reasons = {{"10.0.0.1 is no public address (private)", 9}}; }},
      {"breaker", CauseWeight::kWaits, [](CrawlFacts& f) { f.frontier.groups[0].why = "429, resting 120 s"; f.frontier.groups[0].next_at = kNow + std::chrono::seconds(120); }},
      {"budget", CauseWeight::kWaits, [](CrawlFacts& f) { f.frontier.sources = {{.source = "shop", .round = 0, .pages = 5, .pictures = 0, .listings = 0, .budget_pages = 5, .states = {{"over_budget", 3}}}}; }},
      {"gap_wait", CauseWeight::kWaits, [](CrawlFacts& f) { f.frontier.groups[0].next_at = kNow + std::chrono::seconds(5); }},
      {"nothing_due", CauseWeight::kWaits, [](CrawlFacts& f) { f.frontier.groups[0].next_due = kNow + std::chrono::hours(2); }},
      {"round_done", CauseWeight::kWaits, [](CrawlFacts& f) { f.frontier.groups.clear(); }},
  };
  for (const auto& one : cases) {
    CrawlFacts facts = Busy();
    one.change(facts);
    const std::vector<CrawlCause> causes = DiagnoseCrawl(facts, kNow);
    ASSERT_FALSE(causes.empty()) << one.first;
    EXPECT_EQ(causes[0].code, one.first);
    EXPECT_EQ(causes[0].weight, one.weight) << one.first;
    for (const CrawlCause& cause : causes) {
      for (const char* language : {"zh", "en"}) {
        EXPECT_FALSE(cause.text.at(language).empty()) << cause.code;
        EXPECT_FALSE(cause.todo.at(language).empty()) << cause.code;
        EXPECT_EQ(cause.text.at(language).find('{'), std::string::npos) << cause.code;
      }
      EXPECT_TRUE(cause.weight != CauseWeight::kWaits || cause.until) << cause.code << " waits for something";
    }
  }
}

TEST(CrawlDiagnosisTest, ManySitesAreNotAllNamed) {
  CrawlFacts facts = Busy();
  for (int i = 0; i < 100; ++i) {
    facts.frontier.groups.push_back({.group = "s" + std::to_string(i) + ".example", .next_at = kNow + std::chrono::hours(1), .failures = 3, .why = "503, resting 3600 s", .queued = 1, .next_due = kNow, .leased = false});
  }
  EXPECT_LE(DiagnoseCrawl(facts, kNow).size(), 8u);
}

TEST(CrawlDiagnosisTest, WorkThatDoesNotRunIsSaidBesideTheCause) {
  CrawlFacts facts = Busy();
  facts.work_runs = false;
  EXPECT_EQ(DiagnoseCrawl(facts, kNow).back().code, "work_not_running");
}

}  // namespace
}  // namespace markwarden
