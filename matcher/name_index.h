// All names of all rights, found in a text behind any disguise that the views undo.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/views.h"
#include "rules/rule_set.h"

namespace markwarden {

struct NameCandidate;  // matcher/name.h

// A name found in one field.
struct NameHit {
  uint32_t right = 0;  // index into RuleSet::rights()
  std::string detector;
  std::vector<std::string> chain;
  std::string decoded;  // the name as registered
  uint32_t begin = 0, end = 0;  // bytes of the field
  double value = 0;
  double db = 0;
  bool disguised = false;  // more than spelling or case hides it
  bool respelled = false;  // disguised only in that another script or spelling gives its sound
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
  ~NameIndex();

  // The best hits, those of one right not overlapping; by right, heaviest first.
  std::vector<NameHit> Find(const Views& views) const;

  // What Find looks at, in its order, each once: for measuring.
  std::vector<NameCandidate> Candidates(const Views& views) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace markwarden
