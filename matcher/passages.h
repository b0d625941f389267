// Registered passages of text, found where a listing repeats a stretch of one.
//
// Fingerprints of stretches of kShingle signs, of which each window keeps its smallest (winnowing: Schleimer, Wilkerson, Aiken, SIGMOD 2003), tell
// where to look; what is told is the longest stretch that is the same sign by sign, whatever stands between the signs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/text/views.h"
#include "matcher/name_index.h"
#include "rules/rule_set.h"

namespace markwarden {

inline constexpr size_t kShingle = 12;        // signs
inline constexpr size_t kShingleWindow = 8;   // of every stretch of kShingle + kShingleWindow - 1 equal signs one fingerprint is kept on both sides
inline constexpr size_t kLeastPassage = 72;   // weight of what counts as copied: an ideograph weighs 3, a letter or digit 1

// Immutable after construction, thread-safe.
class PassageIndex {
 public:
  explicit PassageIndex(const RuleSet& rules);
  // The longest copied stretch of each right, by right.  `decoded` is the registered text of it.
  std::vector<NameHit> Find(const Views& views) const;

 private:
  struct Passage {
    uint32_t right = 0;  // its slot
    std::string text;
    std::vector<char32_t> keys;
    std::vector<std::pair<uint32_t, uint32_t>> bytes;  // of each key in `text`
  };
  struct Place {
    uint32_t passage = 0, at = 0;
  };
  std::shared_ptr<const RuleBook> book_;
  std::vector<Passage> passages_;
  std::unordered_map<uint64_t, std::vector<Place>> places_;  // by fingerprint
};

}  // namespace markwarden
