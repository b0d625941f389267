// Leases of leads.
#include "service/flag_locks.h"

#include "service/permissions.h"
#include "service/queue_policy.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/flag_leases.h"
#include "store/flags.h"

namespace markwarden {

Result<Json> LockFlag(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kLockFlag); !allowed) return Fail(allowed);
  Result<const QueuePolicy*> policy = service.queue_policy();
  if (!policy) return Fail(policy);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<FlagLease> lease = TakeLease(tx, scope, flag, (*policy)->lease, (*policy)->leases_per_person);
    if (!lease) return Fail(lease);
    return Json{{"flag", IdToString(flag)}, {"by", lease->account_name}, {"by_id", IdToString(lease->account)}, {"since", FormatTime(lease->since)},
                {"until", FormatTime(lease->until)}, {"renew_seconds", (*policy)->lease_renew.count()}};
  });
}

Result<Json> UnlockFlag(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kLockFlag); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<FlagRecord>> found = FindFlag(tx.db(), scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    Result<bool> left = ReleaseLease(tx, scope, flag);
    if (!left) return Fail(left);
    return Json{{"flag", IdToString(flag)}, {"unlocked", *left}};
  });
}

Result<Json> BreakFlagLock(Service& service, const Scope& scope, Id flag, const std::string& reason) {
  if (Status allowed = Authorise(scope, UseCase::kBreakFlagLock); !allowed) return Fail(allowed);
  if (reason.empty()) return Fail(ErrorCode::kInvalid, "say why the lock is broken: it needs a reason");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<FlagRecord>> found = FindFlag(tx.db(), scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    Result<std::optional<FlagLease>> broken = BreakLease(tx, scope, flag);
    if (!broken) return Fail(broken);
    if (!*broken) return Fail(ErrorCode::kConflict, "nobody has this lead open");
    NewEvent event = EventBy(scope, "flag.lock_broken", "flag", flag);
    event.region_code = (*found)->region_code;
    event.detail = {{"held_by", (*broken)->account_name}, {"held_by_id", IdToString((*broken)->account)}, {"since", FormatTime((*broken)->since)}};
    event.personal = {{"reason", reason}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return Json{{"flag", IdToString(flag)}, {"broken", true}, {"by", (*broken)->account_name}};
  });
}

}  // namespace markwarden
