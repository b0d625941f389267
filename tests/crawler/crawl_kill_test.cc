// Kills a crawl at random moments, again and again: nothing may be lost, and nothing fetched
// twice but what was under way when it died.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "tests/crawler/crawl_fixture.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

constexpr int kSites = 3;
constexpr int kLists = 4;
constexpr int kItems = 25;

// What was made durable, one address a line; a captured page is on the disk before the answer.
class FileSink : public CrawlSink {
 public:
  FileSink(const std::string& path, IdMaker& ids) : out_(path, std::ios::app), ids_(ids) {}
  Result<std::vector<Id>> Persist(std::vector<FetchedPage>& batch) override {
    std::vector<Id> captures;
    for (const FetchedPage& page : batch) {
      out_ << page.exchange.url << "\n";
      captures.push_back(ids_.Next());
    }
    out_.flush();
    return captures;
  }

 private:
  std::ofstream out_;
  IdMaker& ids_;
};

class CrawlKillTest : public CrawlFixture {};

// The process that is killed: this program again, running this test alone.
TEST_F(CrawlKillTest, Child) {
  const char* dir = std::getenv("MARKWARDEN_KILL_DIR");
  const char* starts = std::getenv("MARKWARDEN_KILL_STARTS");
  if (dir == nullptr || starts == nullptr) GTEST_SKIP() << "runs only as the child of SurvivesKills";
  std::istringstream list(starts);
  std::string start;
  for (int i = 0; list >> start; ++i) {
    SourceSpec spec;
    spec.id = spec.platform = "shop" + std::to_string(i);
    spec.hosts = {ParseUrl(start)->host()};
    spec.allow_networks = {"127.77.9.0/24"};
    spec.start = {start};
    spec.item_id = "/item/([0-9]+)";
    spec.gap = milliseconds(4);
    Add(spec);
  }
  const auto frontier = std::move(*OpenCrawlStore(std::string(dir) + "/crawl.db", ids_));
  for (const auto& source : sources_) {
    ASSERT_TRUE(SeedWatch(*frontier, {.watch = 7, .round = 0, .queries = {}}, *source, clock_.Now()));
  }
  FileSink sink(std::string(dir) + "/pages", ids_);
  const auto fetcher = std::move(*MakeFetcher({}));
  CrawlLoop loop(*frontier, *fetcher, clock_, sink, sources_, options_);
  const auto summary = loop.Run({});
  ASSERT_TRUE(summary) << summary.error().message;
}

TEST_F(CrawlKillTest, SurvivesKills) {
  std::vector<std::unique_ptr<TestServer>> servers;
  std::string starts;
  for (int i = 0; i < kSites; ++i) {
    servers.push_back(std::make_unique<TestServer>("127.77.9." + std::to_string(21 + i), [](const TestRequest& r) { return Shop(r, kLists, kItems); }));
    starts += servers.back()->Base() + "/ ";
  }
  const char* wanted = std::getenv("MARKWARDEN_KILLS");
  const int kills = wanted != nullptr ? std::atoi(wanted) : 4;
  std::mt19937 random(4711);
  int killed = 0;
  bool done = false;
  for (int run = 0; !done; ++run) {
    ASSERT_LT(run, kills + 50) << "the crawl does not come to its end";
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      setenv("MARKWARDEN_KILL_DIR", dir_.c_str(), 1);
      setenv("MARKWARDEN_KILL_STARTS", starts.c_str(), 1);
      execl("/proc/self/exe", "crawl_kill_child", "--gtest_filter=CrawlKillTest.Child", "--gtest_brief=1", nullptr);
      _exit(127);
    }
    int status = 0;
    if (killed < kills) {
      // Early, late, and in between: a whole crawl takes about half a second.
      const int patience = std::uniform_int_distribution<int>(15, 15 + 1200 / (kills + 1))(random);
      std::this_thread::sleep_for(milliseconds(patience));
      done = waitpid(child, &status, WNOHANG) == child;
      if (!done) {
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        ++killed;
      }
    } else {
      waitpid(child, &status, 0);
      done = true;
    }
    if (done) {
      ASSERT_TRUE(WIFEXITED(status));
      ASSERT_EQ(WEXITSTATUS(status), 0);
    }
  }
  EXPECT_GT(killed, 0);

  // Nothing lost: everything was asked for and every answer was kept.
  std::set<std::string> kept;
  std::ifstream pages(dir_ / "pages");
  for (std::string line; std::getline(pages, line);) kept.insert(line);
  size_t repeated = 0;
  for (const auto& server : servers) {
    std::map<std::string, int> asked;
    for (const TestHit& hit : server->hits()) ++asked[hit.target];
    EXPECT_EQ(asked.size(), size_t{1 + 1 + kLists + kLists * kItems});
    for (const auto& [target, times] : asked) {
      EXPECT_TRUE(kept.contains(server->Base() + target)) << target;
      repeated += size_t(times - 1);
    }
    EXPECT_GE(LeastGap(server->hits()), milliseconds(4)) << "the gap holds from one process to the next";
  }
  // Under way when it died: on each site what was fetched and not yet in a committed batch,
  // which is no older than the batch's wait and the time of a write, at one page per gap.
  const size_t per_kill = kSites * (2 * 50 / 4);
  EXPECT_LE(repeated, per_kill * size_t(killed));
  RecordProperty("killed", killed);
  RecordProperty("repeated", int(repeated));
  std::printf("killed %d times, %zu of %d pages fetched again\n", killed, repeated, kSites * (2 + kLists + kLists * kItems));
}

}  // namespace
}  // namespace markwarden
