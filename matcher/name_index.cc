// Builds the streams' tries from the rights' names and asks them about a text.
#include "matcher/name_index.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "core/text/ascii_art.h"
#include "core/text/character.h"
#include "matcher/borrowed_names.h"
#include "matcher/han_spans.h"
#include "matcher/name.h"
#include "matcher/name_span.h"
#include "matcher/pattern_trie.h"
#include "matcher/span_table.h"

namespace markwarden {
namespace {

constexpr size_t kMaxNameUnits = 64;
constexpr size_t kMinLookUnits = 4;
constexpr size_t kMinSoundKey = 3;
constexpr size_t kMinNearLetters = 5, kMinConsonants = 3;
constexpr size_t kMostHeard = 1 << 17;   // names that the words of one text are compared with; past it none are looked for by their sound
constexpr size_t kMostReadings = 8;      // of one name
constexpr size_t kMinMasked = 3;         // letters that are left of a name
constexpr size_t kMostMasks = 64;        // of one text
constexpr size_t kOtherReadings = 2;     // of a text: every ideograph its second, every one its third

std::vector<uint32_t> KeysOf(const Name& name) {
  std::vector<uint32_t> keys;
  for (const Unit& unit : name.views.units) keys.push_back(static_cast<uint32_t>(unit.key));
  return keys;
}

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

size_t ConsonantsIn(std::string_view sound_key) {
  return static_cast<size_t>(std::count_if(sound_key.begin(), sound_key.end(), [](char c) { return !IsVowel(c); }));
}

// Two sound keys of the same consonants whose vowels are others in one place, which is not the beginning.
bool DifferInOnePlace(std::string_view a, std::string_view b) {
  size_t places = 0;
  for (size_t i = 0, j = 0; i < a.size() || j < b.size(); ++i, ++j) {
    const size_t from_a = i, from_b = j;
    while (i < a.size() && IsVowel(a[i])) ++i;
    while (j < b.size() && IsVowel(b[j])) ++j;
    if (a.substr(from_a, i - from_a) == b.substr(from_b, j - from_b)) continue;
    if (++places > 1 || from_a == 0 || i - from_a > 2 || j - from_b > 2) return false;
  }
  return places == 1;
}

// Of signs in any order: the sum of numbers of their own.
uint64_t SignTerm(char32_t sign) {
  uint64_t term = (static_cast<uint64_t>(sign) + 1) * 0x9E3779B97F4A7C15ull;
  term ^= term >> 29;
  return term * 0xBF58476D1CE4E5B9ull;
}
uint64_t OrderHash(uint64_t sum, size_t length) {
  uint64_t hash = (sum ^ length) * 0xD6E8FEB86659FD93ull;
  return hash ^ hash >> 31;
}

// A sound key with the vowels of one place left out, for each place but the beginning whose vowels are two at most: keys that differ in one
// place have one of these in common.
std::vector<std::string> WithoutOnePlace(std::string_view key) {
  std::vector<std::string> frames;
  for (size_t i = 1; i <= key.size(); ++i) {
    if (IsVowel(key[i - 1])) continue;
    size_t end = i;  // the place begins after a consonant
    while (end < key.size() && IsVowel(key[end])) ++end;
    if (end - i <= 2) frames.push_back(std::string(key.substr(0, i)) + '*' + std::string(key.substr(end)));
  }
  return frames;
}

}  // namespace

void NameSigns::Count(const Name& name, int by) {
  if (!HanSpans::TakesIn(name)) return;
  if (counts_.empty()) counts_.resize(0x10000);
  for (const Unit& unit : name.views.units) {
    if (unit.key < counts_.size()) counts_[unit.key] += by;
  }
}

// The names of a run of slots.
struct NameIndex::Part {
  struct KeyEntry {
    uint32_t name = 0;
    NameCheck check = NameCheck::kKeys;
  };
  const std::shared_ptr<const RuleBook> kept_book;
  const RuleBook& book = *kept_book;
  std::vector<Name> names;  // by slot
  PatternTrie keys, looks, sounds;
  std::vector<KeyEntry> key_entries;
  std::vector<uint32_t> look_names, sound_names;
  SpanTable words;   // sound key
  SpanTable frames;  // sound key without one place of vowels
  SpanTable tails;   // latter parts of Latin names
  SpanTable orders;  // signs in any order
  uint32_t order_lengths = 0;  // bit L: some name of L ideographs is there
  BorrowedNames borrowed;
  std::unique_ptr<const HanSpans> spans;
  NameSigns own_signs;

