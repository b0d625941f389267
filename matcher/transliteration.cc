// Letters as sounds, sounds against syllables.
#include "matcher/transliteration.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace markwarden {
namespace {

constexpr size_t kMostSounds = 32;
constexpr size_t kMostConsonantKeys = 8;
constexpr size_t kFewestConsonants = 2;

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// A vowel, or a consonant's group: p t k h s m w, and l r n, which ideographs do not keep apart.
struct Sound {
  char of = 0;
  char or_else = 0;  // another group that it may be heard as; 'r' for "tr" and "dr": with the r after it one hissing sound; 0 for none

  bool vowel() const { return IsVowel(of); }
  bool with_r() const { return or_else == 'r'; }
};

// A name's sounds as they are kept, two letters each.
class Sounds {
 public:
  explicit Sounds(std::string_view kept) : kept_(kept) {}
  size_t size() const { return kept_.size() / 2; }
  Sound operator[](size_t i) const { return {kept_[2 * i], kept_[2 * i + 1]}; }

 private:
  std::string_view kept_;
};

bool IsLiquid(Sound sound) { return sound.of == 'l' || sound.of == 'r'; }
char Group(char c) { return c == 'l' || c == 'r' ? 'n' : c; }

// Letters that are one sound together, longest first.
struct Together {
  std::string_view letters;
  Sound sound;
};
constexpr Together kTogether[] = {{"tsch", {'s'}}, {"sch", {'s'}}, {"tch", {'s'}}, {"dzh", {'s'}}, {"sh", {'s'}}, {"zh", {'s'}}, {"ch", {'s', 'k'}}, {"tz", {'s'}}, {"ts", {'s'}},
                                  {"cz", {'s'}},   {"dj", {'s'}},  {"ph", {'w'}},  {"th", {'t', 's'}}, {"gh", {'k'}}, {"ck", {'k'}}, {"kh", {'h', 'k'}}, {"wr", {'r'}}, {"rh", {'r'}}};

// Before these Chinese has a hissing sound: 基 for ki, 加 for ka, 希 for hi.
std::optional<Sound> ConsonantOf(char c, char next) {
  const bool front = next == 'e' || next == 'i' || next == 'y';
  switch (c) {
    case 'b': case 'p': return Sound{'p'};
    case 'd': case 't': return Sound{'t'};
    case 'g': case 'k': case 'q': return Sound{'k', front || next == 'a' ? 's' : '\0'};
    case 'c': return front ? Sound{'s', 'k'} : Sound{'k', next == 'a' ? 's' : '\0'};
    case 'h': return Sound{'h', front ? 's' : '\0'};
    case 'j': case 's': case 'z': return Sound{'s'};
    case 'l': case 'r': case 'n': case 'm': return Sound{c};
    case 'f': case 'v': case 'w': return Sound{'w'};
    default: return std::nullopt;
  }
}

// Empty when there is something else than letters, too much, or no vowel.
std::string SoundsOf(std::string_view letters) {
  std::string sounds;
  bool any_vowel = false;
  const auto at = [&](size_t i) { return i < letters.size() ? letters[i] : '\0'; };
  const auto add = [&](Sound sound) {
    any_vowel = any_vowel || sound.vowel();
    sounds += sound.of;
    sounds += sound.or_else;
  };
  for (size_t i = 0; i < letters.size();) {
    if (sounds.size() + 4 > 2 * kMostSounds) return "";
    const char c = letters[i], next = at(i + 1) == c && !IsVowel(c) ? at(i + 2) : at(i + 1);  // after a doubled one: "cci"
    const bool doubled = i > 0 && c == letters[i - 1] && !IsVowel(c);
    const bool nasal_g = i > 0 && c == 'g' && letters[i - 1] == 'n' && !IsVowel(next) && next != 'y';  // "ng" is one sound
    if (doubled || nasal_g) {
      ++i;
      continue;
    }
    const auto* together = std::find_if(std::begin(kTogether), std::end(kTogether), [&](const Together& one) { return letters.substr(i).starts_with(one.letters); });
    if (together != std::end(kTogether)) {
      add(together->sound);
      i += together->letters.size();
    } else if (c == 'x') {
      if (i > 0) add({'k'});
      add({'s'});
      ++i;
    } else if (c == 'q' && next == 'u') {
      add({'k'});
      i += IsVowel(at(i + 2)) ? 2 : 1;
    } else if (IsVowel(c) || c == 'y') {
      add({c == 'y' ? 'i' : c});
      ++i;
    } else if (c == 'w' && !IsVowel(next) && next != 'y' && !sounds.empty() && Sound{sounds[sounds.size() - 2]}.vowel()) {
      add({'u'});  // "-ow", "-aw"
      ++i;
    } else if (std::optional<Sound> sound = ConsonantOf(c, next); sound) {
      if ((c == 't' || c == 'd') && next == 'r') sound->or_else = 'r';
      add(*sound);
      ++i;
    } else {
      return "";
    }
  }
  return any_vowel ? sounds : "";
}

bool BeforeVowel(const Sounds& sounds, size_t i) { return i + 1 < sounds.size() && sounds[i + 1].vowel(); }

// Which vowels the rest of a syllable stands for.
std::string_view VowelsOf(std::string_view rest, bool nasal) {
  struct Row {
    std::string_view rest, vowels;
  };
  static constexpr Row kOpen[] = {{"a", "a"},   {"ai", "aei"}, {"ao", "oau"}, {"ei", "eai"}, {"e", "eoau"}, {"o", "oa"},  {"ou", "ou"}, {"i", "ie"},  {"ia", "ai"},  {"ie", "ei"},
                                  {"iu", "uo"}, {"iao", "oa"}, {"u", "uo"},   {"ua", "ao"},  {"uo", "oua"}, {"uai", "ai"}, {"ui", "iue"}, {"ue", "ueo"}};
  static constexpr Row kNasal[] = {{"a", "aeo"}, {"e", "eaiuo"}, {"i", "ie"}, {"ia", "iea"}, {"u", "uoe"}, {"o", "ou"}, {"ua", "aou"}, {"io", "ou"}};
  const auto find = [&](const auto& rows) -> std::string_view {
    for (const Row& row : rows) {
      if (row.rest == rest) return row.vowels;
    }
    return {};
  };
  return nasal ? find(kNasal) : find(kOpen);
}

// The places that a syllable leads to from one place in the sounds.
class Walk {
 public:
  explicit Walk(const Sounds& sounds) : sounds_(sounds) {}

