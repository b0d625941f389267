// Looking again at listings that notice was given of.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct CheckBudget {
  int looks = 20;
  std::chrono::milliseconds time{600'000};         // no look is begun after it
  std::chrono::milliseconds wait_for_gap{60'000};  // how long to wait, all in all, for hosts' gaps when nothing else is to be done
};
struct CheckTotals {
  int64_t looks = 0, gone = 0, live = 0, unclear = 0, unreachable = 0;
  int64_t taken = 0, back = 0;  // states that changed
  int64_t put_off = 0;          // a crawl was at the host
};
// Looks at what is due, of all organisations, the longest due first.  Each look's exchanges are captures of kind
// `fetched`; they, the look, what it changes and its event are one transaction, so that a process that dies loses one look
// at most.  The caller holds the lock of `work`, on one thread.
Result<CheckTotals> CheckPass(Service& service, const CheckBudget& budget, std::stop_token stop);

// The same for the command, with a pass of `work` behind it, so that what was captured is matched and sealed.
// {"running","looks","gone","live","unclear","unreachable","taken","back","put_off","waiting"}; "running": `work` runs on this
// store and looks by itself, so nothing was done.
Result<Json> RunChecks(Service& service, const Scope& scope, const CheckBudget& budget, std::stop_token stop);

}  // namespace markwarden
