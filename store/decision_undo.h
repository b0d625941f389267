// Taking back the last decision on a flag.
#pragma once

#include "core/flag_record.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct DecisionUndone {
  Id decision = 0;
  DecisionAction action = DecisionAction::kNote;
  FlagState state = FlagState::kNew;   // given back
  int64_t row_version_before = 0;      // of the flag before that decision
  int64_t row_version = 0;             // of the flag now: it goes on, so that no two states share one
};
// The flag is again what it was before; the decision stays on record as taken back.  Only whoever made it, and only while nothing
// followed it.  Errors: kNotFound, kDenied (another's), kConflict (changed since, in a case, nothing to take back).
Result<DecisionUndone> UndoLastDecision(Transaction& tx, const Scope& scope, Id flag, int64_t row_version);

}  // namespace markwarden
