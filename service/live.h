// What the queue's pages are told while they are open: counts of the views, who has what open, how many leads are new.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/live_counts.h"

namespace markwarden {

// The queue at one moment, for everybody; never changed.
struct LiveState {
  LiveQueue queue;
  // By organisation and lane, all regions and rights together: what most people see.
  struct Total {
    Id org = 0;
    std::string lane;
    int64_t count = 0, overdue = 0;
  };
  std::vector<Total> totals;
  std::vector<LiveFlag> recent;  // found since `floor`, oldest first
  Id floor = 0;                  // nothing is known of what came up to here
  Id newest = 0;
  Time at;
};

// Counts at most once in the policy's time, and so seldom that counting takes a twentieth of a core at most, however many ask.
// Thread-safe; who asks while it counts waits for that.
class LiveBoard {
 public:
  explicit LiveBoard(Service& service) : service_(service) {}
  Result<std::shared_ptr<const LiveState>> Now();
  int64_t reads() const;  // how often it counted

 private:
  Service& service_;
  mutable std::mutex mutex_;
  std::shared_ptr<const LiveState> state_;          // guarded by mutex_
  std::chrono::steady_clock::time_point next_{};    // guarded by mutex_
  int64_t reads_ = 0;                               // guarded by mutex_
};

// Of what the scope sees.  {"views":{"new":n,"mine":n,"second_look","held","cleared","overdue","dismissed","in_case"}}
Json LiveCounts(const LiveState& state, const Scope& scope);
// {"locks":[{"flag","by","by_id","since","until"}],"more":bool}, at most kShownLocks.
Json LiveLocks(const LiveState& state, const Scope& scope);
// Suspected leads found since that flag.  {"count":n,"more":bool}
Json LiveFresh(const LiveState& state, const Scope& scope, Id since);
inline constexpr size_t kShownLocks = 200;

// The counts by themselves, for those who ask from time to time: {"views","at"}.
Result<Json> ShowQueueCounts(Service& service, const Scope& scope);

// Whose session or token that is now; unlike a request it does not keep a session alive.  Errors: kDenied (signed out, ended, disabled).
struct Credential {
  std::string session, token;  // one of them
};
Result<Scope> ScopeStillOf(Service& service, const Credential& credential);

}  // namespace markwarden
