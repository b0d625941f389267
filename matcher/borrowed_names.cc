// Stretches of ideographs, looked up by their consonants, compared by all their sounds.
#include "matcher/borrowed_names.h"

#include <algorithm>

#include "matcher/transliteration.h"

namespace markwarden {

void BorrowedNames::Add(uint32_t n, const Name& name) {
  if (book_.borrowed.empty()) return;
  std::string letters = LatinSpelling(name.views.units.data(), name.views.units.data() + name.views.units.size());
  const std::vector<std::string> keys = HeardKeys(letters);
  if (keys.empty()) return;
  for (const std::string& consonants : keys) heard_[consonants].push_back(static_cast<uint32_t>(names_.size()));
  names_.push_back({n, std::move(letters)});
}

void BorrowedNames::Find(const Views& views, std::vector<NameCandidate>& candidates) const {
  if (names_.empty()) return;
  const auto& units = views.units;
  const auto borrows = [&](uint32_t i) { return units[i].script == Script::kHan && units[i].syllable && book_.Borrows(units[i].key); };
  const auto count = static_cast<uint32_t>(units.size());
  size_t compared = 0;
  std::vector<std::string> syllables;
  for (uint32_t begin = 0; begin < count;) {
    uint32_t end = begin;
    while (end < count && borrows(end) && (end == begin || units[end].gap == 0)) ++end;
    for (uint32_t first = begin; first + kFewestBorrowed <= end; ++first) {
      syllables.clear();
      for (uint32_t last = first; last < end && last - first < kMostBorrowed; ++last) {
        syllables.push_back(SyllableText(units[last].syllable));
        if (syllables.size() < kFewestBorrowed) continue;
        const auto found = heard_.find(HeardKey(syllables));
        if (found == heard_.end()) continue;
        for (const uint32_t at : found->second) {
          if (++compared > kMostWritingsCompared) return;
          const Spelled& spelled = names_[at];
          if (HeardAlike(syllables, spelled.letters)) candidates.push_back({spelled.name, first, last, NameCheck::kBorrowed});
        }
      }
    }
    begin = std::max(end, begin + 1);
  }
}

}  // namespace markwarden
