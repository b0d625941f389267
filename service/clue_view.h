// A clue as the API shows it, and what follows from its steps and terms.  Internal to service/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/case.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "core/takedown.h"
#include "reports/procedure.h"
#include "store/database.h"

namespace markwarden {

inline constexpr const char* kClueSubject = "clue";  // of events and terms

// The row, with the officers' logins.
Result<Json> ClueView(CaseDb& db, const Clue& clue);
// As ShowClue of service/clues.h.
Result<Json> WholeClueView(CaseDb& db, const Scope& scope, const Clue& clue, const std::vector<Procedure>& procedures);
// Every step, oldest first; `at` is when it was done as the person says.
Result<Json> ClueTimeline(CaseDb& db, const Scope& scope, Id id);

// The word of the term that an act answers and that must have been started for it; empty for an act that answers none.
std::string_view AnswersTerm(std::string_view act);
// Whether such a term was started and nothing answered it, in time or late.
bool WaitsFor(const std::vector<Deadline>& terms, std::string_view word);
// Who opened the clue, or took its last step of two.
bool ActedBefore(const Clue& clue, Id account);

// The same account's view of its own organisation, wherever a row was assigned to: for a row that it was already allowed to see.
Scope OfEveryRegion(const Scope& scope);
// Whether a clue of the case has not come to its end; with `region`, one that is assigned to it.
Result<bool> HasOpenClue(CaseDb& db, const Scope& scope, Id case_id, const std::string* region = nullptr);

}  // namespace markwarden
