// What became of a right: its leads by week, cases, notices, measures, what came back.  Each list is of one right that the caller has found.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// Counts end at 10,000 rows: `more` says that there are more.
struct RightNumbers {
  std::map<std::string, int64_t> flags;     // suspected, by state
  int64_t cleared = 0;
  std::map<std::string, std::map<std::string, int64_t>> weeks;  // Monday -> state -> suspected leads found in that week
  int64_t cases = 0;
  std::map<std::string, int64_t> notices;   // by state
  std::map<std::string, int64_t> measures;  // by state
  int64_t relists = 0, questions = 0;       // questions: that wait for the holder
  bool more = false;
};
Result<RightNumbers> NumbersOfRight(CaseDb& db, const Scope& scope, Id right, Time since);

// Newest first, for whoever sees the right.
struct RightCaseRow {
  Id id = 0;
  std::string title, state, outcome;
  int64_t flags = 0;  // of this right
  Time created_at, updated_at;
};
Result<Page<RightCaseRow>> CasesOfRight(CaseDb& db, const Scope& scope, Id right, const PageRequest& page);

struct RightNoticeRow {
  Id id = 0;
  Id case_id = 0;
  std::string platform, regime, state;
  int64_t items = 0;
  Time created_at;
  std::optional<Time> sent_at;
};
// `sent_only`: those that went out.
Result<Page<RightNoticeRow>> NoticesOfRight(CaseDb& db, const Scope& scope, Id right, bool sent_only, const PageRequest& page);

struct RightWatchRow {
  Id id = 0;
  std::string name, state;
};
Result<std::vector<RightWatchRow>> WatchesOfRight(CaseDb& db, const Scope& scope, Id right);

}  // namespace markwarden
