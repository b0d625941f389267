// One count for many.
#include "service/live.h"

#include <algorithm>
#include <map>

#include "service/sign_in.h"
#include "service/permissions.h"
#include "service/queue_policy.h"
#include "service/transact.h"
#include "store/scope_sql.h"

namespace markwarden {
namespace {

constexpr size_t kRecent = 5'000;

}  // namespace

int64_t LiveBoard::reads() const {
  const std::lock_guard lock(mutex_);
  return reads_;
}

Result<std::shared_ptr<const LiveState>> LiveBoard::Now() {
  using Steady = std::chrono::steady_clock;
  Result<const QueuePolicy*> policy = service_.queue_policy();
  if (!policy) return Fail(policy);
  const std::lock_guard lock(mutex_);
  const auto start = Steady::now();
  if (state_ && start < next_) return state_;
  Result<LiveQueue> queue = Reading(service_, [&](CaseDb& db) {
    return ReadLiveQueue(db, db.Now() - (*policy)->overdue, state_ ? state_->newest : 0);
  });
  ++reads_;
  next_ = start + std::max<Steady::duration>((*policy)->live, 20 * (Steady::now() - start));
  if (!queue) return Fail(queue);
  auto state = std::make_shared<LiveState>();
  state->at = service_.clock().Now();
  state->newest = std::max(queue->newest, state_ ? state_->newest : 0);
  state->floor = state_ ? state_->floor : queue->newest;
  if (state_) state->recent = state_->recent;
  if (queue->fresh.size() == static_cast<size_t>(kLiveFresh)) {
    state->recent.clear();  // more than was read: begin anew
    state->floor = state->newest;
  } else {
    state->recent.insert(state->recent.end(), queue->fresh.begin(), queue->fresh.end());
    if (state->recent.size() > kRecent) {
      const auto kept = state->recent.end() - static_cast<std::ptrdiff_t>(kRecent);
      state->floor = (kept - 1)->flag;
      state->recent.erase(state->recent.begin(), kept);
    }
  }
  queue->fresh.clear();
  for (const LiveCount& one : queue->counts) {  // those of one organisation and lane follow one another
    if (state->totals.empty() || state->totals.back().org != one.org || state->totals.back().lane != one.lane) state->totals.push_back({.org = one.org, .lane = one.lane});
    state->totals.back().count += one.count;
    state->totals.back().overdue += one.overdue;
  }
  state->queue = std::move(*queue);
  state_ = std::move(state);
  return state_;
}

Json LiveCounts(const LiveState& state, const Scope& scope) {
  std::map<std::string, int64_t> views = {{"new", 0}, {"mine", 0}, {"second_look", 0}, {"held", 0}, {"cleared", 0}, {"overdue", 0}, {"dismissed", 0}, {"in_case", 0}};
  if (SeesWholeOrganisation(scope)) {
    for (const LiveState::Total& one : state.totals) {
      if (one.org != scope.org) continue;
      views[one.lane] += one.count;
      views["overdue"] += one.overdue;
    }
  } else {
    for (const LiveCount& one : state.queue.counts) {
      if (!SeesRow(scope, one.org, one.region_code, one.right)) continue;
      views[one.lane] += one.count;
      views["overdue"] += one.overdue;
    }
  }
  for (const LiveOwn& one : state.queue.asked) {
    if (one.account == scope.actor && SeesRow(scope, one.org, one.region_code, one.right)) views["second_look"] -= one.count;
  }
  for (const LiveOwn& one : state.queue.assigned) {
    if (one.account == scope.actor && SeesRow(scope, one.org, one.region_code, one.right)) views["mine"] += one.count;
  }
  for (const LiveLease& one : state.queue.leases) {
    if (one.lease.account == scope.actor && SeesRow(scope, one.org, one.region_code, one.right)) ++views["mine"];
  }
  return Json{{"views", views}};
}

Json LiveLocks(const LiveState& state, const Scope& scope) {
  Json locks = Json::array();
  bool more = state.queue.leases.size() == static_cast<size_t>(kLiveLeases);
  for (const LiveLease& one : state.queue.leases) {
    if (!SeesRow(scope, one.org, one.region_code, one.right)) continue;
    if (locks.size() == kShownLocks) {
      more = true;
      break;
    }
    locks.push_back({{"flag", IdToString(one.lease.flag)}, {"by", one.lease.account_name}, {"by_id", IdToString(one.lease.account)},
                     {"since", FormatTime(one.lease.since)}, {"until", FormatTime(one.lease.until)}});
  }
  return Json{{"locks", std::move(locks)}, {"more", more}};
}

Json LiveFresh(const LiveState& state, const Scope& scope, Id since) {
  int64_t count = 0;
  for (auto one = state.recent.rbegin(); one != state.recent.rend() && one->flag > since; ++one) {
    count += SeesRow(scope, one->org, one->region_code, one->right) ? 1 : 0;
  }
  return Json{{"count", count}, {"more", since < state.floor}};
}

Result<Json> ShowQueueCounts(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<std::shared_ptr<const LiveState>> state = service.live().Now();
  if (!state) return Fail(state);
  Json counts = LiveCounts(**state, scope);
  counts["at"] = FormatTime((*state)->at);
  return counts;
}

Result<Scope> ScopeStillOf(Service& service, const Credential& credential) {
  return credential.token.empty() ? ScopeOfIdleSession(service, credential.session) : ScopeOfToken(service, credential.token);
}

}  // namespace markwarden
