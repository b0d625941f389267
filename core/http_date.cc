// The three forms, letter by letter: no locale of the machine plays a part.
#include "core/http_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

namespace markwarden {
namespace {

using std::chrono::milliseconds;

constexpr size_t kLongestHttpDate = 60;
constexpr std::array<std::string_view, 12> kHttpMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool AllFigures(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Exactly `count` figures; -1 for anything else.
int HttpFigures(std::string_view text, size_t count) {
  if (text.size() != count || !AllFigures(text)) return -1;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<std::string_view> HttpWords(std::string_view text, std::string_view between) {
  std::vector<std::string_view> words;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of(between, at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::optional<Time> HttpDateOf(int day, std::string_view month, int year, std::string_view clock) {
  const auto named = std::find(kHttpMonths.begin(), kHttpMonths.end(), month);
  if (day < 0 || year < 0 || named == kHttpMonths.end() || clock.size() != 8 || clock[2] != ':' || clock[5] != ':') return std::nullopt;
  const int hour = HttpFigures(clock.substr(0, 2), 2), minute = HttpFigures(clock.substr(3, 2), 2), second = HttpFigures(clock.substr(6, 2), 2);
  const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(named - kHttpMonths.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(day)));
  // 60 is a leap second.
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

int HttpYear(std::string_view two_figures, Time now) {
  const int figures = HttpFigures(two_figures, 2);
  if (figures < 0) return -1;
  const int today = static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year());
  int year = today / 100 * 100 + figures;
  if (year > today + 50) year -= 100;
  return year;
}

}  // namespace

std::optional<Time> ParseHttpDate(std::string_view text, Time now) {
  if (text.size() > kLongestHttpDate) return std::nullopt;
  const std::vector<std::string_view> words = HttpWords(text, " ");
  if (words.size() == 6 && words[0].ends_with(',') && words[5] == "GMT") {  // IMF-fixdate
    return HttpDateOf(HttpFigures(words[1], 2), words[2], HttpFigures(words[3], 4), words[4]);
  }
  if (words.size() == 4 && words[0].ends_with(',') && words[3] == "GMT") {  // of RFC 850
    const std::vector<std::string_view> date = HttpWords(words[1], "-");
    return date.size() == 3 ? HttpDateOf(HttpFigures(date[0], 2), date[1], HttpYear(date[2], now), words[2]) : std::nullopt;
  }
  if (words.size() == 5 && !words[0].ends_with(',')) {  // of asctime()
    return HttpDateOf(HttpFigures(words[2], words[2].size() == 1 ? 1 : 2), words[1], HttpFigures(words[4], 4), words[3]);
  }
  return std::nullopt;
}

std::optional<milliseconds> RetryAfterWait(std::string_view value, Time now, milliseconds most) {
  if (AllFigures(value)) {
    int64_t seconds = 0;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (failed != std::errc() || seconds > most.count() / 1000) return most;
    return milliseconds(seconds * 1000);
  }
  const std::optional<Time> until = ParseHttpDate(value, now);
  if (!until) return std::nullopt;
  return std::clamp(milliseconds(*until - now), milliseconds(0), most);
}

}  // namespace markwarden
