// One content worker as its host sees it: a child process, a socket, two memory files.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/sandbox/channel.h"
#include "core/sandbox/job.h"

namespace markwarden {

// How a worker was lost.
struct WorkerLoss {
  std::string why;   // "cpu", "time", "memory", "forbidden call", "reply", "crash"
  std::string what;  // one line: "signal 11", "5 s of CPU time" ...
};

// The number in the line "NAME:" of /proc/PID/status; -1 when there is none.
int64_t StatusNumber(pid_t pid, std::string_view name);
// Whether the kernel filters the process's calls and gives it no new privileges.
bool IsConfined(pid_t pid);

// One thread at a time.  A lost worker answers nothing any more: throw it away.
class WorkerProcess {
 public:
  // Starts `program CLASS` and waits until it is locked in.
  // `file`, unless negative, becomes the worker's kWorkerFile: it must be open for reading alone; the caller keeps its own.
  // Errors: kUnavailable (no such program, no seccomp, did not come up), kExhausted (no process, no memory).
  static Result<std::unique_ptr<WorkerProcess>> Start(const std::string& program, WorkerClass worker_class, int file = -1);
  ~WorkerProcess();  // kills it

  struct Outcome {
    Result<std::string> reply = Fail(ErrorCode::kInternal, "not run");
    bool lost = false;  // then `loss` says how and `reply` is an error
    WorkerLoss loss;
  };
  // At most kJobWallMillis.
  Outcome Run(const Job& job, std::string_view params, std::string_view data);

  pid_t pid() const { return pid_; }
  int64_t jobs() const { return jobs_; }
  // Resident memory in bytes; 0 when it cannot be told.
  int64_t ResidentBytes() const;

 private:
  WorkerProcess(pid_t pid, int socket, SharedBytes input, SharedBytes output);
  Status AwaitHello();
  // CPU time of the process since it began, 0 when it cannot be told; by the kernel's ticks or by its scheduler.
  std::chrono::nanoseconds CpuUsed(bool by_ticks) const;
  void RaiseCpuLimit();
  // 1: an answer; 0: the worker is gone; -1: kJobWallMillis passed; kOverCpu: kJobCpuSeconds of CPU time did.
  int AwaitAnswer(JobAnswer& answer);
  static constexpr int kOverCpu = 2;
  Outcome Lost(std::string_view why, std::string what);
  Outcome OverCpu();
  Outcome Died();

  pid_t pid_;
  int socket_;
  SharedBytes input_, output_;
  int64_t jobs_ = 0;
};

}  // namespace markwarden
