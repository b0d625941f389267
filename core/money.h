// Money as decimal text: never a binary fraction.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

// "199.00", or a range "199.00".."299.00".  A price that is not known is an absent
// std::optional<Price>, never 0.
struct Price {
  std::string amount;                     // decimal digits, at most one '.', no sign
  std::optional<std::string> amount_max;  // upper end of a range
  std::string currency;                   // ISO 4217, or empty when the page does not say
  bool operator==(const Price&) const = default;
};

// Reads a decimal such as "1299" or "1299.50" exactly; empty for anything else.
std::optional<std::string> NormaliseDecimal(std::string_view text);

// a / b, for showing "31 % of the reference price"; empty when b is 0 or either is no decimal.
std::optional<double> DecimalRatio(std::string_view a, std::string_view b);

}  // namespace markwarden