  // Of the slots [from, to).
  Part(const RuleSet& rules, uint32_t from, uint32_t to) : kept_book(rules.shared_book()), borrowed(book) {
    size_t count = 0;
    for (uint32_t slot = from; slot < to; ++slot) {
      if (const RightVersion* version = rules.at(slot)) count += version->right.names.size() + version->right.nicknames.size();
    }
    names.reserve(count);
    const GoodsReach reach(book);
    for (uint32_t slot = from; slot < to; ++slot) {
      if (rules.at(slot) == nullptr) continue;
      const Right& right = rules.at(slot)->right;
      const bool origin = right.kind == RightKind::kGeographicalIndication || right.kind == RightKind::kPlantVariety;
      std::set<std::string> seen;
      const size_t first = names.size();
      for (const std::string& text : right.names) AddName(slot, text, false, origin, seen);
      for (const std::string& text : right.nicknames) AddName(slot, text, true, false, seen);
      const ClassSet of_right = reach.Of(right);
      for (size_t n = first; n < names.size(); ++n) names[n].reach = of_right;
    }
    keys.Build();
    looks.Build();
    sounds.Build();
    words.Build();
    frames.Build();
    tails.Build();
    orders.Build();
    borrowed.Build();
    spans = std::make_unique<const HanSpans>(names, book);
    for (const Name& name : names) own_signs.Add(name);
  }

  void AddName(uint32_t right, const std::string& text, bool nickname, bool origin, std::set<std::string>& seen) {
    Name name = MakeName(right, text, nickname, origin);
    if (name.views.units.empty() || name.views.units.size() > kMaxNameUnits || !seen.insert(KeyText(text)).second) return;
    names.push_back(std::move(name));
    const auto n = static_cast<uint32_t>(names.size() - 1);
    AddKeys(n, KeysOf(names[n]), NameCheck::kKeys);
    AddReversed(n);
    AddOrder(n);
    AddPatterns(n);
    KeepWhatChecksNeed(names[n]);
  }

  // With a million names the streams that only make patterns would be half of the memory.
  static void KeepWhatChecksNeed(Name& name) {
    Views& views = name.views;
    views.units.shrink_to_fit();
    views.sound = {};
    views.folded = {};
    views.folded_from = {};
    if (!name.alpha) views.look = {};
    views.look.shrink_to_fit();
  }

  void AddKeys(uint32_t name, const std::vector<uint32_t>& pattern, NameCheck check) {
    keys.Add(pattern);
    key_entries.push_back({name, check});
  }

  void AddReversed(uint32_t n) {
    std::vector<uint32_t> reversed = KeysOf(names[n]);
    std::reverse(reversed.begin(), reversed.end());
    if (reversed.size() >= (names[n].han ? 3u : 4u)) AddKeys(n, reversed, NameCheck::kReversed);
  }

  void AddOrder(uint32_t n) {
    const auto& units = names[n].views.units;
    const bool letters = names[n].letters == units.size() && units.size() >= kFewestReorderedLetters;
    const bool han = names[n].han && units.size() >= kFewestReorderedHan && units.size() <= kMostReorderedHan;
    if (!letters && !han) return;
    uint64_t sum = 0;
    for (const Unit& unit : units) sum += SignTerm(unit.key);
    orders.Add(OrderHash(sum, units.size()), n);
    if (han) order_lengths |= 1u << units.size();
  }

