// One watch: what it has come to, changing it, pausing it, ending it.  Adding and listing stand in sources.h.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "service/sources.h"

namespace markwarden {

// As ListWatches gives it, with {"versions":[{"version","by","at","watch"}],"coverage":{"pages","queued","fetched","failed","refused",
// "refused_by_robots","over_budget","next_due","listings","last_new_listing","cap"}}; a count of cap + 1 means more than cap.
Result<Json> ShowWatch(Service& service, const Scope& scope, Id id);

// A new version of it; what is left out is filled in as when it was added, the owner stays.  A crawl takes it up with its next round.
// Errors: kConflict (changed meanwhile, the name is taken, it has ended), kNotFound, kInvalid.
Result<Json> EditWatch(Service& service, const Scope& scope, Id id, const NewWatch& wanted, int64_t row_version);

// "pause", "resume", "end".  Errors: kConflict (changed meanwhile, or its state forbids it).
Result<Json> ActOnWatch(Service& service, const Scope& scope, Id id, const std::string& act, int64_t row_version);

}  // namespace markwarden
