// Counting days.
#include "reports/deadline.h"

namespace markwarden {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::months;
using std::chrono::year_month_day;

// Counts in one place's days, and remembers whether all of them were known.
class Counter {
 public:
  explicit Counter(const DayCalendar& calendar) : calendar_(calendar) {}

  local_days After(local_days first, int count, TermUnit unit) {
    if (unit == TermUnit::kCalendarDay) return first + days(count);
    if (unit == TermUnit::kCalendarMonth) {
      // The day of the same number, or the month's last where there is none.
      const year_month_day day = year_month_day(first) + months(count);
      return day.ok() ? local_days(day) : local_days(day.year() / day.month() / std::chrono::last);
    }
    local_days day = first;
    while (count > 0) {
      day += days(1);
      if (IsWorked(day)) --count;
    }
    return day;
  }
  // `day`, or the next one that is worked.  Where the year is not known nothing moves: the earlier day is kept.
  local_days WorkedFrom(local_days day) {
    while (!IsWorked(day) && Knows(day)) day += days(1);
    return day;
  }
  bool unknown() const { return unknown_; }

 private:
  bool Knows(local_days day) const { return calendar_.Knows(year_month_day(day).year()); }
  bool IsWorked(local_days day) {
    unknown_ = unknown_ || !Knows(day);
    return calendar_.IsWorked(day);
  }
  const DayCalendar& calendar_;
  bool unknown_ = false;
};

}  // namespace

Result<std::optional<Term>> TermOf(const DeadlineRule& rule, Time start, const DayCalendars& calendars) {
  Term term;
  term.start = start;
  switch (rule.unit) {
    case TermUnit::kNone: return std::optional<Term>();
    case TermUnit::kHour:
      term.due = start + std::chrono::hours(rule.count_max);
      if (rule.count_min > 0 && rule.count_min < rule.count_max) term.not_before = start + std::chrono::hours(rule.count_min);
      return std::optional(term);
    case TermUnit::kCalendarDay:
    case TermUnit::kWorkingDay:
    case TermUnit::kCalendarMonth: break;
  }
  const auto calendar = calendars.find(rule.calendar);
  if (calendar == calendars.end()) return Fail(ErrorCode::kInvalid, "deadline " + rule.id + ": no calendar \"" + rule.calendar + "\"");
  const LocalZone& zone = calendar->second.zone();
  const local_days first = zone.DayOf(start);
  Counter counter(calendar->second);
  if (rule.count_min > 0 && rule.count_min < rule.count_max) term.not_before = zone.StartOf(counter.After(first, rule.count_min, rule.unit));
  const local_days counted = counter.After(first, rule.count_max, rule.unit);
  const local_days last = rule.moves_on ? counter.WorkedFrom(counted) : counted;
  term.zone = zone.name();
  term.moved = last != counted;
  term.due = zone.StartOf(last + days(1));
  term.last_day = FormatDay(last);
  term.holidays_unknown = counter.unknown();
  return std::optional(std::move(term));
}

Result<int> DaysLeft(const DeadlineRule& rule, Time at, Time due, const DayCalendars& calendars) {
  if (rule.unit != TermUnit::kCalendarDay && rule.unit != TermUnit::kWorkingDay) return Fail(ErrorCode::kInvalid, "deadline " + rule.id + " is not one of days: it cannot be suspended");
  const auto calendar = calendars.find(rule.calendar);
  if (calendar == calendars.end()) return Fail(ErrorCode::kInvalid, "deadline " + rule.id + ": no calendar \"" + rule.calendar + "\"");
  const LocalZone& zone = calendar->second.zone();
  const local_days today = zone.DayOf(at), last = zone.DayOf(due - std::chrono::milliseconds(1));
  if (rule.unit == TermUnit::kCalendarDay || last < today) return static_cast<int>((last - today).count());
  int left = 0;
  for (local_days day = today + days(1); day <= last; day += days(1)) left += calendar->second.IsWorked(day) ? 1 : 0;
  return left;
}

}  // namespace markwarden
