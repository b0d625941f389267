// Spawn, hand over, wait with a deadline, tell how it ended.
#include "core/sandbox/worker_process.h"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>

#include "core/sandbox/spawn.h"

namespace markwarden {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kCpuLook{200};  // how often a job's CPU time is looked at
constexpr int kHelloMillis = 20'000;  // a machine that is very busy, or a sanitizer

int MillisUntil(Steady::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

// 1: a whole packet; 0: the other side is gone; -1: the deadline passed.
template <typename Packet>
int Receive(int socket, Packet& packet, Steady::time_point deadline) {
  for (;;) {
    pollfd waiting{socket, POLLIN, 0};
    const int ready = poll(&waiting, 1, MillisUntil(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return -1;
    const ssize_t got = recv(socket, &packet, sizeof packet, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    return got == static_cast<ssize_t>(sizeof packet) ? 1 : 0;
  }
}

}  // namespace

int64_t StatusNumber(pid_t pid, std::string_view name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ':') {
      return std::strtoll(line.c_str() + name.size() + 1, nullptr, 10);
    }
  }
  return -1;
}

bool IsConfined(pid_t pid) { return StatusNumber(pid, "Seccomp") == 2 && StatusNumber(pid, "NoNewPrivs") == 1; }

std::string_view ToString(WorkerClass worker_class) { return worker_class == WorkerClass::kLight ? "light" : "heavy"; }

WorkerProcess::WorkerProcess(pid_t pid, int socket, SharedBytes input, SharedBytes output)
    : pid_(pid), socket_(socket), input_(std::move(input)), output_(std::move(output)) {}

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::Start(const std::string& program, WorkerClass worker_class, int file) {
  Result<SharedBytes> input = SharedBytes::Make("markwarden-input", kMaxJobParams + kMaxJobData, false);
  if (!input) return Fail(input);
  Result<SharedBytes> output = SharedBytes::Make("markwarden-output", kMaxJobReply, true);
  if (!output) return Fail(output);
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Fail(ErrorCode::kExhausted, std::string("socket for a content worker: ") + std::strerror(errno));
  }
  const HandedDescriptor handed[] = {{.from = ends[1], .to = kWorkerSocket}, {.from = input->fd(), .to = kWorkerInput},
                                     {.from = output->fd(), .to = kWorkerOutput}, {.from = file, .to = kWorkerFile}};
  Result<pid_t> pid = SpawnConfined("the content worker", {program, std::string(ToString(worker_class))}, handed);
  close(ends[1]);
  if (!pid) {
    close(ends[0]);
    return Fail(pid);
  }
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(*pid, ends[0], std::move(*input), std::move(*output)));
  if (Status up = worker->AwaitHello(); !up) return Fail(up);
  return worker;
}

Status WorkerProcess::AwaitHello() {
  WorkerHello hello;
  if (Receive(socket_, hello, Steady::now() + std::chrono::milliseconds(kHelloMillis)) != 1 || hello.magic != WorkerHello().magic) {
    return Fail(ErrorCode::kUnavailable, "a content worker did not come up: this kernel may lack seccomp filters");
  }
  if (!IsConfined(pid_)) {
    return Fail(ErrorCode::kUnavailable, "a content worker came up unconfined and was not used");
  }
  return Ok();
}

WorkerProcess::~WorkerProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (socket_ >= 0) close(socket_);
}

int64_t WorkerProcess::ResidentBytes() const {
  const int64_t kilobytes = StatusNumber(pid_, "VmRSS");
  return kilobytes > 0 ? kilobytes * 1024 : 0;
}

