// What `work` does with snapshots: brings the rule set in force, matches what it has not
// seen, records hits.  Also replays one hit from the stored bytes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/scope.h"
#include "matcher/matcher.h"
#include "rules/rule_set.h"
#include "service/service.h"
#include "store/flags.h"
#include "store/rights.h"

namespace markwarden {

// One organisation's rights and rules, compiled.
struct RulesInForce {
  std::shared_ptr<const Matcher> matcher;
  std::map<std::string, RightRecord> rights;  // by Right::id
};

// Builds the rule set from the organisation's current rights and the shipped packs, and puts
// it in force when it differs from the one that is.
Result<RulesInForce> BringRulesInForce(Service& service, Id org);

// The rule set that a hit was made with.  Errors: kUnsupported when the shipped packs have changed since.
Result<RulesInForce> RebuildRules(Service& service, Id org, const std::string& digest);

struct MatchTotals {
  int64_t matched = 0;  // snapshots
  int64_t flags = 0;    // suspected hits that are new
  int64_t cleared = 0;
  int64_t pictures = 0;  // fingerprinted
  int64_t relists = 0;   // offers that came back (relisting.h)
};

// Matches every snapshot that the organisation has not seen under these rules, in batches, each one
// transaction; pictures are fingerprinted once and remembered, offers compared with what was taken down.  Stops between batches.
Result<MatchTotals> MatchUnseen(Service& service, Id org, const RulesInForce& rules, std::stop_token stop);

// The same match from the sealed bytes: the page is read back, extracted and matched again.
Result<std::vector<Flag>> MatchAgain(Service& service, const HitRecord& hit, const RulesInForce& rules);

// Name of the engine as hits record it.
std::string EngineName();

}  // namespace markwarden
