// What a right would have flagged lately, before it is registered: a match over stored snapshots of which nothing is written.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "rules/rule_set.h"
#include "service/right_trials.h"
#include "service/service.h"

namespace markwarden {

// `registration` as RegisterRight takes it.  The newest listings of the last days, each once (rules/registration/trial.yaml says how many and how long), are
// matched as `work` would with this right among the organisation's others; what is said is of this right alone.
// {"days","from","seen","cut":null|"listings"|"seconds"|"cancelled","pictures_missed","suspected","cleared","by_detector":[{"detector","count"}],
//  "cleared_by":[{"detector","count"}],"platforms":[{"platform","count"}],"strongest":[TrialFlag],"borderline":[TrialFlag],
//  "sellers":[{"name","platform","id","count"}],"sellers_total","prices":{"known","lowest","median","highest","currency","below_half"}|null,
//  "threshold_db","suggestions":[TrialSuggestion],"elapsed_ms",
//  "in_force":{"suspected","raised","gone"} or null,"forecast":{"level","per_1000":Range,"per_week":Range or null,"listings_per_week","days"} or null,
//  "chance":{"decoys","seen","per_1000":Range} or null}
// "in_force": beside what the version in force flags, where the right is registered already: raised by the new one alone, gone with it.  "forecast": how many
// flags are to be expected, Range = {"expected","low","high"}; no rate by the week where what is stored reaches back less than a week.
// "chance": how many of these to expect though no listing means the right, as names that nobody bears tell (service/chance.h).
// TrialFlag: {"title","url","platform","seller","price","verdict","db","reason_codes","signals":[{"detector","field","matched"}],"cleared_by":[{"detector","why"}],
//  "picture","seen_at","raised"}.  TrialSuggestion: {"kind":"seller|classes|name|context_word","value","removes","strong","of","patch"}: the part of the
// registration that would be another, how many of `of` suspected flags would be gone, and how many of those are strong ones.
Result<Json> TryRight(Service& service, const Scope& scope, const Json& registration, const std::filesystem::path& folder, const std::function<void(const TrialProgress&)>& progress, std::stop_token stop);

// The same on a thread of its own: {"id"}.  Errors: kUnavailable (others are at it), and what is wrong with the registration.
Result<Json> StartRightTrial(Service& service, const Scope& scope, const Json& registration);
// The same of a right as the matcher takes it, in place of the one of its key.  The caller has authorised it.  Internal.
Result<Json> TryVersion(Service& service, const Scope& scope, const RightVersion& draft, const std::function<void(const TrialProgress&)>& progress, std::stop_token stop);
Result<Json> StartVersionTrial(Service& service, const Scope& scope, RightVersion draft);
// RightTrials::Show.
Result<Json> ShowRightTrial(Service& service, const Scope& scope, const std::string& id);
Result<Json> CancelRightTrial(Service& service, const Scope& scope, const std::string& id);

}  // namespace markwarden
