// When the terms of a notice's law end.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// Every term of the notice's regime, counted from `from` (RFC 3339): the arrival that starts it.
// {"from","regime","items":[{"id","name":{},"unit":"none"|"hour"|"calendar_day"|"working_day"|"calendar_month","least","most",
//   "not_before","due","last_day","zone","moved","holidays_unknown","law":{},"article":{},"quote","source","verified"}]};
// `due` is the first instant that is too late, null for a term without a measure; times are UTC.
// Errors: kInvalid (no time, or none that can be read: a term is never counted from a guess), kNotFound.
Result<Json> NoticeTerms(Service& service, const Scope& scope, Id notice, const std::string& from);

}  // namespace markwarden
