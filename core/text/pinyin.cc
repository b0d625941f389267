// The table of Mandarin syllables (Scheme for the Chinese Phonetic Alphabet, 1958), its fuzzy merges, and how Russian spells them
// (Palladius' system).
#include "core/text/pinyin.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/text/views.h"

namespace markwarden {
namespace {

struct Row {
  const char* initial;
  const char* finals;
};
constexpr Row kRows[] = {
    {"", "a ai an ang ao e ei en eng er o ou"},
    {"b", "a ai an ang ao ei en eng i ian iao ie in ing o u"},
    {"p", "a ai an ang ao ei en eng i ian iao ie in ing o ou u"},
    {"m", "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u"},
    {"f", "a an ang ei en eng o ou u"},
    {"d", "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo"},
    {"t", "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo"},
    {"n", "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo un v ve"},
    {"l", "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo v ve"},
    {"g", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"},
    {"k", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"},
    {"h", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"},
    {"j", "i ia ian iang iao ie in ing iong iu u uan ue un"},
    {"q", "i ia ian iang iao ie in ing iong iu u uan ue un"},
    {"x", "i ia ian iang iao ie in ing iong iu u uan ue un"},
    {"zh", "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo"},
    {"ch", "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo"},
    {"sh", "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo"},
    {"r", "an ang ao e en eng i ong ou u ua uan ui un uo"},
    {"z", "a ai an ang ao e ei en eng i ong ou u uan ui un uo"},
    {"c", "a ai an ang ao e en eng i ong ou u uan ui un uo"},
    {"s", "a ai an ang ao e en eng i ong ou u uan ui un uo"},
    {"y", "a an ang ao e i in ing o ong ou u uan ue un"},
    {"w", "a ai an ang ei en eng o u"},
};

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// The representative of the sounds that are mixed up with this one.
std::string Fuzzy(std::string_view syllable) {
  std::string s(syllable);
  if (s.size() > 2 && s[1] == 'h' && (s[0] == 'z' || s[0] == 'c' || s[0] == 's')) s.erase(1, 1);
  if (s.size() > 1 && s[0] == 'l') s[0] = 'n';
  if (s.size() > 1) {
    for (char& c : s) {
      if (c == 'v') c = 'u';  // "lv" is also written "lu" once the two dots are off
    }
  }
  for (const std::string_view end : {"ang", "eng", "ing"}) {
    if (EndsWith(s, end)) s.pop_back();
  }
  return s;
}

// The ways to spell in Cyrillic what a part of a syllable sounds like, the usual one of Palladius' system first.
struct Spelled {
  const char* pinyin;
  const char32_t* cyrillic;
};
constexpr Spelled kInitials[] = {
    {"b", U"б"},       {"p", U"п"},  {"m", U"м"},       {"f", U"ф"},  {"d", U"д"},  {"t", U"т"},          {"n", U"н"},     {"l", U"л"},
    {"g", U"г"},       {"k", U"к"},  {"h", U"х"},       {"j", U"цз дз дж ж"},       {"q", U"ц ч к"},        {"x", U"с ш кс"},
    {"zh", U"чж ж дж"}, {"ch", U"ч"}, {"sh", U"ш"},      {"r", U"ж р"},              {"z", U"цз з дз"},    {"c", U"ц"},     {"s", U"с"}};
constexpr Spelled kFinals[] = {
    {"a", U"а"},          {"o", U"о"},            {"e", U"э е"},           {"ai", U"ай аи"},     {"ei", U"эй ей еи"},     {"ao", U"ао"},
    {"ou", U"оу"},        {"an", U"ань ан"},      {"en", U"энь эн ень ен"}, {"ang", U"ан анг"},   {"eng", U"эн ен энг енг"}, {"ong", U"ун онг"},
    {"i", U"и"},          {"ia", U"я иа"},        {"ie", U"е ие"},         {"iao", U"яо иао"},   {"iu", U"ю иу"},      {"ian", U"янь ян иан"},
    {"in", U"инь ин"},    {"iang", U"ян янг ианг"}, {"ing", U"ин инг"},    {"iong", U"юн ионг"}, {"u", U"у"},          {"ua", U"уа ва"},
    {"uo", U"о уо"},      {"uai", U"уай вай уаи"},    {"ui", U"уй уэй уи"},    {"uan", U"уань уан"}, {"un", U"унь ун"},    {"uang", U"уан ван уанг"},
    {"ue", U"юэ юе"},     {"v", U"юй ю у"},       {"ve", U"юэ юе"}};
// After these initials a u is an u with two dots, and an i of these others is another vowel.
constexpr Spelled kSharpFinals[] = {{"u", U"юй ю у"}, {"uan", U"юань юан"}, {"un", U"юнь юн"}};
constexpr Spelled kHissedFinals[] = {{"i", U"ы и"}};
// Syllables that begin with no consonant.
constexpr Spelled kWhole[] = {
    {"a", U"а"},           {"ai", U"ай"},      {"an", U"ань ан"},    {"ang", U"ан анг"},  {"ao", U"ао"},        {"e", U"э"},         {"ei", U"эй"},
    {"en", U"энь эн"},     {"eng", U"эн энг"}, {"er", U"эр"},        {"o", U"о"},         {"ou", U"оу"},        {"ya", U"я иа"},        {"yan", U"янь ян иан"},
    {"yang", U"ян янг ианг"},   {"yao", U"яо иао"},     {"ye", U"е"},         {"yi", U"и"},        {"yin", U"инь ин"},   {"ying", U"ин инг"}, {"yo", U"йо"},
    {"yong", U"юн йонг"},  {"you", U"ю йоу иоу"},  {"yu", U"юй ю иу"},      {"yuan", U"юань юан"}, {"yue", U"юэ юе"},  {"yun", U"юнь юн"},  {"wa", U"ва"},
    {"wai", U"вай"},       {"wan", U"вань ван"}, {"wang", U"ван ванг"}, {"wei", U"вэй вей веи"}, {"wen", U"вэнь вэн вень вен"}, {"weng", U"вэн вен венг"}, {"wo", U"во"},
    {"wu", U"у ву"}};

template <size_t kCount>
std::vector<std::u32string_view> WaysOf(const Spelled (&table)[kCount], std::string_view pinyin) {
  std::vector<std::u32string_view> ways;
  for (const Spelled& row : table) {
    if (row.pinyin != pinyin) continue;
    std::u32string_view rest = row.cyrillic;
    while (!rest.empty()) {
      const size_t space = std::min(rest.find(U' '), rest.size());
      ways.push_back(rest.substr(0, space));
      rest.remove_prefix(std::min(space + 1, rest.size()));
    }
  }
  return ways;
}

// The usual spelling first.
std::vector<std::u32string> CyrillicOf(std::string_view initial, std::string_view final) {
  std::vector<std::u32string> all;
  const std::string whole = std::string(initial) + std::string(final);
  if (initial.empty() || initial == "y" || initial == "w") {
    for (const auto& way : WaysOf(kWhole, whole)) all.emplace_back(way);
    return all;
  }
  const bool sharp = initial == "j" || initial == "q" || initial == "x";
  const bool hissed = initial == "z" || initial == "c" || initial == "s";
  std::vector<std::u32string_view> ends;
  if (sharp) ends = WaysOf(kSharpFinals, final);
  if (hissed) ends = WaysOf(kHissedFinals, final);
  if (ends.empty()) ends = WaysOf(kFinals, final);
  for (const std::u32string_view begin : WaysOf(kInitials, initial)) {
    for (const std::u32string_view end : ends) all.push_back(std::u32string(begin) + std::u32string(end));
  }
  return all;
}

// Letter by letter, of one script.
constexpr size_t kLetters = 32;
struct Node {
  std::array<uint16_t, kLetters> next{};
  uint16_t number = 0;  // of the syllable that ends here
};

class Trie {
 public:
  explicit Trie(char32_t first) : first_(first) {}
  // The first number of a spelling stays.
  void Insert(std::u32string_view spelling, uint16_t number) {
    size_t node = 0;
    for (const char32_t c : spelling) {
      const size_t letter = c - first_;
      if (!nodes_[node].next[letter]) {
        nodes_[node].next[letter] = static_cast<uint16_t>(nodes_.size());
        nodes_.emplace_back();
      }
      node = nodes_[node].next[letter];
    }
    if (!nodes_[node].number) nodes_[node].number = number;
  }
  // 0 when nothing goes on so.
  size_t Next(size_t node, char32_t c) const { return c < first_ || c - first_ >= kLetters ? 0 : nodes_[node].next[c - first_]; }
  uint16_t NumberAt(size_t node) const { return nodes_[node].number; }

 private:
  char32_t first_;
  std::vector<Node> nodes_ = std::vector<Node>(1);
};

struct Table {
  Trie latin{U'a'}, cyrillic{U'а'};
  std::vector<std::string> shown = {""};  // by number: the spelling of its class
  Table() {
    std::unordered_map<std::string, uint16_t> classes;
    std::vector<std::pair<std::u32string, uint16_t>> others;  // looser ways, which give way to the usual ones
    for (const Row& row : kRows) {
      std::string_view finals = row.finals;
      while (!finals.empty()) {
        const size_t space = std::min(finals.find(' '), finals.size());
        const std::string_view final = finals.substr(0, space);
        const std::string syllable = row.initial + std::string(final);
        const auto [found, fresh] = classes.emplace(Fuzzy(syllable), static_cast<uint16_t>(shown.size()));
        if (fresh) shown.push_back(found->first);
        latin.Insert(std::u32string(syllable.begin(), syllable.end()), found->second);
        const std::vector<std::u32string> ways = CyrillicOf(row.initial, final);
        for (size_t i = 0; i < ways.size(); ++i) {
          if (i == 0) cyrillic.Insert(ways[0], found->second);
          else others.emplace_back(ways[i], found->second);
        }
        finals.remove_prefix(std::min(space + 1, finals.size()));
      }
    }
    for (const auto& [spelling, number] : others) cyrillic.Insert(spelling, number);
  }
  const Trie& Of(char32_t letter) const { return letter < 128 ? latin : cyrillic; }
};

const Table& Syllables() {
  static const Table table;
  return table;
}

constexpr size_t kMaxRun = 48;

}  // namespace

uint16_t SyllableNumber(std::u32string_view letters) {
  if (letters.empty()) return 0;
  const Trie& trie = Syllables().Of(letters[0]);
  size_t node = 0;
  for (const char32_t c : letters) {
    node = trie.Next(node, c);
    if (!node) return 0;
  }
  return trie.NumberAt(node);
}

uint16_t SyllableNumber(std::string_view pinyin) { return SyllableNumber(std::u32string(pinyin.begin(), pinyin.end())); }

uint16_t DigitSyllable(char32_t digit) {
  static constexpr std::string_view kDigits[] = {"ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"};
  return SyllableNumber(kDigits[digit - '0']);
}

std::vector<SyllablePiece> SplitPinyin(std::u32string_view letters) {
  const size_t n = letters.size();
  if (n == 0 || n > kMaxRun) return {};
  const Trie& trie = Syllables().Of(letters[0]);
  constexpr int kNever = 1000;
  std::array<int, kMaxRun + 1> fewest;
  fewest.fill(kNever);
  std::array<SyllablePiece, kMaxRun + 1> last{};
  fewest[0] = 0;
  for (size_t start = 0; start < n; ++start) {
    if (fewest[start] == kNever) continue;  // no syllable ends here
    size_t node = 0;
    for (size_t end = start; end < n; ++end) {
      node = trie.Next(node, letters[end]);
      if (!node) break;
      if (trie.NumberAt(node) && fewest[start] + 1 < fewest[end + 1]) {
        fewest[end + 1] = fewest[start] + 1;
        last[end + 1] = {trie.NumberAt(node), static_cast<uint8_t>(end + 1 - start)};
      }
    }
  }
  if (fewest[n] == kNever) return {};
  std::vector<SyllablePiece> pieces(static_cast<size_t>(fewest[n]));
  for (size_t end = n, i = pieces.size(); i-- > 0;) {
    pieces[i] = last[end];
    end -= last[end].length;
  }
  return pieces;
}

std::string SyllableText(uint16_t syllable) {
  const auto& shown = Syllables().shown;
  return syllable < shown.size() ? shown[syllable] : "";
}

}  // namespace markwarden
