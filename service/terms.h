// When the terms of a notice's law end.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// When what starts a law's terms happened, RFC 3339; empty: as it is recorded, or not yet.
struct TermStarts {
  std::string sent = {};     // the notice reached the recipient; recorded with the notice's sending
  std::string counter = {};  // the counter-notice reached the holder; recorded with the newest one
  std::string outcome = {};  // the recipient's answer arrived
};
// Every term of the notice's regime, each counted from its own start; one that lengthens another begins at that one's end.
// {"regime","starts":[{"event":"sent"|"counter"|"outcome","at" or null,"recorded":bool}],"items":[{"id","name":{},"start","started_at" or null,
//   "unit":"none"|"hour"|"calendar_day"|"working_day"|"calendar_month","least","most","not_before","due","last_day","zone","moved","holidays_unknown",
//   "law":{},"article":{},"quote","source","verified"}]};
// `due` is the first instant that is too late, null for a term without a measure and for one whose start is not known: nothing is counted from a
// guess, nor from another term's start.  Times are UTC.
// Errors: kInvalid (a time that cannot be read), kNotFound.
Result<Json> NoticeTerms(Service& service, const Scope& scope, Id notice, const TermStarts& starts);

}  // namespace markwarden
