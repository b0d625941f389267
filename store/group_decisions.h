// One decision over a group of leads: who lies in the group, what was changed, and taking it back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/flag_record.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/flags.h"

namespace markwarden {

// What a decision needs to know of each flag in a group.
struct GroupMember {
  FlagRecord flag;
  std::string title, seller_name, right_title;
  bool authorised = false;         // cleared because the holder lists the seller
  std::optional<FlagLease> lease;  // now
};
// The leads that lie before people, or were cleared, in the group of `of`, that flag first, then strongest priority; at most `most`.
// Empty: the flag is in no group of that kind.  Errors: kInvalid (QueueGroup::kNone).
Result<std::vector<GroupMember>> MembersOfGroup(CaseDb& db, const Scope& scope, const FlagRecord& of, QueueGroup by, int most);
// Those of the group that people decided already, counted to kGroupCount.
Result<int64_t> CountDecidedInGroup(CaseDb& db, const Scope& scope, const FlagRecord& of, QueueGroup by);

struct GroupDecision {
  Id id = 0;
  Id flag = 0;
  std::string grouped_by, digest;
  DecisionAction action = DecisionAction::kDismiss;
  std::string reason_code;
  int64_t flags = 0;
  Id actor = 0;
  std::string actor_name;
  Time at;
  std::optional<Time> undone_at;
};
// Keeps which decisions were made together, with the versions that their flags have now.
Result<GroupDecision> SaveGroupDecision(Transaction& tx, const Scope& scope, const FlagRecord& of, const GroupDecision& decision,
                                        const std::vector<Id>& decisions);
Result<std::optional<GroupDecision>> FindGroupDecision(CaseDb& db, const Scope& scope, Id id);

struct GroupUndone {
  std::vector<Id> flags;     // as they were before
  std::vector<Id> decisions; // that were taken back, of those flags
  std::vector<Id> left;      // changed since: they stay as they are
};
// Every flag of the group that nobody has changed since is again what it was before.  Only whoever decided.  Errors: kNotFound, kDenied (another's),
// kConflict (taken back already).
Result<GroupUndone> UndoGroupDecision(Transaction& tx, const Scope& scope, Id id);

}  // namespace markwarden
