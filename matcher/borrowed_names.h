// Names in letters that a text writes in ideographs by their sound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/text/views.h"
#include "matcher/name.h"
#include "matcher/span_table.h"
#include "matcher/transliteration.h"
#include "rules/rule_book.h"

namespace markwarden {

// Of one text; writings past it are not looked at.
inline constexpr size_t kMostWritingsCompared = 1 << 17;

// Immutable once it is built, thread-safe then.
class BorrowedNames {
 public:
  // A book without the ideographs of such writings finds none.
  explicit BorrowedNames(const RuleBook& book) : book_(book) {}

  // `name` of letters alone, in any script that can be spelled in Latin.
  void Add(uint32_t n, const Name& name);
  void Build();  // once all are added

  // Adds the stretches that are heard as a name from its first letter to its last.
  void Find(const Views& views, std::vector<NameCandidate>& candidates) const;

 private:
  struct Heard {
    uint32_t name = 0;
    HeardName sounds;
  };
  const RuleBook& book_;
  std::vector<Heard> names_;
  SpanTable heard_;  // consonants that a writing keeps -> places in names_
};

}  // namespace markwarden
