// One decision over leads that share a picture or a seller: shown first, decided as shown, taken back in one step.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// What a decision over the group of `flag` would touch: leads of the same right that this account may decide and nobody else has open.
// {"flag","by","key","digest","listings","sellers","decided","limit","too_many",
//  "included":[{"id","row_version","state","title","seller","db","price"?}],
//  "excluded":[{"id","title","seller","right","why":"authorised_seller|cleared|other_right|locked|own_second_look","who"}]}
// `digest` is null where nothing can be decided: too many leads, or none.  Errors: kInvalid (by), kConflict (the flag is in no such group), kNotFound.
Result<Json> PreviewGroup(Service& service, const Scope& scope, Id flag, const std::string& by);

struct GroupDecisionRequest {
  std::string by;      // picture, seller
  std::string digest;  // of the preview that was seen
  std::string action;  // dismiss, hold, second_look
  std::string reason, basis, note;
};
// {"group","decided","flags":[{"id","state","row_version"}]}.  Errors: kConflict when the group is no longer what was shown; kInvalid.
Result<Json> DecideGroup(Service& service, const Scope& scope, Id flag, const GroupDecisionRequest& request);

// Every lead that nobody has changed since is as it was.  {"group","undone":n,"left":[ids]}
Result<Json> UndoGroup(Service& service, const Scope& scope, Id group);

}  // namespace markwarden
