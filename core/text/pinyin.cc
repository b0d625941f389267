// The table of Mandarin syllables (Scheme for the Chinese Phonetic Alphabet, 1958) and its fuzzy merges.
#include "core/text/pinyin.h"

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

// Letter by letter: 26 ways on from each node.
struct Node {
  std::array<uint16_t, 26> next{};
  uint16_t number = 0;  // of the syllable that ends here
};

struct Table {
  std::vector<Node> nodes = std::vector<Node>(1);
  std::vector<std::string> shown = {""};  // by number: the spelling of its class
  Table() {
    std::unordered_map<std::string, uint16_t> classes;
    for (const Row& row : kRows) {
      std::string_view finals = row.finals;
      while (!finals.empty()) {
        const size_t space = finals.find(' ');
        const std::string syllable = row.initial + std::string(finals.substr(0, space));
        finals = space == std::string_view::npos ? "" : finals.substr(space + 1);
        const auto [found, fresh] = classes.emplace(Fuzzy(syllable), static_cast<uint16_t>(shown.size()));
        if (fresh) shown.push_back(found->first);
        Insert(syllable, found->second);
      }
    }
  }
  void Insert(std::string_view syllable, uint16_t number) {
    size_t node = 0;
    for (const char c : syllable) {
      const auto letter = static_cast<size_t>(c - 'a');
      if (!nodes[node].next[letter]) {
        nodes[node].next[letter] = static_cast<uint16_t>(nodes.size());
        nodes.emplace_back();
      }
      node = nodes[node].next[letter];
    }
    nodes[node].number = number;
  }
};

const Table& Syllables() {
  static const Table table;
  return table;
}

constexpr size_t kMaxRun = 48;

}  // namespace

uint16_t SyllableNumber(std::string_view pinyin) {
  const auto& nodes = Syllables().nodes;
  size_t node = 0;
  for (const char c : pinyin) {
    if (c < 'a' || c > 'z') return 0;
    node = nodes[node].next[static_cast<size_t>(c - 'a')];
    if (!node) return 0;
  }
  return nodes[node].number;
}

uint16_t DigitSyllable(char32_t digit) {
  static constexpr std::string_view kDigits[] = {"ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"};
  return SyllableNumber(kDigits[digit - '0']);
}

std::vector<SyllablePiece> SplitPinyin(std::string_view letters) {
  const size_t n = letters.size();
  if (n == 0 || n > kMaxRun) return {};
  const auto& nodes = Syllables().nodes;
  constexpr int kNever = 1000;
  std::array<int, kMaxRun + 1> fewest;
  fewest.fill(kNever);
  std::array<SyllablePiece, kMaxRun + 1> last{};
  fewest[0] = 0;
  for (size_t start = 0; start < n; ++start) {
    if (fewest[start] == kNever) continue;  // no syllable ends here
    size_t node = 0;
    for (size_t end = start; end < n; ++end) {
      if (letters[end] < 'a' || letters[end] > 'z') return {};
      node = nodes[node].next[static_cast<size_t>(letters[end] - 'a')];
      if (!node) break;
      if (nodes[node].number && fewest[start] + 1 < fewest[end + 1]) {
        fewest[end + 1] = fewest[start] + 1;
        last[end + 1] = {nodes[node].number, static_cast<uint8_t>(end + 1 - start)};
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
