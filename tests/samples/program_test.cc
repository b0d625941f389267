// The program's exit codes: 2 for a wrong flag, 3 for a busy port, one line each.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

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
  for (const char* arguments : {"", "fly", "generate --seed 1", "generate --seed x --out /tmp/x", "run --seed 1 --dir /tmp/x --port 70000", "serve --seed 1 --dir /tmp/x --nothing", "generate --seed 1 --out /tmp/x --listings 5"}) {
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

}  // namespace
}  // namespace markwarden::samples
