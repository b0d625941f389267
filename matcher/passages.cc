// Winnowed fingerprints of registered texts, and stretches grown from where they are met.
#include "matcher/passages.h"

#include <algorithm>
#include <map>

namespace markwarden {
namespace {

constexpr uint32_t kMostTold = 600;          // signs of a stretch that a reason shows
constexpr size_t kMostCompared = 4 << 20;  // signs, of one text
constexpr size_t kMostPlaces = 256;         // of one fingerprint: the first passages that have it
constexpr std::ptrdiff_t kMostOfOne = 4;    // of those in one passage

uint64_t Fingerprint(const char32_t* keys) {
  uint64_t hash = 0xCBF29CE484222325ull;
  for (size_t i = 0; i < kShingle; ++i) hash = (hash ^ keys[i]) * 0x100000001B3ull;
  hash ^= hash >> 32;
  return hash * 0xD6E8FEB86659FD93ull;
}

// The smallest fingerprint of each window, with its place; the rightmost of equals.
std::vector<std::pair<uint64_t, uint32_t>> Winnowed(const std::vector<char32_t>& keys) {
  std::vector<std::pair<uint64_t, uint32_t>> kept;
  if (keys.size() < kShingle) return kept;
  std::vector<uint64_t> all(keys.size() - kShingle + 1);
  for (size_t i = 0; i < all.size(); ++i) all[i] = Fingerprint(&keys[i]);
  for (size_t begin = 0; begin < all.size(); ++begin) {
    if (begin > 0 && begin + kShingleWindow > all.size()) break;
    const size_t end = std::min(all.size(), begin + kShingleWindow);
    size_t least = begin;
    for (size_t i = begin; i < end; ++i) {
      if (all[i] <= all[least]) least = i;
    }
    if (kept.empty() || kept.back().second != least) kept.emplace_back(all[least], static_cast<uint32_t>(least));
  }
  return kept;
}

size_t WeightOf(char32_t key) { return key >= 0x2E80 ? 3 : 1; }

std::vector<char32_t> KeysOf(const Views& views) {
  std::vector<char32_t> keys;
  keys.reserve(views.units.size());
  for (const Unit& unit : views.units) keys.push_back(unit.key);
  return keys;
}

}  // namespace

PassageIndex::PassageIndex(const RuleSet& rules) : book_(rules.shared_book()) {
  for (const uint32_t slot : rules.order()) {
    for (const std::string& text : rules.at(slot)->right.texts) {
      const Views views = MakeViews(text);
      Passage passage{slot, text, KeysOf(views), {}};
      for (const Unit& unit : views.units) passage.bytes.emplace_back(unit.begin, unit.end);
      const auto number = static_cast<uint32_t>(passages_.size());
      for (const auto& [fingerprint, at] : Winnowed(passage.keys)) {
        std::vector<Place>& places = places_[fingerprint];
        const auto same = std::count_if(places.begin(), places.end(), [&](const Place& place) { return place.passage == number; });
        if (places.size() < kMostPlaces && same < kMostOfOne) places.push_back({number, at});
      }
      passages_.push_back(std::move(passage));
    }
  }
}

std::vector<NameHit> PassageIndex::Find(const Views& views) const {
  std::vector<NameHit> hits;
  if (passages_.empty() || views.units.size() < kShingle) return hits;
  const std::vector<char32_t> keys = KeysOf(views);
  struct Stretch {
    size_t weight = 0;
    uint32_t passage = 0, text_begin = 0, begin = 0, length = 0;
  };
  std::map<uint32_t, Stretch> best;  // by right
  std::unordered_map<uint64_t, uint32_t> seen_to;  // by line: where its last stretch ends in the text
  size_t compared = 0;
  const auto told = [&] {
    for (const auto& [right, stretch] : best) {
      if (stretch.length == 0) continue;
      const Passage& passage = passages_[stretch.passage];
      const uint32_t shown = std::min(stretch.length, kMostTold);
      const uint32_t first = passage.bytes[stretch.begin].first, last = passage.bytes[stretch.begin + shown - 1].second;
      NameHit hit;
      hit.right = right;
      hit.detector = "text.copy";
      hit.chain = {"nfkc_casefold", "passage"};
      hit.decoded = passage.text.substr(first, last - first);
      hit.begin = views.units[stretch.text_begin].begin;
      hit.end = views.units[stretch.text_begin + shown - 1].end;
      hit.value = std::min(1.0, static_cast<double>(stretch.length) / static_cast<double>(passage.keys.size()));
      hit.db = book_->weights["text.copy"];
      hit.disguised = true;  // whoever repeats a text means no goods by it
      if (hit.db > 0) hits.push_back(std::move(hit));
    }
    return hits;
  };
  for (const auto& [fingerprint, at] : Winnowed(keys)) {
    const auto places = places_.find(fingerprint);
    if (places == places_.end()) continue;
    for (const Place& place : places->second) {
      const Passage& passage = passages_[place.passage];
      // Two fingerprints of one stretch lie on one line of the two texts.
      uint32_t& seen = seen_to[static_cast<uint64_t>(place.passage) << 32 | static_cast<uint32_t>(at - place.at)];
      if (at < seen) continue;
      size_t back = 0, length = 0;
      while (back < at && back < place.at && keys[at - back - 1] == passage.keys[place.at - back - 1]) ++back;
      const size_t begin = at - back, other = place.at - back;
      while (begin + length < keys.size() && other + length < passage.keys.size() && keys[begin + length] == passage.keys[other + length]) ++length;
      compared += back + length;
      seen = static_cast<uint32_t>(begin + length);
      if (compared > kMostCompared) return told();
      if (length < kShingle) continue;  // another stretch of the same fingerprint
      size_t weight = 0;
      for (size_t i = 0; i < length; ++i) weight += WeightOf(keys[begin + i]);
      Stretch& had = best[passage.right];
      if (weight >= kLeastPassage && weight > had.weight) {
        had = {weight, place.passage, static_cast<uint32_t>(begin), static_cast<uint32_t>(other), static_cast<uint32_t>(length)};
      }
    }
  }
  return told();
}

}  // namespace markwarden
