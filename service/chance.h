// How many leads come by chance: decoys, names that nobody bears made after the watched ones (matcher/decoys.h), meet what is stored, and what is suspected of
// them is chance.  The share among leads of some weight is the q-value of the target-decoy way.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/flag_forecast.h"
#include "service/matching.h"
#include "service/service.h"
#include "store/chance_counts.h"

namespace markwarden {

// rules/registration/chance.yaml.
struct ChancePolicy {
  int64_t snapshots = 0, least_snapshots = 0, seconds = 0, hours = 0;  // looked at; too few to count; at most; between two counts
  int64_t decoys = 0, most_decoys = 0, trial_decoys = 0;               // of one right; of all rights; of a right that is tried
  int64_t least_suspected = 0, least_decided = 0;                      // leads on which a share is told; decisions on which a count is judged
  int64_t least_labels = 0, most_labels = 0, least_pool = 0;           // decided leads on which shares of upheld ones are told; how many; of one weight
  double factor = 0, level = 0;                                        // between claimed and true; how sure the upper bound is
  std::set<std::string> no_such_name;                                  // dismissals that say so
};
Result<ChancePolicy> LoadChancePolicy(const std::filesystem::path& data_dir);

struct ChanceShare {
  double share = 0, at_most = 0;  // of all leads that weigh as much or more, the least of any weight up to this one
  int64_t suspected = 0;          // leads that weigh as much or more
};
// Pure.  Empty: on fewer leads than the policy wants.
std::optional<ChanceShare> ChanceShareOf(const ChanceCount& count, double db, const ChancePolicy& policy);
// True when what people decided says otherwise: of enough decided leads, `factor` times as many or as few were no such name as the count claims, and the
// difference is no accident (Poisson, `level`).  Pure.
bool IsContradicted(const ChanceCount& count, const ChancePolicy& policy);

// Whether it is time for another count: enough is stored (`stored`: snapshots, counted up to those that are looked at), and the last one is old or was to look at
// less than half of that.  Pure.
bool ChanceIsDue(const std::optional<ChanceCount>& last, int64_t stored, Time now, const ChancePolicy& policy);

// What `work` does: counts anew when that is due and rules or snapshots are others.  Pictures take no part.
Status CountChance(Service& service, Id org, const RulesInForce& rules, std::stop_token stop);

// What decoys of one right raise in these listings, of 1,000: {"decoys","seen","per_1000":Range}; null where no decoy can be made.
Json TrialChance(const Right& right, const std::shared_ptr<const RuleBook>& book, const RuleSet& watched, const std::vector<Listing>& listings, const ChancePolicy& policy,
                 const std::function<bool()>& over);

// {"at","rule_set","scanned","rights","decoys","shown","why":null|"none"|"too_few"|"contradicted","rows":[{"from_db","suspected","chance","share","at_most"}],
// "decided":{"leads","chance","claimed"}}: the share by weight, heaviest last.  `shown`: leads are told by it.
Result<Json> ShowChance(Service& service, const Scope& scope);

// What is known of leads that weigh as much as this one; null where nothing is told of it.
struct LeadShares {
  Json chance = nullptr;  // of one that rests on words: {"share","at_most","suspected","scanned","decoys","at"}
  Json upheld = nullptr;  // how many people put into a case: {"from_db","leads","share","low","high"}; null on too few decided leads
};
Result<LeadShares> SharesOfLead(Service& service, CaseDb& db, const Scope& scope, Id org, const Flag& latest);

}  // namespace markwarden
