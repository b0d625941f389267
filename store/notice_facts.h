// What the linter asks the store about a notice's items: other notices, outcomes, how many, how fast.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/json.h"
#include "core/result.h"
#include "store/database.h"

namespace markwarden {

struct NoticeOfFlag {
  Id notice = 0;
  std::string state, regime;
};
// Notices that are not withdrawn, by each of the flags whose listing they name.  A flag is one right and one listing of one organisation.
Result<std::map<Id, std::vector<NoticeOfFlag>>> NoticesOfFlags(CaseDb& db, const std::vector<Id>& flags);

// Notices that reported a flag's listing to a platform, whatever the right: those that went out, and those on their way; oldest first.
struct ReportOfListing {
  Id notice = 0;
  Json payload;
};
Result<std::vector<ReportOfListing>> ReportsOfListing(CaseDb& db, Id flag, const std::string& platform);

// The newest `window` outcomes of a right's notices: measures that ended one way or the other.
struct RightOutcomes {
  int decided = 0;
  int wrong = 0;  // restored after a counter-notice, or withdrawn
};
Result<RightOutcomes> OutcomesOfRight(CaseDb& db, Id org, Id right, int window);
// Listings of the right under notices that went out.
Result<int64_t> ListingsUnderNotice(CaseDb& db, Id org, Id right);
// Listings that an account put into notices since then.
Result<int64_t> ListingsDrafted(CaseDb& db, Id author, Time since);
// Cases of the organisation in which a seller is, other than this one.
Result<int> CasesOfSeller(CaseDb& db, Id org, Id seller, Id other_than);
// The chain of notices that this one repeats, itself first.
Result<std::vector<Id>> NoticesRepeated(CaseDb& db, Id notice);

}  // namespace markwarden
