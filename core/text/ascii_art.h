// Letters drawn with signs: "|\|" is N, "/\" an A in Latin and an Л in Cyrillic.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/text/views.h"

namespace markwarden {

struct DrawnLetter {
  std::string_view signs;  // ASCII, two and more
  char32_t latin = 0;      // small letter
  char32_t cyrillic = 0;
  char32_t In(Script script) const { return script == Script::kCyrillic ? cyrillic : latin; }
};

// The longest one that `text` begins with; null when there is none.
const DrawnLetter* DrawnLetterAt(std::string_view text);

// What a digit stands for among Cyrillic letters beside what it looks like ("Гу44и" is Гуччи); 0 for none.
char32_t CyrillicOfDigit(char32_t digit);

}  // namespace markwarden
