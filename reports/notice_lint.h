// What speaks against sending a notice although its form is complete: the linter.  A pure function; the facts come from the store.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/notice.h"
#include "core/result.h"
#include "reports/platform_profile.h"
#include "reports/regime.h"

namespace markwarden {

// kRefuse: cannot be sent.  kHead: only the head may insist, with a reason that is recorded.  kWarn: a person should know.
enum class LintWeight { kRefuse, kHead, kWarn };
std::string_view ToString(LintWeight weight);

// One row of reports/lint.yaml.
struct LintRule {
  std::string code;  // "seller.authorised"
  LintWeight weight = LintWeight::kRefuse;
  LocalText sentence;  // template over the fact's values
  std::string source;  // law or practice that it comes from
};
struct LintThresholds {
  int brake_window = 200, brake_least = 20;      // decided outcomes looked at; fewer than `least` say nothing
  double brake_warn = 0.05, brake_block = 0.10;  // share that was withdrawn or restored
  int per_hour = 200;                            // listings that one person may put into notices
  int first_right = 20, until_outcomes = 10;     // of a right with fewer decided outcomes than that
  int fresh_days = 183;                          // a registration younger than this
};
struct LintRules {
  std::vector<LintRule> rules;
  const LintRule* Find(std::string_view code) const;
};
// Errors: kNotFound, kInvalid naming the rule: a weight that is none, a text without zh or en, a code this build does not check or lacks.
Result<LintRules> LoadLintRules(const std::filesystem::path& file);

struct LintPrior {
  std::string id;     // of another notice
  std::string state;
  std::string regime;
};
// What the store knows of one item, in the order of the notice's.
struct LintItem {
  bool cleared = false;                 // the latest look speaks for an innocent reading
  std::vector<std::string> clearings;   // detectors of what speaks for it: "use.second_hand"
  bool authorised = false;              // its seller is the holder or on the holder's list
  bool identified_genuine = false;      // the holder's last signed answer
  std::vector<LintPrior> priors;        // same right and listing, not withdrawn, other than this notice and those it repeats
  std::string restored_by;              // counter-notice after which it was restored under a regime that forbids notice anew
  std::vector<std::string> used_reasons = {};  // the platform's codes for which the listing was reported to it before
  int seller_cases = 0;                 // other cases of this organisation in which the seller is
};
struct LintFacts {
  Time now;
  bool right_known = true;
  std::string ended_now, ended_then;  // why the right is (was) not in force; empty: it is (was)
  int outcomes = 0, wrong = 0;        // of the right, newest brake_window: decided, and of those withdrawn or restored
  int64_t items_last_hour = 0;        // that the author put into notices, this one's among them
  int64_t items_of_right = 0;         // under notices sent so far
  std::vector<LintItem> items;
};

struct LintFinding {
  std::string code;
  LintWeight weight = LintWeight::kRefuse;
  int item = -1;         // index; -1: the whole notice
  std::string pointer;   // of the field, for what a platform's form demands
  LocalText why;
};

// In the order of the rules' file, items after the whole.  `profile` may be null.
std::vector<LintFinding> LintNotice(const Notice& notice, const Regime& regime, const PlatformProfile* profile, const LintRules& rules,
                                    const LintThresholds& thresholds, const LintFacts& facts);

// The worst weight of what was found; empty: nothing was.
std::optional<LintWeight> WorstOf(const std::vector<LintFinding>& findings);
// One line naming what refuses: "item 2: ...; ..."
std::string DescribeLint(const std::vector<LintFinding>& findings, LintWeight weight, std::string_view lang);

}  // namespace markwarden
