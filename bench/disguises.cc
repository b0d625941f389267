// Each way by itself; what it needs of a name it says by giving none.
#include "bench/disguises.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace markwarden::bench {
namespace {

using Random = std::mt19937;
size_t Any(Random& random, size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(random); }
template <typename List>
auto OneOf(Random& random, const List& list) {
  return list[Any(random, list.size())];
}

bool IsLatin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsKana(char32_t c) { return c >= 0x3041 && c <= 0x30FC; }
bool IsHangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }
bool IsCyrillic(char32_t c) { return c >= 0x400 && c <= 0x4FF; }
char32_t Small(char32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

bool All(const std::u32string& name, bool (*is)(char32_t)) { return !name.empty() && std::all_of(name.begin(), name.end(), is); }
size_t Count(const std::u32string& name, bool (*is)(char32_t)) { return static_cast<size_t>(std::count_if(name.begin(), name.end(), is)); }

std::optional<std::u32string> Separators(const std::u32string& name, Random& random) {
  if (name.size() < 2 || name.find(U' ') != std::u32string::npos) return std::nullopt;
  static const std::u32string signs = U"·-*._~★|/";
  const char32_t sign = OneOf(random, signs);
  const bool each = Any(random, 2) == 0;
  const size_t one = 1 + Any(random, name.size() - 1);
  std::u32string out;
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && (each || i == one)) out += sign;
    out += name[i];
  }
  return out;
}

std::optional<std::u32string> SpacedOut(const std::u32string& name, Random&) {
  if (name.size() < 3 || name.find(U' ') != std::u32string::npos) return std::nullopt;
  std::u32string out;
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0) out += U' ';
    out += name[i];
  }
  return out;
}

std::optional<std::u32string> Invisible(const std::u32string& name, Random& random) {
  if (name.size() < 2) return std::nullopt;
  static const std::u32string signs = U"\u200B\u200D\u00AD\u2060\uFEFF\uFE0F\u0336\u0332";
  std::u32string out = name;
  out.insert(1 + Any(random, name.size() - 1), 1, OneOf(random, signs));
  return out;
}

std::optional<std::u32string> Fonts(const std::u32string& name, Random& random) {
  if (Count(name, IsLatin) < 3) return std::nullopt;
  static const std::vector<std::pair<char32_t, char32_t>> alphabets = {  // of A and of a
      {0xFF21, 0xFF41}, {0x24B6, 0x24D0}, {0x1D400, 0x1D41A}, {0x1D4D0, 0x1D4EA}, {0x1D63C, 0x1D656}, {0x1D5D4, 0x1D5EE}, {0x1F130, 0x1F130}};
  const auto alphabet = OneOf(random, alphabets);
  std::u32string out;
  for (const char32_t c : name) {
    if (c >= 'A' && c <= 'Z') out += alphabet.first + (c - 'A');
    else if (c >= 'a' && c <= 'z') out += alphabet.second + (c - 'a');
    else out += c;
  }
  return out;
}

