// A content worker may try what it likes: it reaches nothing, costs one job, and is replaced.
#include "core/sandbox/pool.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/hash.h"
#include "core/sandbox/confine.h"
#include "core/sanitized.h"
#include "tests/sandbox/hostile_jobs.h"

namespace markwarden {
namespace {

const std::string kHostileWorker = MARKWARDEN_BIN_DIR "/hostile-worker";

class PoolTest : public ::testing::Test {
 protected:
  WorkerPool Make(int workers = 1, int jobs_per_worker = 1000) {
    return WorkerPool(HostileJobs(), {.program = kHostileWorker, .light_workers = workers, .heavy_workers = 1, .jobs_per_worker = jobs_per_worker,
                                      .on_loss = [this](const LossReport& report) { losses.push_back(report); }});
  }
  std::vector<LossReport> losses;  // of single-threaded tests
};

TEST_F(PoolTest, AnswersCrossBothWays) {
  WorkerPool pool = Make();
  EXPECT_EQ(*pool.Run("echo", "params ", "data"), "params data");
  EXPECT_EQ(*pool.Run("echo", "", ""), "");
  const std::string big(size_t{20} << 20, 'b');
  EXPECT_EQ(*pool.Run("echo", "", big), big);
  EXPECT_EQ(pool.health().started, 1);
  EXPECT_EQ(pool.health().jobs["echo"].done, 3);
}

TEST_F(PoolTest, ARefusalIsAnAnswerAndOneLine) {
  WorkerPool pool = Make();
  const Result<std::string> refused = pool.Run("refuse", "", "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(refused.error().message, "line one [31m");
  EXPECT_TRUE(losses.empty());
  EXPECT_EQ(pool.health().jobs["refuse"].refused, 1);
}

// Each is refused inside (a message of the system) or ends the worker; none succeeds.
TEST_F(PoolTest, WhatAParserMayNotDo) {
  const struct { const char* job; const char* why; } cases[] = {
      {"open", ""}, {"create", ""}, {"socket", "forbidden call"}, {"execve", "forbidden call"}, {"fork", "forbidden call"},
      {"ptrace", "forbidden call"}, {"kill", "forbidden call"}, {"executable", "forbidden call"}, {"write_input", "crash"},
      {"null", "crash"}, {"abort", "crash"}, {"exit", "crash"}, {"noise", "crash"}, {"claim", "reply"}, {"other", "reply"},
  };
  for (const auto& c : cases) {
    WorkerPool pool = Make();
    losses.clear();
    const Result<std::string> tried = pool.Run(c.job, "", "the page");
    if (*c.why == '\0' || (!LimitsAddressSpace() && tried)) {
      ASSERT_TRUE(tried) << c.job << ": " << tried.error().message;
      EXPECT_NE(*tried, "allowed") << c.job;
    } else {
      ASSERT_FALSE(tried) << c.job << " answered " << *tried;
      EXPECT_EQ(tried.error().message.find("content worker lost"), 0u) << c.job << ": " << tried.error().message;
      ASSERT_EQ(losses.size(), 1u) << c.job;
      // A sanitizer refuses where a plain build kills, and reports crashes in its own way.
      if (LimitsAddressSpace()) {
        EXPECT_EQ(losses[0].loss.why, c.why) << c.job << ": " << losses[0].loss.what;
      }
      EXPECT_EQ(losses[0].job, c.job);
      EXPECT_EQ(losses[0].sha256, Sha256Hex("the page"));
    }
    EXPECT_EQ(*pool.Run("echo", "", "still here"), "still here") << c.job;
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp/markwarden-escape"));
}

TEST_F(PoolTest, MemoryIsBounded) {
  if (!LimitsAddressSpace()) GTEST_SKIP() << "this build's sanitizer needs the whole address space";
  WorkerPool pool = Make();
  EXPECT_FALSE(pool.Run("gigabytes", "", ""));
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_EQ(losses[0].loss.why, "memory");
  EXPECT_FALSE(pool.Run("megabytes", "", "")) << "600 MB are more than a light worker has";
  EXPECT_TRUE(pool.Run("heavy", "", "")) << "600 MB are within a heavy worker's gigabyte";
  EXPECT_EQ(*pool.Run("echo", "", "x"), "x");
}

TEST_F(PoolTest, AReplyPastTheCapIsRefused) {
  WorkerPool pool = Make();
  const Result<std::string> reply = pool.Run("reply", "", "");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kExhausted);
  EXPECT_EQ(*pool.Run("echo", "", "x"), "x");
}

TEST_F(PoolTest, DataPastTheCapNeverLeavesTheHost) {
  WorkerPool pool = Make();
  const std::string data(kMaxJobData + 1, 'x');
  EXPECT_EQ(pool.Run("echo", "", data).error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(losses.empty());
  EXPECT_EQ(*pool.Run("echo", "", std::string_view(data).substr(1, 5)), "xxxxx");
}

TEST_F(PoolTest, AnEndlessLoopEndsByItsCpuTime) {
  WorkerPool pool = Make();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.Run("echo", "", "warm"));
  EXPECT_FALSE(pool.Run("spin", "", ""));
  ASSERT_EQ(losses.size(), 1u);
  // On a machine that gives it less than a core the wall deadline may come first.
  EXPECT_TRUE(losses[0].loss.why == "cpu" || losses[0].loss.why == "time") << losses[0].loss.why;
  EXPECT_EQ(*pool.Run("echo", "", "x"), "x");
}

TEST_F(PoolTest, EachJobHasItsOwnSeconds) {
  WorkerPool pool = Make();
  for (int i = 0; i < kJobCpuSeconds + 2; ++i) {
    const Result<std::string> done = pool.Run("second", "", "");
    ASSERT_TRUE(done) << "second " << i << ": " << done.error().message;
  }
  EXPECT_EQ(pool.health().started, 1);
}

// The host is killed in the middle of a job, so it can neither count nor kill.
TEST_F(PoolTest, AnEndlessLoopEndsWithItsHost) {
  if (kSignalsWait) GTEST_SKIP() << "this build's sanitizer keeps the signal back that ends the worker";
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // the orphan becomes ours to wait for
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const pid_t host = fork();
  if (host == 0) {
    const Result<std::unique_ptr<WorkerProcess>> worker = WorkerProcess::Start(kHostileWorker, WorkerClass::kLight);
    const pid_t pid = worker ? (*worker)->pid() : -1;
    if (write(ends[1], &pid, sizeof pid) != sizeof pid || !worker) _exit(1);
    (*worker)->Run({.name = "spin", .run = {}}, "", "");
    _exit(0);
  }
  close(ends[1]);
  pid_t worker = -1;
  ASSERT_EQ(read(ends[0], &worker, sizeof worker), static_cast<ssize_t>(sizeof worker));
  close(ends[0]);
  ASSERT_GT(worker, 0);
  clockid_t clock;
  ASSERT_EQ(clock_getcpuclockid(worker, &clock), 0);
  timespec used{}, before{};
  ASSERT_EQ(clock_gettime(clock, &before), 0);
  const auto burnt = [&] { return (used.tv_sec - before.tv_sec) * 1000 + (used.tv_nsec - before.tv_nsec) / 1'000'000; };
  do {
    std::this_thread::yield();
    ASSERT_EQ(clock_gettime(clock, &used), 0);
  } while (burnt() < 50);
  ASSERT_EQ(kill(host, SIGKILL), 0);
  ASSERT_EQ(waitpid(host, nullptr, 0), host);
  int status = -1;
  EXPECT_EQ(waitpid(worker, &status, 0), worker);  // an endless loop would be the test's timeout
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST_F(PoolTest, AnEndlessWaitEndsByTheClock) {
  WorkerPool pool = Make();
  EXPECT_FALSE(pool.Run("wait", "", ""));
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_EQ(losses[0].loss.why, "time");
}

TEST_F(PoolTest, WorkersAreConfinedAndUnprivileged) {
  const Result<std::unique_ptr<WorkerProcess>> worker = WorkerProcess::Start(kHostileWorker, WorkerClass::kLight);
  ASSERT_TRUE(worker) << worker.error().message;
  std::ifstream status("/proc/" + std::to_string((*worker)->pid()) + "/status");
  std::map<std::string, std::string> fields;
  for (std::string line; std::getline(status, line);) {
    const size_t colon = line.find(":\t");
    if (colon != std::string::npos) fields[line.substr(0, colon)] = line.substr(colon + 2);
  }
  EXPECT_EQ(fields["Seccomp"], "2");
  EXPECT_EQ(fields["NoNewPrivs"], "1");
  EXPECT_EQ(fields["CapEff"], "0000000000000000");
  EXPECT_NE(fields["Uid"].substr(0, 2), "0\t");
  // Standard streams and the socket; the memory files are mapped and closed.
  int descriptors = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string((*worker)->pid()) + "/fd")) {
    (void)entry;
    ++descriptors;
  }
  EXPECT_EQ(descriptors, 4);
}

TEST_F(PoolTest, WorkersAreRecycled) {
  WorkerPool pool = Make(1, 10);
  for (int i = 0; i < 35; ++i) ASSERT_TRUE(pool.Run("echo", "", "x"));
  EXPECT_EQ(pool.health().started, 4);
  EXPECT_EQ(pool.health().recycled, 3);
  EXPECT_EQ(pool.health().lost, 0);
}

TEST_F(PoolTest, ASessionReadsItsFileAndNothingElse) {
  const std::string path = std::filesystem::temp_directory_path() / ("markwarden-session-" + ToHex(RandomBytes(6)));
  std::ofstream(path) << "0123456789abcdef0123456789ABCDEF";
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(file, 0);
  WorkerPool pool = Make();
  Result<std::unique_ptr<WorkerSession>> session = pool.Open(WorkerClass::kLight, file);
  close(file);
  std::filesystem::remove(path);
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(*(*session)->Run("file", "0", ""), "1:0123456789abcdef");
  EXPECT_EQ(*(*session)->Run("file", "26", ""), "2:ABCDEF");
  EXPECT_EQ(*(*session)->Run("file", "99", ""), "3:");
  EXPECT_FALSE((*session)->Run("write_file", "", "").value_or("lost") == "allowed");
  EXPECT_EQ((*session)->Run("file", "0", "").has_value(), !LimitsAddressSpace());
  EXPECT_EQ(*pool.Run("file", "0", ""), "1:Bad file descriptor") << "a worker without a file has none";
}

// The job that came just before does not leave its CPU time to the next one.
TEST_F(PoolTest, ThreadsShareWorkers) {
  std::atomic<int> lost{0}, wrong{0};
  WorkerPool pool(HostileJobs(), {.program = kHostileWorker, .light_workers = 2, .heavy_workers = 1, .jobs_per_worker = 50,
                                  .on_loss = [&](const LossReport&) { ++lost; }});
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        const std::string text = std::to_string(t * 1000 + i);
        if (i % 25 == 24) {
          if (pool.Run("null", "", text)) ++wrong;
          continue;
        }
        const Result<std::string> reply = pool.Run("echo", "", text);
        if (!reply || *reply != text) ++wrong;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(lost, 16);
  EXPECT_EQ(pool.health().jobs["echo"].done, 384);
}

TEST_F(PoolTest, AMissingProgramIsSaidInOneLine) {
  WorkerPool pool(HostileJobs(), {.program = "/nonexistent/worker", .light_workers = 1, .heavy_workers = 1, .on_loss = {}});
  const Result<std::string> reply = pool.Run("echo", "", "");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(reply.error().message, "start the content worker /nonexistent/worker: No such file or directory");
  EXPECT_EQ(pool.Run("no.such.job", "", "").error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace markwarden
