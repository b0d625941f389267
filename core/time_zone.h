// Local days of a place, summer times included.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/clock.h"
#include "core/result.h"

namespace markwarden {

// A zone of the IANA database, as ICU carries it.  Immutable, thread-safe, cheap to copy.
class LocalZone {
 public:
  // "Asia/Shanghai".  Errors: kInvalid (no such zone).
  static Result<LocalZone> Find(const std::string& name);

  const std::string& name() const { return name_; }
  // What a clock on the wall is ahead of UTC.
  std::chrono::minutes OffsetAt(Time time) const;
  std::chrono::local_days DayOf(Time time) const;
  // The first instant of that day; where clocks jump over midnight, the instant of the jump.
  Time StartOf(std::chrono::local_days day) const;

 private:
  struct Zone;
  LocalZone(std::string name, std::shared_ptr<const Zone> zone) : name_(std::move(name)), zone_(std::move(zone)) {}
  std::string name_;
  std::shared_ptr<const Zone> zone_;
};

// "2026-11-26".
std::string FormatDay(std::chrono::local_days day);
// Empty for anything but a day that exists, written so.
std::optional<std::chrono::local_days> ParseDay(std::string_view text);

}  // namespace markwarden
