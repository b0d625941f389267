// Who lies in a group, and deciding it.
#include "service/flag_groups.h"

#include <set>

#include "core/hash.h"
#include "service/flag_decision.h"
#include "service/permissions.h"
#include "service/queue_filter.h"
#include "service/queue_policy.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/group_decisions.h"
#include "store/samples.h"

namespace markwarden {
namespace {

// How far a group is read: what is excluded stands beside what is decided.
int GroupRead(const QueuePolicy& policy) { return 3 * policy.group_limit; }

struct GroupParts {
  FlagRecord of;
  std::vector<const GroupMember*> included;
  struct Excluded {
    const GroupMember* member;
    const char* why;
    std::string who;
  };
  std::vector<Excluded> excluded;
  std::vector<GroupMember> members;
  bool too_many = false;
  std::string digest;
};

Result<GroupParts> PartsOfGroup(CaseDb& db, const Scope& scope, Id flag, QueueGroup by, const std::string& name, const QueuePolicy& policy) {
  GroupParts parts;
  Result<std::optional<FlagRecord>> of = FindFlag(db, scope, flag);
  if (!of) return Fail(of);
  if (!*of) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  parts.of = **of;
  const int most = GroupRead(policy);
  Result<std::vector<GroupMember>> members = MembersOfGroup(db, scope, parts.of, by, most + 1);
  if (!members) return Fail(members);
  if (members->empty()) {
    return Fail(ErrorCode::kConflict, by == QueueGroup::kPicture ? "no lead that can be decided shows this picture" : "no lead that can be decided is of this seller");
  }
  parts.members = std::move(*members);
  parts.too_many = parts.members.size() > static_cast<size_t>(most);
  Json seen = Json::array();
  for (const GroupMember& member : parts.members) {
    const char* why = nullptr;
    std::string who;
    if (member.authorised) {
      why = "authorised_seller";
    } else if (member.flag.lane == "cleared") {
      why = "cleared";
    } else if (member.flag.right != parts.of.right) {
      why = "other_right";
      who = member.right_title;
    } else if (member.lease && member.lease->account != scope.actor) {
      why = "locked";
      who = member.lease->account_name;
    } else if (member.flag.state == FlagState::kSecondLook && !Authorise(scope, UseCase::kResolveSecondLook, member.flag.second_look_by)) {
      why = "own_second_look";
    }
    if (why) parts.excluded.push_back({&member, why, who});
    else parts.included.push_back(&member);
    seen.push_back({IdToString(member.flag.id), member.flag.row_version, why ? why : "", who});
  }
  parts.too_many = parts.too_many || parts.included.size() > static_cast<size_t>(policy.group_limit);
  if (!parts.too_many && !parts.included.empty()) {
    parts.digest = Sha256Hex(DumpJson(Json{{"by", name}, {"flag", IdToString(flag)}, {"members", std::move(seen)}}));
  }
  return parts;
}

Json GroupMemberView(const GroupMember& member) {
  return {{"id", IdToString(member.flag.id)}, {"row_version", member.flag.row_version}, {"state", ToString(member.flag.state)},
          {"title", member.title}, {"seller", TextOrNull(member.seller_name)}, {"right", member.right_title}, {"db", member.flag.db}};
}

}  // namespace

Result<Json> PreviewGroup(Service& service, const Scope& scope, Id flag, const std::string& by) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<const QueuePolicy*> policy = service.queue_policy();
  if (!policy) return Fail(policy);
  Result<QueueGroup> group = QueueGroupOf(by);
  if (!group || *group == QueueGroup::kNone) return Fail(ErrorCode::kInvalid, "say by what: picture or seller");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<GroupParts> parts = PartsOfGroup(db, scope, flag, *group, by, **policy);
    if (!parts) return Fail(parts);
    Result<int64_t> decided = CountDecidedInGroup(db, scope, parts->of, *group);
    if (!decided) return Fail(decided);
    Json included = Json::array(), excluded = Json::array();
    std::set<Id> listings, sellers;
    for (const GroupMember* member : parts->included) {
      included.push_back(GroupMemberView(*member));
      listings.insert(member->flag.listing);
      if (member->flag.seller != 0) sellers.insert(member->flag.seller);
    }
    for (const auto& one : parts->excluded) {
      Json view = GroupMemberView(*one.member);
      view["why"] = one.why;
      view["who"] = TextOrNull(one.who);
      excluded.push_back(std::move(view));
    }
    return Json{{"flag", IdToString(flag)}, {"by", by},
                {"key", *group == QueueGroup::kPicture ? parts->of.picture_group : IdToString(parts->of.seller)},
                {"digest", TextOrNull(parts->digest)}, {"listings", listings.size()}, {"sellers", sellers.size()}, {"decided", *decided},
                {"limit", (*policy)->group_limit}, {"too_many", parts->too_many}, {"included", std::move(included)}, {"excluded", std::move(excluded)}};
  });
}

