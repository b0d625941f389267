// What every use case of drafts asks first.  Internal to service/.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "core/scope.h"
#include "rules/rule_book.h"
#include "service/service.h"
#include "store/rule_packs.h"

namespace markwarden {

// Errors: kNotFound.
Result<RuleDraft> SeenRuleDraft(CaseDb& db, const Scope& scope, Id id);

// A text that could be a draft: readable, its id usable, newer than what is in force of it, no rule of another pack's name.  Its
// examples are not looked at.  Errors: kInvalid, kConflict, kExhausted, one line each.
Result<RulePack> ReadRuleDraft(Service& service, CaseDb& db, Id org, const std::string& yaml);

// What would be in force with it.  Errors: also kInvalid for an example that does not do as it says.
Result<std::shared_ptr<const RuleBook>> BookWithRuleDraft(Service& service, CaseDb& db, Id org, const std::string& yaml);

}  // namespace markwarden
