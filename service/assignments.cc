// Proposals, orders and receipts.
#include "service/assignments.h"

#include <algorithm>
#include <map>
#include <new>
#include <set>

#include "core/file.h"
#include "core/region.h"
#include "core/text/charset.h"
#include "reports/template.h"
#include "reports/yaml_reader.h"
#include "service/jurisdictions.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/accounts.h"
#include "store/assignments.h"
#include "store/events.h"

namespace markwarden {
namespace {

constexpr size_t kMaxAssignmentText = 2000, kExamples = 5;
constexpr int64_t kMostWaiting = 1000;
constexpr int kShownGiven = 50;

struct AssignmentPolicy {
  std::chrono::hours receipt{0};
  int most = 0;
};
Result<AssignmentPolicy> LoadAssignmentPolicy(Service& service) {
  const std::filesystem::path file = service.options().data_dir / "service" / "data" / "assignment_policy.yaml";
  Result<std::string> text = ReadFile(file, 64 << 10);
  if (!text) return Fail(text);
  try {
    const YAML::Node node = YAML::Load(*text);
    yaml::OnlyKeys(node, {"version", "receipt_hours", "most_at_once"}, "assignment policy");
    const int hours = node["receipt_hours"].as<int>(), most = node["most_at_once"].as<int>();
    if (node["version"].as<int>() != 1 || hours < 1 || hours > 24 * 365 || most < 1 || most > 10'000) throw yaml::Wrong("a figure is out of its range");
    return AssignmentPolicy{.receipt = std::chrono::hours(hours), .most = most};
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

Status CheckKind(const std::string& kind) {
  if (kind == "flag" || kind == "case") return Ok();
  return Fail(ErrorCode::kInvalid, "flags and cases are assigned, not \"" + kind.substr(0, 60) + "\"");
}
Status CheckText(const std::string& text, const char* what) {
  if (text.size() <= kMaxAssignmentText && IsUtf8(text)) return Ok();
  return Fail(ErrorCode::kInvalid, std::string("the ") + what + " is longer than 2,000 bytes, or not UTF-8");
}

Json BureauView(const Organisation& bureau) {
  return {{"id", IdToString(bureau.id)}, {"name", bureau.name}, {"region", bureau.region_code}, {"level", TextOrNull(std::string(ToString(LevelOf(bureau.region_code))))}};
}

Json AssignmentView(const Scope& scope, const Assignment& one, Time now) {
  Json may = Json::array();
  if (one.state == "sent" && one.to == scope.home() && Authorise(scope, UseCase::kAnswerAssignment)) may = {"accept", "return"};
  return {{"id", IdToString(one.id)},
          {"subject", {{"kind", one.subject_kind}, {"id", IdToString(one.subject)}, {"title", one.title}}},
          {"from", {{"id", IdToString(one.from)}, {"name", one.from_name}}},
          {"to", {{"id", IdToString(one.to)}, {"name", one.to_name}}},
          {"basis", one.basis},
          {"note", TextOrNull(one.note)},
          {"state", one.state},
          {"due", FormatTime(one.due)},
          {"overdue", one.state == "sent" && one.due < now},
          {"created_by", one.created_by_name},
          {"created_at", FormatTime(one.created_at)},
          {"answered_by", TextOrNull(one.answered_by_name)},
          {"answered_at", TimeOrNull(one.answered_at)},
          {"reason", TextOrNull(one.reason)},
          {"row_version", one.row_version},
          {"may", std::move(may)}};
}

NewEvent AssignmentEvent(const Scope& scope, const char* kind, const Assignment& one) {
  NewEvent event = EventBy(scope, kind, one.subject_kind, one.subject);
  event.region_code = one.region_code;
  event.detail = {{"assignment", IdToString(one.id)}, {"from", IdToString(one.from)}, {"to", IdToString(one.to)}, {"region", one.region_code},
                  {"from_region", TextOrNull(one.from_region)}, {"basis", one.basis}};
  return event;
}

Result<std::vector<Assignable>> Assignables(CaseDb& db, const Scope& scope, const std::string& kind, const std::vector<Id>& ids, int limit) {
  return kind == "flag" ? AssignableFlags(db, scope, ids, limit) : AssignableCases(db, scope, ids, limit);
}

// The bureau that one subject speaks for, and by what.
struct Proposal {
  const Organisation* to = nullptr;
  const char* basis = "person";
};
Proposal ProposalFor(const Jurisdictions& bureaus, const Scope& scope, const Assignable& one) {
  if (const Organisation* to = bureaus.Nearest(one.seller_region, scope.home())) return {to, "seller"};
  if (one.seller_region.empty()) {
    if (const Organisation* to = bureaus.Nearest(one.watch_region, scope.home())) return {to, "watch"};
  }
  return {};
}

}  // namespace

Result<Json> ProposeAssignments(Service& service, const Scope& scope, const AssignmentWish& wish) {
  if (Status allowed = Authorise(scope, UseCase::kMakeAssignment); !allowed) return Fail(allowed);
  if (Status kind = CheckKind(wish.kind); !kind) return Fail(kind);
  Result<AssignmentPolicy> policy = LoadAssignmentPolicy(service);
  if (!policy) return Fail(policy);
  if (wish.ids.size() > static_cast<size_t>(policy->most)) return Fail(ErrorCode::kInvalid, "at most " + std::to_string(policy->most) + " are assigned at once");
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Jurisdictions> bureaus = Jurisdictions::Read(db, scope.org);
    if (!bureaus) return Fail(bureaus);
    Result<std::vector<Assignable>> found = Assignables(db, scope, wish.kind, wish.ids, policy->most + 1);
    if (!found) return Fail(found);
    const bool more = found->size() > static_cast<size_t>(policy->most);
    if (more) found->pop_back();
    struct Group {
      const Organisation* to = nullptr;
      int64_t by_seller = 0, by_watch = 0;
      Json ids = Json::array(), examples = Json::array();
    };
    std::map<Id, Group> groups;
    int64_t without = 0, count = 0;
    for (const Assignable& one : *found) {
      const Proposal proposal = ProposalFor(*bureaus, scope, one);
      if (proposal.to && RegionHolds(proposal.to->region_code, one.region)) continue;  // it has found that itself
      if (!proposal.to) {
        ++without;
        continue;
      }
      ++count;
      Group& group = groups[proposal.to->id];
      group.to = proposal.to;
      ++(proposal.basis == std::string_view("seller") ? group.by_seller : group.by_watch);
      group.ids.push_back(IdToString(one.subject));
      if (group.examples.size() < kExamples) group.examples.push_back({{"id", IdToString(one.subject)}, {"title", one.title}});
    }
    Json list = Json::array();
    for (auto& [id, group] : groups) {
      list.push_back({{"to", BureauView(*group.to)}, {"basis", {{"seller", group.by_seller}, {"watch", group.by_watch}}}, {"ids", std::move(group.ids)}, {"examples", std::move(group.examples)}});
    }
    Json left_out = Json::array();
    for (const Id id : wish.ids) {
      if (std::none_of(found->begin(), found->end(), [&](const Assignable& one) { return one.subject == id; })) left_out.push_back(IdToString(id));
    }
    return Json{{"groups", std::move(list)}, {"count", count}, {"without", without}, {"left_out", std::move(left_out)}, {"more", more}};
  });
}

Result<Json> GiveAssignments(Service& service, const Scope& scope, const AssignmentOrder& order) {
  if (Status allowed = Authorise(scope, UseCase::kMakeAssignment); !allowed) return Fail(allowed);
  if (Status kind = CheckKind(order.kind); !kind) return Fail(kind);
  if (Status note = CheckText(order.note, "note"); !note) return Fail(note);
  Result<AssignmentPolicy> policy = LoadAssignmentPolicy(service);
  if (!policy) return Fail(policy);
  const std::set<Id> ids(order.ids.begin(), order.ids.end());
  if (ids.empty()) return Fail(ErrorCode::kInvalid, "name the " + order.kind + "s that are to be assigned");
  if (ids.size() > static_cast<size_t>(policy->most)) return Fail(ErrorCode::kInvalid, "at most " + std::to_string(policy->most) + " are assigned at once");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<Jurisdictions> bureaus = Jurisdictions::Read(tx.db(), scope.org);
    if (!bureaus) return Fail(bureaus);
    const Organisation* to = bureaus->Find(order.to);
    if (!to || to->disabled || !bureaus->IsBelow(order.to, scope.home())) return Fail(ErrorCode::kInvalid, "name a bureau below the own one: see markwarden assign bureaus");
    Result<std::vector<Assignable>> found = Assignables(tx.db(), scope, order.kind, {ids.begin(), ids.end()}, policy->most);
    if (!found) return Fail(found);
    const Time now = service.clock().Now();
    Json items = Json::array();
    int64_t given = 0;
    for (const Id id : ids) {
      const auto known = std::find_if(found->begin(), found->end(), [&](const Assignable& one) { return one.subject == id; });
      if (known == found->end()) {
        // Not seen at all, or not to be given any more.
        const bool flag = order.kind == "flag";
        return Fail(ErrorCode::kConflict, "the " + order.kind + " " + IdToString(id) + " cannot be assigned: it does not exist, is " + (flag ? "decided" : "closed") + ", or was assigned meanwhile");
      }
      const Proposal proposal = ProposalFor(*bureaus, scope, *known);
      Result<Assignment> done = GiveAssignment(tx, scope, {.subject_kind = order.kind, .subject = id, .to = *to, .basis = proposal.to == to ? proposal.basis : "person",
                                                           .note = order.note, .due = now + policy->receipt});
      if (!done) return Fail(done);
      if (auto event = AppendEvent(tx, AssignmentEvent(scope, "assignment.given", *done)); !event) return Fail(event);
      if (++given <= kShownGiven) items.push_back(AssignmentView(scope, *done, now));
    }
    return Json{{"given", given}, {"items", std::move(items)}};
  });
}

