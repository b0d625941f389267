// Builds the streams' tries from the rights' names and asks them about a text.
#include "matcher/name_index.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>

#include "core/text/ascii_art.h"
#include "matcher/borrowed_names.h"
#include "matcher/han_spans.h"
#include "matcher/name.h"
#include "matcher/name_span.h"
#include "matcher/pattern_trie.h"

namespace markwarden {
namespace {

constexpr size_t kMaxNameUnits = 64;
constexpr size_t kMinLookUnits = 4;
constexpr size_t kMinSoundKey = 3;
constexpr size_t kMinNearLetters = 5, kMinConsonants = 3;
constexpr size_t kMostNear = 256;        // names of the same consonants that one word is compared with
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

std::string ConsonantsOf(const std::string& sound_key) {
  std::string consonants;
  std::copy_if(sound_key.begin(), sound_key.end(), std::back_inserter(consonants), [](char c) { return !IsVowel(c); });
  return consonants;
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

}  // namespace

struct NameIndex::Impl {
  struct KeyEntry {
    uint32_t name = 0;
    NameCheck check = NameCheck::kKeys;
  };
  const RuleBook& book;
  std::vector<Name> names;
  PatternTrie keys, looks, sounds;
  std::vector<KeyEntry> key_entries;
  std::vector<uint32_t> look_names, sound_names;
  std::unordered_map<std::string, std::vector<uint32_t>> words;  // sound key -> names
  struct Heard {
    uint32_t name = 0;
    std::string sound_key;
  };
  std::unordered_map<std::string, std::vector<Heard>> frames;  // consonants of sound keys -> names
  std::unordered_map<std::string, std::vector<uint32_t>> tails;  // latter parts of Latin names -> names
  BorrowedNames borrowed;
  std::unique_ptr<const HanSpans> spans;

  explicit Impl(const RuleSet& rules) : book(rules.book()), borrowed(book) {
    size_t count = 0;
    for (const RightVersion& version : rules.rights()) count += version.right.names.size() + version.right.nicknames.size();
    names.reserve(count);
    for (uint32_t r = 0; r < rules.rights().size(); ++r) {
      const Right& right = rules.rights()[r].right;
      const bool origin = right.kind == RightKind::kGeographicalIndication || right.kind == RightKind::kPlantVariety;
      std::set<std::string> seen;
      for (const std::string& text : right.names) AddName(r, text, false, origin, seen);
      for (const std::string& text : right.nicknames) AddName(r, text, true, false, seen);
    }
    for (uint32_t n = 0; n < names.size(); ++n) AddReversed(n);  // once all plain ones are there
    keys.Build();
    looks.Build();
    sounds.Build();
    spans = std::make_unique<const HanSpans>(names, book);
  }

