// Over the store.
#include "service/flag_undo.h"

#include "service/permissions.h"
#include "service/transact.h"
#include "store/decision_undo.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/samples.h"

namespace markwarden {

Result<Json> UndoDecision(Service& service, const Scope& scope, Id flag, int64_t row_version) {
  if (Status allowed = Authorise(scope, UseCase::kDecideFlag); !allowed) {
    if (Status resolves = Authorise(scope, UseCase::kResolveSecondLook); !resolves) return Fail(allowed);
  }
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<FlagRecord>> found = FindFlag(tx.db(), scope, flag);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
    Result<DecisionUndone> undone = UndoLastDecision(tx, scope, flag, row_version ? row_version : (*found)->row_version);
    if (!undone) return Fail(undone);
    if (Status gone = VoidSample(tx, "decided", flag); !gone) return Fail(gone);
    NewEvent event = EventBy(scope, "flag.undone", "flag", flag);
    event.region_code = (*found)->region_code;
    event.detail = {{"decision", IdToString(undone->decision)}, {"action", ToString(undone->action)}, {"state", ToString(undone->state)},
                    {"back_to_row_version", undone->row_version_before}, {"row_version", undone->row_version}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return Json{{"flag", IdToString(flag)}, {"decision", IdToString(undone->decision)}, {"action", ToString(undone->action)},
                {"state", ToString(undone->state)}, {"row_version", undone->row_version},
                {"back_to", {{"state", ToString(undone->state)}, {"row_version", undone->row_version_before}}}};
  });
}

}  // namespace markwarden
