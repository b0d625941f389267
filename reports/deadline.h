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
// 17 U.S.C. 512(g)(2)(C)); its last day ends at 24:00 (art. 203).  A term of months ends on the day of the same number, or
// on the month's last (Regulation (EEC, Euratom) 1182/71, art. 3(2)(c)).  Empty for a rule without a measure.
// Errors: kInvalid (no such calendar).
Result<std::optional<Term>> TermOf(const DeadlineRule& rule, Time start, const DayCalendars& calendars);

// What is left at `at` of a term of days that ends at `due`: the day of `at` counts as used, a last day that had moved counts as it
// stands.  A term that was suspended goes on with so many days, counted by TermOf from the day it goes on: suspended and taken up on one
// day it ends when it would have.  Less than nothing when it was over.  Errors: kInvalid (no such calendar, not a term of days).
Result<int> DaysLeft(const DeadlineRule& rule, Time at, Time due, const DayCalendars& calendars);

}  // namespace markwarden
