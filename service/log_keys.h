// Making, rotating and watching over the keys that sign the log.  This process never holds a secret: the sealer, a
// child, makes the key files and alone reads them.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/sandbox/sealer.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/log_keys.h"

namespace markwarden {

// The first key of a store: made by `init`, and by the first `work` on a store that an earlier version made.  Does
// nothing when the store ever had one, even when it is lost.  Writes event `key.made`.
Status EnsureLogKey(Service& service);

// Retires keys whose time has come (event `key.retired`), and calls an older one lost whose file is gone while a younger one signs
// (event `key.lost`).  For `work`.
Status TendLogKeys(Service& service);

// Looks at the file of the key that signs, reads no secret.  Good when the store has had no key yet.
// Errors: kUnavailable, in one line: which file is missing or may not be used, and how to go on.
Status CheckLogKeys(Service& service);

// {"items":[{"generation","vkey","state","from_size","created_at","retires_at","file","usable"}]}, "file" below the store's folder
Result<Json> ListLogKeys(Service& service, const Scope& scope);

// Makes the next key (event `key.made`).  The one before signs beside it for key_overlap_days of service/data/log_policy.yaml and
// then retires; with `at_once` (somebody else may have it), or when its file cannot be used, it is lost now (event `key.lost`).
// Gives the new key as ListLogKeys does.  Errors: kDenied (role), kConflict (eight sign already), kUnavailable (no worker, no folder).
Result<Json> RotateLogKey(Service& service, const Scope& scope, bool at_once);

// A sealer with the keys in force.  Errors: as CheckLogKeys and Sealer::Start.
Result<Sealer> StartSealer(Service& service);

}  // namespace markwarden
