// Rule packs in the console: what is in force, drafts of an organisation's own, putting one in force, taking it out.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

// The packs in force: {"items":[{"id","version","source","date","language","rules","examples","own","shipped_version","draft"}],
// "rule_set":{"digest","generation"} or null,"next"}; "draft": the id of an open draft of it, or null.
Result<Json> ListRulePacks(Service& service, const Scope& scope);
// One of them with its rules and their examples, its text and what was in force before: {..., "yaml","rule_list":[{"id","when":{"price_below","seller","category":[],"lacks":[]} or
// null,"effect","place","fields","kinds","db","window","reason","why","legal_basis","examples":[{"text","wanted","fired"}]}],"failed",
// "history":[{"at","by","version","reason"}]}; a version of null: withdrawn.
Result<Json> ShowRulePack(Service& service, const Scope& scope, const std::string& pack);

// A text read and its examples run; nothing is kept.  {"pack":as ShowRulePack without history,"failed"}.  Errors: kInvalid, kConflict,
// kExhausted, each one line with its place in the text.
Result<Json> CheckRulePack(Service& service, const Scope& scope, const std::string& yaml);

// Drafts.  A text must be readable to be kept; its examples may fail until it is tried or put in force.
// {"items":[{"id","pack","version","state","failed","author","updated_at","row_version"}],"next"}
Result<Json> ListRuleDrafts(Service& service, const Scope& scope, const ListPage& page = {});
// {..., "yaml","whole":{as CheckRulePack gives "pack"},"tried","mine","problem": why it cannot be read any more, or null,"may":["edit","drop","shadow","activate"],
//  "shadows":[as ShowRuleShadow]}
Result<Json> ShowRuleDraft(Service& service, const Scope& scope, Id id);
Result<Json> AddRuleDraft(Service& service, const Scope& scope, const std::string& yaml);
Result<Json> EditRuleDraft(Service& service, const Scope& scope, Id id, const std::string& yaml, int64_t row_version);
Result<Json> DropRuleDraft(Service& service, const Scope& scope, Id id, int64_t row_version);

// Puts the draft's text in force, by another than any of its authors, after a run in the shadow of that very text.  What is matched from
// now on is matched with it; earlier hits replay with theirs.  Errors: kDenied, kConflict (no run yet, changed meanwhile), kInvalid (an example fails).
Result<Json> ActivateRuleDraft(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version);
// Takes the organisation's own pack out of force; a shipped one of that id stands again.  Errors: kNotFound, kConflict (it is not its own).
Result<Json> WithdrawRulePack(Service& service, const Scope& scope, const std::string& pack, const std::string& reason);

}  // namespace markwarden
