// Rows of group_decision.
#include "store/group_decisions.h"

#include "store/decision_undo.h"
#include "store/sql.h"

namespace markwarden {
namespace {

ScopeSql SeenInGroup(const Scope& scope) { return ToSql(scope, {.org = "f.org_id", .region = "f.region_code", .right = "f.right_id"}); }

// " AND f.seller_id = :group", or empty when the flag is in no such group.
std::string GroupCondition(const FlagRecord& of, QueueGroup by) {
  if (by == QueueGroup::kSeller) return of.seller == 0 ? "" : " AND f.seller_id = :group";
  return of.picture_group.empty() ? "" : " AND f.picture_group = :group";
}

void BindGroup(Query& rows, const FlagRecord& of, QueueGroup by) {
  if (by == QueueGroup::kSeller) rows.Int(":group", of.seller);
  else rows.Hex(":group", of.picture_group);
}

}  // namespace

Result<std::vector<GroupMember>> MembersOfGroup(CaseDb& db, const Scope& scope, const FlagRecord& of, QueueGroup by, int most) try {
  if (by == QueueGroup::kNone) return Fail(ErrorCode::kInvalid, "a group is by picture or seller");
  std::vector<GroupMember> members;
  const std::string same = GroupCondition(of, by);
  if (same.empty()) return members;
  const ScopeSql seen = SeenInGroup(scope);
  std::vector<Id> ids;
  {
    Query rows(db, "SELECT f.id FROM flag AS f WHERE f.org_id = :org AND " + seen.where + same +
                       " AND f.lane IN ('new', 'second_look', 'held', 'cleared')"
                       " ORDER BY CASE WHEN f.id = :of THEN 0 ELSE 1 END, f.priority DESC, f.id LIMIT :most");
    rows.Scope(seen).Int(":org", of.org).Int(":of", of.id).Int(":most", most);
    BindGroup(rows, of, by);
    while (rows.Next()) ids.push_back(rows.TakeInt());
  }
  Result<std::vector<QueueRow>> rows = QueueRowsOf(db, ids);
  if (!rows) return Fail(std::move(rows.error()));
  for (QueueRow& row : *rows) {
    GroupMember member{.flag = std::move(row.flag), .title = std::move(row.title), .seller_name = std::move(row.seller_name),
                       .right_title = row.right_title.empty() ? std::move(row.right_key) : std::move(row.right_title), .authorised = false,
                       .lease = std::move(row.lease)};
    if (member.flag.verdict == Verdict::kCleared) {
      Query listed(db, "SELECT 1 FROM hit_signal WHERE hit_id = :hit AND detector = 'seller.authorised' AND clears = 1");
      listed.Int(":hit", member.flag.latest_hit);
      member.authorised = listed.Next();
    }
    members.push_back(std::move(member));
  }
  return members;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "list a group of leads"));
}

Result<int64_t> CountDecidedInGroup(CaseDb& db, const Scope& scope, const FlagRecord& of, QueueGroup by) try {
  const std::string same = GroupCondition(of, by);
  if (same.empty()) return int64_t{0};
  const ScopeSql seen = SeenInGroup(scope);
  Query count(db, "SELECT COUNT(*) FROM (SELECT 1 FROM flag AS f WHERE f.org_id = :org AND " + seen.where + same +
                      " AND f.lane IN ('dismissed', 'in_case') LIMIT :most)");
  count.Scope(seen).Int(":org", of.org).Int(":most", kGroupCount);
  BindGroup(count, of, by);
  count.Next();
  return count.TakeInt();
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "count a group of leads"));
}

