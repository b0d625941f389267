// Toneless pinyin: syllables as small numbers in which sounds that people mix up fall
// together (zh z, ch c, sh s, n l, ang an, eng en, ing in).  Spelled in Latin letters, or in Cyrillic after Palladius' system and the
// looser ways that shops write ("сяоми", "хуавей", "мулуо").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

// The fuzzy number of a syllable such as "mao"; 0 when it is none.  Thread-safe.
uint16_t SyllableNumber(std::string_view pinyin);
// The same of small letters of either script, none of the other's among them.
uint16_t SyllableNumber(std::u32string_view letters);
// The syllable of a digit '0' to '9' as it is read.
uint16_t DigitSyllable(char32_t digit);

// A run of small letters of one script as syllables, fewest first; lengths in letters.  Empty when the
// run is not pinyin through and through, or longer than 48 letters.
struct SyllablePiece {
  uint16_t number = 0;
  uint8_t length = 0;
};
std::vector<SyllablePiece> SplitPinyin(std::u32string_view letters);

}  // namespace markwarden
