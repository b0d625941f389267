// Rule books with an organisation's own packs in them.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/id.h"
#include "core/result.h"
#include "rules/rule_book.h"
#include "service/service.h"

namespace markwarden {

class CaseDb;

// By pack id -> YAML; the organisation's full table of goods by its name among RuleTexts.
using OwnPacks = std::map<std::string, std::string>;
Result<OwnPacks> OwnPacksOf(CaseDb& db, Id org);

// The texts of the shipped book with `own` in it: a pack with the id of a shipped one stands in its place.
Result<RuleTexts> RuleTextsWith(Service& service, const OwnPacks& own);

// What the organisation matches with now.  Errors: those of BuildRuleBook.
Result<std::shared_ptr<const RuleBook>> RuleBookInForce(Service& service, CaseDb& db, Id org);

}  // namespace markwarden