Result<GroupDecision> SaveGroupDecision(Transaction& tx, const Scope& scope, const FlagRecord& of, const GroupDecision& decision,
                                        const std::vector<Id>& decisions) try {
  CaseDb& db = tx.db();
  GroupDecision saved = decision;
  saved.id = db.NewId();
  saved.flag = of.id;
  saved.flags = static_cast<int64_t>(decisions.size());
  saved.actor = scope.actor;
  saved.actor_name = scope.actor_name;
  saved.at = FromUnixSeconds(ToUnixSeconds(db.Now()));
  Query(db, R"sql(
    INSERT INTO group_decision (id, org_id, region_code, flag_id, grouped_by, digest, action, reason_code, flags, actor_name, created_by, created_at)
    VALUES (:id, :org, :region, :flag, :grouped_by, :digest, :action, :reason, :flags, :name, :by, :at)
  )sql")
      .Int(":id", saved.id).Int(":org", of.org).Text(":region", of.region_code).Int(":flag", of.id).Text(":grouped_by", saved.grouped_by)
      .Text(":digest", saved.digest).Text(":action", ToString(saved.action)).Text(":reason", saved.reason_code).Int(":flags", saved.flags)
      .Text(":name", scope.actor_name).Int(":by", scope.actor).Int(":at", ToUnixSeconds(saved.at)).Run();
  for (const Id decision_id : decisions) {
    Query(db, R"sql(
      INSERT INTO group_decision_flag (group_id, flag_id, decision_id, version_after)
      SELECT :group, f.id, d.id, f.row_version FROM decision AS d JOIN flag AS f ON f.id = d.flag_id WHERE d.id = :decision
    )sql")
        .Int(":group", saved.id).Int(":decision", decision_id).Run();
  }
  return saved;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "record the decision over a group"));
}

Result<std::optional<GroupDecision>> FindGroupDecision(CaseDb& db, const Scope& scope, Id id) try {
  const ScopeSql seen = ToSql(scope, {.org = "d.org_id", .region = "d.region_code", .right = ""});
  Query row(db, "SELECT d.id, d.flag_id, d.grouped_by, d.digest, d.action, d.reason_code, d.flags, d.created_by, d.actor_name, d.created_at, d.undone_at"
                " FROM group_decision AS d WHERE d.id = :id AND " + seen.where);
  row.Int(":id", id).Scope(seen);
  if (!row.Next()) return std::optional<GroupDecision>();
  GroupDecision found;
  found.id = row.TakeInt();
  found.flag = row.TakeInt();
  found.grouped_by = row.TakeText();
  found.digest = row.TakeText();
  found.action = ParseDecisionAction(row.TakeText()).value_or(DecisionAction::kNote);
  found.reason_code = row.TakeText();
  found.flags = row.TakeInt();
  found.actor = row.TakeInt();
  found.actor_name = row.TakeText();
  found.at = row.TakeSeconds();
  if (const auto undone = row.TakeIntOrNull()) found.undone_at = FromUnixSeconds(*undone);
  return std::optional<GroupDecision>(std::move(found));
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "find a decision over a group"));
}

Result<GroupUndone> UndoGroupDecision(Transaction& tx, const Scope& scope, Id id) try {
  CaseDb& db = tx.db();
  Result<std::optional<GroupDecision>> found = FindGroupDecision(db, scope, id);
  if (!found) return Fail(std::move(found.error()));
  if (!*found) return Fail(ErrorCode::kNotFound, "no decision over a group " + IdToString(id));
  if ((*found)->actor != scope.actor) return Fail(ErrorCode::kDenied, (*found)->actor_name + " made this decision: only who made it takes it back");
  if ((*found)->undone_at) return Fail(ErrorCode::kConflict, "this decision was taken back already");
  const int64_t now = ToUnixSeconds(db.Now());
  GroupUndone undone;
  struct Changed {
    Id flag = 0, decision = 0;
    int64_t version = 0;
  };
  std::vector<Changed> flags;
  {
    Query rows(db, "SELECT flag_id, decision_id, version_after FROM group_decision_flag WHERE group_id = :id ORDER BY flag_id");
    rows.Int(":id", id);
    while (rows.Next()) {
      const Id flag = rows.TakeInt(), decision = rows.TakeInt();
      flags.push_back({flag, decision, rows.TakeInt()});
    }
  }
  for (const Changed& one : flags) {
    Result<DecisionUndone> back = UndoLastDecision(tx, scope, one.flag, one.version);
    if (back) {
      undone.flags.push_back(one.flag);
      undone.decisions.push_back(one.decision);
    } else if (back.error().code == ErrorCode::kConflict || back.error().code == ErrorCode::kNotFound) {
      undone.left.push_back(one.flag);
    } else {
      return Fail(std::move(back.error()));
    }
  }
  Query(db, "UPDATE group_decision SET undone_by = :by, undone_at = :now, row_version = row_version + 1 WHERE id = :id")
      .Int(":by", scope.actor).Int(":now", now).Int(":id", id).Run();
  return undone;
} catch (const SQLite::Exception& error) {
  return Fail(FromSqlite(error, "take a decision over a group back"));
}

}  // namespace markwarden
