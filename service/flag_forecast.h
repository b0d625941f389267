// How many flags a right is to raise, from what it would have raised lately.  Pure.  Internal to service/.
#pragma once

#include <cstdint>
#include <optional>

#include "core/json.h"

namespace markwarden {

struct Expected {
  double expected = 0, low = 0, high = 0;
};

// `count` events over `exposure`: the mean, and the range in which the rate lies with `level`.
Expected RateOf(int64_t count, double exposure, double level);

struct ForecastWish {
  double level = 0.9;     // that the true rate lies within low and high
  double least_days = 7;  // of what was looked at, for a rate by the week
};

struct FlagForecastResult {
  double level = 0, days = 0, listings_per_week = 0;
  Expected per_1000;
  std::optional<Expected> per_week;
};

// `suspected` of `seen` listings that came within `days`.  Flags come as rare events do (Poisson); the range is that of the posterior under Jeffreys' prior,
// Gamma(suspected + 1/2) (Brown, Cai, DasGupta: Interval Estimation in Exponential Families, 2003).  Empty: nothing was seen.
std::optional<FlagForecastResult> FlagForecast(int64_t suspected, int64_t seen, double days, const ForecastWish& wish);

// {"expected","low","high"}, to a tenth.
Json RangeJson(const Expected& rate);

// As TryRight tells it; null where there is none.
Json ForecastJson(const std::optional<FlagForecastResult>& forecast);

}  // namespace markwarden
