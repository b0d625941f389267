// What goes with every decision about a flag, made of one or of a group.
#pragma once

#include <string>

#include "core/flag_record.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/flags.h"

namespace markwarden {

// "flag.dismissed"
const char* EventKindOf(DecisionAction action);

// A dismissal says why, in a word of the vocabulary; statistics and what is learned from it rest on these.  Errors: kInvalid.
Status CheckDismissal(Service& service, DecisionAction action, const std::string& reason, const std::string& note);

// What a decision rests on: what was given, else, for a dismissal, the article that is on file for its reason on the day of the act.
// Errors: kInvalid (a dismissal, and none is on file).
Result<std::string> BasisOf(Service& service, const FlagDetail& detail, DecisionAction action, const std::string& reason, const std::string& given);

// In the transaction of the decision, after it: the blind sample, and the lead is free for others.
Status AfterDecision(Service& service, Transaction& tx, const Scope& scope, const FlagRecord& before, const Decision& decision);

}  // namespace markwarden