  // Names whose signs are these in another order, neither as they are nor backwards.
  void FindOrders(const Views& views, uint32_t begin, uint32_t end, uint64_t sum, std::vector<NameCandidate>& candidates) const {
    const auto& units = views.units;
    orders.Find(OrderHash(sum, end - begin), [&](uint32_t n) {
      const auto& own = names[n].views.units;
      if (own.size() != end - begin) return;
      const auto same = [](const Unit& a, const Unit& b) { return a.key == b.key; };
      const auto first = units.begin() + begin, last = units.begin() + end;
      if (std::equal(first, last, own.begin(), same) || std::equal(first, last, own.rbegin(), same)) return;
      if (std::is_permutation(first, last, own.begin(), same)) candidates.push_back({n, begin, end - 1, NameCheck::kReordered});
    });
  }

  // Ideographs in another order, where they begin a run or end one: a brand stands apart.
  void FindHanOrders(const Views& views, std::vector<NameCandidate>& candidates) const {
    if (order_lengths == 0) return;
    const auto& units = views.units;
    const auto goes_on = [&](size_t i) { return i > 0 && i < units.size() && units[i].gap == 0 && units[i].script == Script::kHan && units[i - 1].script == Script::kHan; };
    for (size_t begin = 0; begin < units.size();) {
      size_t end = begin + 1;
      while (goes_on(end)) ++end;
      if (units[begin].script == Script::kHan && end - begin >= kFewestReorderedHan) {
        const size_t most = std::min<size_t>(end - begin, kMostReorderedHan);
        uint64_t first_sum = 0, last_sum = 0;
        for (size_t length = 1; length <= most; ++length) {
          first_sum += SignTerm(units[begin + length - 1].key);
          last_sum += SignTerm(units[end - length].key);
          if (!(order_lengths >> length & 1)) continue;
          FindOrders(views, static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + length), first_sum, candidates);
          if (length < end - begin) FindOrders(views, static_cast<uint32_t>(end - length), static_cast<uint32_t>(end), last_sum, candidates);
        }
      }
      begin = end;
    }
  }

  // By look, sound and latter parts.
  void AddPatterns(uint32_t n) {
    const Name& name = names[n];
    const std::vector<uint32_t> own = KeysOf(name);
    if (name.alpha && name.views.look.size() >= kMinLookUnits) {
      std::vector<uint32_t> look;
      for (const ViewItem& item : name.views.look) look.push_back(item.key);
      looks.Add(look);
      look_names.push_back(n);
      if (look.size() < own.size()) {  // some of its letters make pairs
        std::vector<uint32_t> letters;
        for (const Unit& unit : name.views.units) letters.push_back(static_cast<uint32_t>(unit.look));
        looks.Add(letters);
        look_names.push_back(n);
      }
    }
    const auto& sound = name.views.sound;
    if (name.han && own.size() >= 2 && sound.size() == own.size() &&
        std::all_of(sound.begin(), sound.end(), [](const ViewItem& item) { return item.key != 0; })) {
      AddSounds(n, sound);
    }
    if (name.alpha && name.letters == own.size()) {
      const std::string key = SoundKey(name.views.units.data(), name.views.units.data() + own.size());
      if (key.size() >= kMinSoundKey) words.Add(SpanHash(key), n);
      if (own.size() >= kMinNearLetters && ConsonantsIn(key) >= kMinConsonants) {
        for (const std::string& frame : WithoutOnePlace(key)) frames.Add(SpanHash(frame), n);
      }
      borrowed.Add(n, name);
      AddTails(n, name);
    }
  }

  // The usual readings, and what comes of the others.
  void AddSounds(uint32_t n, const std::vector<ViewItem>& sound) {
    std::vector<std::vector<uint32_t>> ways = {{}};
    for (size_t i = 0; i < sound.size(); ++i) {
      const std::vector<uint16_t>& others = book.han.OtherSyllables(names[n].views.units[i].key);
      const size_t before = ways.size();
      for (const uint16_t other : others) {
        for (size_t w = 0; w < before && ways.size() < kMostReadings; ++w) {
          ways.push_back(ways[w]);
          ways.back().push_back(other);
        }
      }
      for (size_t w = 0; w < before; ++w) ways[w].push_back(sound[i].key);
    }
    for (const auto& way : ways) {
      sounds.Add(way);
      sound_names.push_back(n);
    }
  }

