// Closing a case, and opening it again.
#pragma once

#include <string>

#include "core/case.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct CaseDeed {
  std::string act = {};      // "close", "reopen"
  int64_t row_version = 0;   // that was seen; 0: whatever it is
  std::string outcome = {};  // of a closing: a code of reports/vocabulary.yaml, case_outcomes
  std::string reason = {};   // needed
  std::string despite = {};  // of a closing while something stands open (OpenMattersOf): why all the same
};
// - close: by another person than the one who made the case, with an outcome; not while a clue of the case is open or the holder has not
//   answered, nor while a notice may still go out, waits for an answer, or a counter-notice for a decision, unless `despite` says why; what stood
//   open is recorded with it.  Terms that run for the case are stopped.
// - reopen: by one person.
// Answers as ShowCase.  Errors: kDenied, kNotFound, kInvalid, kConflict (the state or something open forbids it, or somebody was first).
Result<Json> ActOnCase(Service& service, const Scope& scope, Id id, const CaseDeed& deed);

// What this account may do with the case as it stands: ["close"].
Json CaseActsOpenTo(const Scope& scope, const CaseRecord& record);

}  // namespace markwarden
