// All names of all rights, found in a text behind any disguise that the views undo.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/views.h"
#include "rules/goods_reading.h"
#include "rules/rule_set.h"

namespace markwarden {

struct Name;           // matcher/name.h
struct NameCandidate;  // the same

// Which ideographs are in names of two to eight of them, and in how many.
class NameSigns {
 public:
  void Add(const Name& name) { Count(name, 1); }
  void Remove(const Name& name) { Count(name, -1); }
  bool Has(char32_t sign) const { return sign < counts_.size() && counts_[sign] > 0; }

 private:
  void Count(const Name& name, int by);
  std::vector<int32_t> counts_;  // by code point below 2^16; empty when no name was ever added
};

// A name found in one field.
struct NameHit {
  uint32_t right = 0;  // its slot in the rule set
  std::string detector;
  std::vector<std::string> chain;
  std::string decoded;  // the name as registered
  uint32_t begin = 0, end = 0;  // bytes of the field
  double value = 0;
  double db = 0;
  bool disguised = false;  // more than spelling or case hides it
  bool respelled = false;  // disguised only in that another script or spelling gives its sound
  bool other_script = false;  // respelled as people write it in another alphabet, which beside the name itself says nothing
};

// The bytes that hits of each right have taken.
class TakenSpans {
 public:
  // False when one of the same right lies over it.
  bool Take(const NameHit& hit);

 private:
  std::map<uint32_t, std::map<uint32_t, uint32_t>> of_right_;  // begin -> end, none over another
};

// Of overlapping hits of one right the open name stays, then the heaviest, then the longest; by right, heaviest first.
std::vector<NameHit> BestOfEachPlace(std::vector<NameHit> hits);

// Immutable after construction, thread-safe.
class NameIndex {
 public:
  explicit NameIndex(const RuleSet& rules);
  // Finds what NameIndex(rules) finds, and shares with `before` what was compiled of the slots that both have kept: `rules` comes from the Build that the
  // rules of `before` come from (RuleSet::SharesWith).  Takes as long as the names in slots added since then.
  NameIndex(const NameIndex& before, const RuleSet& rules);
  ~NameIndex();

  // The best hits, those of one right not overlapping; by right, heaviest first.  `goods`: the classes that the listing speaks of, where they are known.  A
  // mark that is only like the words (in sound, or one sign of several another) is looked for on goods that its right may have to do with; one that was
  // hidden on purpose, or stands as it is, on all.
  std::vector<NameHit> Find(const Views& views, ClassSet goods = 0) const;

  // What Find looks at, in its order, each once: for measuring.
  std::vector<NameCandidate> Candidates(const Views& views) const;

 private:
  struct Part;
  std::shared_ptr<const Part> kept_, added_;  // of the slots kept and added; the latter may be null
  std::vector<bool> gone_;                    // slots in force no more; shorter than all where the rest is
  NameSigns signs_;

  const Name& NameAt(uint32_t number) const;
};

}  // namespace markwarden
