// A Poisson rate with its range.
#include "service/flag_forecast.h"

#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>

namespace markwarden {

Expected RateOf(int64_t count, double exposure, double level) {
  const boost::math::gamma_distribution<> posterior(static_cast<double>(count) + 0.5);
  const double tail = (1 - level) / 2;
  Expected rate;
  rate.expected = static_cast<double>(count) / exposure;
  rate.low = count == 0 ? 0 : boost::math::quantile(posterior, tail) / exposure;
  rate.high = boost::math::quantile(posterior, count == 0 ? level : 1 - tail) / exposure;
  return rate;
}

Json RangeJson(const Expected& rate) {
  const auto round = [](double value) { return std::round(value * 10) / 10; };
  return {{"expected", round(rate.expected)}, {"low", round(rate.low)}, {"high", round(rate.high)}};
}

std::optional<FlagForecastResult> FlagForecast(int64_t suspected, int64_t seen, double days, const ForecastWish& wish) {
  if (seen <= 0) return std::nullopt;
  FlagForecastResult forecast;
  forecast.level = wish.level;
  forecast.days = std::max(days, 0.0);
  forecast.per_1000 = RateOf(suspected, static_cast<double>(seen) / 1000, wish.level);
  if (days >= wish.least_days && days > 0) {
    forecast.listings_per_week = static_cast<double>(seen) * 7 / days;
    forecast.per_week = RateOf(suspected, days / 7, wish.level);
  }
  return forecast;
}

Json ForecastJson(const std::optional<FlagForecastResult>& forecast) {
  if (!forecast) return nullptr;
  return {{"level", forecast->level},
          {"days", std::round(forecast->days * 10) / 10},
          {"per_1000", RangeJson(forecast->per_1000)},
          {"per_week", forecast->per_week ? RangeJson(*forecast->per_week) : Json(nullptr)},
          {"listings_per_week", forecast->per_week ? Json(std::round(forecast->listings_per_week)) : Json(nullptr)}};
}

}  // namespace markwarden