Result<Json> DecideGroup(Service& service, const Scope& scope, Id flag, const GroupDecisionRequest& request) {
  if (Status allowed = Authorise(scope, UseCase::kDecideGroup); !allowed) return Fail(allowed);
  Result<const QueuePolicy*> policy = service.queue_policy();
  if (!policy) return Fail(policy);
  Result<QueueGroup> group = QueueGroupOf(request.by);
  if (!group || *group == QueueGroup::kNone) return Fail(ErrorCode::kInvalid, "say by what: picture or seller");
  const auto action = ParseDecisionAction(request.action);
  if (!action || (*action != DecisionAction::kDismiss && *action != DecisionAction::kHold && *action != DecisionAction::kSecondLook)) {
    return Fail(ErrorCode::kInvalid, "a group is decided by dismiss, hold or second_look, not \"" + request.action + "\"; a case is made of flags by case make");
  }
  if (Status known = CheckDismissal(service, *action, request.reason, request.note); !known) return Fail(known);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<GroupParts> parts = PartsOfGroup(tx.db(), scope, flag, *group, request.by, **policy);
    if (!parts) return Fail(parts);
    if (parts->too_many) {
      return Fail(ErrorCode::kExhausted, "the group has more than " + std::to_string((*policy)->group_limit) + " leads, the most that one decision takes: decide some by themselves");
    }
    if (parts->included.empty()) return Fail(ErrorCode::kConflict, "no lead of this group can be decided by you: see why in its preview");
    if (request.digest != parts->digest) return Fail(ErrorCode::kConflict, "the group is not what was shown any more: look at its preview again");
    std::vector<Id> decisions;
    std::vector<NewEvent> events;
    for (const GroupMember* member : parts->included) {
      Result<std::optional<FlagDetail>> detail = FindFlagDetail(tx.db(), scope, member->flag.id);
      if (!detail) return Fail(detail);
      if (!*detail) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(member->flag.id));
      Result<std::string> basis = BasisOf(service, **detail, *action, request.reason, request.basis);
      if (!basis) return Fail(basis);
      Result<Decision> decided = Decide(tx, scope, NewDecision{.flag = member->flag.id, .hit_seen = member->flag.latest_hit, .row_version = member->flag.row_version,
                                                               .action = *action, .reason_code = request.reason, .basis = *basis, .note = request.note});
      if (!decided) return Fail(decided);
      if (Status settled = AfterDecision(service, tx, scope, member->flag, *decided); !settled) return Fail(settled);
      decisions.push_back(decided->id);
      NewEvent event = EventBy(scope, EventKindOf(*action), "flag", member->flag.id);
      event.region_code = member->flag.region_code;
      event.detail = {{"hit", IdToString(member->flag.latest_hit)}, {"reason", TextOrNull(request.reason)}, {"basis", TextOrNull(*basis)}};
      if (!request.note.empty()) event.personal = {{"note", request.note}};
      events.push_back(std::move(event));
    }
    Result<GroupDecision> saved = SaveGroupDecision(tx, scope, parts->of, {.id = 0, .flag = flag, .grouped_by = request.by, .digest = parts->digest, .action = *action,
                                                                          .reason_code = request.reason, .flags = 0, .actor = 0, .actor_name = {}, .at = {}, .undone_at = {}},
                                                    decisions);
    if (!saved) return Fail(saved);
    Json flags = Json::array();
    for (size_t i = 0; i < events.size(); ++i) {
      events[i].detail["group"] = IdToString(saved->id);
      if (auto id = AppendEvent(tx, events[i]); !id) return Fail(id);
      Result<std::optional<FlagRecord>> after = FindFlag(tx.db(), scope, parts->included[i]->flag.id);
      if (!after) return Fail(after);
      if (*after) flags.push_back({{"id", IdToString((*after)->id)}, {"state", ToString((*after)->state)}, {"row_version", (*after)->row_version}});
    }
    NewEvent event = EventBy(scope, "flag_group.decided", "flag_group", saved->id);
    event.region_code = parts->of.region_code;
    event.detail = {{"by", request.by}, {"flag", IdToString(flag)}, {"action", request.action}, {"reason", TextOrNull(request.reason)},
                    {"flags", saved->flags}, {"preview", saved->digest}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return Json{{"group", IdToString(saved->id)}, {"decided", saved->flags}, {"flags", std::move(flags)}};
  });
}

Result<Json> UndoGroup(Service& service, const Scope& scope, Id group) {
  if (Status allowed = Authorise(scope, UseCase::kDecideGroup); !allowed) return Fail(allowed);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<GroupDecision>> found = FindGroupDecision(tx.db(), scope, group);
    if (!found) return Fail(found);
    Result<GroupUndone> undone = UndoGroupDecision(tx, scope, group);
    if (!undone) return Fail(undone);
    for (size_t i = 0; i < undone->flags.size(); ++i) {
      Result<std::optional<FlagRecord>> flag = FindFlag(tx.db(), scope, undone->flags[i]);
      if (!flag) return Fail(flag);
      if (Status gone = VoidSample(tx, "decided", undone->flags[i]); !gone) return Fail(gone);
      NewEvent event = EventBy(scope, "flag.undone", "flag", undone->flags[i]);
      if (*flag) event.region_code = (*flag)->region_code;
      event.detail = {{"group", IdToString(group)}, {"decision", IdToString(undone->decisions[i])}};
      if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    }
    Json left = Json::array();
    for (const Id id : undone->left) left.push_back(IdToString(id));
    NewEvent event = EventBy(scope, "flag_group.undone", "flag_group", group);
    event.detail = {{"flags", undone->flags.size()}, {"left", left}};
    if (auto id = AppendEvent(tx, event); !id) return Fail(id);
    return Json{{"group", IdToString(group)}, {"undone", undone->flags.size()}, {"left", std::move(left)}};
  });
}

}  // namespace markwarden
