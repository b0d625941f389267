// Invented names: brands, holders, shops' people.  None is meant to resemble a real one.
#pragma once

#include <string_view>
#include <vector>

namespace markwarden::samples {

// One invented brand.  Texts that a brand does not have are empty.
struct Brand {
  std::string_view han;       // Chinese name
  std::string_view pinyin;    // of `han`, syllables separated by spaces
  std::string_view latin;     // Latin name
  std::string_view cyrillic;  // Russian name
  std::string_view other;     // Japanese kana or Korean name
  std::string_view spoken;    // how Latin letters say `cyrillic` or `other`
  std::string_view borrowed;  // Hanzi that say `latin`, never registered: for those who borrow it
  std::string_view nick;      // what buyers call it
  std::string_view goods;     // keys of goods.h, separated by '|', main one first
};

const std::vector<Brand>& AllBrands();

struct Place {
  std::string_view code;  // GB/T 2260; empty outside China
  std::string_view name[3];
};
const std::vector<Place>& ChinesePlaces();
const std::vector<Place>& EnglishPlaces();
const std::vector<Place>& RussianPlaces();

}  // namespace markwarden::samples