  void AddName(uint32_t right, const std::string& text, bool nickname, bool origin, std::set<std::string>& seen) {
    Name name = MakeName(right, text, nickname, origin);
    if (name.views.units.empty() || name.views.units.size() > kMaxNameUnits || !seen.insert(KeyText(text)).second) return;
    names.push_back(std::move(name));
    const auto n = static_cast<uint32_t>(names.size() - 1);
    AddKeys(n, KeysOf(names[n]), NameCheck::kKeys);
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

  // A name that is another one backwards is that one.
  void AddReversed(uint32_t n) {
    std::vector<uint32_t> reversed = KeysOf(names[n]);
    std::reverse(reversed.begin(), reversed.end());
    if (reversed.size() >= (names[n].han ? 3u : 4u) && !keys.Has(reversed)) AddKeys(n, reversed, NameCheck::kReversed);
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
      if (key.size() >= kMinSoundKey) words[key].push_back(n);
      if (const std::string consonants = ConsonantsOf(key); own.size() >= kMinNearLetters && consonants.size() >= kMinConsonants) frames[consonants].push_back({n, key});
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

  void AddTails(uint32_t n, const Name& name) {
    std::string text;
    for (const Unit& unit : name.views.units) {
      if (unit.key < 'a' || unit.key > 'z') return;
      text += static_cast<char>(unit.key);
    }
    const size_t shortest = ShortestTail(text.size());
    for (size_t length = shortest; length > 0 && length + 2 <= text.size(); ++length) tails[text.substr(text.size() - length)].push_back(n);
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
    const auto look_up = [&](uint32_t begin, uint32_t end, bool mixed) {
      if (end - begin < 4 || end - begin > kMaxNameUnits) return;
      const std::string key = SoundKey(&units[begin], units.data() + end);
      if (const auto found = words.find(key); found != words.end()) {
        for (const uint32_t n : found->second) candidates.push_back({n, begin, end - 1, mixed ? NameCheck::kMixedWordSound : NameCheck::kWordSound});
      }
      if (mixed || frames.empty()) return;
      const auto found = frames.find(ConsonantsOf(key));
      if (found == frames.end()) return;
      size_t compared = 0;
      for (const Heard& heard : found->second) {
        if (++compared > kMostNear) break;
        if (DifferInOnePlace(heard.sound_key, key)) candidates.push_back({heard.name, begin, end - 1, NameCheck::kNearSound});
      }
    };
    const auto look_up_tail = [&](uint32_t begin, uint32_t end) {
      if (begin == 0 || end - begin > kMaxNameUnits || units[begin].gap != 0 || units[begin - 1].script != Script::kHan || tails.empty()) return;
      std::string text;
      for (uint32_t i = begin; i < end; ++i) {
        if (units[i].key < 'a' || units[i].key > 'z') return;
        text += static_cast<char>(units[i].key);
      }
      const auto found = tails.find(text);
      if (found == tails.end()) return;
      for (const uint32_t n : found->second) candidates.push_back({n, begin, end - 1, NameCheck::kHalfName});
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
  }
  return std::nullopt;
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
  std::sort(hits.begin(), hits.end(), [&](const NameHit& a, const NameHit& b) { return order(a) < order(b); });
  std::vector<NameHit> kept;
  TakenSpans taken;
  for (NameHit& hit : hits) {
    if (taken.Take(hit)) kept.push_back(std::move(hit));
  }
  return kept;
}

NameIndex::NameIndex(const RuleSet& rules) : impl_(std::make_unique<const Impl>(rules)) {}
NameIndex::~NameIndex() = default;

std::vector<NameCandidate> NameIndex::Candidates(const Views& views) const {
  std::vector<NameCandidate> candidates;
  const Impl& impl = *impl_;
  impl.keys.Find(
      views.units, [](const Unit& unit) { return static_cast<uint32_t>(unit.key); },
      [&](uint32_t at) { return !BeginsInside(views.units, at); },
      [&](uint32_t pattern, uint32_t begin, uint32_t end) {
        const auto& entry = impl.key_entries[pattern];
        candidates.push_back({entry.name, begin, end - 1, entry.check});
      });
  const auto item_key = [](const ViewItem& item) { return item.key; };
  const auto looks = [&](const std::vector<ViewItem>& stream) {
    impl.looks.Find(
        stream, item_key, [&](uint32_t at) { return !BeginsInside(views.units, views.look[at].first); },
        [&](uint32_t pattern, uint32_t begin, uint32_t end) { candidates.push_back({impl.look_names[pattern], begin, end - 1, NameCheck::kLook}); });
  };
  looks(views.look);
  looks(impl.CyrillicLooks(views));
  const auto sounds = [&](const std::vector<ViewItem>& stream) {
    impl.sounds.Find(
        stream, item_key, [](uint32_t) { return true; },
        [&](uint32_t pattern, uint32_t begin, uint32_t end) { candidates.push_back({impl.sound_names[pattern], begin, end - 1, NameCheck::kSound}); });
  };
  sounds(views.sound);
  for (size_t which = 0; which < kOtherReadings; ++which) sounds(impl.OtherSounds(views, which));
  impl.spans->Find(views, candidates);
  impl.FindMasked(views, candidates);
  impl.FindWords(views, candidates);
  impl.borrowed.Find(views, candidates);
  // In the order of the text, so that what is next to each other is looked at together.
  const auto place = [&views](const NameCandidate& one) {
    const uint32_t first = one.check == NameCheck::kLook ? views.look[one.first].first : one.check == NameCheck::kSound ? views.sound[one.first].first : one.first;
    return std::tuple(first, one.check, one.last, one.name);
  };
  std::sort(candidates.begin(), candidates.end(), [&](const NameCandidate& a, const NameCandidate& b) { return place(a) < place(b); });
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

std::vector<NameHit> NameIndex::Find(const Views& views) const {
  std::vector<NameHit> hits;
  for (const NameCandidate& candidate : Candidates(views)) {
    if (auto hit = Check(impl_->names[candidate.name], views, candidate, impl_->book)) hits.push_back(std::move(*hit));
  }
  return BestOfEachPlace(std::move(hits));
}

}  // namespace markwarden
