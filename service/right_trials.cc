// Threads of trials.
#include "service/right_trials.h"

#include <pthread.h>

#include <algorithm>

#include "core/hash.h"

namespace markwarden {

RightTrials::Trial* RightTrials::Find(Id actor, const std::string& id) const {
  const auto found = std::find_if(trials_.begin(), trials_.end(), [&](const auto& trial) { return trial->id == id && trial->actor == actor; });
  return found == trials_.end() ? nullptr : found->get();
}

Result<std::string> RightTrials::Start(Id actor, int most, Time now, std::chrono::minutes kept, Run run) {
  std::vector<std::unique_ptr<Trial>> over;  // joined without the lock
  const std::lock_guard lock(mutex_);
  for (auto trial = trials_.begin(); trial != trials_.end();) {
    const bool running = (*trial)->state == "running";
    if (running && (*trial)->actor == actor) (*trial)->thread.request_stop();
    if (!running && ((*trial)->actor == actor || HasPassed((*trial)->started, now, kept))) {
      over.push_back(std::move(*trial));
      trial = trials_.erase(trial);
    } else {
      ++trial;
    }
  }
  const auto others = std::count_if(trials_.begin(), trials_.end(), [&](const auto& trial) { return trial->state == "running"; });
  if (others >= most) return Fail(ErrorCode::kUnavailable, "other rights are being tried: wait a minute");
  auto fresh = std::make_unique<Trial>();
  fresh->id = ToHex(RandomBytes(8));
  fresh->actor = actor;
  fresh->started = now;
  Trial* trial = fresh.get();
  trials_.push_back(std::move(fresh));
  trial->thread = std::jthread([this, trial, run = std::move(run)](std::stop_token stop) {
    pthread_setname_np(pthread_self(), "mw-try");
    Result<Json> result = run(stop, [this, trial](const TrialProgress& progress) {
      const std::lock_guard held(mutex_);
      trial->progress = progress;
    });
    const std::lock_guard held(mutex_);
    if (result) {
      trial->result = std::move(*result);
      trial->state = "done";
    } else {
      trial->state = result.error().code == ErrorCode::kCancelled ? "cancelled" : "failed";
      trial->why = result.error().message;
    }
  });
  return trial->id;
}

Result<Json> RightTrials::Show(Id actor, const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const Trial* trial = Find(actor, id);
  if (!trial) return Fail(ErrorCode::kNotFound, "no trial " + id.substr(0, 32) + ": it is kept for a while and for whoever started it");
  return Json{{"id", trial->id}, {"state", trial->state}, {"seen", trial->progress.seen}, {"of", trial->progress.of},
              {"suspected", trial->progress.suspected}, {"why", TextOrNull(trial->why)}, {"result", trial->result}};
}

Status RightTrials::Cancel(Id actor, const std::string& id) {
  const std::lock_guard lock(mutex_);
  Trial* trial = Find(actor, id);
  if (!trial) return Fail(ErrorCode::kNotFound, "no trial " + id.substr(0, 32));
  trial->thread.request_stop();
  return Ok();
}

}  // namespace markwarden
