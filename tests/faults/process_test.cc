// Many writers, few descriptors, and a console that another process's crawl must not touch.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "app/child.h"
#include "core/net/fetcher.h"
#include "store/captures.h"
#include "store/events.h"
#include "store/segments.h"
#include "store/store.h"
#include "tests/faults/fault_store.h"

namespace markwarden {
namespace {

class ProcessTest : public FaultStore {};

// 16 processes write captures and events at once; what is acknowledged is there, once.
TEST_F(ProcessTest, SixteenWritersTakeTurns) {
  PutBack();
  const int64_t before = Check("before");
  const int each = EveryFault() ? 100 : 10;
  std::vector<pid_t> children;
  for (int writer = 0; writer < 16; ++writer) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      int done = 0;
      auto opened = Store::Open(store());
      if (!opened) ::_exit(255);
      auto db = (*opened)->OpenCase();
      if (!db) ::_exit(254);
      auto capture_writer = CaptureWriter::Open(**opened, **db, "storm");
      if (!capture_writer) ::_exit(253);
      for (int i = 0; i < each; ++i) {
        Exchange exchange;
        exchange.url = "http://storm.test/" + std::to_string(writer) + "/" + std::to_string(i);
        exchange.body = exchange.url;
        exchange.started = (*opened)->clock().Now();
        if (!(*capture_writer)->Append(exchange, {})) ::_exit(252);
        auto tx = (*db)->Begin();
        if (!tx) {
          if (tx.error().code != ErrorCode::kUnavailable) ::_exit(251);
          if (!(*capture_writer)->Discard()) ::_exit(250);
          continue;  // told to try again: not acknowledged
        }
        if (!(*capture_writer)->Commit(**tx)) ::_exit(249);
        if (!(*tx)->Commit()) ::_exit(248);
        ++done;
      }
      ::_exit(done);
    }
    children.push_back(child);
  }
  int64_t acknowledged = 0;
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_LE(WEXITSTATUS(status), each) << "a writer failed";
    acknowledged += WEXITSTATUS(status);
  }
  EXPECT_EQ(Check("after") - before, acknowledged);
  EXPECT_GE(acknowledged, 16 * each * 9 / 10) << "writers starve";
  EXPECT_EQ(Run("work").code, 0);
  std::printf("16 writers, %lld of %d transactions acknowledged\n", static_cast<long long>(acknowledged), 16 * each);
}

TEST_F(ProcessTest, FewDescriptorsAreSaidOrEnough) {
  int through = 0;
  for (const std::string& command : Commands()) {
    const std::vector<int> limits = EveryFault() ? std::vector<int>{12, 16, 24, 32, 48, 64} : std::vector<int>{12, 64};
    for (const int limit : limits) {
      PutBack();
      const std::string why = command + " with " + std::to_string(limit) + " descriptors";
      const Ran ran = Run(command, "ulimit -n " + std::to_string(limit) + "; env");
      if (ran.code == 0) {
        ++through;
      } else {
        ExpectOneLine(ran, why);
        EXPECT_LT(limit, 64) << why << ": " << ran.err;
      }
      Check(why);
      EXPECT_EQ(Run(command).code, 0) << why;
      if (HasFailure()) return;
    }
  }
  EXPECT_GE(through, 3);
}

// Sixty-four sites at once and sixty-four descriptors: fewer connections, not fewer pages.
TEST_F(ProcessTest, ManySitesWithFewDescriptorsAreAllFetched) {
  PutBack();
  std::string hosts, resolve, start;
  std::vector<std::unique_ptr<TestServer>> sites;
  for (int i = 0; i < 64; ++i) {
    sites.push_back(std::make_unique<TestServer>("127.88.1." + std::to_string(i + 1), [](const TestRequest& request) {
      return request.target == "/robots.txt" ? TestResponse{} : TestResponse{.headers = {"Content-Type: text/html"}, .body = "<h1>x</h1>", .delay = std::chrono::milliseconds(300)};
    }));
    const std::string name = "many" + std::to_string(i) + ".test";
    hosts += (i > 0 ? ", " : "") + name;
    resolve += (i > 0 ? ", " : "") + name + ": 127.88.1." + std::to_string(i + 1);
    start += (i > 0 ? ", " : "") + ("\"http://" + name + ":" + std::to_string(sites.back()->port()) + "/\"");
  }
  const Ran added = Run("source add " + folder_.File("many.yaml", "id: many\nplatform: many\nhosts: [" + hosts + "]\nresolve: {" + resolve +
                                                                  "}\nallow_networks: [127.88.1.0/24]\npoliteness: {gap_ms: 0}\nstart: [" + start + "]\n"));
  ASSERT_EQ(added.code, 0) << added.err;
  ASSERT_EQ(Run("watch add --name many --source many --query tea").code, 0);
  const Ran ran = Run("crawl", "ulimit -n 64; env");
  EXPECT_EQ(ran.code, 0) << ran.err;
  for (const auto& site : sites) EXPECT_EQ(site->CountHits("/"), 1u) << site->Base();
  EXPECT_NE(ran.out.find(" 0 errors"), std::string::npos) << ran.out;
  Check("few descriptors");
}

// ARCHITECTURE, ground rules: our own console's port is always refused, whichever process asks.
TEST_F(ProcessTest, ACrawlNeverConnectsToTheConsoleOfItsStore) {
  PutBack();
  auto serve = Child::Start({MARKWARDEN_BIN_DIR "/markwarden", "--store", store().string(), "serve", "--port", "0"},
                            {{"MARKWARDEN_DATA", MARKWARDEN_SOURCE_DIR}}, (folder_.path() / "serve.log").string());
  ASSERT_TRUE(serve) << serve.error().message;
  const auto line = serve->ReadLine();
  ASSERT_TRUE(line && line->find("127.0.0.1:") != std::string::npos) << line.value_or("");
  const std::string port = std::to_string(std::atoi(line->c_str() + line->find("127.0.0.1:") + 10));
  ASSERT_EQ(std::to_string(ConsolePort(store()).value_or(0)), port);
  const std::string yaml = folder_.File("self.yaml", "id: self\nplatform: self\nhosts: [127.0.0.1]\nallow_networks: [127.0.0.0/8]\nstart: [\"http://127.0.0.1:" +
                                                         port + "/\"]\n");
  ASSERT_EQ(Run("source add " + yaml).code, 0);
  ASSERT_EQ(Run("watch add --name self --source self --query tea").code, 0);
  const Ran crawl = Run("crawl --json");
  EXPECT_EQ(crawl.code, 0) << crawl.err;
  const Ran status = Run("crawl status");
  EXPECT_NE(status.out.find("is our own console"), std::string::npos) << status.out;
  const Ran tested = Run("source test http://127.0.0.1:" + port + "/ --source " + yaml);
  EXPECT_NE((tested.out + tested.err).find("could not be reached"), std::string::npos) << tested.out << tested.err;
  serve->Terminate();
  serve->Wait();
  EXPECT_FALSE(ConsolePort(store())) << "a console that has ended is nobody's";
}

}  // namespace
}  // namespace markwarden
