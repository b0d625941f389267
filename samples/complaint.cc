// The timeline of each habit.
#include "samples/complaint.h"

#include <algorithm>

namespace markwarden::samples {

Habit HabitOf(int number) {
  switch ((number - 1) % 4) {
    case 0: return Habit::kHonours;
    case 1: return Habit::kIgnores;
    case 2: return Habit::kCounters;
    default: return Habit::kRelists;
  }
}

std::string_view ToString(Measure measure) {
  switch (measure) {
    case Measure::kNone: return "none";
    case Measure::kDeleted: return "deleted";
    case Measure::kRestored: return "restored";
  }
  return "";
}

Standing StandingAt(const Complaint& complaint, Time now) {
  Standing standing;
  if (complaint.items.empty()) {
    standing.status = "refused";
    return standing;
  }
  const Habit habit = HabitOf(complaint.number);
  if (habit == Habit::kIgnores) return standing;
  const bool withdrawn = complaint.withdrawn && *complaint.withdrawn <= now;
  const Time until = withdrawn ? *complaint.withdrawn : now;  // nothing happens after a withdrawal

  const Time honoured = complaint.received + (habit == Habit::kHonours ? kHonourSlowly : kHonourSoon);
  if (until >= honoured) {
    standing.status = "honoured";
    standing.measure = Measure::kDeleted;
    standing.measured = honoured;
  }
  const Time countered = complaint.received + kCounterAfter, restored = countered + kFilingPeriod;
  if (habit == Habit::kCounters && until >= countered) {
    standing.status = "counter_notice";
    standing.countered = countered;
    const bool filed = std::any_of(complaint.filings.begin(), complaint.filings.end(), [&](const Filing& f) { return f.told <= restored; });
    if (!filed && until >= restored) {
      standing.measure = Measure::kRestored;
      standing.measured = restored;
    }
  }
  const Time relisted = complaint.received + kRelistAfter;
  if (habit == Habit::kRelists && until >= relisted) standing.relisted = relisted;
  if (withdrawn && standing.measure == Measure::kDeleted) {
    standing.measure = Measure::kRestored;
    standing.measured = complaint.withdrawn;
  }
  return standing;
}

}  // namespace markwarden::samples
