// Who has a lead open, so that no two people decide the same one.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// Opens the lead for the acting account, or carries its lock on.
// {"flag","by","by_id","since","until","renew_seconds"}.  Errors: kConflict (another has it open: says who), kExhausted (too many open).
Result<Json> LockFlag(Service& service, const Scope& scope, Id flag);
// Leaves it; nothing happens when it was not open.  {"flag","unlocked"}
Result<Json> UnlockFlag(Service& service, const Scope& scope, Id flag);
// Ends another's lock, with an event that says whose and why.  {"flag","broken","by"}.  Errors: kInvalid (no reason), kConflict (nobody has it open).
Result<Json> BreakFlagLock(Service& service, const Scope& scope, Id flag, const std::string& reason);

}  // namespace markwarden
