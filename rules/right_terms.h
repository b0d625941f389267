// Days in a right's life that are warned of: renewal, fees, authorisations, looks at the register.  Data of rules/registration/terms.yaml.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/right.h"
#include "rules/right_form.h"

namespace markwarden {

struct TermSpan {
  int months = 0, days = 0;  // calendar months, then days
};

struct RightTermRule {
  std::string code;
  std::set<std::string> kinds, jurisdictions;  // empty: all
  std::vector<std::pair<std::string, std::string>> not_for;  // kind and jurisdiction
  std::string from;
  TermSpan after, warn;
  bool missing = false;
  std::string source, verified_by;
  WordsByLanguage text;
};

struct RightTermRules {
  std::string version;
  std::string digest;  // SHA-256 of the file: what was computed with another one is computed again
  std::vector<RightTermRule> rules;
};
Result<RightTermRules> LoadRightTerms(const std::filesystem::path& data_dir);

// "2030-01-31".
struct RightTerm {
  std::string code;
  std::string due;   // empty: the field was never said
  std::string warn;  // from this day on it is shown
};
// Pure.  `checked_at` is the newest look at the register that was recorded beside the right; empty: only what the right says.
std::vector<RightTerm> TermsOfRight(const RightTermRules& rules, const Right& right, const std::string& checked_at, Time now);

// "valid", "unknown" (nobody looked at the register, or too long ago to say: see status_check), "ended", "disputed".  What is unknown is not valid.
std::string StandingOf(const RightTermRules& rules, const Right& right, const std::string& checked_at, Time now);

}  // namespace markwarden
