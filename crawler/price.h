// Prices as shops write them, in many scripts and customs of grouping, read into decimal text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"

namespace markwarden {

// What settles an ambiguous sign: "$" on a host under .ca, "¥" on a page in Japanese.
struct PriceContext {
  std::string tld;   // last label of the page's host, lower case, or empty
  std::string lang;  // of the page, "zh-CN", or empty
};

struct FoundPrice {
  Price price;             // currency empty when the text does not say
  size_t begin = 0, end = 0;  // bytes of the text, the currency included
  bool has_currency = false;
  bool has_fraction = false;  // "199.00", not "199"
};

// Numbers that could be prices, in order, at most `limit`.  "12.000" is twelve thousand and
// "12.00" twelve; "1.2万" is 12000; "10 - 20 €" is one range.  Left out: percentages, numbers
// inside words ("LE37B550"), numbers followed by a unit of measure, zero: a price of 0 stands
// for a price that is not told.
std::vector<FoundPrice> FindPrices(std::string_view text, const PriceContext& context = {}, size_t limit = 16);

// The price that a short text is about: the first with a currency, else the only number.
// Empty for "面议", "暂无报价", "free", "".  `currency` is a sign or code said elsewhere.
std::optional<Price> ParsePrice(std::string_view text, const PriceContext& context = {},
                                std::string_view currency = {});

// The price of a machine-readable value ("1299.00", "1,299", "CNY 12"); "1.234" is a fraction
// here, as schema.org demands, unless the text carries a currency.
std::optional<Price> ParseMachinePrice(std::string_view text, std::string_view currency,
                                       const PriceContext& context = {});

// ISO 4217 for a sign, a code or a word ("￥", "rur", "руб."); empty when none.
std::string CurrencyCode(std::string_view sign, const PriceContext& context = {});

}  // namespace markwarden