std::optional<std::u32string> OtherScript(const std::u32string& name, Random& random) {
  static const std::map<char32_t, std::u32string> alike = {
      {'a', U"а"}, {'c', U"с"}, {'e', U"е"}, {'o', U"оο"}, {'p', U"рρ"}, {'x', U"х"}, {'y', U"у"}, {'i', U"іι"}, {'s', U"ѕ"}, {'j', U"ј"}, {'A', U"АΑ"}, {'B', U"ВΒ"}, {'C', U"С"},
      {'E', U"ЕΕ"}, {'H', U"НΗ"}, {'I', U"ІΙ"}, {'K', U"КΚ"}, {'M', U"МΜ"}, {'N', U"Ν"}, {'O', U"ОΟ"}, {'P', U"РΡ"}, {'T', U"ТΤ"}, {'X', U"ХΧ"}, {'Y', U"ΥУ"}, {'Z', U"Ζ"},
      {U'а', U"a"}, {U'с', U"c"}, {U'е', U"e"}, {U'о', U"o"}, {U'р', U"p"}, {U'х', U"x"}, {U'А', U"A"}, {U'В', U"B"}, {U'Е', U"E"}, {U'К', U"K"}, {U'М', U"M"}, {U'Н', U"H"}, {U'О', U"O"},
      {U'Р', U"P"}, {U'С', U"C"}, {U'Т', U"T"}};
  std::vector<size_t> places;
  for (size_t i = 0; i < name.size(); ++i) {
    if (alike.contains(name[i])) places.push_back(i);
  }
  if (places.empty() || Count(name, IsLatin) + Count(name, IsCyrillic) < 4) return std::nullopt;
  std::shuffle(places.begin(), places.end(), random);
  places.resize(1 + Any(random, std::min<size_t>(places.size(), 3)));
  if (places.size() >= name.size()) return std::nullopt;
  std::u32string out = name;
  for (const size_t i : places) out[i] = OneOf(random, alike.at(name[i]));
  return out;
}

std::optional<std::u32string> Leet(const std::u32string& name, Random& random) {
  static const std::map<char32_t, std::u32string> alike = {{'a', U"4@"}, {'e', U"3"}, {'i', U"1"}, {'o', U"0"}, {'s', U"5$"}, {'l', U"1"}, {'t', U"7"}};
  std::vector<size_t> places;
  for (size_t i = 0; i < name.size(); ++i) {
    if (alike.contains(Small(name[i]))) places.push_back(i);
  }
  if (places.empty() || Count(name, IsLatin) < 4) return std::nullopt;
  std::u32string out = name;
  const size_t i = OneOf(random, places);
  out[i] = OneOf(random, alike.at(Small(name[i])));
  return out;
}

// One ideograph by another of a list.
std::optional<std::u32string> ReplaceOne(const std::u32string& name, Random& random, const std::map<char32_t, std::u32string>& by) {
  if (!All(name, IsHan) || name.size() < 2) return std::nullopt;
  std::vector<size_t> places;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto found = by.find(name[i]);
    if (found != by.end() && !found->second.empty()) places.push_back(i);
  }
  if (places.empty()) return std::nullopt;
  std::u32string out = name;
  const size_t i = OneOf(random, places);
  out[i] = OneOf(random, by.at(name[i]));
  return out == name ? std::nullopt : std::optional(out);
}

std::optional<std::u32string> ReplaceAll(const std::u32string& name, const std::map<char32_t, std::u32string>& by) {
  if (!All(name, IsHan)) return std::nullopt;
  std::u32string out = name;
  for (char32_t& c : out) {
    if (const auto found = by.find(c); found != by.end()) c = found->second[0];
  }
  return out == name ? std::nullopt : std::optional(out);
}

std::optional<std::u32string> Respelt(const std::u32string& name, Random& random) {
  if (!All(name, IsLatin) || name.size() < 5) return std::nullopt;
  std::u32string small;
  for (const char32_t c : name) small += Small(c);
  static const std::vector<std::pair<std::u32string, std::u32string>> ways = {
      {U"i", U"y"}, {U"y", U"i"}, {U"c", U"k"}, {U"k", U"c"}, {U"ph", U"f"}, {U"f", U"ph"}, {U"ee", U"i"}, {U"oo", U"u"}, {U"s", U"z"}, {U"z", U"s"}, {U"dd", U"d"}, {U"nn", U"n"},
      {U"d", U"dd"}, {U"n", U"nn"}, {U"t", U"tt"}, {U"l", U"ll"}};
  std::vector<std::u32string> made;
  for (const auto& [from, to] : ways) {
    const size_t at = small.find(from, 1);
    if (at == std::u32string::npos) continue;
    if (from == U"c" && at + 1 < small.size() && (small[at + 1] == 'h' || small[at + 1] == 'e' || small[at + 1] == 'i' || small[at + 1] == 'y' || small[at + 1] == 'k')) continue;
    if (from == U"k" && small[at - 1] == 'c') continue;
    std::u32string out = small;
    made.push_back(out.replace(at, from.size(), to));
  }
  if (made.empty()) return std::nullopt;
  return OneOf(random, made);
}

