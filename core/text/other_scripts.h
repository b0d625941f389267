// A name as those who write another script would write it.
#pragma once

#include <string>
#include <string_view>

#include "core/text/views.h"

namespace markwarden {

// Each is the text itself where it has nothing of that script to change.  Thread-safe.
std::string TraditionalOf(std::string_view simplified);
// "hu yin": syllables without tones, parted by blanks.
std::string PinyinOf(std::string_view han);
// Small ASCII letters of Cyrillic, Greek, kana and hangul: "tsukimoran", "byeolsoldam".
std::string LatinOf(std::string_view text);
std::string CyrillicOf(std::string_view latin);
std::string HiraganaOf(std::string_view katakana);
std::string KatakanaOf(std::string_view hiragana);

// What makes two queries one: letters in either case, compatible forms; scripts and marks stay apart.
std::string QueryKey(std::string_view query);

// The script of the letters; kOther when there are none or they are of several.  Digits and signs do not count.
Script ScriptOfName(std::string_view text);
// Letters, ideographs and digits.
size_t CountLetters(std::string_view text);

// The fuzzy syllable of an ideograph (core/text/pinyin.h), 0 for none.
uint16_t SyllableOfHan(char32_t han);

}  // namespace markwarden