std::chrono::nanoseconds WorkerProcess::CpuUsed(bool by_ticks) const {
  clockid_t clock;
  timespec used{};
  if (clock_getcpuclockid(pid_, &clock) != 0) return {};
  // The two lowest bits of such a clock say which counter is read.
  if (by_ticks) clock &= ~clockid_t{3};
  if (clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

// So that each job has its own seconds, however many came before it.  Root without CAP_SYS_RESOURCE, as containers
// have it, may not do this to a worker of another user: then AwaitAnswer alone counts.
void WorkerProcess::RaiseCpuLimit() {
  // The limit counts by ticks, which over many short jobs drifts from the scheduler's own count.
  const auto used = std::chrono::ceil<std::chrono::seconds>(CpuUsed(true));
  const rlimit limit{static_cast<rlim_t>(used.count() + kJobCpuSeconds), RLIM_INFINITY};
  prlimit(pid_, RLIMIT_CPU, &limit, nullptr);
}

int WorkerProcess::AwaitAnswer(JobAnswer& answer) {
  const auto deadline = Steady::now() + std::chrono::milliseconds(kJobWallMillis);
  const auto before = CpuUsed(false);
  for (;;) {
    const auto next = std::min(deadline, Steady::now() + kCpuLook);
    const int got = Receive(socket_, answer, next);
    if (got != -1) return got;
    if (CpuUsed(false) - before > std::chrono::seconds(kJobCpuSeconds)) return kOverCpu;
    if (next == deadline) return -1;
  }
}

WorkerProcess::Outcome WorkerProcess::Lost(std::string_view why, std::string what) {
  Outcome outcome;
  outcome.lost = true;
  outcome.loss = {std::string(why), std::move(what)};
  outcome.reply = Fail(ErrorCode::kExhausted, "content worker lost: " + outcome.loss.what);
  return outcome;
}

WorkerProcess::Outcome WorkerProcess::OverCpu() {
  return Lost("cpu", "more than " + std::to_string(kJobCpuSeconds) + " s of CPU time");
}

WorkerProcess::Outcome WorkerProcess::Died() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (!WIFSIGNALED(status)) return Lost("crash", "it ended by itself with code " + std::to_string(WEXITSTATUS(status)));
  switch (WTERMSIG(status)) {
    case SIGSYS: return Lost("forbidden call", "it made a system call that it may not make");
    case SIGXCPU: return OverCpu();
    case SIGKILL: return Lost("memory", "killed by the system, most likely for its memory");
    default: return Lost("crash", "signal " + std::to_string(WTERMSIG(status)));
  }
}

WorkerProcess::Outcome WorkerProcess::Run(const Job& job, std::string_view params, std::string_view data) {
  Outcome outcome;
  JobRequest request;
  if (params.size() > kMaxJobParams || data.size() > input_.size() - kMaxJobParams || job.name.size() >= sizeof request.job) {
    outcome.reply = Fail(ErrorCode::kExhausted, job.name + ": " + std::to_string(data.size()) + " bytes are more than a content worker takes");
    return outcome;
  }
  request.number = static_cast<uint64_t>(++jobs_);
  request.params = params.size();
  request.data = data.size();
  std::memcpy(request.job, job.name.data(), job.name.size());
  // Views, which may be of nothing and point nowhere.
  params.copy(input_.data(), params.size());
  data.copy(input_.data() + params.size(), data.size());
  RaiseCpuLimit();
  if (send(socket_, &request, sizeof request, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof request)) return Died();
  JobAnswer answer;
  switch (AwaitAnswer(answer)) {
    case 1: break;
    case kOverCpu: {
      kill(pid_, SIGKILL);
      Died();
      return OverCpu();
    }
    case 0: {
      // Closed, or a packet of another size: either way it is not to be trusted any longer.
      kill(pid_, SIGKILL);
      Outcome died = Died();
      if (died.loss.why == "memory") died = Lost("crash", "it spoke out of turn or closed its socket");
      return died;
    }
    default: {
      kill(pid_, SIGKILL);
      Died();
      return Lost("time", "no answer within " + std::to_string(kJobWallMillis / 1000) + " s");
    }
  }
  if (answer.number != request.number || answer.bytes > output_.size() ||
      answer.code > static_cast<uint32_t>(ErrorCode::kInternal)) {
    return Lost("reply", "its answer is none to that job, or larger than " + std::to_string(output_.size()) + " bytes");
  }
  std::string bytes(output_.data(), answer.bytes);  // copied before anything is read in it
  if (answer.broken != 0) return Lost("memory", "more memory than a content worker has");
  if (answer.failed != 0) {
    for (char& c : bytes) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    bytes.resize(std::min<size_t>(bytes.size(), 500));
    outcome.reply = Fail(static_cast<ErrorCode>(answer.code), std::move(bytes));
  } else {
    outcome.reply = std::move(bytes);
  }
  return outcome;
}

}  // namespace markwarden