Result<Json> ListAssignments(Service& service, const Scope& scope, const AssignmentQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeAssignments); !allowed) return Fail(allowed);
  static const std::set<std::string> kBoxes = {"", "received", "given"}, kStates = {"", "sent", "accepted", "returned", "passed_on", "overdue"};
  if (!kBoxes.contains(query.box)) return Fail(ErrorCode::kInvalid, "the box is received or given");
  if (!kStates.contains(query.state)) return Fail(ErrorCode::kInvalid, "an assignment is sent, accepted, returned, passed_on or overdue");
  const Time now = service.clock().Now();
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    AssignmentFilter filter;
    filter.box = query.box;
    if (query.state == "overdue") filter.overdue_at = now;
    else filter.state = query.state;
    Result<Page<Assignment>> page = ListAssignments(db, scope, filter, {.limit = query.limit, .after = query.cursor});
    if (!page) return Fail(page);
    Result<int64_t> waiting = CountWaitingAssignments(db, scope, kMostWaiting);
    if (!waiting) return Fail(waiting);
    Json items = Json::array();
    for (const Assignment& one : page->rows) items.push_back(AssignmentView(scope, one, now));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}, {"waiting", *waiting}};
  });
}

Result<Json> ShowAssignment(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeAssignments); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<Assignment>> found = FindAssignment(db, scope, id);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no assignment " + IdToString(id));
    Json view = AssignmentView(scope, **found, service.clock().Now());
    Result<Page<Event>> events = ListEvents(db, scope, {.kind = "assignment.", .subject_kind = (*found)->subject_kind, .subject = (*found)->subject}, {.limit = 200});
    if (!events) return Fail(events);
    Json history = Json::array();
    for (auto event = events->rows.rbegin(); event != events->rows.rend(); ++event) {
      history.push_back({{"kind", event->kind}, {"at", FormatTime(event->at)}, {"actor", event->actor_name}, {"detail", event->detail}});
    }
    view["history"] = std::move(history);
    return view;
  });
}

