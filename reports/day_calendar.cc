// reports/law/calendars/*.yaml -> DayCalendar.
#include "reports/day_calendar.h"

#include <set>
#include <vector>

#include "core/file.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::local_days;
using std::chrono::weekday;
using yaml::Needed;
using yaml::OnlyKeys;
using yaml::Text;
using yaml::Texts;
using yaml::Wrong;

constexpr size_t kMaxCalendarFile = 1 << 20;
constexpr days kLongestHoliday{31};

// One that returns each year, as a law names it.
struct Holiday {
  unsigned month = 0;
  unsigned day = 0;  // unless 0: this day, observed on the Friday before a Saturday and on the Monday after a Sunday
  weekday on{};      // else the nth of these in the month; -1: the last
  int nth = 0;
  int from_year = 0;
};

struct Year {
  std::set<local_days> off, worked;
  DayCalendar::Source source;
};

weekday ReadWeekday(const std::string& name, const std::string& where) {
  static constexpr const char* kNames[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  for (unsigned i = 0; i < 7; ++i) {
    if (name == kNames[i]) return weekday(i);
  }
  throw Wrong(where + ": \"" + name + "\" is no day of the week, such as monday");
}

local_days ReadDay(const std::string& text, int year, const std::string& where) {
  const std::optional<local_days> day = ParseDay(text);
  if (!day) throw Wrong(where + ": \"" + text + "\" is not a date such as 2026-12-31");
  if (int{std::chrono::year_month_day(*day).year()} != year) throw Wrong(where + ": " + text + " is not in " + std::to_string(year));
  return *day;
}

// "2026-01-04" or "2026-01-01/2026-01-03", both ends included.
std::set<local_days> ReadDays(const YAML::Node& node, const char* key, int year, const std::string& where) {
  std::set<local_days> all;
  for (const std::string& text : Texts(node, key)) {
    const size_t slash = text.find('/');
    const local_days first = ReadDay(text.substr(0, slash), year, where + "." + key);
    const local_days last = slash == std::string::npos ? first : ReadDay(text.substr(slash + 1), year, where + "." + key);
    if (last < first || last - first > kLongestHoliday) throw Wrong(where + "." + key + ": " + text + " does not end after it begins, or is longer than a month");
    for (local_days day = first; day <= last; day += days(1)) all.insert(day);
  }
  return all;
}

Year ReadYear(const YAML::Node& node, int year, const std::string& where) {
  OnlyKeys(node, {"year", "source", "verified_by", "off", "worked"}, where);
  Year read;
  read.source = {Needed(node, "source", where), Text(node, "verified_by")};
  read.off = ReadDays(node, "off", year, where);
  read.worked = ReadDays(node, "worked", year, where);
  for (const local_days day : read.worked) {
    if (read.off.contains(day)) throw Wrong(where + ": " + FormatDay(day) + " is both off and worked");
  }
  if (read.off.empty()) throw Wrong(where + ": off is missing");
  return read;
}

int Whole(const YAML::Node& node, const char* key, int least, int most, const std::string& where) {
  int value = 0;
  if (!node[key] || !YAML::convert<int>::decode(node[key], value) || value < least || value > most) {
    throw Wrong(where + ": " + key + " must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

Holiday ReadHoliday(const YAML::Node& node, const std::string& where) {
  OnlyKeys(node, {"month", "day", "weekday", "nth", "from"}, where);
  Holiday holiday;
  holiday.month = static_cast<unsigned>(Whole(node, "month", 1, 12, where));
  if (node["day"]) {
    holiday.day = static_cast<unsigned>(Whole(node, "day", 1, 31, where));
  } else {
    holiday.on = ReadWeekday(Needed(node, "weekday", where), where);
    holiday.nth = Whole(node, "nth", -1, 4, where);
    if (holiday.nth == 0) throw Wrong(where + ": nth counts from 1, or is -1 for the last");
  }
  if (node["from"]) holiday.from_year = Whole(node, "from", 1776, 9999, where);
  return holiday;
}

bool Falls(const Holiday& holiday, std::chrono::year year, local_days day) {
  using namespace std::chrono;
  if (int{year} < holiday.from_year) return false;
  const month in{holiday.month};
  if (holiday.day == 0) {
    return (holiday.nth < 0 ? local_days(year / in / holiday.on[last]) : local_days(year / in / holiday.on[static_cast<unsigned>(holiday.nth)])) == day;
  }
  const local_days date{year / in / holiday.day};
  const weekday on{date};
  const local_days kept = on == Saturday ? date - days(1) : on == Sunday ? date + days(1) : date;
  return day == date || day == kept;
}

}  // namespace

struct DayCalendar::Data {
  std::string id;
  LocalText name;
  LocalZone zone;
  std::set<unsigned> weekend;  // as weekday::c_encoding
  std::map<int, Year> years;
  std::vector<Holiday> holidays;
  Source holidays_source;
};

Result<DayCalendar> DayCalendar::Parse(std::string_view text) try {
  const YAML::Node root = YAML::Load(std::string(text));
  OnlyKeys(root, {"id", "name", "zone", "weekend", "years", "holidays"}, "calendar");
  const std::string id = Needed(root, "id", "calendar");
  Result<LocalZone> zone = LocalZone::Find(Needed(root, "zone", id));
  if (!zone) return Fail(std::move(zone.error()).While(id + ".zone"));
  auto data = std::make_shared<Data>(Data{.id = id, .name = yaml::Local(root["name"], id + ".name"), .zone = std::move(*zone), .weekend = {}, .years = {}, .holidays = {}, .holidays_source = {}});
  for (const std::string& name : Texts(root, "weekend")) data->weekend.insert(ReadWeekday(name, id + ".weekend").c_encoding());
  if (data->weekend.empty() || data->weekend.size() > 3) throw Wrong(id + ": a weekend has one to three days");
  for (const auto& node : root["years"]) {
    const int year = Whole(node, "year", 1900, 9999, id + ".years");
    if (!data->years.emplace(year, ReadYear(node, year, id + "." + std::to_string(year))).second) throw Wrong(id + ": the year " + std::to_string(year) + " stands twice");
  }
  if (const YAML::Node holidays = root["holidays"]) {
    OnlyKeys(holidays, {"source", "verified_by", "days"}, id + ".holidays");
    data->holidays_source = {Needed(holidays, "source", id + ".holidays"), Text(holidays, "verified_by")};
    for (const auto& node : holidays["days"]) data->holidays.push_back(ReadHoliday(node, id + ".holidays"));
  }
  // `years: []` says it: no year's holidays are known.
  const bool none_known = root["years"] && root["years"].IsSequence() && root["years"].size() == 0 && !root["holidays"];
  if (!none_known && data->years.empty() == data->holidays.empty()) throw Wrong(id + ": a calendar has years, or holidays that return by rule");
  return DayCalendar(std::move(data));
} catch (const Wrong& wrong) {
  return Fail(ErrorCode::kInvalid, wrong.what());
} catch (const YAML::Exception& error) {
  return Fail(ErrorCode::kInvalid, std::string("not YAML: ") + error.what());
}

const std::string& DayCalendar::id() const { return data_->id; }
const LocalText& DayCalendar::name() const { return data_->name; }
const LocalZone& DayCalendar::zone() const { return data_->zone; }

bool DayCalendar::Knows(std::chrono::year year) const { return !data_->holidays.empty() || data_->years.contains(int{year}); }

bool DayCalendar::IsWorked(local_days day) const {
  const std::chrono::year year = std::chrono::year_month_day(day).year();
  if (const auto known = data_->years.find(int{year}); known != data_->years.end()) {
    if (known->second.worked.contains(day)) return true;
    if (known->second.off.contains(day)) return false;
  }
  for (const Holiday& holiday : data_->holidays) {
    // A New Year's Day on a Saturday is observed in the year before.
    if (Falls(holiday, year, day) || Falls(holiday, year + std::chrono::years(1), day)) return false;
  }
  return !data_->weekend.contains(weekday(day).c_encoding());
}

std::optional<DayCalendar::Source> DayCalendar::SourceOf(std::chrono::year year) const {
  if (!data_->holidays.empty()) return data_->holidays_source;
  const auto known = data_->years.find(int{year});
  if (known == data_->years.end()) return std::nullopt;
  return known->second.source;
}

Result<DayCalendars> LoadDayCalendars(const fs::path& law_dir) {
  const fs::path folder = law_dir / "calendars";
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  if (error || files.empty()) return Fail(ErrorCode::kNotFound, "no calendars in " + folder.string());
  DayCalendars calendars;
  for (const fs::path& file : files) {
    const Result<std::string> text = ReadFile(file, kMaxCalendarFile);
    if (!text) return Fail(text.error());
    Result<DayCalendar> calendar = DayCalendar::Parse(*text);
    if (!calendar) return Fail(std::move(calendar.error()).While(file.filename().string()));
    std::string id = calendar->id();
    if (!calendars.emplace(std::move(id), std::move(*calendar)).second) return Fail(ErrorCode::kInvalid, file.filename().string() + ": a calendar of that id is there already");
  }
  return calendars;
}

}  // namespace markwarden
