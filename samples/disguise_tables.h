// Tables of the disguises: which letters look alike, which Hanzi sound alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace markwarden::samples {

// What else one Hanzi of a brand can be written with.
struct HanSwap {
  std::string_view han;
  std::string_view sound;  // same or nearly the same reading, a string of Hanzi
  std::string_view form;   // looks like it; alternatives separated by '|', may be several characters
};
const HanSwap* FindHanSwap(std::string_view han);  // null when the table has none

// Alternatives separated by '|' for one letter or pair of letters; empty when none.
std::string_view LookAlikes(std::string_view letters);

struct Respelling {
  std::string_view from, to;
};
const std::vector<Respelling>& LatinRespellings();     // as heard, one to try at each place
const std::vector<Respelling>& CyrillicRespellings();
const std::vector<Respelling>& LatinToCyrillic();      // longest first
const std::vector<Respelling>& CyrillicToLatin();
const std::vector<Respelling>& KanaToLatin();
const std::vector<Respelling>& KatakanaToHiragana();

// Code points of valid UTF-8, each as its bytes.
std::vector<std::string> CodePoints(std::string_view text);

}  // namespace markwarden::samples
