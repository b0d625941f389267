// Rows of the log's tables -> one view.
#include "service/log_view.h"

#include "service/checkpoints.h"
#include "service/log_keys.h"
#include "service/log_policy.h"
#include "service/permissions.h"
#include "service/time_authorities.h"
#include "service/timestamps.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/log_keys.h"

namespace markwarden {
namespace {

Result<Json> CheckpointWithTime(CaseDb& db, const CheckpointRecord& checkpoint) {
  Result<TimeTrust> trust = TimeClassOf(db, checkpoint.size - 1);
  if (!trust) return Fail(trust);
  Result<Json> time = DescribeTime(db, *trust, checkpoint.clock);
  if (!time) return Fail(time);
  Json view = CheckpointView(checkpoint);
  view["time"] = std::move(*time);
  return view;
}

}  // namespace

Result<Json> ShowLogState(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeEvents); !allowed) return Fail(allowed);
  Result<LogPolicy> policy = LoadLogPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  Result<Json> keys = ListLogKeys(service, scope);
  if (!keys) return Fail(keys);
  Result<Json> authorities = ListTimeAuthorities(service, scope);
  if (!authorities) return Fail(authorities);
  const Status usable = CheckLogKeys(service);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<TreeHead> head = LogHead(db);
    if (!head) return Fail(head);
    Result<int64_t> waiting = CountWaitingEvents(db);
    if (!waiting) return Fail(waiting);
    Result<std::optional<CheckpointRecord>> last = LastCheckpoint(db);
    if (!last) return Fail(last);
    Json checkpoint = nullptr;
    if (*last) {
      Result<Json> view = CheckpointWithTime(db, **last);
      if (!view) return Fail(view);
      checkpoint = std::move(*view);
    }
    Result<std::optional<Event>> backup = LastEventOfKind(db, "backup.made", db.Now());
    if (!backup) return Fail(backup);
    Json backed_up = nullptr;
    if (*backup) {
      backed_up = {{"at", FormatTimeMillis((*backup)->at)}, {"actor", (*backup)->actor_name}, {"event", IdToString((*backup)->id)},
                   {"events", JsonInt((*backup)->detail, "events").value_or(0)}};
    }
    const Time now = db.Now();
    // A minute of grace: `work` looks every few seconds.
    const int64_t fresh = head->size + *waiting - (*last ? (*last)->size : 0);
    const bool up_to_date = fresh == 0 || (*last && fresh < policy->checkpoint_events && !HasPassed((*last)->made_at, now, policy->checkpoint_after + std::chrono::minutes(1)));
    return Json{{"origin", LogOrigin(service.store())},
                {"events", head->size},
                {"waiting", *waiting},
                {"checkpoint", std::move(checkpoint)},
                {"signed", up_to_date},
                {"keys", std::move((*keys)["items"])},
                {"keys_problem", usable ? Json(nullptr) : Json(usable.error().message)},
                {"authorities", std::move((*authorities)["items"])},
                {"stamps", std::move((*authorities)["queue"])},
                {"backup", std::move(backed_up)},
                {"backup_due", !*backup || HasPassed((*backup)->at, now, policy->backup_every)},
                {"policy", {{"checkpoint_events", policy->checkpoint_events}, {"checkpoint_seconds", policy->checkpoint_after.count()},
                            {"key_overlap_days", policy->key_overlap.count()}, {"stamp_hours", policy->stamp_every.count()},
                            {"backup_days", policy->backup_every.count()}}}};
  });
}

}  // namespace markwarden
