// What became of a right, in numbers that each open their rows; what a holder sees first.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

// {"right","flags":{state:n},"cleared","weeks":[{"week","states":{state:n},"total"}],"cases","notices":{state:n},"measures":{state:n},"relists","questions","more",
//  "cleanliness":{"clean","of","share"}|null,"watches":[{"id","name","state"}]}.  Weeks: the last 26, Mondays in Beijing.  "clean": leads that turned out to be
// nothing and offers that were cleared, of all offers that name or show the right.  A holder sees notices that went out, and no watches.
Result<Json> ShowRightRecord(Service& service, const Scope& scope, const std::string& right);

struct RightRowsQuery {
  std::string of;     // cases, notices, measures, relists
  std::string state;  // of measures; empty: any
  std::string cursor;
  int limit = 50;
};
// {"items","next"}, newest first.  cases: {"id","title","state","outcome","flags","created_at","updated_at"}; notices: {"id","case","platform","regime","state",
// "items","created_at","sent_at"}; measures as ListMeasures, relists as ListRelists gives them.  A holder sees neither titles of cases nor drafts.
Result<Json> ListRightRows(Service& service, const Scope& scope, const std::string& right, const RightRowsQuery& query);

// {"items":[{"right":RightRow,"found","noticed","down","back","questions"}],"next"}: each right in five numbers.
Result<Json> ListRightsOverview(Service& service, const Scope& scope, const ListPage& page = {});

}  // namespace markwarden
