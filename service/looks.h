// Looks: what a person had before their eyes, counted by the server's clock, and asked for before a lead becomes part of a case.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

struct LookSaid {
  std::string act = "show";  // show: listing and right are painted and in sight; still: yet; hide: no longer
  std::string way = "page";  // text: the comparison is shown as text, and counts from then on
  Id hit = 0;                // 0: the latest
};
// {"hit","first_at","shown_ms","needed_ms","enough"}
Result<Json> SayLook(Service& service, const Scope& scope, Id flag, const LookSaid& said);

// The comparison of a flag as text, and the look at it begins.  {"text":{"zh","en"}, and what SayLook gives}
Result<Json> LookAsText(Service& service, const Scope& scope, Id flag);

struct FlagToLookAt {
  Id flag = 0, hit = 0;
};
// How many milliseconds this very person has looked at each.  Errors: kConflict, naming those not looked at for long enough, and how to.
Result<std::vector<int64_t>> LookedEnough(Service& service, CaseDb& db, const Scope& scope, const std::vector<FlagToLookAt>& flags);

// The acting account's look at a hit, as SayLook gives it.
Result<Json> ShowLook(Service& service, CaseDb& db, const Scope& scope, Id hit);

// How long the acting account has looked at the hit, for what is recorded of a decision.
Result<int64_t> LookedMillis(Service& service, CaseDb& db, const Scope& scope, Id hit);

}  // namespace markwarden
