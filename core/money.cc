// Decimal text.
#include "core/money.h"

#include <cstdlib>

namespace markwarden {

std::optional<std::string> NormaliseDecimal(std::string_view text) {
  std::string digits;
  bool point = false, any = false;
  if (text.size() > 40) return std::nullopt;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      if (!any) digits += '0';
    } else if (c < '0' || c > '9') {
      return std::nullopt;
    } else {
      any = true;
    }
    digits += c;
  }
  if (!any) return std::nullopt;
  if (digits.back() == '.') digits.pop_back();
  size_t zeros = 0;
  while (zeros + 1 < digits.size() && digits[zeros] == '0' && digits[zeros + 1] != '.') ++zeros;
  return digits.substr(zeros);
}

std::optional<double> DecimalRatio(std::string_view a, std::string_view b) {
  const auto x = NormaliseDecimal(a), y = NormaliseDecimal(b);
  if (!x || !y) return std::nullopt;
  const double divisor = std::strtod(y->c_str(), nullptr);
  if (divisor <= 0) return std::nullopt;
  return std::strtod(x->c_str(), nullptr) / divisor;
}

}  // namespace markwarden
