// ICU's zones.
#include "core/time_zone.h"

#include <unicode/timezone.h>

#include <cstdio>

namespace markwarden {

using std::chrono::local_days;
using std::chrono::milliseconds;
using std::chrono::minutes;

struct LocalZone::Zone {
  std::unique_ptr<icu::TimeZone> icu;
};

Result<LocalZone> LocalZone::Find(const std::string& name) {
  auto zone = std::make_shared<Zone>();
  zone->icu.reset(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  if (!zone->icu || *zone->icu == icu::TimeZone::getUnknown()) {
    return Fail(ErrorCode::kInvalid, "\"" + name + "\" is no time zone: write one as Asia/Shanghai");
  }
  return LocalZone(name, std::move(zone));
}

minutes LocalZone::OffsetAt(Time time) const {
  int32_t standard = 0, summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone_->icu->getOffset(static_cast<UDate>(time.time_since_epoch().count()), false, standard, summer, status);
  return std::chrono::duration_cast<minutes>(milliseconds(standard + summer));
}

local_days LocalZone::DayOf(Time time) const {
  return std::chrono::floor<std::chrono::days>(std::chrono::local_time<milliseconds>(time.time_since_epoch() + OffsetAt(time)));
}

Time LocalZone::StartOf(local_days day) const {
  // Midnight by the offset that holds just before it: the first of two when clocks go back to it, the jump itself when
  // they go forward over it.  Where they go back from it, the day begins an hour later, by the new offset.
  const Time utc{std::chrono::duration_cast<milliseconds>(day.time_since_epoch())};
  const Time about = utc - OffsetAt(utc - std::chrono::hours(24));
  const Time before = utc - OffsetAt(about - milliseconds(1));
  if (DayOf(before) == day) return before;
  return utc - OffsetAt(utc + std::chrono::hours(24));
}

std::string FormatDay(local_days day) {
  const std::chrono::year_month_day date(day);
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int{date.year()}, unsigned{date.month()}, unsigned{date.day()});
  return text;
}

std::optional<local_days> ParseDay(std::string_view text) {
  const std::optional<Time> time = text.size() == 10 ? ParseTime(text) : std::nullopt;
  if (!time) return std::nullopt;
  return local_days(std::chrono::floor<std::chrono::days>(*time).time_since_epoch());
}

}  // namespace markwarden
