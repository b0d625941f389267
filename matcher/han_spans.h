// Names of two to eight ideographs, found where a text writes all but one of their signs, or one as what it looks like,
// or signs as their parts.  The open spelling, and names written backwards, are NameIndex's own.
//
// A span of a text is looked up by hashes: with one sign left out (every name of three and more lies there once for each of its
// signs), and with one sign exchanged for what looks like it (names of two).  Before a hash is asked for, two signs of the span
// have to be two signs of some name in those places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/text/views.h"
#include "matcher/name.h"
#include "matcher/pair_filter.h"
#include "matcher/span_table.h"
#include "rules/rule_book.h"

namespace markwarden {

// Immutable after construction, thread-safe.
class HanSpans {
 public:
  // Whether it looks for this one.
  static bool TakesIn(const Name& name);
  // `names` and `book` must outlive it; names that are not of ideographs alone are passed over.
  HanSpans(const std::vector<Name>& names, const RuleBook& book);
  // `signs`: of all names that are in force, these among them: where several ways of putting parts together fit, those make a name's sign.
  void Find(const Views& views, const NameSigns& signs, std::vector<NameCandidate>& candidates) const;

 private:
  void AddTwos(const std::vector<std::pair<char32_t, char32_t>>& twos);  // names of two
  class Search;
  const std::vector<Name>& names_;
  const RuleBook& book_;
  SpanTable holes_;  // names of three and more, once for each sign left out
  SpanTable whole_;  // every name
  PairFilter first_two_, second_two_, around_second_;  // of names of three and more: signs 0 and 1, 1 and 2, 0 and 2
  PairFilter twos_, near_twos_;                        // names of two, and what may stand for them
  uint32_t lengths_ = 0;                               // bit L: some name has L signs
  size_t longest_ = 0;
};

}  // namespace markwarden
