// A trial of a right on the command line: how far it is, and what it found.
#pragma once

#include <functional>
#include <stop_token>

#include "core/json.h"
#include "core/result.h"
#include "service/right_trials.h"

namespace markwarden {

using TrialRun = std::function<Result<Json>(const std::function<void(const TrialProgress&)>& progress, std::stop_token stop)>;

// Runs it with a line of progress, until a signal stops it, and prints what it found (service/right_try.h).  Gives the exit code.
Result<int> RunAndPrintTrial(bool json, const TrialRun& run);

}  // namespace markwarden
