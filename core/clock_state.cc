// adjtimex(2), which needs no rights for reading.
#include "core/clock_state.h"

#include <sys/timex.h>

namespace markwarden {

std::optional<ClockState> MeasureClock() {
  timex kernel{};
  const int state = ::adjtimex(&kernel);
  if (state < 0) return std::nullopt;
  const int64_t divisor = (kernel.status & STA_NANO) != 0 ? 1000 : 1;
  return ClockState{.synchronised = state != TIME_ERROR && (kernel.status & STA_UNSYNC) == 0,
                    .offset_micros = kernel.offset / divisor,
                    .max_error_micros = kernel.maxerror,
                    .estimated_error_micros = kernel.esterror};
}

Json ClockStateJson(const std::optional<ClockState>& state) {
  if (!state) return Json::object();
  // What the kernel keeps for a clock that nothing compares with another says nothing.
  const auto known = [&](int64_t value) { return state->synchronised ? Json(value) : Json(nullptr); };
  return {{"synchronised", state->synchronised},
          {"offset_us", known(state->offset_micros)},
          {"max_error_us", known(state->max_error_micros)},
          {"estimated_error_us", known(state->estimated_error_micros)}};
}

}  // namespace markwarden
