// The bureau's own procedure over a case.
#pragma once

#include <optional>
#include <vector>

#include "core/case.h"
#include "core/scope.h"
#include "core/transitions.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// In the clue's first state, with the acting account as officer and maker; of the case's region when `region` is empty.
// Errors: kNotFound (no such case).
Result<Clue> AddClue(Transaction& tx, const Scope& scope, Id case_id, const std::string& region);
// Does one act of the table of core/transitions.h: the state it leads to, and officers, number and region as `changed` has them.
// Errors: kConflict (the act is not one of its state, or it was changed meanwhile), kNotFound.
Result<Clue> MoveClue(Transaction& tx, const Scope& scope, const Clue& changed, std::string_view act, int64_t row_version);

Result<std::optional<Clue>> FindClue(CaseDb& db, const Scope& scope, Id id);
struct ClueFilter {
  std::string state = {};  // empty: any
  Id case_id = 0;
};
// Oldest first.
Result<Page<Clue>> ListClues(CaseDb& db, const Scope& scope, const ClueFilter& filter = {}, const PageRequest& page = {});
// When a listing of the case was last seen; empty when it has none.
Result<std::optional<Time>> CaseLastSeen(CaseDb& db, Id case_id);

}  // namespace markwarden
