// Aliases of a right as a graph: what it is called besides its names, what speaks for each, who put it in force.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/right.h"
#include "core/scope.h"
#include "service/right_trials.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

class CaseDb;

// Alias: {"id","right":{"id","right_id","title"},"of","text","relation","language","state","evidence":[{"kind":"flag|url|statement","flag","body","by","at"}],
// "by","created_at","decided_by","decided_at","decision","ended_by","ended_at","ending","row_version","may":["evidence","approve","refuse","withdraw","try"]}.

struct AliasQuery {
  std::string right;  // id or key; empty: any
  std::string state;  // proposed, in_force, refused, withdrawn; empty: any
};
// {"items":[Alias],"next"}, newest first.
Result<Json> ListAliases(Service& service, const Scope& scope, const AliasQuery& query, const ListPage& page = {});
Result<Json> ShowAlias(Service& service, const Scope& scope, Id id);

// {"right":{"id","right_id","title"},"names":[name],"edges":[{"of","text","relation" or null,"state","alias": id or null,"found","upheld"}],
//  "suggestions":[{"text","of","chain":[step],"flags":[id],"count","sellers"}],"examined","may":["propose"]}
// An edge without an alias came with the registration.  "found": flags among those examined in which it was found.  A suggestion is a disguise that
// recurs in flags that became part of a case.
Result<Json> ShowAliasGraph(Service& service, const Scope& scope, const std::string& right);

// {"right","text","of","relation","language","evidence":[{"kind":"flag","flag"},{"kind":"url","url"},{"kind":"statement","text"}]}: proposed, nothing is matched by
// it yet.  Gives the Alias.  Errors: kInvalid (too short or long, no evidence, no such name), kConflict (open already, or one of the right's names), kNotFound.
Result<Json> ProposeAlias(Service& service, const Scope& scope, const Json& wanted);
Result<Json> AddEvidenceToAlias(Service& service, const Scope& scope, Id id, const Json& evidence);

// "approve" by another than who proposed it: a new version of the right has it among its nicknames.  "refuse"; "withdraw": a version without it, unless
// it was registered with the right before.  Gives the Alias.  Errors: kDenied, kConflict, kInvalid (no reason).
Result<Json> ActOnAlias(Service& service, const Scope& scope, Id id, const std::string& act, const std::string& reason, int64_t row_version);

// What the right would flag with it, beside what it flags without: as TryRight.
Result<Json> TryAlias(Service& service, const Scope& scope, Id id, const std::function<void(const TrialProgress&)>& progress, std::stop_token stop);
// The same on a thread of its own: {"id"}, shown by ShowRightTrial.
Result<Json> StartAliasTrial(Service& service, const Scope& scope, Id id);

// Adds the aliases in force that the right lacks to its nicknames: whoever registers the right anew does not lose them.  Internal.
Status KeepAliases(CaseDb& db, Id right, Right& version);

}  // namespace markwarden
