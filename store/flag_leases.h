// Who has a lead open: a lease of some minutes, so that no two people decide the same one.  It ends by its time alone, whatever
// happened to the page that took it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct FlagLease {
  Id flag = 0;
  Id account = 0;
  std::string account_name;
  Time since, until;
};

// Takes the lease, or carries one's own on.  Errors: kConflict (another has it: says who and since when), kExhausted (`most` are
// held by this account), kNotFound (no such flag for this scope).
Result<FlagLease> TakeLease(Transaction& tx, const Scope& scope, Id flag, std::chrono::minutes time, int most);
// Gives one's own back; false: there was none.
Result<bool> ReleaseLease(Transaction& tx, const Scope& scope, Id flag);
// Ends anybody's; what it was, or nothing.  Errors: kNotFound.
Result<std::optional<FlagLease>> BreakLease(Transaction& tx, const Scope& scope, Id flag);
// Who has it open now.
Result<std::optional<FlagLease>> LeaseOf(CaseDb& db, Id flag);
// kConflict when another account has it open: says who and since when.
Status CheckNobodyElseHas(CaseDb& db, const Scope& scope, Id flag);

}  // namespace markwarden
