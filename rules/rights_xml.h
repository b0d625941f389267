// Trademark records as offices publish them: WIPO Standards ST.66 and ST.96 (XML).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.h"
#include "rules/rights_import.h"

namespace markwarden {

inline constexpr int kMaxRightsXmlDepth = 64;

// What an office's records are read for: rights, or new applications that stand beside them (a gazette).
enum class MarkRecords { kRights, kApplications };

// Rights from every <TradeMark> (ST.66) or <Trademark> (ST.96), whatever prefixes and office extensions stand around.  The id is the office's
// code and the registration number, as in "US-1234567".  Names are the verbal elements; classes those of Nice; the
// holder is the first holder, else the first applicant; valid_to is the expiry date where there is one (a renewal date is kept under
// extra, nothing is computed from it); status is "live", "expired" or "cancelled" when the office's words say so, its own words are kept
// under extra.  Pictures: file names without folders, and embedded ones in `embedded` (name -> bytes).
// Vienna codes are kept under extra, "figure_codes", as rules/figure_codes.h reads them.
// Of applications without a registration reg_no is empty, the id "EM-application-018999001", and valid_from the day of application.
// A document type is passed over and no entity of its own is expanded.  Of rights an application without a registration number, and any record without a
// number, name or picture, with a date that does not exist or nested deeper than kMaxRightsXmlDepth is refused alone.
// Errors: kInvalid (no trademark record at all, broken off outside of one).
struct RightsXml {
  RightsImport import;
  std::map<std::string, std::string> embedded;
};
Result<RightsXml> ImportRightsXml(std::string_view bytes, MarkRecords records = MarkRecords::kRights);

// True for bytes that begin as XML does.
bool LooksXml(std::string_view bytes);

}  // namespace markwarden
