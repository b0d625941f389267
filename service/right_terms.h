// Warnings of a right's days: which come up, and tasks when they begin.
#pragma once

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"
#include "store/rights.h"

namespace markwarden {

class CaseDb;
class Transaction;

// {"items":[{"right":{"id","right_id","title","kind"},"code","text","due","over","days","source","verified"}],"next"}: those whose warning has begun, the
// earliest day first; "due" null: what the day is counted from was never said.
Result<Json> ListExpiringRights(Service& service, const Scope& scope, const ListPage& page = {});

// In the transaction that changed the right.  Internal.
Status RefreshRightTerms(Service& service, Transaction& tx, const RightRecord& record);
// "standing" and "warnings" of a right as a page shows it.  Internal.
Status SayStanding(Service& service, CaseDb& db, const RightRecord& record, Json& view);

// Computes what was never computed, or by other rules, and opens a task for each warning that has begun.  What `work` does, at most once an hour.
struct RightTermTotals {
  int64_t computed = 0, tasks = 0;
};
Result<RightTermTotals> RightTermPass(Service& service);

}  // namespace markwarden
