// Organisations and who keeps them.  Bureaus stand in a tree by their regions: a province, its cities, their counties.
#pragma once

#include <optional>
#include <string>

#include "core/account.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

class CaseDb;

struct NewOrganisation {
  std::string name;
  std::string kind = "bureau";  // bureau, holder, agent, platform, association
  std::string region;           // GB/T 2260; of a bureau it says the level
  Id parent = 0;                // of a bureau; 0: the nearest one in whose region it lies, of those that the actor's organisation keeps
};
// It is kept by the actor's organisation.  What was found in a new bureau's region stays with the bureau above until it is assigned.  Errors: kDenied, kInvalid (kind, name, region, a parent that is no bureau above it), kNotFound (parent),
// kConflict (a bureau of that region is in the tree).
Result<Id> AddOrganisation(Service& service, const Scope& scope, const NewOrganisation& organisation);

struct OrganisationChange {
  std::optional<std::string> name = {};
  std::optional<bool> disabled = {};  // nobody of it signs in or acts from then on; what is open ends
  int64_t row_version = 0;            // that was seen
};
// Of those that the actor's organisation keeps; the own one is renamed, never disabled.  Errors: kDenied, kNotFound, kInvalid, kConflict.
Result<Json> ChangeOrganisation(Service& service, const Scope& scope, Id id, const OrganisationChange& change);

// {"items":[{"id","name","kind","region","level","parent","disabled","own","row_version"}],"next"}
Result<Json> ListOrganisations(Service& service, const Scope& scope, const std::string& cursor = {}, int limit = 50);
Result<Json> ShowOrganisation(Service& service, const Scope& scope, Id id);

// "bureau" with its level, for what shows a person's organisation.
Json OrganisationView(const Organisation& organisation);

// The organisation that an administrator may add people to: kNotFound for any that is not kept by the actor's.
Result<Organisation> KeptOrganisation(CaseDb& db, const Scope& scope, Id id);

}  // namespace markwarden
