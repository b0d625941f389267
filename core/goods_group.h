// A similar group (类似群) of a goods table: four digits, of which the first two are the Nice class, and a part of it where one is meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace markwarden {

struct GoodsGroup {
  int number = 0;  // 2501
  int part = 0;    // 1..99; 0: the whole group
  int nice_class() const { return number / 100; }
  auto operator<=>(const GoodsGroup&) const = default;
};

// "2501", "2501-2", "2501(2)", "2501（二）", also with full-width digits; empty for anything else, a class past 45 included.
std::optional<GoodsGroup> ParseGoodsGroup(std::string_view text);
// "2501" or "2501-2"
std::string ToString(const GoodsGroup& group);

// "2", "(2)", "（二）", "第二部分", "十二"; empty for anything else.
std::optional<int> ParseGoodsPart(std::string_view text);

// Full-width digits and brackets as plain ones, blanks gone.
std::string PlainDigits(std::string_view text);

}  // namespace markwarden
