// Z: the last decision on a flag, taken back by whoever made it.
#pragma once

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// The flag is as it was before; the decision stays on record as taken back, and that is an event.  A look since then by the
// program (a new hit) does not stand in the way while the state is the one the decision gave.
// {"flag","decision","action","state","row_version","back_to":{"state","row_version"}}
// Errors: kConflict (changed since, in a case, nothing to take back), kDenied (another's decision), kNotFound.
Result<Json> UndoDecision(Service& service, const Scope& scope, Id flag, int64_t row_version);  // 0: whatever it is

}  // namespace markwarden
