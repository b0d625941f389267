// Names of days and months in English, whatever the machine's language.
#include "core/formats/mail_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/formats/exchange_record.h"

namespace markwarden {
namespace {

constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> Figures(std::string_view text, size_t least, size_t most) {
  if (text.size() < least || text.size() > most || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Words between blanks, commas and comments.
std::vector<std::string> DateWords(std::string_view text) {
  std::vector<std::string> words(1);
  int depth = 0;
  for (const char c : text.substr(0, 200)) {
    if (c == '(') ++depth;
    if (depth == 0 && c != ' ' && c != '\t' && c != ',') words.back() += c;
    else if (!words.back().empty()) words.emplace_back();
    if (c == ')' && depth > 0) --depth;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::optional<std::chrono::minutes> ZoneOf(const std::string& zone) {
  if (zone.size() == 5 && (zone[0] == '+' || zone[0] == '-')) {
    const auto hours = Figures(std::string_view(zone).substr(1, 2), 2, 2), minutes = Figures(std::string_view(zone).substr(3), 2, 2);
    if (!hours || !minutes || *minutes > 59) return std::nullopt;
    return std::chrono::minutes((zone[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes));
  }
  // RFC 5322, 4.3: other letters say nothing that could be trusted.
  const struct { const char* name; int hours; } zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
  for (const auto& known : zones) {
    if (zone == known.name) return std::chrono::hours(known.hours);
  }
  return std::chrono::minutes(0);
}

}  // namespace

std::string FormatMailDate(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  const int year = static_cast<int>(date.year());
  if (seconds < std::chrono::sys_days(std::chrono::year(1900) / 1 / 1) || seconds >= std::chrono::sys_days(std::chrono::year(10000) / 1 / 1)) return "";
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays[std::chrono::weekday(day).c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1], year, static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return text;
}

std::optional<Time> ParseMailDate(std::string_view text) {
  std::vector<std::string> words = DateWords(text);
  if (!words.empty() && !Figures(words[0], 1, 2)) words.erase(words.begin());  // the day of the week
  if (words.size() < 4) return std::nullopt;
  const auto day = Figures(words[0], 1, 2), year = Figures(words[2], 2, 4);
  const auto month = std::find_if(kMonths.begin(), kMonths.end(), [&](const char* name) { return LowerAscii(words[1].substr(0, 3)) == LowerAscii(name); });
  if (!day || !year || month == kMonths.end()) return std::nullopt;
  const int full_year = words[2].size() == 4 ? *year : words[2].size() == 3 || *year >= 50 ? *year + 1900 : *year + 2000;
  const std::chrono::year_month_day date(std::chrono::year(full_year), std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const std::string& clock = words[3];
  const size_t first = clock.find(':'), second = first == std::string::npos ? first : clock.find(':', first + 1);
  if (first == std::string::npos) return std::nullopt;
  const auto hours = Figures(std::string_view(clock).substr(0, first), 1, 2);
  const auto minutes = Figures(std::string_view(clock).substr(first + 1, second == std::string::npos ? second : second - first - 1), 2, 2);
  const auto seconds = second == std::string::npos ? std::optional<int>(0) : Figures(std::string_view(clock).substr(second + 1), 2, 2);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  const auto zone = words.size() > 4 ? ZoneOf(words[4]) : std::chrono::minutes(0);
  if (!zone) return std::nullopt;
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds) - *zone;
}

}  // namespace markwarden