  // The sound stream where every ideograph of several readings has its other one; empty when there is none.
  std::vector<ViewItem> OtherSounds(const Views& views, size_t which) const {
    std::vector<ViewItem> sound;
    for (size_t i = 0; i < views.sound.size(); ++i) {
      const Unit& unit = views.units[views.sound[i].first];
      if (unit.script != Script::kHan) continue;
      const std::vector<uint16_t>& others = book.han.OtherSyllables(unit.key);
      if (others.size() <= which) continue;
      if (sound.empty()) sound = views.sound;
      sound[i].key = others[which];
    }
    return sound;
  }

  // The look stream where digits beside Cyrillic letters stand for letters of theirs; empty when there is none.
  std::vector<ViewItem> CyrillicLooks(const Views& views) const {
    const auto cyrillic = [&](size_t i) { return i < views.units.size() && views.units[i].script == Script::kCyrillic; };
    std::vector<ViewItem> look;
    for (size_t i = 0; i < views.look.size(); ++i) {
      const size_t at = views.look[i].first;
      const Unit& unit = views.units[at];
      if (unit.script != Script::kDigit) continue;
      const char32_t letter = CyrillicOfDigit(unit.key);
      // Beside a letter, or beside a digit that is: "Гу44и".
      size_t left = at, right = at;
      while (left > 0 && views.units[left].script == Script::kDigit && views.units[left].gap == 0 && left + 4 > at) --left;
      while (right + 1 < views.units.size() && views.units[right].script == Script::kDigit && views.units[right + 1].gap == 0 && right < at + 4) ++right;
      if (!letter || (!cyrillic(left) && !cyrillic(right))) continue;
      if (look.empty()) look = views.look;
      look[i].key = LookOf(letter);
    }
    return look;
  }

  // The look stream where kana have their second look; empty when there is none.
  std::vector<ViewItem> SecondLooks(const Views& views) const {
    std::vector<ViewItem> look;
    for (size_t i = 0; i < views.look.size(); ++i) {
      const char32_t second = SecondLookOf(views.units[views.look[i].first].raw);
      if (second == 0) continue;
      if (look.empty()) look = views.look;
      look[i].key = second;
    }
    return look;
  }

  void AddTails(uint32_t n, const Name& name) {
    std::string text;
    for (const Unit& unit : name.views.units) {
      if (unit.key < 'a' || unit.key > 'z') return;
      text += static_cast<char>(unit.key);
    }
    const size_t shortest = ShortestTail(text.size());
    for (size_t length = shortest; length > 0 && length + 2 <= text.size(); ++length) tails.Add(SpanHash(std::string_view(text).substr(text.size() - length)), n);
  }

  std::string SoundOf(uint32_t n) const {
    const auto& units = names[n].views.units;
    return SoundKey(units.data(), units.data() + units.size());
  }
  bool EndsWith(uint32_t n, std::string_view tail) const {
    const auto& units = names[n].views.units;
    return tail.size() <= units.size() && std::equal(tail.rbegin(), tail.rend(), units.rbegin(), [](char c, const Unit& unit) { return static_cast<char32_t>(c) == unit.key; });
  }

  // Words of letters with one sign over one of them; of ideographs HanSpans knows.
  void FindMasked(const Views& views, std::vector<NameCandidate>& candidates) const {
    const auto& units = views.units;
    size_t asked = 0;
    for (uint32_t at = 1; at < units.size() && asked < kMostMasks; ++at) {
      const Script script = units[at].script;
      if (units[at].gap != kGapOdd || (script != Script::kLatin && script != Script::kCyrillic) || !CoversASign(views, at)) continue;
      uint32_t begin = at - 1, end = at + 1;
      if (units[begin].script != script) continue;
      while (begin > 0 && units[begin].gap == 0 && units[begin - 1].script == script && at - begin < kMaxNameUnits) --begin;
      while (end < units.size() && units[end].gap == 0 && units[end].script == script && end - begin < kMaxNameUnits) ++end;
      if (end - begin < kMinMasked) continue;
      ++asked;
      std::vector<uint32_t> word;
      for (uint32_t i = begin; i < at; ++i) word.push_back(static_cast<uint32_t>(units[i].key));
      word.push_back(0);
      for (uint32_t i = at; i < end; ++i) word.push_back(static_cast<uint32_t>(units[i].key));
      const auto [first, last] = script == Script::kLatin ? std::pair(U'a', U'z') : std::pair(U'а', U'я');
      for (char32_t letter = first; letter <= last; ++letter) {
        word[at - begin] = static_cast<uint32_t>(letter);
        keys.Equal(word, [&](uint32_t pattern) {
          if (key_entries[pattern].check == NameCheck::kKeys) candidates.push_back({key_entries[pattern].name, begin, end - 1, NameCheck::kMasked});
        });
      }
    }
  }

