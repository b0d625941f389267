// Time: UTC only, from one Clock that tests and simulations replace.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Seconds = std::chrono::seconds;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time Now() const = 0;
};

// The machine's clock, plus a fixed offset that only a simulated store may have.
class SystemClock : public Clock {
 public:
  explicit SystemClock(std::chrono::milliseconds offset = {}) : offset_(offset) {}
  Time Now() const override;

 private:
  const std::chrono::milliseconds offset_;
};

// Stands still until told otherwise.  Not thread-safe while being set.
class FakeClock : public Clock {
 public:
  explicit FakeClock(Time now) : now_(now) {}
  Time Now() const override { return now_; }
  void Set(Time now) { now_ = now; }
  void Advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Time now_;
};

// Whether `period` is over since `then`.  So it is when `then` is still to come: only a clock that was wrong wrote it.
inline bool HasPassed(Time then, Time now, std::chrono::milliseconds period) { return now < then || now - then >= period; }

// No retry, gap or Retry-After waits longer; a plan beyond it was made by a clock that was wrong, and is due.
inline constexpr std::chrono::hours kLongestWait{25};

// "2026-11-23T08:40:12Z" (RFC 3339); with milliseconds "2026-11-23T08:40:12.345Z".
std::string FormatTime(Time time);
std::string FormatTimeMillis(Time time);

// Reads RFC 3339 date-times with "Z" or a numeric offset, and plain dates "2026-11-23"
// (midnight UTC).  Empty for anything else, including dates that do not exist.
std::optional<Time> ParseTime(std::string_view text);

int64_t ToUnixSeconds(Time time);
Time FromUnixSeconds(int64_t seconds);

}  // namespace markwarden
