// What a look changes in a measure: its state, and when to look again.  Pure.
//   gone twice, `confirm` apart, nothing live between -> taken;  live after taken -> back;  live resets what was seen gone.
#pragma once

#include <string>

#include "core/takedown.h"
#include "reports/follow_up.h"
#include "reports/takedown_look.h"

namespace markwarden {

struct MeasureStep {
  Measure measure;      // as it is after the look; row_version is left alone
  std::string event;    // "measure.checked", "measure.taken", "measure.back"
  std::string task;     // kind of the task that a person gets: "listing_back", "looks_failed", "not_taken"; empty: none
};
// `measure` as it is now, `at` when the look began.  taken_at is the look that confirmed, and stays what it was the first
// time; first_gone_at begins the run of looks that saw it gone, empty while it is live.
// A measure that was dropped changes nothing; one that ended or was refused may be seen gone like any other.
MeasureStep AfterLook(const Measure& measure, Seen seen, Time at, const LookPlan& plan);

// When a measure that begins now is looked at first.
Time FirstLook(Time asked_at, const LookPlan& plan);

// The first planned look after `at`; empty when none is left.
std::optional<Time> NextLook(const Measure& measure, Time at, const LookPlan& plan);

}  // namespace markwarden
