// kill -9 of the whole program at random moments of a crawl, again and again: every capture that
// was recorded can be read and is sealed, nothing is lost, nothing is fetched twice but what was
// under way.
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

#include "store/captures.h"
#include "store/events.h"
#include "store/listings.h"
#include "store/segments.h"
#include "store/store.h"
#include "tests/app/market_fixture.h"

namespace markwarden {
namespace {

// A crawl holds at most this many exchanges that are not recorded yet: in flight, queued, in a batch.
constexpr int kUnderWay = 64 + 2 * 200;

class KillTest : public MarketFixture {};

TEST_F(KillTest, ACrawlSurvivesKills) {
  const char* wanted = std::getenv("MARKWARDEN_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 2;
  ASSERT_NO_FATAL_FAILURE(Begin(31, wanted ? 300 : 200));
  std::minstd_rand random(20261123);
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    auto crawl = StartCrawl();
    ASSERT_TRUE(crawl) << crawl.error().message;
    std::this_thread::sleep_for(std::chrono::milliseconds(60 + random() % 1500));
    ::kill(crawl->pid(), SIGKILL);
    if (crawl->Wait() == 128 + SIGKILL) ++killed;
  }
  const std::string status = Expect("crawl --json --patience-ms 6000");
  Expect("work");

  // Nothing is lost: every listing that can be reached is there.
  std::set<std::string> listings;
  auto opened = Store::Open(store());
  ASSERT_TRUE(opened) << opened.error().message;
  auto db = (*opened)->OpenCase();
  ASSERT_TRUE(db) << db.error().message;
  PageRequest page{.limit = kMaxPageRows, .after = {}};
  do {
    auto rows = ListListings(**db, {}, page);
    ASSERT_TRUE(rows) << rows.error().message;
    for (const ListingRecord& row : rows->rows) listings.insert(row.url);
    page.after = rows->next;
  } while (!page.after.empty());
  int64_t known = 0, all = 0;
  std::string missing;
  std::ifstream truth(folder_.path() / "market" / "truth.jsonl");
  for (std::string line; std::getline(truth, line);) {
    const auto row = ParseJson(line);
    ASSERT_TRUE(row);
    ++all;
    if (listings.contains(JsonText(*row, "url"))) {
      ++known;
    } else {
      missing += " " + JsonText(*row, "url");
    }
  }
  EXPECT_GE(known * 100, all * 97) << known << " of " << all << " listings; missing" << missing << "; " << status;

  // Every recorded capture reads back with its digest, and is sealed.
  auto segments = ListSegments(**db);
  ASSERT_TRUE(segments);
  int64_t captures = 0;
  for (const SegmentRecord& segment : *segments) {
    EXPECT_GE(static_cast<int64_t>(std::filesystem::file_size(store() / segment.file)), segment.committed_length);
    auto rows = CapturesOfSegment(**db, segment.id);
    ASSERT_TRUE(rows);
    for (const CaptureRecord& row : *rows) {
      ++captures;
      const auto exchange = ReadCapture(**opened, **db, row.id);
      ASSERT_TRUE(exchange) << row.url << ": " << exchange.error().message;
      EXPECT_EQ(Sha256Hex(exchange->body), row.payload_sha256) << row.url;
    }
  }
  EXPECT_EQ(*CountUnsealed(**db), 0);
  const Status log = CheckLog(**db);
  EXPECT_TRUE(log) << log.error().message;

  // Fetched twice: only what was under way when the crawl died (and what answered 503 first).
  int64_t again = 0;
  for (const auto& [url, times] : Asked()) again += times - 1;
  EXPECT_LE(again, static_cast<int64_t>(killed) * kUnderWay + 40);
  if (!missing.empty()) std::printf("missing:%s; %s; %s\n", missing.c_str(), status.c_str(), Expect("crawl status --json").c_str());
  std::printf("%d kills, %lld captures, %lld of %lld listings, %lld fetches repeated\n", killed, static_cast<long long>(captures),
              static_cast<long long>(known), static_cast<long long>(all), static_cast<long long>(again));
}

}  // namespace
}  // namespace markwarden
