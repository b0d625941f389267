// Terms that run, by the thing they run for.  What is counted, and when it starts and ends, is service/deadline_terms.h's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/takedown.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// Running; id, maker and time are made here, the organisation and the region are those of the thing it runs for.  Adding the same term
// of the same start again gives the one that is there.
Result<Deadline> AddDeadline(Transaction& tx, const Scope& scope, const Deadline& deadline);

// Ends what runs for one thing: terms whose at_end is `word`, or every one for "all".  `state` is met (what was due was done) or stopped
// (it is due no more); one that ran out before `at` is over, and keeps when it was done after all.  Returns how many.
Result<int> EndDeadlines(Transaction& tx, const std::string& subject_kind, Id subject, const std::string& word, const std::string& state, Time at);
// Whatever runs for a case, for whichever of its things; stopped.
Result<int> EndDeadlinesOfCase(Transaction& tx, Id case_id, Time at);

// That it ran out with nothing done.  False when it does not run any more.
Result<bool> MarkOver(Transaction& tx, const Deadline& deadline);
// That `number` reminders were given.  False when as many were before, or it does not run any more.
Result<bool> MarkReminded(Transaction& tx, const Deadline& deadline, int number);

// A suspended term is stopped, and its basis says so: {"left":days}.  Errors: kConflict (it does not run).
Status PauseDeadline(Transaction& tx, Id id, int left, Time at);
// Runs again until the end that was counted anew.  Errors: kConflict (it is not suspended).
struct NewEnd {
  Time due;
  std::string last_day;
  bool holidays_unknown = false;
};
Status ResumeDeadline(Transaction& tx, Id id, const NewEnd& end);
// Days that are left of a suspended term; empty for any other.
std::optional<int> DaysSuspended(const Deadline& deadline);

Result<std::optional<Deadline>> FindDeadline(CaseDb& db, const Scope& scope, Id id);

struct DeadlineFilter {
  Id case_id = 0;
  std::string subject_kind = {};  // with `subject`
  Id subject = 0;
  std::string state = {};
  std::optional<Time> due_from = {};
  std::optional<Time> due_before = {};
};
// By when they end.
Result<Page<Deadline>> ListDeadlines(CaseDb& db, const Scope& scope, const DeadlineFilter& filter = {}, const PageRequest& page = {});
// What runs and ends before `due_before`, whoever's it is, soonest first, at most `limit`: for the program itself.
Result<std::vector<Deadline>> RunningDeadlines(CaseDb& db, Time due_before, int limit = kMaxPageRows);

}  // namespace markwarden