  uint64_t Step(uint64_t from, const HeardSyllable& syllable) {
    to_ = 0;
    for (size_t i = 0; i <= sounds_.size(); ++i) {
      if (!(from >> i & 1)) continue;
      Take(i, syllable);
      if (Silent(i)) Take(i + 1, syllable);
    }
    return to_;
  }

  bool Ends(uint64_t at) const {
    for (size_t i = 0; i <= sounds_.size(); ++i) {
      if (!(at >> i & 1)) continue;
      size_t rest = i;
      while (Silent(rest)) ++rest;
      if (rest == sounds_.size()) return true;
    }
    return false;
  }

 private:
  bool Is(size_t i) const { return i < sounds_.size(); }
  void Reach(size_t i) { to_ |= uint64_t{1} << i; }

  // l, r and h that end a syllable are left out.
  bool Silent(size_t i) const { return Is(i) && (IsLiquid(sounds_[i]) || sounds_[i].of == 'h') && !BeforeVowel(sounds_, i); }

  void Take(size_t i, const HeardSyllable& syllable) {
    if (!Is(i)) return;
    const Sound sound = sounds_[i];
    if (syllable.liquid) {
      if (IsLiquid(sound)) Reach(i + 1);
      return;
    }
    if (syllable.group == 0) {
      if (sound.vowel()) TakeVowels(i, syllable);
      else if (syllable.nasal && (sound.of == 'n' || sound.of == 'm') && !BeforeVowel(sounds_, i)) Reach(i + 1);
      return;
    }
    if (sound.vowel()) return;
    if (Group(sound.of) == syllable.group || sound.or_else == syllable.group) TakeRest(i + 1, syllable);
    if (sound.with_r() && syllable.group == 's') TakeRest(i + 2, syllable);
  }
  void TakeRest(size_t i, const HeardSyllable& syllable) {
    if (Is(i) && sounds_[i].vowel()) TakeVowels(i, syllable);
    else if (syllable.weak) Reach(i);
  }
  void TakeVowels(size_t i, const HeardSyllable& syllable) {
    constexpr size_t kLongest = 3;
    bool heard = false;
    for (size_t length = 1; length <= kLongest && Is(i + length - 1) && sounds_[i + length - 1].vowel(); ++length) {
      if (length < kLongest) heard = heard || syllable.vowels.find(sounds_[i + length - 1].of) != std::string_view::npos;
      if (heard) TakeNasal(i + length, syllable);
    }
  }
  void TakeNasal(size_t i, const HeardSyllable& syllable) {
    if (!syllable.nasal) {
      Reach(i);
      return;
    }
    if (!Is(i) || sounds_[i].vowel() || (sounds_[i].of != 'n' && sounds_[i].of != 'm')) return;
    Reach(BeforeVowel(sounds_, i) ? i : i + 1);  // one n for both where a vowel follows
  }

