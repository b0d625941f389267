// Clock and RFC 3339.
#include "core/clock.h"

#include <cstdint>
#include <cstdio>

namespace markwarden {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Civil {
  int year, month, day, hour, minute, second, millis;
};

Civil ToCivil(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss<milliseconds> clock{time - day};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

// Reads exactly `count` digits at `pos`; -1 when they are not there.
int Digits(std::string_view text, size_t pos, size_t count) {
  if (pos + count > text.size()) return -1;
  int value = 0;
  for (size_t i = pos; i < pos + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool At(std::string_view text, size_t pos, std::string_view any) {
  return pos < text.size() && any.find(text[pos]) != std::string_view::npos;
}

}  // namespace

Time SystemClock::Now() const {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()) + offset_;
}

std::string FormatTime(Time time) {
  const Civil c = ToCivil(time);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
                c.hour, c.minute, c.second);
  return buffer;
}

std::string FormatTimeMillis(Time time) {
  const Civil c = ToCivil(time);
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month,
                c.day, c.hour, c.minute, c.second, c.millis);
  return buffer;
}

std::optional<Time> ParseTime(std::string_view text) {
  const int year = Digits(text, 0, 4), month = Digits(text, 5, 2), day = Digits(text, 8, 2);
  if (year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  Time time = std::chrono::sys_days(date);
  if (text.size() == 10) return time;

  if (!At(text, 10, "Tt ") || !At(text, 13, ":") || !At(text, 16, ":")) return std::nullopt;
  const int hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
    return std::nullopt;
  }
  time += std::chrono::hours(hour) + std::chrono::minutes(minute) + seconds(second);
  size_t pos = 19;
  if (At(text, pos, ".")) {
    int64_t millis = 0, scale = 100;
    for (++pos; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
      millis += (text[pos] - '0') * scale;
      scale /= 10;
    }
    time += milliseconds(millis);
  }
  if (pos + 1 == text.size() && At(text, pos, "Zz")) return time;
  if (pos + 6 == text.size() && At(text, pos, "+-") && text[pos + 3] == ':') {
    const int hours = Digits(text, pos + 1, 2), minutes = Digits(text, pos + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return text[pos] == '+' ? time - offset : time + offset;
  }
  return std::nullopt;
}

int64_t ToUnixSeconds(Time time) {
  return std::chrono::floor<seconds>(time).time_since_epoch().count();
}

Time FromUnixSeconds(int64_t value) { return Time(seconds(value)); }

}  // namespace markwarden
