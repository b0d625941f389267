// The host of content workers: hands each job to an idle worker, replaces those that
// die or have worked long enough, and keeps count of both.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/sandbox/job.h"
#include "core/sandbox/worker_process.h"

namespace markwarden {

// A worker that died over a job.
struct LossReport {
  std::string job;
  std::string sha256;  // of the data that it died over
  size_t bytes = 0;
  WorkerLoss loss;
};

struct JobCount {
  int64_t done = 0;     // answered, refusals included
  int64_t refused = 0;  // the job said no
  int64_t lost = 0;     // the worker died
  int64_t micros = 0;   // wall time of all of them, waiting for a worker left out
};

struct PoolHealth {
  int64_t started = 0;   // processes, replacements included
  int64_t recycled = 0;  // ended in good health
  int64_t lost = 0;
  int running = 0;
  int64_t resident_bytes = 0;          // of those running
  std::map<std::string, JobCount> jobs;  // by name
};

struct PoolOptions {
  std::string program;       // the worker's executable
  int light_workers = 0;     // 0: one per core
  int heavy_workers = 1;
  int jobs_per_worker = 1000;
  std::function<void(const LossReport&)> on_loss;  // on the thread that ran the job, no lock held
};

class WorkerPool;

// A worker of one's own, for a file that is read in several jobs: what one job leaves in the worker, the next one
// finds.  One thread at a time; its pool outlives it.
class WorkerSession {
 public:
  // As WorkerPool::Run.  After a loss every job fails.
  Result<std::string> Run(std::string_view job, std::string_view params, std::string_view data);
  bool lost() const { return worker_ == nullptr; }

 private:
  friend class WorkerPool;
  WorkerSession(WorkerPool& pool, std::unique_ptr<WorkerProcess> worker) : pool_(pool), worker_(std::move(worker)) {}
  WorkerPool& pool_;
  std::unique_ptr<WorkerProcess> worker_;
};

// Thread-safe.  Workers start when they are first needed.
class WorkerPool {
 public:
  WorkerPool(JobTable jobs, PoolOptions options);

  // Waits for an idle worker, then for its answer.  `data` is copied.
  // Errors: the job's own; kExhausted (past a cap, or the worker died over it: the message begins with
  // "content worker lost"); kUnavailable (workers cannot be started); kInternal (no such job).
  Result<std::string> Run(std::string_view job, std::string_view params, std::string_view data);

  // Starts a worker that reads `file` (open for reading alone; may be closed afterwards).  Does not count
  // against the pool's number of workers.  Errors: those of WorkerProcess::Start.
  Result<std::unique_ptr<WorkerSession>> Open(WorkerClass worker_class, int file);

  PoolHealth health() const;

 private:
  friend class WorkerSession;
  const Job* Find(std::string_view name) const;
  // Runs, counts, reports.  Resets `worker` when it was lost.
  Result<std::string> RunOn(std::unique_ptr<WorkerProcess>& worker, const Job& job, std::string_view params, std::string_view data);
  struct Side {
    int limit = 0;
    int busy = 0;
    std::vector<std::unique_ptr<WorkerProcess>> idle;
    std::condition_variable freed;
  };
  Result<std::unique_ptr<WorkerProcess>> Take(WorkerClass worker_class);
  void GiveBack(WorkerClass worker_class, std::unique_ptr<WorkerProcess> worker);

  // Constant after construction.
  const JobTable jobs_;
  const PoolOptions options_;

  mutable std::mutex mutex_;
  std::array<Side, 2> sides_;  // guarded by mutex_
  PoolHealth health_;          // guarded by mutex_
};

}  // namespace markwarden
