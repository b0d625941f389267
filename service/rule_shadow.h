// A draft tried in the shadow: what it would say of what is stored.  No flag, hit or rule set comes of it.
#pragma once

#include <stop_token>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct RuleShadow;

inline constexpr int64_t kUsualShadow = 2'000, kMaxShadow = 20'000;  // snapshots, newest first

// Queues a run over the newest `snapshots`; `serve` and `rules shadow` take it.  Errors: kInvalid (an example fails, too many), kConflict (one runs).
Result<Json> AskRuleShadow(Service& service, const Scope& scope, Id draft, int64_t snapshots);
// {"id","draft","state","wanted","scanned","why","by","created_at","ended_at","result":{"suspected_before","suspected_after","raised","gone","changed",
//  "rules":[{"id","fired","samples":[{"listing","title","url","field","matched"}]}],"new":[{"listing","title","url","right","db_before","db_after"}],"lost":[...]}}
Result<Json> ShowRuleShadow(Service& service, const Scope& scope, Id id);
Result<Json> StopRuleShadow(Service& service, const Scope& scope, Id id);
Json RuleShadowView(const RuleShadow& shadow);

// Takes the oldest run that waits, or was begun by a process that ended, and goes on until it is done, cancelled or stopped; each batch is one
// transaction.  False: there was nothing to do, or another process does it.
Result<bool> RuleShadowPass(Service& service, std::stop_token stop);

}  // namespace markwarden
