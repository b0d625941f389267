// The log at a glance: how far it is signed, by which keys, whose time vouches for it, and when it was last backed up.
#pragma once

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// {"origin","events","waiting","checkpoint":{"size","root","note","made_at","clock","time"} or null,"signed":bool,
//  "keys":[as ListLogKeys],"keys_problem","authorities":[as ListTimeAuthorities],"stamps":{"wanted","have","refused","last_error"},
//  "backup":{"at","actor","events","event"} or null,"backup_due":bool,
//  "policy":{"checkpoint_events","checkpoint_seconds","key_overlap_days","stamp_hours","backup_days"}}
// "signed": everything is signed that should be by now, by the policy.  "keys_problem": null, or in one line why nothing can be signed.
Result<Json> ShowLogState(Service& service, const Scope& scope);

}  // namespace markwarden