std::optional<std::u32string> LetterPairs(const std::u32string& name, Random& random) {
  if (!All(name, IsLatin) || name.size() < 5) return std::nullopt;
  std::u32string small;
  for (const char32_t c : name) small += Small(c);
  static const std::vector<std::pair<std::u32string, std::u32string>> ways = {{U"m", U"rn"}, {U"w", U"vv"}, {U"d", U"cl"}, {U"l", U"I"}};
  std::vector<std::u32string> made;
  for (const auto& [from, to] : ways) {
    const size_t at = small.find(from);
    if (at == std::u32string::npos) continue;
    std::u32string out = small;
    made.push_back(out.replace(at, from.size(), to));
  }
  if (made.empty()) return std::nullopt;
  return OneOf(random, made);
}

std::optional<std::u32string> Split(const std::u32string& name, Random& random, const ConfusionLists& lists) {
  if (!All(name, IsHan) || name.size() < 2) return std::nullopt;
  std::vector<size_t> places;
  for (size_t i = 0; i < name.size(); ++i) {
    if (lists.parts.contains(name[i])) places.push_back(i);
  }
  if (places.empty()) return std::nullopt;
  const size_t i = OneOf(random, places);
  std::u32string out = name;
  return out.replace(i, 1, OneOf(random, lists.parts.at(name[i])));
}

std::optional<std::u32string> Reversed(const std::u32string& name, Random&) {
  if (name.size() < (All(name, IsHan) ? 3u : 5u) || name.find(U' ') != std::u32string::npos) return std::nullopt;
  std::u32string out(name.rbegin(), name.rend());
  return out == name ? std::nullopt : std::optional(out);
}

std::optional<std::u32string> BriefReversed(const std::u32string& name, Random&) {
  if (!(All(name, IsHan) && name.size() == 2) && !((All(name, IsLatin) || All(name, IsCyrillic)) && name.size() == 4)) return std::nullopt;
  std::u32string out(name.rbegin(), name.rend());
  return out == name ? std::nullopt : std::optional(out);
}

// Two parts that change places; of ideographs two that do.
std::optional<std::u32string> Reordered(const std::u32string& name, Random& random) {
  const bool letters = All(name, IsLatin) && name.size() >= 4, han = All(name, IsHan) && name.size() >= 3;
  if (!letters && !han) return std::nullopt;
  std::u32string out = name;
  if (letters) {
    std::rotate(out.begin(), out.begin() + 1 + static_cast<std::ptrdiff_t>(Any(random, name.size() - 1)), out.end());
  } else {
    const size_t a = Any(random, name.size() - 1);
    std::swap(out[a], out[a + 1 + Any(random, name.size() - a - 1)]);
  }
  return out == name || std::equal(out.begin(), out.end(), name.rbegin()) ? std::nullopt : std::optional(out);
}

// A star over one sign, neither the first nor the last.
std::optional<std::u32string> Covered(const std::u32string& name, Random& random) {
  const bool letters = (All(name, IsLatin) || All(name, IsCyrillic)) && name.size() >= 4;
  if (!letters && !(All(name, IsHan) && name.size() >= 3)) return std::nullopt;
  std::u32string out = name;
  out[1 + Any(random, name.size() - 2)] = U'*';
  return out;
}

std::optional<std::u32string> CyrillicLeet(const std::u32string& name, Random& random) {
  static const std::map<char32_t, char32_t> digits = {{U'ч', U'4'}, {U'з', U'3'}, {U'б', U'6'}, {U'о', U'0'}, {U'и', U'1'}};
  if (!All(name, IsCyrillic) || name.size() < 4) return std::nullopt;
  std::vector<size_t> places;
  for (size_t i = 0; i < name.size(); ++i) {
    if (digits.contains(name[i])) places.push_back(i);
  }
  if (places.empty()) return std::nullopt;
  std::u32string out = name;
  const size_t i = OneOf(random, places);
  out[i] = digits.at(name[i]);
  return out;
}

