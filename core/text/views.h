// Normalised views of a text: one pass undoes what sellers do to hide a name and keeps,
// for every character of every view, the bytes it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

// Text past this many bytes is not looked at (cut between characters).
inline constexpr size_t kMaxViewBytes = 64 << 10;

enum class Script : uint8_t { kOther, kLatin, kDigit, kHan, kCyrillic, kGreek, kKana, kHangul };

// What made a unit's key differ from the character in the text.
enum UnitChange : uint8_t {
  kCaseChanged = 1,         // casefold; alone it is no disguise
  kCompatChanged = 2,       // full-width, enclosed, mathematical ... (NFKC and small capitals)
  kMarkStripped = 4,        // diacritics
  kSimplified = 8,          // traditional -> simplified
  kJoined = 16,             // one of several units made of one character
};

// What was passed over just before a unit.
enum UnitGap : uint8_t {
  kGapSpace = 1,       // blanks
  kGapOrdinary = 2,    // punctuation that also stands between words: - / , ( ) | + & : ...
  kGapOdd = 4,         // signs that do not: . * _ ~ ^ stars, dots, boxes
  kGapInvisible = 8,   // zero-width, format and variation characters, soft hyphen
  kGapCombining = 16,  // combining marks laid over letters
  kGapEmoji = 32,
  kGapStop = 64,       // commas, full stops, list marks: two sides of one are two things
  kGapBracket = 128,   // with kGapOrdinary: ( ) [ ] and their kin
};

// One letter, digit or ideograph, whatever stood around it.
struct Unit {
  char32_t key = 0;   // NFKC, casefolded, diacritics off, simplified
  char32_t look = 0;  // representative of what it looks like
  char32_t raw = 0;   // the character in the text; bytes that are no UTF-8 are 0x110000 + byte
  uint32_t begin = 0, end = 0;  // bytes of the text
  uint16_t syllable = 0;        // fuzzy toneless pinyin, 0 for none
  Script script = Script::kOther;
  uint8_t change = 0;     // UnitChange
  uint8_t gap = 0;        // UnitGap before this unit
  uint8_t gap_count = 0;  // characters passed over before this unit, capped at 255
};

// An element of a derived stream: the units [first, last] it stands for.
struct ViewItem {
  uint32_t key = 0;
  uint32_t first = 0, last = 0;
};

// The letter that two beside each other look like ("rn" is m, "vv" is w, "cl" is d, "lı" is h); 0 for most pairs.
char32_t LookOfPair(const Unit& a, const Unit& b);

struct Views {
  std::vector<Unit> units;      // separators, marks and signs gone
  std::vector<ViewItem> look;   // units by look, two that look like one (LookOfPair) together
  std::vector<ViewItem> sound;  // syllables of Han characters, of digits beside them and of pinyin
                                // written in Latin or Cyrillic letters; key 0 breaks
  uint8_t trailing_gap = 0;     // UnitGap after the last unit
  bool bars = false;            // some "|", or signs that draw a letter, were read as one; they may part letters as well

  // For rules: casefolded, simplified text that keeps blanks and ordinary punctuation and
  // drops the rest, as UTF-8, with the byte of the original for each of its bytes (and one for its end).
  std::string folded;
  std::vector<uint32_t> folded_from;
};

// Pure and thread-safe; any bytes are accepted.  Per-character results are cached for the
// life of the process.
Views MakeViews(std::string_view text);
// The same with every "|", and all that draws a letter, parting what stands beside it.
Views MakeViewsOfParted(std::string_view text);

// The text as its keys alone, for comparing names: "Ｎ·IKE" -> "nike".
std::string KeyText(std::string_view text);

// A key for how an alphabetic word sounds, over Latin, Cyrillic, kana and hangul: one Latin string in
// which spellings that sound alike fall together ("Nyke" = "Nike", "Addidas" = "Адидас").
// Empty when the units hold no such letters.
std::string SoundKey(const Unit* first, const Unit* last_plus_one);

// The letters of such scripts spelled in Latin, one after the other, before spellings fall together; other signs are left out.
std::string LatinSpelling(const Unit* first, const Unit* last_plus_one);

// "mao'tai" for the syllables of a sound stream, to show a reader.
std::string SyllableText(uint16_t syllable);

std::string ToUtf8(char32_t code_point);

}  // namespace markwarden
