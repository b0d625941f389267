// The linter over the store.  Internal to service/.
#pragma once

#include <string>
#include <vector>

#include "core/case.h"
#include "core/event.h"
#include "core/notice.h"
#include "core/said.h"
#include "core/scope.h"
#include "reports/notice_lint.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

struct LintContext {
  Id case_id = 0;
  Id notice = 0;  // 0: not stored yet
  Id author = 0;
};
// What speaks against this notice as the store knows it now.
Result<std::vector<LintFinding>> LintNow(Service& service, CaseDb& db, const Scope& scope, const Notice& notice, const Regime& regime, const LintContext& context);

// Where the platform takes a reason once a listing: gives the notice the first reason for which none of its listings was reported, unless
// it has one.  Left as it is when there is none: the linter says which a person may choose.
Status ChooseReason(Service& service, CaseDb& db, Notice& notice, Id own);

// [{"code","weight","item" or null,"pointer" or null,"why":{},"source"}]
Json LintView(const LintRules& rules, const std::vector<LintFinding>& findings);

// What refuses stops; what only the head may insist on needs the head and a reason, and goes into `event`.
// Errors: kConflict naming every refusal, kDenied, kInvalid (no reason).
Status PassLint(const Scope& scope, const std::vector<LintFinding>& findings, const std::string& reason, NewEvent& event);

// "lint.refuses" and its kin with what was found in both languages.
Said SayLint(std::string_view code, const std::vector<LintFinding>& findings, LintWeight weight);

// The notice without the items that are refused; says what was left out: [{"flag","url","why":[...]}].
Notice WithoutRefused(const Notice& notice, const std::vector<LintFinding>& findings, Json& left_out);

}  // namespace markwarden