// One vowel by another, not the first letter.
std::optional<std::u32string> OtherVowel(const std::u32string& name, Random& random) {
  if ((!All(name, IsLatin) && !All(name, IsCyrillic)) || name.size() < 5) return std::nullopt;
  const std::u32string vowels = IsLatin(name[0]) ? U"aeiou" : U"аеиоу";
  std::vector<size_t> places;
  for (size_t i = 1; i < name.size(); ++i) {
    if (vowels.find(name[i]) != std::u32string::npos) places.push_back(i);
  }
  if (places.empty()) return std::nullopt;
  std::u32string out = name;
  const size_t i = OneOf(random, places);
  while (out[i] == name[i]) out[i] = vowels[Any(random, vowels.size())];
  return out;
}

// One letter as signs that draw it, not the last.
std::optional<std::u32string> DrawnWithSigns(const std::u32string& name, Random& random) {
  static const std::map<char32_t, std::u32string> drawn = {{'n', UR"(|\|)"}, {'a', UR"(/\)"}, {'l', U"|_"}, {'h', U"|-|"}, {'m', UR"(|\/|)"}, {'k', U"|<"},
                                                            {'v', UR"(\/)"}, {'o', U"()"}, {'d', U"|)"}, {U'л', UR"(/\)"}, {U'н', U"|-|"}, {U'ж', U">|<"}, {U'о', U"()"}};
  if ((!All(name, IsLatin) && !All(name, IsCyrillic)) || name.size() < 4) return std::nullopt;
  std::vector<size_t> places;
  for (size_t i = 0; i + 1 < name.size(); ++i) {
    if (drawn.contains(Small(name[i]))) places.push_back(i);
  }
  if (places.empty()) return std::nullopt;
  const size_t i = OneOf(random, places);
  return name.substr(0, i) + drawn.at(Small(name[i])) + name.substr(i + 1);
}

std::optional<std::u32string> OtherKana(const std::u32string& name, Random& random) {
  if (!All(name, IsKana) || name.size() < 3) return std::nullopt;
  std::u32string out;
  if (Any(random, 2) == 0) {  // hiragana
    for (const char32_t c : name) out += c >= 0x30A1 && c <= 0x30F6 ? c - 0x60 : c;
    return out == name ? std::nullopt : std::optional(out);
  }
  static const std::u32string whole = U"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォャュョッー";
  static const std::u32string half = U"ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ";
  static const std::u32string voiced = U"ガギグゲゴザジズゼゾダヂヅデドバビブベボ", plain = U"カキクケコサシスセソタチツテトハヒフヘホ";
  static const std::u32string round = U"パピプペポ", bare = U"ハヒフヘホ";
  for (const char32_t c : name) {
    const auto put = [&](char32_t base) {
      const size_t at = whole.find(base);
      out += at == std::u32string::npos ? base : half[at];
    };
    if (const size_t at = voiced.find(c); at != std::u32string::npos) {
      put(plain[at]);
      out += U'ﾞ';
    } else if (const size_t ring = round.find(c); ring != std::u32string::npos) {
      put(bare[ring]);
      out += U'ﾟ';
    } else {
      put(c);
    }
  }
  return out;
}

std::optional<std::u32string> Jamo(const std::u32string& name, Random& random) {
  if (!All(name, IsHangul) || name.size() < 2) return std::nullopt;
  static const std::u32string leads = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  static const std::u32string vowels = U"ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
  static const std::u32string tails = U" ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
  const size_t taken = Any(random, name.size());
  std::u32string out;
  for (size_t i = 0; i < name.size(); ++i) {
    if (i != taken) {
      out += name[i];
      continue;
    }
    const char32_t index = name[i] - 0xAC00;
    out += leads[index / 588];
    out += vowels[index % 588 / 28];
    if (index % 28) out += tails[index % 28];
  }
  return out;
}

}  // namespace

