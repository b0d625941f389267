// The end of a term that a law sets.
#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "reports/day_calendar.h"
#include "reports/regime.h"

namespace markwarden {

// A day's end is the first instant of the day after it, so `due` itself is too late.
struct Term {
  Time start;
  std::string zone;                // whose days were counted; empty for hours
  std::optional<Time> not_before;  // when the rule has a shorter bound too: the beginning of its last day
  Time due;
  std::string last_day;            // "2026-12-11", in `zone`; empty for hours
  bool moved = false;              // the last day was not worked, and the term ends later for it
  // The holidays of a year that was counted in are not published, nor the week-ends that will be worked for them.  Holidays
  // would only put the end off, so it is computed without them; a worked week-end could bring working days nearer.
  bool holidays_unknown = false;
};

// The day on which a term starts is not counted (Civil Code of the PRC, art. 201; the same for "following receipt" in
// 17 U.S.C. 512(g)(2)(C)); its last day ends at 24:00 (art. 203).  Empty for a rule without a measure.
// Errors: kInvalid (no such calendar).
Result<std::optional<Term>> TermOf(const DeadlineRule& rule, Time start, const DayCalendars& calendars);

}  // namespace markwarden
