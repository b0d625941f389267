// Flags and cases that a bureau gives to one below it (交办): the row's region becomes that of the bureau that receives it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/account.h"
#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct Assignment {
  Id id = 0;
  Id org = 0;
  std::string region_code;   // of the bureau that receives it
  std::string subject_kind;  // flag, case
  Id subject = 0;
  std::string title;  // of the subject, as it is read
  Id from = 0, to = 0;
  std::string from_name, to_name;
  std::string from_region;  // where the subject goes back to
  std::string basis;        // seller, watch, person
  std::string note;
  std::string state;  // sent, accepted, returned, passed_on
  Time due;           // of the receipt
  Id answered_by = 0;
  std::string answered_by_name;
  std::optional<Time> answered_at;
  std::string reason;
  Id created_by = 0;
  std::string created_by_name;
  Time created_at;
  int64_t row_version = 1;
};

struct NewAssignment {
  std::string subject_kind;
  Id subject = 0;
  Organisation to;
  std::string basis, note;
  Time due;
};
// Errors: kNotFound (the scope does not see the subject), kConflict (it waits for a bureau's answer, or another bureau has accepted it).
Result<Assignment> GiveAssignment(Transaction& tx, const Scope& scope, const NewAssignment& assignment);

// Accepting keeps the region; returning gives it back, and makes an assignment that was passed on the one in force again.
// Errors: kNotFound, kConflict (answered already, changed meanwhile), kDenied (another bureau's to answer).
Result<Assignment> AnswerAssignment(Transaction& tx, const Scope& scope, Id id, bool accept, const std::string& reason, int64_t row_version);

Result<std::optional<Assignment>> FindAssignment(CaseDb& db, const Scope& scope, Id id);
struct AssignmentFilter {
  std::string box = {};    // "received", "given", or both: what the scope sees
  std::string state = {};
  std::optional<Time> overdue_at = {};  // those whose receipt was due before it
  std::string subject_kind = {};
  Id subject = 0;
};
// Newest first.
Result<Page<Assignment>> ListAssignments(CaseDb& db, const Scope& scope, const AssignmentFilter& filter, const PageRequest& page = {});
// How many wait for the bureau's answer, at most `most`.
Result<int64_t> CountWaitingAssignments(CaseDb& db, const Scope& scope, int64_t most);

// A bureau is made for `region`: what lies there and was given to nobody stays with the bureau above, whose region is `above`, until it is given.
// How many flags and cases that were.
Result<int64_t> KeepWithBureauAbove(Transaction& tx, Id tenant, const std::string& region, const std::string& above);

// What could be given: the regions that speak for a bureau.
struct Assignable {
  Id subject = 0;
  std::string title;
  std::string seller_region;  // of every seller in it; empty when unknown or not one
  std::string watch_region;
  std::string region;  // where it lies now
};
// Of the flags that are suspected, new, held or reopened, and with the ids of `only` if there are any; those that are given already are left out.
Result<std::vector<Assignable>> AssignableFlags(CaseDb& db, const Scope& scope, const std::vector<Id>& only, int limit);
Result<std::vector<Assignable>> AssignableCases(CaseDb& db, const Scope& scope, const std::vector<Id>& only, int limit);

}  // namespace markwarden
