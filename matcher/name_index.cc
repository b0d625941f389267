// Builds the streams' automata from the rights' names and asks them about a text.
#include "matcher/name_index.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "matcher/automaton.h"
#include "matcher/name.h"

namespace markwarden {
namespace {

constexpr size_t kMaxVariants = 200;     // look-alike spellings of one name
constexpr float kDoubleSimilarity = 0.8F;  // each of two replaced characters
constexpr size_t kMaxNameUnits = 64;
constexpr size_t kMinLookUnits = 4;
constexpr size_t kMinSoundKey = 4;
constexpr size_t kMinOneOff = 4, kMaxOneOff = 8;  // ideographs of a name that may differ in one

// Of a span's keys without the one at `hole`.
template <typename KeyAt>
uint64_t HoleHash(size_t length, size_t hole, KeyAt key_at) {
  uint64_t hash = 0xCBF29CE484222325ull ^ (length * 16 + hole);
  for (size_t i = 0; i < length; ++i) {
    if (i != hole) hash = (hash ^ key_at(i)) * 0x100000001B3ull;
  }
  return hash;
}

std::vector<uint32_t> KeysOf(const Name& name) {
  std::vector<uint32_t> keys;
  for (const Unit& unit : name.views.units) keys.push_back(static_cast<uint32_t>(unit.key));
  return keys;
}

}  // namespace

struct NameIndex::Impl {
  struct KeyEntry {
    uint32_t name = 0;
    uint32_t length = 0;
    KeyPattern pattern = KeyPattern::kPlain;
  };
  struct Entry {
    uint32_t name = 0;
    uint32_t length = 0;
  };
  const RuleBook& book;
  std::vector<Name> names;
  Automaton keys, looks, sounds;
  std::vector<KeyEntry> key_entries;
  std::vector<Entry> look_entries, sound_entries;
  std::unordered_map<std::string, std::vector<uint32_t>> words;  // sound key -> names
  std::unordered_map<uint64_t, std::vector<uint32_t>> holes;     // HoleHash -> names
  std::unordered_map<std::string, std::vector<uint32_t>> tails;  // latter parts of Latin names -> names
  size_t longest_hole = 0;

  explicit Impl(const RuleSet& rules) : book(rules.book()) {
    for (uint32_t r = 0; r < rules.rights().size(); ++r) {
      const Right& right = rules.rights()[r].right;
      const bool origin = right.kind == RightKind::kGeographicalIndication || right.kind == RightKind::kPlantVariety;
      std::set<std::string> seen;
      for (const std::string& text : right.names) AddName(r, text, false, origin, seen);
      for (const std::string& text : right.nicknames) AddName(r, text, true, false, seen);
    }
    std::set<std::vector<uint32_t>> plain;
    for (const Name& name : names) plain.insert(KeysOf(name));
    for (uint32_t n = 0; n < names.size(); ++n) AddPatterns(n, plain);
    keys.Build();
    looks.Build();
    sounds.Build();
  }

  void AddName(uint32_t right, const std::string& text, bool nickname, bool origin, std::set<std::string>& seen) {
    Name name = MakeName(right, text, nickname, origin);
    if (name.views.units.empty() || name.views.units.size() > kMaxNameUnits || !seen.insert(KeyText(text)).second) return;
    names.push_back(std::move(name));
  }

  void AddKeys(uint32_t name, const std::vector<uint32_t>& pattern, KeyPattern kind) {
    keys.Add(pattern);
    key_entries.push_back({name, static_cast<uint32_t>(pattern.size()), kind});
  }

