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
  for (const std::string& consonants : keys) heard_.Add(SpanHash(consonants), static_cast<uint32_t>(names_.size()));
  names_.push_back({n, std::move(sounds)});
}

void BorrowedNames::Build() {
  names_.shrink_to_fit();
  heard_.Build();
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
        const std::string consonants = HeardKey(writing);
        heard_.Find(SpanHash(consonants), [&](uint32_t at) {
          if (++compared > kMostWritingsCompared || !names_[at].sounds.IsAll(writing)) return;
          const std::vector<std::string> keys = names_[at].sounds.Keys();
          if (std::find(keys.begin(), keys.end(), consonants) == keys.end()) return;
          candidates.push_back({names_[at].name, first, first + length - 1, NameCheck::kBorrowed});
        });
        if (compared > kMostWritingsCompared) return;
      }
    }
    begin = std::max(end, begin + 1);
  }
}

}  // namespace markwarden
