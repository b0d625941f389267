// What the sample shops sell: kinds of goods with their words in three languages.
#pragma once

#include <string_view>
#include <vector>

namespace markwarden::samples {

enum class Language { kChinese, kEnglish, kRussian };
inline constexpr size_t Index(Language language) { return static_cast<size_t>(language); }

// Alternatives within a text are separated by '|', levels of a category by '>'.
struct Goods {
  std::string_view key;
  int nice_class;
  char family;             // goods of different families are far apart for any buyer
  std::string_view shape;  // what picture.cc draws
  double low, high;        // usual price in CNY
  std::string_view category[3];
  std::string_view noun[3];
  std::string_view feature[3];
  std::string_view accessory[3];  // what others make for it; empty when nothing
};

const std::vector<Goods>& AllGoods();
const Goods& FindGoods(std::string_view key);  // `key` must exist

}  // namespace markwarden::samples
