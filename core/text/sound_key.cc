// How an alphabetic word sounds, as one Latin string.
//
// Letters of other scripts are spelled in Latin first: Cyrillic and Greek by the small tables below
// (after the practical transcriptions of brand names), hangul by jamo (Revised Romanisation, 2000), kana
// by the Hepburn rows.  Then spellings that sound alike in English are folded together.
#include <array>

#include "core/text/views.h"

namespace markwarden {
namespace {

constexpr std::u32string_view kCyrillic = U"абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ";
constexpr const char* kCyrillicLatin[] = {"a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l",
                                          "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh",
                                          "sh", "", "i", "", "e", "iu", "ia", "i", "i", "e", "g"};
constexpr std::u32string_view kGreek = U"αβγδεζηθικλμνξοπρσςτυφχψω";
constexpr const char* kGreekLatin[] = {"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n",
                                       "x", "o", "p", "r", "s", "s", "t", "i", "f", "h", "ps", "o"};
constexpr std::u32string_view kKana =
    U"アイウエオカキクケコガギグゲゴサシスセソザジズゼゾタチツテトダヂヅデドナニヌネノハヒフヘホバビブベボパピプペポマミムメモヤユヨラリルレロワヲンヴァィゥェォャュョッー";
constexpr const char* kKanaLatin[] = {
    "a", "i", "u", "e", "o", "ka", "ki", "ku", "ke", "ko", "ga", "gi", "gu", "ge", "go", "sa", "shi", "su",
    "se", "so", "za", "ji", "zu", "ze", "zo", "ta", "chi", "tsu", "te", "to", "da", "ji", "zu", "de", "do",
    "na", "ni", "nu", "ne", "no", "ha", "hi", "fu", "he", "ho", "ba", "bi", "bu", "be", "bo", "pa", "pi",
    "pu", "pe", "po", "ma", "mi", "mu", "me", "mo", "ya", "yu", "yo", "ra", "ri", "ru", "re", "ro", "wa",
    "o", "n", "vu", "a", "i", "u", "e", "o", "ya", "yu", "yo", "", ""};
constexpr const char* kLeads[] = {"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"};
constexpr const char* kVowels[] = {"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae",
                                   "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"};
constexpr const char* kTails[] = {"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l",
                                  "l", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"};

static_assert(kCyrillic.size() == std::size(kCyrillicLatin));
static_assert(kGreek.size() == std::size(kGreekLatin));
static_assert(kKana.size() == std::size(kKanaLatin));

std::string Spell(const Unit& unit) {
  const char32_t c = unit.key;
  if (c >= 'a' && c <= 'z') return std::string(1, static_cast<char>(c));
  if (unit.script == Script::kCyrillic) {
    const size_t at = kCyrillic.find(c);
    return at == std::u32string_view::npos ? "" : kCyrillicLatin[at];
  }
  if (unit.script == Script::kGreek) {
    const size_t at = kGreek.find(c);
    return at == std::u32string_view::npos ? "" : kGreekLatin[at];
  }
  if (unit.script == Script::kKana) {
    const size_t at = kKana.find(c);
    return at == std::u32string_view::npos ? "" : kKanaLatin[at];
  }
  if (c >= 0xAC00 && c <= 0xD7A3) {
    const char32_t index = c - 0xAC00;
    return std::string(kLeads[index / 588]) + kVowels[index % 588 / 28] + kTails[index % 28];
  }
  return "";
}

void Replace(std::string& word, std::string_view from, std::string_view to) {
  for (size_t at = word.find(from); at != std::string::npos; at = word.find(from, at + to.size())) {
    word.replace(at, from.size(), to);
  }
}

}  // namespace

std::string LatinSpelling(const Unit* first, const Unit* last_plus_one) {
  std::string word;
  for (const Unit* unit = first; unit != last_plus_one; ++unit) {
    std::string spelled = Spell(*unit);
    // ㄹㄹ is ll (Revised Romanisation, section 3).
    if (unit != first && unit->script == Script::kHangul && (unit - 1)->script == Script::kHangul && word.ends_with('l') && spelled.starts_with('r')) spelled[0] = 'l';
    word += spelled;
  }
  return word;
}

std::string SoundKey(const Unit* first, const Unit* last_plus_one) {
  std::string word = LatinSpelling(first, last_plus_one);
  for (char& c : word) {
    if (c == 'y') c = 'i';
  }
  // 'S' is the sound of sh, so that it does not fall together with s.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 28> kSounds = {{
      {"dzh", "j"}, {"cci", "Si"}, {"cce", "Se"}, {"tsch", "S"}, {"sch", "S"}, {"sh", "S"}, {"ch", "S"}, {"ph", "f"}, {"ck", "k"}, {"qu", "k"}, {"kv", "k"}, {"kui", "ki"}, {"kue", "ke"},
      {"th", "t"}, {"gh", "g"}, {"kh", "h"}, {"oo", "u"}, {"ou", "u"}, {"ee", "i"}, {"ea", "i"},
      {"ie", "i"}, {"ei", "i"}, {"ts", "c"}, {"tz", "c"}, {"x", "ks"}, {"zh", "S"}, {"dj", "j"}, {"kw", "k"},
  }};
  for (const auto& sound : kSounds) Replace(word, sound.first, sound.second);
  std::string key;
  for (size_t i = 0; i < word.size(); ++i) {
    char c = word[i];
    const char next = i + 1 < word.size() ? word[i + 1] : '\0';
    if (c == 'c') c = next == 'e' || next == 'i' ? 's' : 'k';
    if (c == 'q') c = 'k';
    // "ow" is a long o at the end of a word and before a consonant.
    if (c == 'w' && i > 0 && word[i - 1] == 'o' && std::string_view("aeiou").find(next) == std::string_view::npos) continue;
    if (c == 'w') c = 'v';
    if (c == 'z') c = 's';
    if (c == 'h' && i > 0) continue;
    if (!key.empty() && key.back() == c) continue;
    key += c;
  }
  if (key.size() > 3 && key.back() == 'e') key.pop_back();
  return key;
}

}  // namespace markwarden
