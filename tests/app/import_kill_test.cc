// kill -9 of an import at random moments, again and again: the same command goes on, and nothing is stored twice.
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "store/captures.h"
#include "store/listings.h"
#include "store/segments.h"
#include "store/store.h"
#include "tests/app/market_fixture.h"

namespace markwarden {
namespace {

class ImportKillTest : public MarketFixture {};

TEST_F(ImportKillTest, AnImportSurvivesKills) {
  const char* wanted = std::getenv("MARKWARDEN_KILLS");
  const int kills = wanted ? std::atoi(wanted) : 6;
  constexpr int kPages = 3'000;
  ASSERT_NO_FATAL_FAILURE(BeginStore());
  std::string warc;
  for (int i = 0; i < kPages; ++i) {
    const std::string n = std::to_string(i);
    const std::string block = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>" + n + "</title><script type=\"application/ld+json\">{\"@type\":\"Product\",\"name\":\"tea " + n +
                              "\",\"offers\":{\"@type\":\"Offer\",\"price\":\"9.90\",\"priceCurrency\":\"CNY\"}}</script>";
    warc += i % 50 == 49 ? "WARC/1.0\r\nnonsense\r\n\r\n"
                         : "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://shopx.example/item/" + n + "\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: " +
                               std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
  }
  const std::string file = folder_.File("pages.warc", warc);
  std::minstd_rand random(20261126);
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    auto import = Child::Start({MARKWARDEN_BIN_DIR "/markwarden", "--store", store().string(), "import", file, "--from", "shopx"},
                               {{"XDG_CONFIG_HOME", folder_.path().string() + "/config"}, {"MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR}},
                               (folder_.path() / "import.log").string());
    ASSERT_TRUE(import) << import.error().message;
    std::this_thread::sleep_for(std::chrono::milliseconds(30 + random() % 400));
    ::kill(import->pid(), SIGKILL);
    if (import->Wait() == 128 + SIGKILL) ++killed;
  }
  const Ran last = RunMarkwarden("import " + file + " --json", settings_);
  ASSERT_EQ(last.code, 1) << last.err;
  EXPECT_GT(killed, 0);

  auto opened = Store::Open(store());
  ASSERT_TRUE(opened) << opened.error().message;
  auto db = (*opened)->OpenCase();
  ASSERT_TRUE(db) << db.error().message;
  EXPECT_EQ(*CountListings(**db), kPages - kPages / 50);
  EXPECT_EQ(*CountCaptures(**db), kPages - kPages / 50 + 1) << "every page once, and the file";
  auto segments = ListSegments(**db);
  ASSERT_TRUE(segments);
  for (const SegmentRecord& segment : *segments) {
    EXPECT_EQ(static_cast<int64_t>(std::filesystem::file_size(store() / segment.file)), segment.committed_length);
    auto rows = CapturesOfSegment(**db, segment.id);
    ASSERT_TRUE(rows);
    for (const CaptureRecord& row : *rows) {
      const auto exchange = ReadCapture(**opened, **db, row.id);
      ASSERT_TRUE(exchange) << row.url << ": " << exchange.error().message;
      EXPECT_EQ(Sha256Hex(exchange->body), row.payload_sha256) << row.url;
    }
  }
  const auto answer = ParseJson(last.out);
  ASSERT_TRUE(answer) << last.out;
  EXPECT_EQ((*answer)["state"], "done");
  EXPECT_EQ((*answer)["pages"], kPages - kPages / 50);
  EXPECT_EQ((*answer)["refused_count"], kPages / 50);
}

}  // namespace
}  // namespace markwarden
