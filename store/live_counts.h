// Everything that is shown live of the queue, for all accounts at once: read once, told to many.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/scope.h"
#include "store/database.h"
#include "store/flag_leases.h"

namespace markwarden {

// Flags that lie alike; a scope sees all of them or none.
struct LiveCount {
  Id org = 0;
  std::string lane, region_code;
  Id right = 0;
  int64_t count = 0;
  int64_t overdue = 0;  // of them found before the time that was asked for; lane "new" alone
};
// The same of what concerns one account.
struct LiveOwn {
  Id org = 0, right = 0, account = 0;
  std::string region_code;
  int64_t count = 0;
};
struct LiveLease {
  Id org = 0, right = 0;
  std::string region_code;
  FlagLease lease;
};
struct LiveFlag {
  Id flag = 0, org = 0, right = 0;
  std::string region_code;
};
struct LiveQueue {
  std::vector<LiveCount> counts;
  std::vector<LiveOwn> asked;     // second looks, by who asked for them
  std::vector<LiveOwn> assigned;  // that lie before people and that nobody has open
  std::vector<LiveLease> leases;  // of leads that lie before people, at most kLiveLeases
  std::vector<LiveFlag> fresh;    // suspected and found after `since_flag`, at most kLiveFresh
  Id newest = 0;                  // flag
};
inline constexpr int kLiveLeases = 2'000, kLiveFresh = 2'000;

// `since_flag` 0: none is fresh.
Result<LiveQueue> ReadLiveQueue(CaseDb& db, Time overdue_before, Id since_flag);

}  // namespace markwarden
