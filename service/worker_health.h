// How the content workers are: what they did, and over which bytes any of them died.
#pragma once

#include "core/json.h"
#include "core/result.h"
#include "core/sandbox/pool.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

// Never fail: a report that cannot be written is dropped.
void RecordWorkerLoss(Service& service, const LossReport& report);
void RecordWorkerHealth(Service& service, const PoolHealth& health);

// {"processes":[{"process","updated_at","started","recycled","lost","running","resident_bytes",
//   "jobs":[{"job","done","refused","lost","mean_ms"}]}],
//  "items":[{"id","process","job","why","what","sha256","bytes","at","capture"}],"next"}; items are the losses, newest first.
Result<Json> ShowWorkerHealth(Service& service, const Scope& scope, const ListPage& page = {});

}  // namespace markwarden
