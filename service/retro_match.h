// What is stored meets new rights and rules: in the shadow first, then, unless that would flood the queue, for all.
#pragma once

#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/matching.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

// Before a rule set is matched with what is stored: the newest snapshots are matched in the shadow by it and by the set before it, once, and what would be raised
// is kept; past the share of rules/registration/retro.yaml what is stored waits for a person's word.  Gives the snapshot after which this set is matched: 0
// for all.  What `work` does; pictures are compared by the fingerprints that are kept.  `compiled_before`: what this process matched with last, if anything: it
// is compiled again only where that is not the set before.
Result<Id> MeetStored(Service& service, Id org, const RulesInForce& rules, const RulesInForce& compiled_before, std::stop_token stop);

// {"items":[{"id","rule_set","at","state","scanned","raised","gone","by_right":[{"id","right_id","title","raised","gone"}],"decided_by","decided_at","reason",
// "row_version","may":["release"]}],"next"}, newest first.
Result<Json> ListRetroMatches(Service& service, const Scope& scope, const ListPage& page = {});
Result<Json> ShowRetroMatch(Service& service, const Scope& scope, Id id);
// What is stored is matched with the set after all.  Errors: kConflict (it is not held), kInvalid (no reason).
Result<Json> ReleaseRetroMatch(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version);

}  // namespace markwarden
