// The steps.
#include "reports/measure_plan.h"

#include "core/transitions.h"

namespace markwarden {
namespace {

constexpr std::chrono::hours kDaily{24};

// The first of `begin` + each that lies after `at`.
std::optional<Time> After(Time begin, const std::vector<std::chrono::hours>& each, Time at) {
  for (const std::chrono::hours wait : each) {
    if (begin + wait > at) return begin + wait;
  }
  return std::nullopt;
}

bool Moves(const Measure& measure, std::string_view act) { return FindTransition(Machine::kMeasure, act, measure.state) != nullptr; }

}  // namespace

Time FirstLook(Time asked_at, const LookPlan& plan) { return asked_at + (plan.asked.empty() ? kDaily : plan.asked.front()); }

std::optional<Time> NextLook(const Measure& measure, Time at, const LookPlan& plan) {
  if (measure.state == "taken") return After(measure.first_gone_at.value_or(measure.taken_at.value_or(at)), plan.taken, at);
  // A second look is due whatever state it is to confirm in.
  if (measure.first_gone_at && measure.state != "dropped") return std::max(*measure.first_gone_at + plan.confirm, at);
  if (measure.state == "back") return at + plan.back_every;
  if (measure.state != "asked" && measure.state != "refused") return std::nullopt;
  if (const std::optional<Time> planned = After(measure.asked_at, plan.asked, at)) return planned;
  // Then once a day, counted from the last planned one.
  const Time last = FirstLook(measure.asked_at, plan) + (plan.asked.empty() ? std::chrono::hours(0) : plan.asked.back() - plan.asked.front());
  const Time next = last + kDaily * ((at - last) / std::chrono::milliseconds(kDaily) + 1);
  if (next > measure.asked_at + plan.asked_until) return std::nullopt;
  return next;
}

MeasureStep AfterLook(const Measure& measure, Seen seen, Time at, const LookPlan& plan) {
  MeasureStep step{.measure = measure, .event = "measure.checked", .task = {}};
  Measure& now = step.measure;
  ++now.checks;
  if (now.state == "dropped") {
    now.next_check_at.reset();
    return step;
  }
  if (seen == Seen::kUnclear || seen == Seen::kUnreachable) {
    ++now.misses;
    if (now.misses >= plan.give_up_after) {
      now.next_check_at.reset();
      step.task = "looks_failed";
    } else {
      now.next_check_at = at + plan.retry;
    }
    return step;
  }
  now.misses = 0;
  if (seen == Seen::kLive) {
    now.first_gone_at.reset();
    if (Moves(now, "see_back")) {
      now.state = "back";
      step.event = "measure.back";
      step.task = "listing_back";
    }
  } else if (now.state != "taken") {
    // A look from a time that is still to come was dated by a clock that was wrong.
    if (!now.first_gone_at || *now.first_gone_at > at) now.first_gone_at = at;
    if (at - *now.first_gone_at >= plan.confirm && Moves(now, "see_gone")) {
      now.state = "taken";
      if (!now.taken_at) now.taken_at = at;
      step.event = "measure.taken";
    }
  } else if (!now.first_gone_at) {
    now.first_gone_at = at;
  }
  now.next_check_at = NextLook(now, at, plan);
  if (!now.next_check_at && (now.state == "asked" || now.state == "refused")) step.task = "not_taken";
  return step;
}

}  // namespace markwarden
