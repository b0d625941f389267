// How good this machine's clock is, as its kernel says: recorded beside times, never assumed.
#pragma once

#include <cstdint>
#include <optional>

#include "core/json.h"

namespace markwarden {

struct ClockState {
  bool synchronised = false;      // by a time service, says the kernel
  int64_t offset_micros = 0;      // to that service, at the last comparison
  int64_t max_error_micros = 0;
  int64_t estimated_error_micros = 0;
};

// Empty when the kernel does not tell.
std::optional<ClockState> MeasureClock();

// {"synchronised","offset_us","max_error_us","estimated_error_us"}; errors are null when nothing keeps the clock. {} for empty.
Json ClockStateJson(const std::optional<ClockState>& state);

}  // namespace markwarden
