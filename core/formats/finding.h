// What a verifier found: in which file, which bytes of it, how bad.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace markwarden {

enum class FindingLevel {
  kWarning,    // whole, but not as it should be written
  kUndecided,  // what is needed to judge is missing or not known here
  kBroken,     // not what was packed
};
constexpr std::string_view ToString(FindingLevel level) {
  switch (level) {
    case FindingLevel::kWarning: return "warning";
    case FindingLevel::kUndecided: return "undecided";
    case FindingLevel::kBroken: return "broken";
  }
  return "broken";
}

struct Finding {
  FindingLevel level = FindingLevel::kBroken;
  std::string file;            // within what was verified; an entry of an archive is "capture.wacz!archive/data.warc.gz"
  int64_t from = 0, to = -1;   // bytes [from, to) of `file`; to -1: the whole file, or no range can be said
  std::string what;            // one line, lower case
};

// A verifier stops looking after so many.
inline constexpr size_t kMaxFindings = 1000;

bool HasLevel(const std::vector<Finding>& findings, FindingLevel level);
// The first finding of that level, null when there is none.
const Finding* FirstOf(const std::vector<Finding>& findings, FindingLevel level);
// "data/record.pdf: bytes 65536 to 131072: ...", the last byte not counted.
std::string DescribeFinding(const Finding& finding);

}  // namespace markwarden
