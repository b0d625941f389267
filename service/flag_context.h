// What an officer weighs beside the listing and the right: how the disguise reads, which innocent readings were tried, what was not
// checked, the seller's history, decisions like this one, other listings with the picture, and the article to decide on.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

// {"readings":[{"signal","steps":[{"step","from","to","sound"}],"form","sound","meaning"}],
//  "innocent":[{"code","result":"applies" or "no" or "untested","why"}],
//  "unchecked":[{"code","n","at"}],
//  "seller":null or {"id","name","shops","licence","licence_picture","credit_code","credit_code_valid","region","history":{...}},
//  "similar":[...], "same_picture":{"count","most"}, "basis": as service/flag_basis.h, "look": as service/looks.h or null}
Result<Json> ShowFlagContext(Service& service, const Scope& scope, Id flag);

// The rows behind a count: `what` of store/flag_context.h.  {"items":[{"kind","id","case","title","state","at"}],"next"}
Result<Json> ListSellerHistory(Service& service, const Scope& scope, Id flag, const std::string& what, const ListPage& page = {});
// {"items":[{"listing","title","url","platform","seller","same_seller","flag","state"}],"next"}
Result<Json> ListSamePicture(Service& service, const Scope& scope, Id flag, const ListPage& page = {});

}  // namespace markwarden
