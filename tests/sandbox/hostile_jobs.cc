// What a parser that was taken over would try.
#include "tests/sandbox/hostile_jobs.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <cstring>
#include <memory>

#include "core/sandbox/channel.h"

namespace markwarden {
namespace {

std::string ErrnoOr(long result) { return result >= 0 ? "allowed" : std::strerror(errno); }

void Spin() {
  for (volatile bool on = true; on;) {
  }
}

// Address space is what counts; only a little of it is touched.
Result<std::string> Allocate(size_t bytes) {
  const std::unique_ptr<volatile char[]> block(new volatile char[bytes]);
  block[bytes / 2] = 'x';
  return std::string(1, block[bytes / 2]);
}

Result<std::string> TalkOutOfTurn() {
  const char noise[] = "not an answer";
  send(kWorkerSocket, noise, sizeof noise, 0);
  Spin();
  return "";
}

Result<std::string> ClaimTooMuch() {
  JobAnswer lie;
  lie.number = 1;
  lie.bytes = ~uint64_t{0};
  send(kWorkerSocket, &lie, sizeof lie, 0);
  Spin();
  return "";
}

Result<std::string> AnswerForAnother() {
  JobAnswer lie;
  lie.number = 77;
  send(kWorkerSocket, &lie, sizeof lie, 0);
  Spin();
  return "";
}

}  // namespace

JobTable HostileJobs() {
  using View = std::string_view;
  const auto light = [](const char* name, Result<std::string> (*run)(View, View)) {
    return Job{.name = name, .worker_class = WorkerClass::kLight, .run = run};
  };
  JobTable jobs = {
      light("echo", [](View params, View data) -> Result<std::string> { return std::string(params) + std::string(data); }),
      light("refuse", [](View, View) -> Result<std::string> { return Fail(ErrorCode::kInvalid, "line\none\x1b[31m"); }),
      light("open", [](View, View) -> Result<std::string> { return ErrnoOr(open("/etc/passwd", O_RDONLY)); }),
      light("create", [](View, View) -> Result<std::string> { return ErrnoOr(open("/tmp/markwarden-escape", O_CREAT | O_WRONLY, 0600)); }),
      light("socket", [](View, View) -> Result<std::string> { return ErrnoOr(socket(AF_INET, SOCK_STREAM, 0)); }),
      light("execve", [](View, View) -> Result<std::string> { return ErrnoOr(execl("/bin/true", "true", nullptr)); }),
      light("fork", [](View, View) -> Result<std::string> { return ErrnoOr(fork()); }),
      light("ptrace", [](View, View) -> Result<std::string> { return ErrnoOr(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }),
      light("kill", [](View, View) -> Result<std::string> { return ErrnoOr(kill(getppid(), 0)); }),
      light("executable", [](View, View) -> Result<std::string> {
        void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return ErrnoOr(page == MAP_FAILED ? -1 : 0);
      }),
      light("write_input", [](View, View data) -> Result<std::string> {
        const_cast<char*>(data.data())[0] = 'X';
        return "allowed";
      }),
      light("gigabytes", [](View, View) -> Result<std::string> { return Allocate(size_t{2} << 30); }),
      light("file", [](View params, View) -> Result<std::string> {
        static int calls = 0;
        char bytes[16];
        const ssize_t got = pread(kWorkerFile, bytes, sizeof bytes, std::stoll(std::string(params)));
        return std::to_string(++calls) + ":" + (got < 0 ? std::strerror(errno) : std::string(bytes, static_cast<size_t>(got)));
      }),
      light("write_file", [](View, View) -> Result<std::string> { return ErrnoOr(pwrite(kWorkerFile, "x", 1, 0)); }),
      light("megabytes", [](View, View) -> Result<std::string> { return Allocate(size_t{600} << 20); }),
      light("spin", [](View, View) -> Result<std::string> { Spin(); return ""; }),
      light("second", [](View, View) -> Result<std::string> {
        const auto begun = std::clock();
        while (std::clock() - begun < CLOCKS_PER_SEC) {
        }
        return "done";
      }),
      light("wait", [](View, View) -> Result<std::string> {
        char byte;
        recv(kWorkerSocket, &byte, 1, 0);  // for a second job that never comes
        return "";
      }),
      light("reply", [](View, View) -> Result<std::string> { return std::string(size_t{100} << 20, 'r'); }),
      light("null", [](View, View) -> Result<std::string> { *static_cast<volatile int*>(nullptr) = 1; return ""; }),
      light("abort", [](View, View) -> Result<std::string> { std::abort(); }),
      light("exit", [](View, View) -> Result<std::string> { _exit(0); }),
      light("noise", [](View, View) -> Result<std::string> { return TalkOutOfTurn(); }),
      light("claim", [](View, View) -> Result<std::string> { return ClaimTooMuch(); }),
      light("other", [](View, View) -> Result<std::string> { return AnswerForAnother(); }),
  };
  jobs.push_back({.name = "heavy", .worker_class = WorkerClass::kHeavy,
                  .run = [](View, View) -> Result<std::string> { return Allocate(size_t{600} << 20); }});
  return jobs;
}

}  // namespace markwarden
