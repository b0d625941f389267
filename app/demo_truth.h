// How well the flags fit what the sample marketplace says of itself.
#pragma once

#include <map>
#include <string>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

struct Share {
  int64_t hit = 0, all = 0;
  double value() const { return all > 0 ? static_cast<double>(hit) / static_cast<double>(all) : 1; }
};

struct DemoScore {
  int64_t listings = 0;     // in the truth
  Share precision;          // suspected flags that name an infringing listing and its right
  Share recall;             // infringing listings that can be reached and were suspected for the right
  Share traps_left_alone;   // honest traps without a suspected flag
  std::map<std::string, Share> by_way;   // recall of each kind of disguise
  std::map<std::string, Share> by_trap;  // left alone, of each kind of trap
};

// `truth` is the text of truth.jsonl; `flags` are items of ListFlags with verdict suspected.
// Errors: kInvalid (a line that is no JSON).
Result<DemoScore> ScoreAgainstTruth(const std::string& truth, const Json& flags);

Json ToJson(const DemoScore& score);

}  // namespace markwarden
