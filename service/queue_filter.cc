// Words to ids, views to lanes.
#include "service/queue_filter.h"

#include <cmath>
#include <map>

#include "service/queue_policy.h"
#include "store/rights.h"
#include "store/sources.h"
#include "store/watches.h"

namespace markwarden {
namespace {

Result<std::vector<FlagState>> StatesOf(const std::vector<std::string>& names) {
  std::vector<FlagState> states;
  for (const std::string& name : names) {
    if (name == "any") return std::vector<FlagState>();
    const auto state = ParseFlagState(name);
    if (!state) {
      return Fail(ErrorCode::kInvalid, "no state is called \"" + name +
                                           "\": new, held, second_look, dismissed, in_case, reopened or any");
    }
    states.push_back(*state);
  }
  if (states.empty()) states = {FlagState::kNew, FlagState::kReopened, FlagState::kSecondLook};
  return states;
}

// A view is a lane, or two views of one.
Status ApplyView(QueueFilter& filter, const std::string& view, const Scope& scope, Time now, const QueuePolicy& policy) {
  filter.verdict = std::nullopt;
  if (view == "mine") {
    filter.mine = scope.actor;
    return Ok();
  }
  if (view == "overdue") {
    filter.lanes = {"new"};
    filter.found_before = now - policy.overdue;
    return Ok();
  }
  for (const char* lane : {"new", "second_look", "held", "cleared", "dismissed", "in_case"}) {
    if (view != lane) continue;
    filter.lanes = {view};
    if (view == "second_look") filter.not_asked_by = scope.actor;  // nobody answers a question of their own
    return Ok();
  }
  return Fail(ErrorCode::kInvalid, "no view is called \"" + view + "\": new, mine, second_look, held, cleared, overdue, dismissed or in_case");
}

template <typename Find>
Status ToId(const std::string& text, const char* what, Id& id, Find find) {
  if (text.empty()) return Ok();
  auto found = find();
  if (!found) return Fail(std::move(found.error()));
  if (*found) {
    id = (*found)->id;
  } else if (const auto number = ParseId(text)) {
    id = *number;
  } else {
    return Fail(ErrorCode::kNotFound, std::string("no ") + what + " " + text);
  }
  return Ok();
}

Status CheckRange(const std::optional<double>& least, const std::optional<double>& most, const char* what) {
  for (const auto& bound : {least, most}) {
    if (bound && !std::isfinite(*bound)) return Fail(ErrorCode::kInvalid, std::string(what) + " is a number");
  }
  if (least && most && *least > *most) return Fail(ErrorCode::kInvalid, std::string("the least ") + what + " is above the most");
  return Ok();
}

}  // namespace

Result<QueueGroup> QueueGroupOf(const std::string& name) {
  if (name.empty()) return QueueGroup::kNone;
  if (name == "picture") return QueueGroup::kPicture;
  if (name == "seller") return QueueGroup::kSeller;
  return Fail(ErrorCode::kInvalid, "a group is by picture or seller, not \"" + name + "\"");
}

Result<QueueFilter> QueueFilterOf(Service& service, CaseDb& db, const Scope& scope, const FlagQuery& query) {
  Result<const QueuePolicy*> policy = service.queue_policy();
  if (!policy) return Fail(policy);
  QueueFilter filter;
  filter.examine = (*policy)->examined_rows;
  filter.text = query.text;
  if (query.text.size() > 1'000) return Fail(ErrorCode::kInvalid, "the text is longer than any title");
  if (query.verdict.empty() || query.verdict == "any") {
    filter.verdict = std::nullopt;
  } else if (query.verdict == "suspected" || query.verdict == "cleared") {
    filter.verdict = query.verdict == "cleared" ? Verdict::kCleared : Verdict::kSuspected;
  } else {
    return Fail(ErrorCode::kInvalid, "a verdict is suspected, cleared or any, not \"" + query.verdict + "\"");
  }
  if (!query.view.empty()) {
    if (!query.states.empty()) return Fail(ErrorCode::kInvalid, "give a view or states, not both");
    if (Status applied = ApplyView(filter, query.view, scope, db.Now(), **policy); !applied) return Fail(applied);
  } else {
    Result<std::vector<FlagState>> states = StatesOf(query.states);
    if (!states) return Fail(states);
    filter.states = std::move(*states);
  }
  static const std::map<std::string, QueueSort> kSorts = {
      {"priority", QueueSort::kPriority}, {"db", QueueSort::kDb}, {"newest", QueueSort::kNewest}, {"oldest", QueueSort::kOldest}};
  const auto sort = kSorts.find(query.sort.empty() ? "priority" : query.sort);
  if (sort == kSorts.end()) return Fail(ErrorCode::kInvalid, "a list is sorted by priority, db, newest or oldest, not \"" + query.sort + "\"");
  filter.sort = sort->second;
  Result<QueueGroup> group = QueueGroupOf(query.group);
  if (!group) return Fail(group);
  filter.group = *group;
  if (Status found = ToId(query.right, "right", filter.right, [&] { return FindRightByKey(db, scope, query.right); }); !found) return Fail(found);
  if (Status found = ToId(query.watch, "watch", filter.watch, [&] { return FindWatchByName(db, scope, query.watch); }); !found) return Fail(found);
  if (Status found = ToId(query.source, "source", filter.source, [&] { return FindSourceByName(db, scope, query.source); }); !found) return Fail(found);
  if (!query.seller.empty()) {
    const auto seller = ParseId(query.seller);
    if (!seller) return Fail(ErrorCode::kInvalid, "\"" + query.seller + "\" is no seller's id");
    filter.seller = *seller;
  }
  if (query.region.size() > 6 || query.region.find_first_not_of("0123456789") != std::string::npos) {
    return Fail(ErrorCode::kInvalid, "a region is the beginning of a GB/T 2260 code, such as 2301");
  }
  filter.region = query.region;
  filter.platform = query.platform;
  filter.reason = query.reason;
  if (query.reason.find(',') != std::string::npos || query.reason.size() > 100) return Fail(ErrorCode::kInvalid, "give one reason code");
  if (Status fits = CheckRange(query.min_db, query.max_db, "weight of evidence"); !fits) return Fail(fits);
  if (Status fits = CheckRange(query.min_priority, query.max_priority, "priority"); !fits) return Fail(fits);
  filter.min_db = query.min_db;
  filter.max_db = query.max_db;
  filter.min_priority = query.min_priority;
  filter.max_priority = query.max_priority;
  return filter;
}

}  // namespace markwarden