  void FindWords(const Views& views, std::vector<NameCandidate>& candidates) const {
    const auto& units = views.units;
    const auto is_letter = [](const Unit& unit) {
      return unit.script == Script::kLatin || unit.script == Script::kCyrillic || unit.script == Script::kKana ||
             unit.script == Script::kHangul || unit.script == Script::kGreek;
    };
    const auto joined = [&](uint32_t next) {
      return next < units.size() && is_letter(units[next]) && (units[next].gap & ~(kGapInvisible | kGapCombining)) == 0;
    };
    size_t heard = 0;
    const auto look_up = [&](uint32_t begin, uint32_t end, bool mixed) {
      if (end - begin < 4 || end - begin > kMaxNameUnits) return;
      if (!mixed && !orders.empty()) {
        uint64_t sum = 0;
        for (uint32_t i = begin; i < end; ++i) sum += SignTerm(units[i].key);
        FindOrders(views, begin, end, sum, candidates);
      }
      const std::string key = SoundKey(&units[begin], units.data() + end);
      words.Find(SpanHash(key), [&](uint32_t n) {
        if (++heard <= kMostHeard && SoundOf(n) == key) candidates.push_back({n, begin, end - 1, mixed ? NameCheck::kMixedWordSound : NameCheck::kWordSound});
      });
      if (mixed || frames.empty() || ConsonantsIn(key) < kMinConsonants) return;
      for (const std::string& frame : WithoutOnePlace(key)) {
        frames.Find(SpanHash(frame), [&](uint32_t n) {
          if (++heard <= kMostHeard && DifferInOnePlace(SoundOf(n), key)) candidates.push_back({n, begin, end - 1, NameCheck::kNearSound});
        });
      }
    };
    const auto look_up_tail = [&](uint32_t begin, uint32_t end) {
      if (begin == 0 || end - begin > kMaxNameUnits || units[begin].gap != 0 || units[begin - 1].script != Script::kHan || tails.empty()) return;
      std::string text;
      for (uint32_t i = begin; i < end; ++i) {
        if (units[i].key < 'a' || units[i].key > 'z') return;
        text += static_cast<char>(units[i].key);
      }
      tails.Find(SpanHash(text), [&](uint32_t n) {
        if (EndsWith(n, text)) candidates.push_back({n, begin, end - 1, NameCheck::kHalfName});
      });
    };
    // Runs of one script, and the words that they make together: half Latin, half Cyrillic.
    for (uint32_t i = 0; i < units.size();) {
      if (!is_letter(units[i])) {
        ++i;
        continue;
      }
      uint32_t word_end = i + 1;
      while (joined(word_end)) ++word_end;
      size_t scripts = 0;
      for (uint32_t begin = i; begin < word_end;) {
        uint32_t end = begin + 1;
        while (end < word_end && units[end].script == units[begin].script) ++end;
        look_up(begin, end, false);
        look_up_tail(begin, end);
        ++scripts;
        begin = end;
      }
      if (scripts > 1) look_up(i, word_end, true);
      i = word_end;
    }
  }

