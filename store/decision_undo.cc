// What the decision changed, put back.
#include "store/decision_undo.h"

#include "core/transitions.h"
#include "store/flags.h"
#include "store/sql.h"

namespace markwarden {

Result<DecisionUndone> UndoLastDecision(Transaction& tx, const Scope& scope, Id flag, int64_t row_version) try {
  CaseDb& db = tx.db();
  Result<std::optional<FlagRecord>> found = FindFlag(db, scope, flag);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  const FlagRecord& now = **found;
  if (now.row_version != row_version) return Fail(ErrorCode::kConflict, "the flag has changed since it was shown: look at it again");
  if (now.state == FlagState::kInCase) return Fail(ErrorCode::kConflict, "the flag is in a case: a case is not taken back, close it there");
  DecisionUndone undone;
  Id actor = 0, hit_before = 0;
  std::string given;
  {
    Query row(db, R"sql(
      SELECT d.id, d.actor_id, d.action, b.state, COALESCE(b.decided_hit_id, 0), b.row_version
        FROM decision AS d JOIN decision_before AS b ON b.decision_id = d.id
       WHERE d.flag_id = :flag AND NOT EXISTS (SELECT 1 FROM decision_undo AS u WHERE u.decision_id = d.id)
       ORDER BY d.id DESC LIMIT 1
    )sql");
    row.Int(":flag", flag);
    if (!row.Next()) return Fail(ErrorCode::kConflict, "no decision on this flag can be taken back");
    undone.decision = row.TakeInt();
    actor = row.TakeInt();
    undone.action = ParseDecisionAction(row.TakeText()).value_or(DecisionAction::kNote);
    undone.state = ParseFlagState(row.TakeText()).value_or(FlagState::kNew);
    hit_before = row.TakeInt();
    undone.row_version_before = row.TakeInt();
  }
  if (actor != scope.actor) return Fail(ErrorCode::kDenied, "the last decision is another person's: only who made it takes it back; you may reopen the flag");
  const Transition* act = FindTransition(Machine::kLead, ToString(undone.action), ToString(undone.state));
  if (!act || act->to != ToString(now.state)) return Fail(ErrorCode::kConflict, "the flag has changed since that decision: decide anew");
  Query(db, "INSERT INTO decision_undo (decision_id, org_id, actor_id, actor_name, at) VALUES (:decision, :org, :actor, :name, :at)")
      .Int(":decision", undone.decision).Int(":org", now.org).Int(":actor", scope.actor).Text(":name", scope.actor_name)
      .Int(":at", ToUnixSeconds(db.Now())).Run();
  Query(db, R"sql(
    UPDATE flag SET state = :state, decided_hit_id = :hit, priority_due = 0, updated_at = :now, row_version = row_version + 1,
      second_look_by = (SELECT b.second_look_by FROM decision_before AS b WHERE b.decision_id = :decision)
     WHERE id = :id AND row_version = :version
  )sql")
      .Text(":state", ToString(undone.state)).IdOrNull(":hit", hit_before).Int(":decision", undone.decision).Int(":now", ToUnixSeconds(db.Now())).Int(":id", flag)
      .Int(":version", row_version).Run();
  undone.row_version = row_version + 1;
  return undone;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "take the decision back"));
}

}  // namespace markwarden
