// Days of rights that are warned of; derived from the rights.
#pragma once

#include <string>
#include <vector>

#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct RightTermRow {
  Id right = 0;
  Id org = 0;
  std::string right_key, right_title, kind, region_code;
  std::string code;
  std::string due;   // day; empty: never said
  std::string warn;  // day
};
// Replaces what is there for the right.
Status SetRightTerms(Transaction& tx, Id org, Id right, Id version, const std::string& rules_sha256, const std::vector<RightTermRow>& terms);
// Rights of every organisation whose terms were never computed, or of an older version, or by other rules.  At most `limit`.
Result<std::vector<std::pair<Id, Id>>> RightsWithoutTerms(CaseDb& db, const std::string& rules_sha256, int limit);  // right, organisation
// Those whose warning has begun on `today`, the earliest day first; what has no day comes first of all.
Result<Page<RightTermRow>> ListRightTerms(CaseDb& db, const Scope& scope, const std::string& today, const PageRequest& page = {});
Result<std::vector<RightTermRow>> TermsOfOneRight(CaseDb& db, Id right);
// Of all organisations: warnings that begin on a day in (after, until], for tasks.
Result<std::vector<RightTermRow>> WarningsBegun(CaseDb& db, const std::string& until, Id after_right, int limit);

}  // namespace markwarden