bool IsHan(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

std::u32string ToUtf32(const std::string& text) {
  std::u32string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    UChar32 c;
    U8_NEXT(bytes, at, static_cast<int32_t>(text.size()), c);
    if (c >= 0) out += static_cast<char32_t>(c);
  }
  return out;
}

std::string ToUtf8(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) {
    char bytes[4];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(c));
    out.append(bytes, static_cast<size_t>(length));
  }
  return out;
}

ConfusionLists ReadConfusionLists(const std::string& eval) {
  ConfusionLists lists;
  const auto rows = [&](const char* file, char part, const auto& take) {
    std::ifstream in(eval + "/names_similar/" + file);
    for (std::string line; std::getline(in, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      const size_t cut = line.find(part);
      if (cut == std::string::npos) continue;
      const std::u32string key = ToUtf32(line.substr(0, cut));
      if (key.size() == 1 && IsHan(key[0])) take(key[0], line.substr(cut + 1));
    }
  };
  const auto confused = [](std::map<char32_t, std::u32string>& list) {
    return [&list](char32_t key, const std::string& rest) {
      for (const char32_t c : ToUtf32(rest)) {
        if (IsHan(c) && c != key) list[key] += c;
      }
    };
  };
  rows("形近字语料库.txt", ' ', confused(lists.look));
  rows("音近字语料库.txt", ' ', confused(lists.sound));
  rows("fanjian_suoyin.txt", '\t', [&](char32_t traditional, const std::string& rest) {
    const std::u32string simplified = ToUtf32(rest);
    if (simplified.size() == 1 && simplified[0] != traditional) lists.traditional[simplified[0]] += traditional;
  });
  rows("chaizi-jt.txt", '\t', [&](char32_t key, const std::string& rest) {
    std::istringstream ways(rest);
    for (std::string way; std::getline(ways, way, '\t');) {
      std::u32string parts;
      for (const char32_t c : ToUtf32(way)) {
        if (c != U' ') parts += c;
      }
      if (parts.size() == 2 && All(parts, IsHan)) lists.parts[key].push_back(parts);
    }
  });
  return lists;
}

std::vector<Disguise> Disguises(const ConfusionLists& lists) {
  return {
      {"0 as it is", 0.98, [](const std::u32string& name, Random&) { return std::optional(name); }},
      {"1 separators", 0.99, Separators},
      {"1 each sign apart", 0.99, SpacedOut},
      {"2 invisible", 0.99, Invisible},
      {"3 other fonts", 0.99, Fonts},
      {"4 other scripts", 0.99, OtherScript},
      {"5 digits for letters", 0.99, Leet},
      {"6 traditional", 0.99, [&lists](const std::u32string& name, Random&) { return ReplaceAll(name, lists.traditional); }},
      {"7 homophone", 0.95, [&lists](const std::u32string& name, Random& random) { return ReplaceOne(name, random, lists.sound); }},
      {"7 respelt", 0.95, Respelt},
      {"8 look-alike", 0.95, [&lists](const std::u32string& name, Random& random) { return ReplaceOne(name, random, lists.look); }},
      {"8 letter pairs", 0.95, LetterPairs},
      {"9 split", 0.95, [&lists](const std::u32string& name, Random& random) { return Split(name, random, lists); }},
      {"10 reversed", 0.95, Reversed},
      {"19 kana", 0.9, OtherKana},
      {"19 hangul", 0.9, Jamo},
      {"1 covered", 0.99, Covered},
      {"5 digits, Cyrillic", 0.99, CyrillicLeet},
      {"7 other vowel", 0.95, OtherVowel},
      {"9 drawn with signs", 0.95, DrawnWithSigns},
      {"10 two or four reversed", 0.95, BriefReversed},
      {"10 parts in another order", 0.95, Reordered},
  };
}

}  // namespace markwarden::bench