Result<Json> AnswerAssignmentOf(Service& service, const Scope& scope, Id id, const AssignmentAnswer& answer) {
  if (Status allowed = Authorise(scope, UseCase::kAnswerAssignment); !allowed) return Fail(allowed);
  const bool accept = answer.act == "accept";
  if (!accept && answer.act != "return") return Fail(ErrorCode::kInvalid, "an assignment is answered by accept or return");
  if (!accept && IsBlank(answer.reason)) return Fail(ErrorCode::kInvalid, "a return needs a reason");
  if (Status reason = CheckText(answer.reason, "reason"); !reason) return Fail(reason);
  if (Status written = Writing(service, [&](Transaction& tx) -> Status {
        Result<Assignment> done = AnswerAssignment(tx, scope, id, accept, answer.reason, answer.row_version);
        if (!done) return Fail(done);
        NewEvent event = AssignmentEvent(scope, accept ? "assignment.accepted" : "assignment.returned", *done);
        if (!answer.reason.empty()) event.personal = {{"reason", answer.reason}};
        Result<Id> appended = AppendEvent(tx, event);
        return appended ? Ok() : Status(Fail(appended));
      }); !written) {
    return Fail(written);
  }
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<Assignment>> found = FindAssignment(db, scope, id);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no assignment " + IdToString(id));
    return AssignmentView(scope, **found, service.clock().Now());
  });
}

Result<Json> ListBureausBelow(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kMakeAssignment); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<Organisation>> tree = ListBureausOf(db, scope.org);
    if (!tree) return Fail(tree);
    Result<Jurisdictions> bureaus = Jurisdictions::Read(db, scope.org);
    if (!bureaus) return Fail(bureaus);
    Json items = Json::array();
    for (const Organisation& one : *tree) {
      if (!one.disabled && bureaus->IsBelow(one.id, scope.home())) items.push_back(BureauView(one));
    }
    return Json{{"items", std::move(items)}, {"next", nullptr}};
  });
}

}  // namespace markwarden
