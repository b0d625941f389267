// Receive, run, answer.
#include "core/sandbox/worker.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "core/sandbox/channel.h"
#include "core/sandbox/confine.h"

namespace markwarden {
namespace {


struct Views {
  const char* input = nullptr;
  size_t input_size = 0;
  char* output = nullptr;
};

bool MapViews(Views& views) {
  views.input_size = kMaxJobParams + kMaxJobData;
  void* input = mmap(nullptr, views.input_size, PROT_READ, MAP_SHARED, kWorkerInput, 0);
  void* output = mmap(nullptr, kMaxJobReply, PROT_READ | PROT_WRITE, MAP_SHARED, kWorkerOutput, 0);
  if (input == MAP_FAILED || output == MAP_FAILED) return false;
  views.input = static_cast<const char*>(input);
  views.output = static_cast<char*>(output);
  return close(kWorkerInput) == 0 && close(kWorkerOutput) == 0;
}

template <typename Packet>
bool Say(const Packet& packet) {
  for (;;) {
    const ssize_t sent = send(kWorkerSocket, &packet, sizeof packet, MSG_NOSIGNAL);
    if (sent >= 0 || errno != EINTR) return sent == static_cast<ssize_t>(sizeof packet);
  }
}

// False when the host is gone.
bool Hear(JobRequest& request) {
  for (;;) {
    const ssize_t got = recv(kWorkerSocket, &request, sizeof request, 0);
    if (got >= 0 || errno != EINTR) return got == static_cast<ssize_t>(sizeof request);
  }
}

JobAnswer Answer(const JobTable& jobs, const JobRequest& request, const Views& views) {
  JobAnswer answer;
  answer.number = request.number;
  Result<std::string> reply = Fail(ErrorCode::kInternal, "content worker: no such job; the program and its worker are of different builds");
  const auto job = std::find_if(jobs.begin(), jobs.end(), [&](const Job& candidate) {
    return candidate.name == std::string_view(request.job, strnlen(request.job, sizeof request.job));
  });
  if (job != jobs.end() && request.params + request.data <= views.input_size) {
    try {
      reply = job->run({views.input, request.params}, {views.input + request.params, request.data});
    } catch (const std::bad_alloc&) {
      reply = Fail(ErrorCode::kExhausted, "more memory than a content worker has");
      answer.broken = 1;
    }
  }
  if (reply && reply->size() > kMaxJobReply) reply = Fail(ErrorCode::kExhausted, "the reply is larger than a content worker may give");
  const std::string& bytes = reply ? *reply : reply.error().message;
  answer.bytes = std::min(bytes.size(), kMaxJobReply);
  answer.failed = reply ? 0 : 1;
  answer.code = reply ? 0 : static_cast<uint32_t>(reply.error().code);
  std::memcpy(views.output, bytes.data(), answer.bytes);
  return answer;
}

// What a job gives back is kept for the next one: asking the system for the same pages again and again costs more
// than the jobs themselves.  The address space is bounded all the same, and a worker is recycled.
void KeepMemory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that glibc takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

// A host that was killed in the middle of a job can end no worker, and not every kernel lets it set a limit of CPU
// time on one: after each second of CPU time a worker looks whether its host's end of the socket is still open.
// (A signal at the parent's death would come as well when the one thread of the host that started the worker ends.)
void EndWithoutHost(int) {
  const int before = errno;
  char byte;
  if (recv(kWorkerSocket, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) == 0) _exit(0);
  errno = before;
}

bool WatchHost() {
  struct sigaction action {};
  action.sa_handler = EndWithoutHost;
  action.sa_flags = SA_RESTART;
  const itimerval second{{1, 0}, {1, 0}};
  return sigaction(SIGPROF, &action, nullptr) == 0 && setitimer(ITIMER_PROF, &second, nullptr) == 0;
}

}  // namespace

int RunContentWorker(const JobTable& jobs, WorkerClass worker_class, const std::function<void()>& prepare) {
  KeepMemory();
  Views views;
  if (close_range(kWorkerFile + 1, ~0u, 0) != 0 || chdir("/") != 0 || !MapViews(views) || !WatchHost()) return kBadStart;
  if (prepare) prepare();
  if (!ConfineWorker(worker_class)) return kBadStart;
  if (!Say(WorkerHello())) return 0;
  for (JobRequest request; Hear(request);) {
    const JobAnswer answer = Answer(jobs, request, views);
    if (!Say(answer) || answer.broken != 0) return 0;
  }
  return 0;
}

}  // namespace markwarden
