// Invented names, goods, titles, sellers: what a seeded store is filled with.  Repeatable by the numbers that come in.
#pragma once

#include <string>
#include <vector>

#include "samples/random.h"

namespace markwarden::seed {

using samples::Random;

struct Brand {
  std::string latin, han;  // "ZORLA", "北果"
};
// Another one for each number below kBrands.
inline constexpr int kBrands = 400;
Brand BrandOf(int number);

struct Goods {
  const char* zh;
  const char* en;
  int nice_class;
  int low, high;  // of a fair price, in yuan
};
const Goods& GoodsOf(int number);  // of any number

// A name within a title, as a seller writes it to be found by people and not by programs, and how that was undone.
struct Disguise {
  std::string shown, detector, step;  // "Z-O-R-L-A", "text.separator", "separators"; detector "text.name" where nothing is hidden
};
Disguise Disguised(Random& random, const Brand& brand);

// Around a name; the name stands at `at`.
struct Title {
  std::string text;
  size_t at = 0;
};
Title TitleOf(Random& random, const std::string& name, const Goods& goods);
std::string Description(Random& random, const Goods& goods, const std::string& name);

std::string ShopName(Random& random);
const std::string& RegionOf(Random& random);                        // GB/T 2260; a few towns have most sellers
std::string CreditCode(Random& random, const std::string& region);  // GB 32100, with its check character

}  // namespace markwarden::seed
