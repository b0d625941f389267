// Rights that are tried out in this process: one thread each, a few at once, results kept for a while.  Internal to service/.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/json.h"
#include "core/result.h"

namespace markwarden {

struct TrialProgress {
  int64_t seen = 0, of = 0;  // listings
  int64_t suspected = 0;
};

// Thread-safe.  Its end stops every trial and waits for it.
class RightTrials {
 public:
  using Run = std::function<Result<Json>(std::stop_token stop, const std::function<void(const TrialProgress&)>& progress)>;

  // Starts a thread of `actor`'s; the one that this account tried before ends.  Errors: kUnavailable (`most` run already: wait).
  Result<std::string> Start(Id actor, int most, Time now, std::chrono::minutes kept, Run run);
  // {"id","state":"running|done|failed|cancelled","seen","of","suspected","why","result"}.  Errors: kNotFound (none of this account's).
  Result<Json> Show(Id actor, const std::string& id) const;
  Status Cancel(Id actor, const std::string& id);

 private:
  struct Trial {
    std::string id;
    Id actor = 0;
    Time started;
    std::string state = "running";
    TrialProgress progress;
    Json result;
    std::string why;
    std::jthread thread;  // last: it ends before the rest goes
  };
  Trial* Find(Id actor, const std::string& id) const;

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Trial>> trials_;  // guarded by mutex_
};

}  // namespace markwarden
