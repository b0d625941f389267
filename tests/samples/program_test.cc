// The program: 2 for a wrong flag, 3 for a busy port, one line each; complaints over a restart.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <boost/asio.hpp>
#include <cstdio>
#include <string>

#include "core/file.h"
#include "core/json.h"
#include "samples/server.h"

namespace markwarden::samples {
namespace {

struct Outcome {
  int code = -1;
  std::string output;
};

Outcome RunProgram(const std::string& arguments) {
  const std::string command = std::string(MARKWARDEN_SAMPLES_PROGRAM) + " " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  Outcome outcome;
  std::array<char, 4096> buffer{};
  while (const size_t got = fread(buffer.data(), 1, buffer.size(), pipe)) outcome.output.append(buffer.data(), got);
  outcome.code = WEXITSTATUS(pclose(pipe));
  return outcome;
}

TEST(ProgramTest, RefusesWrongFlagsInOneLine) {
  for (const char* arguments : {"", "fly", "generate --seed 1", "generate --seed x --out /tmp/x", "run --seed 1 --dir /tmp/x --port 70000", "serve --seed 1 --dir /tmp/x --nothing", "generate --seed 1 --out /tmp/x --listings 5", "generate --seed 1 --out /tmp/x --clock-file /tmp/y"}) {
    const Outcome outcome = RunProgram(arguments);
    EXPECT_EQ(outcome.code, 2) << arguments;
    EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 1) << outcome.output;
  }
}

TEST(ProgramTest, NamesTheBusyPort) {
  const auto server = Server::Bind(0);
  ASSERT_TRUE(server);
  const std::string port = std::to_string((*server)->port());
  const Outcome outcome = RunProgram("serve --seed 1 --dir " + testing::TempDir() + " --port " + port);
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.output.find(port), std::string::npos) << outcome.output;
  EXPECT_EQ(std::count(outcome.output.begin(), outcome.output.end(), '\n'), 1) << outcome.output;
}

TEST(ProgramTest, SaysReadyAndEndsOnSigterm) {
  const std::string dir = testing::TempDir() + "/samples_program";
  const Outcome outcome = RunProgram("run --seed 5 --listings 200 --dir " + dir +
                                     " --port 0 > " + dir + ".out & pid=$!; for i in $(seq 1 300); do grep -q ready " + dir +
                                     ".out && break; sleep 0.05; done; kill -TERM $pid; wait $pid; echo code $?; cat " + dir + ".out");
  EXPECT_NE(outcome.output.find("code 0\nready "), std::string::npos) << outcome.output;
  std::filesystem::remove_all(dir);
}

TEST(ProgramTest, AFolderThatCannotBeMadeIsNamed) {
  const Outcome outcome = RunProgram("run --seed 1 --dir /proc/nothing/here");
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.output.find("/proc/nothing/here"), std::string::npos) << outcome.output;
}

// The program while it serves.
class RunningProgram {
 public:
  explicit RunningProgram(const std::string& arguments) {
    pipe_ = popen(("echo $$; exec " + std::string(MARKWARDEN_SAMPLES_PROGRAM) + " " + arguments).c_str(), "r");
    char line[64] = "";
    if (fgets(line, sizeof line, pipe_)) pid_ = std::atoi(line);
    if (fgets(line, sizeof line, pipe_) && std::string_view(line).starts_with("ready ")) port_ = std::atoi(line + 6);
  }
  ~RunningProgram() { End(); }
  int port() const { return port_; }
  int End() {
    if (!pipe_) return -1;
    kill(pid_, SIGTERM);
    return WEXITSTATUS(pclose(std::exchange(pipe_, nullptr)));
  }
  // The whole answer to a request of shop 1.
  std::string Ask(const std::string& method, const std::string& target, const std::string& body = "") const {
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket(context);
    socket.connect({boost::asio::ip::make_address("127.77.0.1"), static_cast<uint16_t>(port_)});
    boost::asio::write(socket, boost::asio::buffer(method + " " + target + " HTTP/1.1\r\nHost: shop1.test\r\nConnection: close\r\nContent-Type: application/json\r\n"
                                                   "Idempotency-Key: k1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
    std::string got;
    boost::system::error_code error;
    boost::asio::read(socket, boost::asio::dynamic_buffer(got), error);
    return got;
  }

 private:
  FILE* pipe_ = nullptr;
  int pid_ = 0, port_ = 0;
};

TEST(ProgramTest, RemembersComplaintsAndFollowsItsClockFile) {
  const std::string dir = testing::TempDir() + "/samples_complaints";
  std::filesystem::remove_all(dir);
  const std::string flags = " --seed 5 --listings 200 --dir " + dir + " --clock-file " + dir + "/clock --port ";
  RunningProgram first("run" + flags + "0");
  ASSERT_GT(first.port(), 0);
  const Market market = MakeMarket(5, 200, first.port());
  const Offer& offer = market.offers[static_cast<size_t>(market.shops[0].offers[0])];
  const std::string notice = R"({"notice":"N","right":"r","reason":"x","items":[{"item_id":")" + offer.item_id + R"("}]})";
  EXPECT_TRUE(first.Ask("POST", "/ipr/notices", notice).starts_with("HTTP/1.1 201 "));
  EXPECT_EQ(first.End(), 0);

  RunningProgram second("serve" + flags + std::to_string(first.port()));
  ASSERT_EQ(second.port(), first.port());
  EXPECT_TRUE(second.Ask("POST", "/ipr/notices", notice).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(second.Ask("GET", offer.path).starts_with("HTTP/1.1 200 "));
  ASSERT_TRUE(WriteFileAtomic(dir + "/clock", "259200000"));  // three days
  EXPECT_TRUE(second.Ask("GET", offer.path).starts_with("HTTP/1.1 404 "));
  EXPECT_EQ(second.End(), 0);

  const Outcome other = RunProgram("serve --seed 6 --listings 200 --dir " + dir + " --port " + std::to_string(first.port()));
  EXPECT_EQ(other.code, 3);
  EXPECT_NE(other.output.find("complaints.jsonl"), std::string::npos) << other.output;
  EXPECT_EQ(std::count(other.output.begin(), other.output.end(), '\n'), 1) << other.output;
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace markwarden::samples