  void AddPatterns(uint32_t n, const std::set<std::vector<uint32_t>>& plain) {
    const Name& name = names[n];
    const std::vector<uint32_t> own = KeysOf(name);
    AddKeys(n, own, KeyPattern::kPlain);
    std::vector<uint32_t> reversed(own.rbegin(), own.rend());
    if (own.size() >= (name.han ? 3u : 5u) && !plain.contains(reversed)) AddKeys(n, reversed, KeyPattern::kReversed);
    if (name.han && own.size() >= 2) {
      AddSplit(n, own, plain);
      AddLookAlike(n, own, plain);
    }
    if (name.alpha && name.views.look.size() >= kMinLookUnits) {
      std::vector<uint32_t> look;
      for (const ViewItem& item : name.views.look) look.push_back(item.key);
      looks.Add(look);
      look_entries.push_back({n, static_cast<uint32_t>(look.size())});
    }
    if (name.han && own.size() >= kMinOneOff && own.size() <= kMaxOneOff) {
      longest_hole = std::max(longest_hole, own.size());
      for (size_t hole = 1; hole < own.size(); ++hole) {
        holes[HoleHash(own.size(), hole, [&](size_t i) { return own[i]; })].push_back(n);
      }
    }
    const auto& sound = name.views.sound;
    if (name.han && own.size() >= 2 && sound.size() == own.size() &&
        std::all_of(sound.begin(), sound.end(), [](const ViewItem& item) { return item.key != 0; })) {
      std::vector<uint32_t> syllables;
      for (const ViewItem& item : sound) syllables.push_back(item.key);
      sounds.Add(syllables);
      sound_entries.push_back({n, static_cast<uint32_t>(syllables.size())});
    }
    if (name.alpha && name.letters == own.size()) {
      const std::string key = SoundKey(name.views.units.data(), name.views.units.data() + own.size());
      if (key.size() >= kMinSoundKey) words[key].push_back(n);
      AddTails(n, name);
    }
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

  void AddSplit(uint32_t n, const std::vector<uint32_t>& own, const std::set<std::vector<uint32_t>>& plain) {
    std::vector<std::vector<uint32_t>> ways = {{}};
    for (const uint32_t key : own) {
      const auto& parts = book.han.PartsOf(key);
      const size_t before = ways.size();
      for (size_t w = 0; w < before; ++w) {
        for (const std::u32string& part : parts) {
          if (ways.size() >= 32) break;
          std::vector<uint32_t> with = ways[w];
          with.insert(with.end(), part.begin(), part.end());
          ways.push_back(std::move(with));
        }
        ways[w].push_back(key);
      }
    }
    for (const auto& way : ways) {
      if (way.size() > own.size() && !plain.contains(way)) AddKeys(n, way, KeyPattern::kSplit);
    }
  }

  void AddLookAlike(uint32_t n, const std::vector<uint32_t>& own, const std::set<std::vector<uint32_t>>& plain) {
    size_t made = 0;
    const auto add = [&](const std::vector<uint32_t>& variant) {
      if (made >= kMaxVariants || plain.contains(variant)) return;
      AddKeys(n, variant, KeyPattern::kLookAlike);
      ++made;
    };
    for (size_t i = 0; i < own.size(); ++i) {
      for (const LookAlike& look : book.han.Of(own[i])) {
        std::vector<uint32_t> variant = own;
        variant[i] = look.other;
        add(variant);
      }
    }
    if (own.size() < 3) return;
    for (size_t i = 0; i < own.size(); ++i) {
      for (const LookAlike& a : book.han.Of(own[i])) {
        if (a.similarity < kDoubleSimilarity) break;
        for (size_t j = i + 1; j < own.size(); ++j) {
          for (const LookAlike& b : book.han.Of(own[j])) {
            if (b.similarity < kDoubleSimilarity) break;
            std::vector<uint32_t> variant = own;
            variant[i] = a.other;
            variant[j] = b.other;
            add(variant);
          }
        }
      }
    }
  }

  void FindOneOff(const Views& views, std::vector<NameHit>& hits) const {
    const auto& units = views.units;
    for (uint32_t i = 0; i < units.size(); ++i) {
      size_t run = 0;  // adjacent ideographs from here
      while (run < longest_hole && i + run < units.size() && units[i + run].script == Script::kHan &&
             (run == 0 || units[i + run].gap == 0)) {
        ++run;
      }
      for (size_t length = kMinOneOff; length <= run; ++length) {
        for (size_t hole = 1; hole < length; ++hole) {
          const auto found = holes.find(HoleHash(length, hole, [&](size_t k) { return units[i + k].key; }));
          if (found == holes.end()) continue;
          for (const uint32_t n : found->second) {
            if (names[n].views.units.size() != length) continue;
            if (auto hit = CheckOneOff(names[n], views, i, i + static_cast<uint32_t>(length) - 1, book)) hits.push_back(std::move(*hit));
          }
        }
      }
    }
  }

  void FindWords(const Views& views, std::vector<NameHit>& hits) const {
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
      const auto found = words.find(SoundKey(&units[begin], units.data() + end));
      if (found == words.end()) return;
      for (const uint32_t n : found->second) {
        if (auto hit = CheckWordSound(names[n], views, begin, end - 1, mixed, book)) hits.push_back(std::move(*hit));
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
      for (const uint32_t n : found->second) {
        if (auto hit = CheckHalfName(names[n], views, begin, end - 1, book)) hits.push_back(std::move(*hit));
      }
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

NameIndex::NameIndex(const RuleSet& rules) : impl_(std::make_unique<const Impl>(rules)) {}
NameIndex::~NameIndex() = default;

std::vector<NameHit> NameIndex::Find(const Views& views) const {
  std::vector<NameHit> hits;
  const Impl& impl = *impl_;
  const auto keep = [&](std::optional<NameHit> hit) {
    if (hit) hits.push_back(std::move(*hit));
  };
  impl.keys.Find(
      views.units, [](const Unit& unit) { return static_cast<uint32_t>(unit.key); },
      [&](uint32_t pattern, uint32_t end) {
        const auto& entry = impl.key_entries[pattern];
        keep(CheckKeys(impl.names[entry.name], views, end - entry.length, end - 1, entry.pattern, impl.book));
      });
  const auto item_key = [](const ViewItem& item) { return item.key; };
  impl.looks.Find(views.look, item_key, [&](uint32_t pattern, uint32_t end) {
    const auto& entry = impl.look_entries[pattern];
    keep(CheckLook(impl.names[entry.name], views, end - entry.length, end - 1, impl.book));
  });
  impl.sounds.Find(views.sound, item_key, [&](uint32_t pattern, uint32_t end) {
    const auto& entry = impl.sound_entries[pattern];
    keep(CheckSound(impl.names[entry.name], views, end - entry.length, end - 1, impl.book));
  });
  if (impl.longest_hole > 0) impl.FindOneOff(views, hits);
  impl.FindWords(views, hits);
  // Of overlapping hits of one right the open name stays, then the heaviest, then the longest.
  const auto order = [](const NameHit& hit) {
    const bool exact = !hit.disguised && hit.value >= 1;
    return std::tuple(hit.right, !exact, -hit.db, hit.disguised, -static_cast<int64_t>(hit.end - hit.begin), hit.begin,
                      std::string_view(hit.decoded));
  };
  std::sort(hits.begin(), hits.end(), [&](const NameHit& a, const NameHit& b) { return order(a) < order(b); });
  std::vector<NameHit> kept;
  for (NameHit& hit : hits) {
    const bool overlaps = std::any_of(kept.rbegin(), kept.rend(), [&](const NameHit& other) {
      return other.right == hit.right && hit.begin < other.end && other.begin < hit.end;
    });
    if (!overlaps) kept.push_back(std::move(hit));
  }
  return kept;
}

}  // namespace markwarden
