// How many leads came by chance, as it was counted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

// Leads from `db` whole decibans to the next.
struct ChanceBin {
  int db = 0;
  int64_t suspected = 0, chance = 0;  // of watched names, of decoys
};
struct ChanceCount {
  Id id = 0;
  Id org = 0;
  std::string rule_set, engine;
  Id newest_snapshot = 0;
  int64_t wanted = 0, scanned = 0;              // snapshots that were to be looked at; of these, as many as the time allowed
  int64_t rights = 0, decoys = 0;               // rights of which there are decoys; decoys in all
  std::vector<ChanceBin> bins;                  // by db; none is empty
  // What people had decided of the latest leads, and how many of these were dismissed for being no such name: as it is, and as the bins claim.
  int64_t decided = 0, decided_chance = 0;
  double decided_claimed = 0;
  Time created_at;
};

Result<Id> AddChanceCount(Transaction& tx, const Scope& scope, const ChanceCount& count);
Result<std::optional<ChanceCount>> LatestChanceCount(CaseDb& db, const Scope& scope);

// Snapshots in all, counted up to `most`.
Result<int64_t> CountSnapshots(CaseDb& db, int64_t most);

// What people made of a lead that was suspected.
struct DecidedLead {
  double db = 0;
  std::string reasons;    // ",low_price,name,"
  std::string dismissal;  // the code of its last dismissal; empty: a case was made of it
};
// Dismissed or put into a case, the latest first.
Result<std::vector<DecidedLead>> LatestDecidedLeads(CaseDb& db, const Scope& scope, int limit);

}  // namespace markwarden
