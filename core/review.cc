// The two figures.
#include "core/review.h"

namespace markwarden {

std::optional<double> Agreement::Share() const {
  const int64_t all = Judged();
  if (all == 0) return std::nullopt;
  return static_cast<double>(table[0][0] + table[1][1]) / static_cast<double>(all);
}

std::optional<double> Agreement::Kappa() const {
  const double all = static_cast<double>(Judged());
  if (all == 0) return std::nullopt;
  const double first = static_cast<double>(table[1][0] + table[1][1]) / all, second = static_cast<double>(table[0][1] + table[1][1]) / all;
  const double chance = first * second + (1 - first) * (1 - second);
  if (chance >= 1) return std::nullopt;
  return (*Share() - chance) / (1 - chance);
}

}  // namespace markwarden