  void Find(const Views& views, const NameSigns& signs, std::vector<NameCandidate>& candidates) const {
    keys.Find(
        views.units, [](const Unit& unit) { return static_cast<uint32_t>(unit.key); },
        [&](uint32_t at) { return !BeginsInside(views.units, at); },
        [&](uint32_t pattern, uint32_t begin, uint32_t end) {
          const auto& entry = key_entries[pattern];
          candidates.push_back({entry.name, begin, end - 1, entry.check});
        });
    const auto item_key = [](const ViewItem& item) { return item.key; };
    const auto find_looks = [&](const std::vector<ViewItem>& stream) {
      looks.Find(
          stream, item_key, [&](uint32_t at) { return !BeginsInside(views.units, views.look[at].first); },
          [&](uint32_t pattern, uint32_t begin, uint32_t end) { candidates.push_back({look_names[pattern], begin, end - 1, NameCheck::kLook}); });
    };
    find_looks(views.look);
    find_looks(CyrillicLooks(views));
    find_looks(SecondLooks(views));
    const auto find_sounds = [&](const std::vector<ViewItem>& stream) {
      sounds.Find(
          stream, item_key, [](uint32_t) { return true; },
          [&](uint32_t pattern, uint32_t begin, uint32_t end) { candidates.push_back({sound_names[pattern], begin, end - 1, NameCheck::kSound}); });
    };
    find_sounds(views.sound);
    for (size_t which = 0; which < kOtherReadings; ++which) find_sounds(OtherSounds(views, which));
    spans->Find(views, signs, candidates);
    FindMasked(views, candidates);
    FindWords(views, candidates);
    borrowed.Find(views, candidates);
    FindHanOrders(views, candidates);
  }
};

namespace {

std::optional<NameHit> Check(const Name& name, const Views& views, const NameCandidate& candidate, const RuleBook& book) {
  const auto [n, first, last, check] = candidate;
  switch (check) {
    case NameCheck::kKeys:
    case NameCheck::kReversed:
    case NameCheck::kSplit: return CheckKeys(name, views, first, last, check, book);
    case NameCheck::kLook: return CheckLook(name, views, first, last, book);
    case NameCheck::kSound: return CheckSound(name, views, first, last, book);
    case NameCheck::kNear: return CheckNear(name, views, first, last, book);
    case NameCheck::kWordSound: return CheckWordSound(name, views, first, last, false, book);
    case NameCheck::kMixedWordSound: return CheckWordSound(name, views, first, last, true, book);
    case NameCheck::kHalfName: return CheckHalfName(name, views, first, last, book);
    case NameCheck::kBorrowed: return CheckBorrowed(name, views, first, last, book);
    case NameCheck::kMasked: return CheckMasked(name, views, first, last, book);
    case NameCheck::kNearSound: return CheckNearSound(name, views, first, last, book);
    case NameCheck::kReordered: return CheckReordered(name, views, first, last, book);
  }
  return std::nullopt;
}

// A likeness that nobody need have meant; the others are disguises, or the name itself.
bool IsLikeness(const NameCandidate& candidate, const Views& views) {
  switch (candidate.check) {
    case NameCheck::kSound: {
      // Ideographs for ideographs; letters and digits among them were put there to hide the name.
      const auto first = views.units.begin() + views.sound[candidate.first].first, last = views.units.begin() + views.sound[candidate.last].last + 1;
      return std::all_of(first, last, [](const Unit& unit) { return unit.script == Script::kHan; });
    }
    case NameCheck::kNear:
    case NameCheck::kWordSound:
    case NameCheck::kBorrowed:
    case NameCheck::kNearSound: return true;
    case NameCheck::kKeys:
    case NameCheck::kReversed:
    case NameCheck::kSplit:
    case NameCheck::kLook:
    case NameCheck::kMixedWordSound:
    case NameCheck::kHalfName:
    case NameCheck::kMasked:
    case NameCheck::kReordered: return false;
  }
  return false;
}

}  // namespace

bool TakenSpans::Take(const NameHit& hit) {
  std::map<uint32_t, uint32_t>& spans = of_right_[hit.right];
  const auto after = spans.lower_bound(hit.end);  // begins where the hit has ended, or later
  if (after != spans.begin() && std::prev(after)->second > hit.begin) return false;
  spans.emplace(hit.begin, hit.end);
  return true;
}

