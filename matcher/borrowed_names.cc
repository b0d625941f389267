// Stretches of ideographs, looked up by their consonants, compared by all their sounds.
#include "matcher/borrowed_names.h"

#include <algorithm>
#include <span>

namespace markwarden {

void BorrowedNames::Add(uint32_t n, const Name& name) {
  if (book_.borrowed.empty()) return;
  HeardName sounds(LatinSpelling(name.views.units.data(), name.views.units.data() + name.views.units.size()));
  const std::vector<std::string> keys = sounds.Keys();
  if (keys.empty()) return;
  for (const std::string& consonants : keys) heard_[consonants].push_back(static_cast<uint32_t>(names_.size()));
  names_.push_back({n, std::move(sounds)});
}

void BorrowedNames::Find(const Views& views, std::vector<NameCandidate>& candidates) const {
  if (names_.empty()) return;
  const auto& units = views.units;
  const auto borrows = [&](uint32_t i) { return units[i].script == Script::kHan && units[i].syllable && book_.Borrows(units[i].key); };
  const auto count = static_cast<uint32_t>(units.size());
  size_t compared = 0;
  std::vector<HeardSyllable> stretch;
  for (uint32_t begin = 0; begin < count;) {
    stretch.clear();
    uint32_t end = begin;
    for (; end < count && borrows(end) && (end == begin || units[end].gap == 0); ++end) stretch.push_back(HearSyllable(SyllableText(units[end].syllable)));
    for (uint32_t first = begin; first + kFewestBorrowed <= end; ++first) {
      for (uint32_t length = kFewestBorrowed; length <= std::min(kMostBorrowed, end - first); ++length) {
        const auto writing = std::span(stretch).subspan(first - begin, length);
        const auto found = heard_.find(HeardKey(writing));
        if (found == heard_.end()) continue;
        for (const uint32_t at : found->second) {
          if (++compared > kMostWritingsCompared) return;
          if (names_[at].sounds.IsAll(writing)) candidates.push_back({names_[at].name, first, first + length - 1, NameCheck::kBorrowed});
        }
      }
    }
    begin = std::max(end, begin + 1);
  }
}

}  // namespace markwarden