  const Sounds sounds_;
  uint64_t to_ = 0;
};

// The places in the sounds that the writing leads to from the first one, by bits.
uint64_t Reached(std::span<const HeardSyllable> writing, Walk& walk) {
  uint64_t at = writing.empty() ? 0 : 1;
  for (size_t i = 0; i < writing.size() && at; ++i) at = walk.Step(at, writing[i]);
  return at;
}

void AppendToAll(std::vector<std::string>& keys, char one, char other) {
  const size_t before = keys.size();
  if (other) {
    for (size_t i = 0; i < before && keys.size() < kMostConsonantKeys; ++i) keys.push_back(keys[i] + other);
  }
  for (size_t i = 0; i < before; ++i) keys[i] += one;
}

std::vector<std::string> ConsonantsOf(const Sounds& sounds) {
  std::vector<std::string> keys = {sounds[0].vowel() ? "0" : ""};
  for (size_t i = 0; i < sounds.size(); ++i) {
    const Sound sound = sounds[i];
    if (sound.vowel()) continue;
    const bool opens = BeforeVowel(sounds, i);
    if (sound.of == 'l' || sound.of == 'r' || sound.of == 'n') {
      if (!opens) continue;
      // The r of "tr" and "dr" is heard, or is one hissing sound with what stands before it.
      std::vector<std::string> hissed;
      if (i > 0 && sounds[i - 1].with_r()) hissed = keys;
      AppendToAll(keys, 'n', 0);
      for (size_t k = 0; k < hissed.size() && keys.size() < kMostConsonantKeys; ++k) {
        hissed[k].back() = 's';
        keys.push_back(std::move(hissed[k]));
      }
    } else if (sound.of == 'h') {
      if (opens) AppendToAll(keys, 'h', sound.or_else);
    } else if (sound.of == 'm' && !opens) {
      const std::vector<std::string> without = keys;
      AppendToAll(keys, 'm', 0);
      for (size_t k = 0; k < without.size() && keys.size() < kMostConsonantKeys; ++k) keys.push_back(without[k]);
    } else {
      AppendToAll(keys, sound.of, sound.with_r() ? '\0' : sound.or_else);
    }
  }
  return keys;
}

// Whether one of a name's readings is so: with the e at its end, and without it where it may be silent.
template <typename Is>
bool AnyReading(std::string_view sounds, bool silent_e, const Is& is) {
  return is(Sounds(sounds)) || (silent_e && is(Sounds(sounds.substr(0, sounds.size() - 2))));
}

}  // namespace

HeardSyllable HearSyllable(std::string_view pinyin) {
  HeardSyllable out;
  if (pinyin == "er") {
    out.liquid = true;
    return out;
  }
  if (pinyin == "wu") {  // 乌: the vowel alone
    out.vowels = "uo";
    return out;
  }
  const size_t end = std::min(pinyin.find_first_of("aeiouv"), pinyin.size());
  switch (end > 0 ? pinyin[0] : '\0') {
    case 'b': case 'p': out.group = 'p'; break;
    case 'd': case 't': out.group = 't'; break;
    case 'g': case 'k': out.group = 'k'; break;
    case 'h': out.group = 'h'; break;
    case 'j': case 'q': case 'x': case 'z': case 'c': case 's': out.group = 's'; break;
    case 'l': case 'n': case 'r': out.group = 'n'; break;
    case 'm': out.group = 'm'; break;
    case 'f': case 'w': out.group = 'w'; break;
    default: break;
  }
  std::string_view rest = pinyin.substr(end);
  if (rest.ends_with("ng")) rest.remove_suffix(1);
  out.nasal = rest.ends_with("n");
  if (out.nasal) rest.remove_suffix(1);
  out.vowels = VowelsOf(rest, out.nasal);
  out.weak = out.group != 0 && !out.nasal && (rest == "i" || rest == "e" || rest == "u");
  return out;
}

std::string HeardKey(std::span<const HeardSyllable> writing) {
  std::string key;
  for (const HeardSyllable& syllable : writing) {
    if (syllable.group) key += syllable.group;
    else if (key.empty()) key += '0';
  }
  return key;
}

HeardName::HeardName(std::string_view letters) : sounds_(SoundsOf(letters)) {
  constexpr size_t kShortest = 4;
  const size_t count = Sounds(sounds_).size();
  silent_e_ = letters.size() >= kShortest && count >= 2 && letters.back() == 'e' && !Sounds(sounds_)[count - 2].vowel();
}

std::vector<std::string> HeardName::Keys() const {
  std::vector<std::string> keys;
  if (sounds_.empty()) return keys;
  const auto add = [&keys](const Sounds& sounds) {
    for (std::string& key : ConsonantsOf(sounds)) {
      if (key.size() >= kFewestConsonants) keys.push_back(std::move(key));
    }
    return false;  // and the other reading
  };
  AnyReading(sounds_, silent_e_, add);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

bool HeardName::IsAll(std::span<const HeardSyllable> writing) const {
  return AnyReading(sounds_, silent_e_, [&](const Sounds& sounds) {
    Walk walk(sounds);
    return walk.Ends(Reached(writing, walk));
  });
}

bool HeardName::BeginsWith(std::span<const HeardSyllable> writing) const {
  return AnyReading(sounds_, silent_e_, [&](const Sounds& sounds) {
    Walk walk(sounds);
    return Reached(writing, walk) != 0;
  });
}

}  // namespace markwarden
