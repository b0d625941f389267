// Idle workers on a stack, so that few are kept warm when little is to do.
#include "core/sandbox/pool.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/hash.h"

namespace markwarden {

WorkerPool::WorkerPool(JobTable jobs, PoolOptions options) : jobs_(std::move(jobs)), options_(std::move(options)) {
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  sides_[0].limit = options_.light_workers > 0 ? options_.light_workers : cores;
  sides_[1].limit = std::max(1, options_.heavy_workers);
}

Result<std::unique_ptr<WorkerProcess>> WorkerPool::Take(WorkerClass worker_class) {
  Side& side = sides_[static_cast<size_t>(worker_class)];
  {
    std::unique_lock lock(mutex_);
    side.freed.wait(lock, [&] { return side.busy < side.limit; });
    ++side.busy;
    if (!side.idle.empty()) {
      std::unique_ptr<WorkerProcess> worker = std::move(side.idle.back());
      side.idle.pop_back();
      return worker;
    }
  }
  Result<std::unique_ptr<WorkerProcess>> started = WorkerProcess::Start(options_.program, worker_class);
  const std::lock_guard lock(mutex_);
  if (started) {
    ++health_.started;
    return started;
  }
  --side.busy;
  side.freed.notify_one();
  return Fail(started);
}

void WorkerPool::GiveBack(WorkerClass worker_class, std::unique_ptr<WorkerProcess> worker) {
  Side& side = sides_[static_cast<size_t>(worker_class)];
  const bool tired = worker && worker->jobs() >= options_.jobs_per_worker;
  {
    const std::lock_guard lock(mutex_);
    --side.busy;
    if (tired) ++health_.recycled;
    if (worker && !tired) side.idle.push_back(std::move(worker));
    side.freed.notify_one();
  }
  // A worker that goes is waited for here, outside of the lock.
}

const Job* WorkerPool::Find(std::string_view name) const {
  const auto job = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& candidate) { return candidate.name == name; });
  return job == jobs_.end() ? nullptr : &*job;
}

Result<std::string> WorkerPool::RunOn(std::unique_ptr<WorkerProcess>& worker, const Job& job, std::string_view params, std::string_view data) {
  const auto begun = std::chrono::steady_clock::now();
  WorkerProcess::Outcome outcome = worker->Run(job, params, data);
  const auto took = std::chrono::steady_clock::now() - begun;
  if (outcome.lost) worker.reset();
  {
    const std::lock_guard lock(mutex_);
    JobCount& count = health_.jobs[job.name];
    count.done += outcome.lost ? 0 : 1;
    count.refused += !outcome.lost && !outcome.reply ? 1 : 0;
    count.lost += outcome.lost ? 1 : 0;
    count.micros += std::chrono::duration_cast<std::chrono::microseconds>(took).count();
    health_.lost += outcome.lost ? 1 : 0;
  }
  if (outcome.lost && options_.on_loss) {
    options_.on_loss({.job = job.name, .sha256 = Sha256Hex(data), .bytes = data.size(), .loss = outcome.loss});
  }
  return std::move(outcome.reply);
}

Result<std::string> WorkerPool::Run(std::string_view name, std::string_view params, std::string_view data) {
  const Job* job = Find(name);
  if (!job) return Fail(ErrorCode::kInternal, "no content job " + std::string(name));
  Result<std::unique_ptr<WorkerProcess>> worker = Take(job->worker_class);
  if (!worker) return Fail(worker);
  Result<std::string> reply = RunOn(*worker, *job, params, data);
  GiveBack(job->worker_class, std::move(*worker));
  return reply;
}

Result<std::unique_ptr<WorkerSession>> WorkerPool::Open(WorkerClass worker_class, int file) {
  Result<std::unique_ptr<WorkerProcess>> worker = WorkerProcess::Start(options_.program, worker_class, file);
  if (!worker) return Fail(worker);
  {
    const std::lock_guard lock(mutex_);
    ++health_.started;
  }
  return std::unique_ptr<WorkerSession>(new WorkerSession(*this, std::move(*worker)));
}

Result<std::string> WorkerSession::Run(std::string_view name, std::string_view params, std::string_view data) {
  const Job* job = pool_.Find(name);
  if (!job) return Fail(ErrorCode::kInternal, "no content job " + std::string(name));
  if (!worker_) return Fail(ErrorCode::kExhausted, "content worker lost: an earlier job of this file ended it");
  return pool_.RunOn(worker_, *job, params, data);
}

PoolHealth WorkerPool::health() const {
  const std::lock_guard lock(mutex_);
  PoolHealth health = health_;
  for (const Side& side : sides_) {
    health.running += side.busy + static_cast<int>(side.idle.size());
    for (const auto& worker : side.idle) health.resident_bytes += worker->ResidentBytes();
  }
  return health;
}

}  // namespace markwarden