std::vector<NameHit> BestOfEachPlace(std::vector<NameHit> hits) {
  const auto order = [](const NameHit& hit) {
    const bool exact = !hit.disguised && hit.value >= 1;
    return std::tuple(hit.right, !exact, -hit.db, hit.disguised, -static_cast<int64_t>(hit.end - hit.begin), hit.begin,
                      std::string_view(hit.decoded));
  };
  std::stable_sort(hits.begin(), hits.end(), [&](const NameHit& a, const NameHit& b) { return order(a) < order(b); });
  std::vector<NameHit> kept;
  TakenSpans taken;
  for (NameHit& hit : hits) {
    if (taken.Take(hit)) kept.push_back(std::move(hit));
  }
  return kept;
}

NameIndex::NameIndex(const RuleSet& rules) : kept_(std::make_shared<const Part>(rules, 0, rules.slots())), signs_(kept_->own_signs) {}

NameIndex::NameIndex(const NameIndex& before, const RuleSet& rules) : kept_(before.kept_), gone_(rules.slots()), signs_(before.kept_->own_signs) {
  for (uint32_t slot = 0; slot < rules.slots(); ++slot) gone_[slot] = rules.at(slot) == nullptr;
  // Names lie by slot.
  const auto before_slot = [](const Name& name, uint32_t slot) { return name.right < slot; };
  for (uint32_t slot = 0; slot < rules.kept_slots(); ++slot) {
    if (!gone_[slot]) continue;
    for (auto at = std::lower_bound(kept_->names.begin(), kept_->names.end(), slot, before_slot); at != kept_->names.end() && at->right == slot; ++at) signs_.Remove(*at);
  }
  if (rules.slots() == rules.kept_slots()) return;
  added_ = std::make_shared<const Part>(rules, rules.kept_slots(), rules.slots());
  for (const Name& name : added_->names) signs_.Add(name);
}
NameIndex::~NameIndex() = default;

const Name& NameIndex::NameAt(uint32_t number) const {
  return number < kept_->names.size() ? kept_->names[number] : added_->names[number - kept_->names.size()];
}

std::vector<NameCandidate> NameIndex::Candidates(const Views& views) const {
  std::vector<NameCandidate> candidates;
  kept_->Find(views, signs_, candidates);
  if (added_) {
    const size_t first = candidates.size();
    added_->Find(views, signs_, candidates);
    for (size_t i = first; i < candidates.size(); ++i) candidates[i].name += static_cast<uint32_t>(kept_->names.size());
  }
  if (!gone_.empty()) std::erase_if(candidates, [&](const NameCandidate& one) { return gone_[NameAt(one.name).right]; });
  // In the order of the text, so that what is next to each other is looked at together.
  const auto place = [&views](const NameCandidate& one) {
    const uint32_t first = one.check == NameCheck::kLook ? views.look[one.first].first : one.check == NameCheck::kSound ? views.sound[one.first].first : one.first;
    return std::tuple(first, one.check, one.last, one.name);
  };
  std::sort(candidates.begin(), candidates.end(), [&](const NameCandidate& a, const NameCandidate& b) { return place(a) < place(b); });
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  // A name that is another one backwards is that one.
  std::vector<std::pair<uint32_t, uint32_t>> named;
  for (const NameCandidate& one : candidates) {
    if (one.check == NameCheck::kKeys) named.emplace_back(one.first, one.last);
  }
  std::erase_if(candidates, [&](const NameCandidate& one) {
    return (one.check == NameCheck::kReversed || one.check == NameCheck::kReordered) && std::binary_search(named.begin(), named.end(), std::pair(one.first, one.last));
  });
  return candidates;
}

std::vector<NameHit> NameIndex::Find(const Views& views, ClassSet goods) const {
  std::vector<NameHit> hits;
  for (const NameCandidate& candidate : Candidates(views)) {
    const Name& name = NameAt(candidate.name);
    if (goods != 0 && (name.reach & goods) == 0 && IsLikeness(candidate, views)) continue;
    if (auto hit = Check(name, views, candidate, *kept_->kept_book)) hits.push_back(std::move(*hit));
  }
  return BestOfEachPlace(std::move(hits));
}

}  // namespace markwarden
