// Jobs of content workers: named pure functions from untrusted bytes to a reply.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/sanitized.h"

namespace markwarden {

// Which limits a worker lives under.  A worker serves one class for its whole life.
enum class WorkerClass {
  kLight,  // 512 MB: HTML, XML, pictures' hashes
  kHeavy,  // 1 GB: archives, reading text in pictures
};
std::string_view ToString(WorkerClass worker_class);

struct Job {
  std::string name;  // "html.extract"; at most 60 bytes
  WorkerClass worker_class = WorkerClass::kLight;
  // Pure: no file, no socket, no clock, no thread.  `params` is the program's own, `data` is hostile.
  // May throw std::bad_alloc; any other exception counts as a crash.
  std::function<Result<std::string>(std::string_view params, std::string_view data)> run;
};

// What both sides know: the host by name, the worker by function.
using JobTable = std::vector<Job>;

// Caps of one job.  The host enforces them whatever the worker does.  A sanitizer's own cost is not the job's.
inline constexpr int kJobSlower = kSanitized ? 4 : 1;
inline constexpr int kJobCpuSeconds = 5 * kJobSlower;
inline constexpr int kJobWallMillis = 8'000 * kJobSlower;
inline constexpr size_t kMaxJobParams = size_t{1} << 20;
inline constexpr size_t kMaxJobReply = size_t{64} << 20;
inline constexpr size_t kMaxJobData = size_t{64} << 20;  // more goes by kWorkerFile of channel.h
constexpr size_t WorkerMemory(WorkerClass worker_class) {
  return worker_class == WorkerClass::kLight ? size_t{512} << 20 : size_t{1} << 30;
}

}  // namespace markwarden
