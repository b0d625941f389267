// Which days are worked on: a country's week, its holidays, the days that are worked in exchange for them.
// Loaded once from reports/law/calendars; read-only and thread-safe afterwards.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/notice.h"
#include "core/result.h"
#include "core/time_zone.h"

namespace markwarden {

class DayCalendar {
 public:
  // One YAML file.  Errors: kInvalid, naming the field.
  static Result<DayCalendar> Parse(std::string_view yaml);

  const std::string& id() const;
  const LocalText& name() const;
  const LocalZone& zone() const;

  // Whether the year's holidays are known.  China publishes each year's in the November before.
  bool Knows(std::chrono::year year) const;
  // In a year that is not known, every day of the week but its week-end counts as worked.
  bool IsWorked(std::chrono::local_days day) const;

  // Where a year's days come from and who compared them with it; empty for a year that no file names.
  struct Source {
    std::string text;
    std::string verified_by;
  };
  std::optional<Source> SourceOf(std::chrono::year year) const;

 private:
  struct Data;
  explicit DayCalendar(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

using DayCalendars = std::map<std::string, DayCalendar>;  // by id

// Reads law_dir/calendars/*.yaml.  Errors: kNotFound (no such folder), kInvalid naming file and field.
Result<DayCalendars> LoadDayCalendars(const std::filesystem::path& law_dir);

}  // namespace markwarden
