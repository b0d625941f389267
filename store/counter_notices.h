// Counter-notices: what sellers answered, and what was decided about it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/takedown.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// With the acting account; organisation, region and case are the notice's.  Errors: kNotFound (no such notice), kConflict (one of that number
// is recorded for the notice already).
Result<CounterNotice> AddCounterNotice(Transaction& tx, const Scope& scope, const CounterNotice& counter);
// What was decided: state, filing, reason.  Errors: kConflict (core/transitions.h does not lead there, or changed meanwhile), kNotFound.
Result<CounterNotice> DecideCounterNotice(Transaction& tx, const Scope& scope, const CounterNotice& decided, const std::string& act, int64_t row_version);
// When the platform was told of a filing.
Status NoteTold(Transaction& tx, const Scope& scope, Id id, Time told);
Result<std::optional<CounterNotice>> FindCounterNotice(CaseDb& db, const Scope& scope, Id id);

struct CounterNoticeFilter {
  std::string state = {};
  Id notice = 0;
  Id case_id = 0;
};
// Newest first.
Result<Page<CounterNotice>> ListCounterNotices(CaseDb& db, const Scope& scope, const CounterNoticeFilter& filter = {}, const PageRequest& page = {});

// The counter-notice after which this listing was restored to a right under one of `regimes`; empty when none was.
Result<std::string> RestoredBy(CaseDb& db, Id org, Id right, const std::string& url, const std::vector<std::string>& regimes);

}  // namespace markwarden
