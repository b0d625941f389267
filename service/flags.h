// The queue of flags, one flag's page, and what people decide.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct FlagQuery {
  std::vector<std::string> states = {};  // empty: new, reopened, second_look
  std::string right = {}, platform = {}, watch = {};
  std::string verdict = "suspected";  // "suspected", "cleared" or "" for both
  std::string text = {};              // in the title
  std::optional<double> min_db = {};
  std::string cursor = {};
  int limit = 50;  // 1..500
  std::string view = {};  // instead of states and verdict: new, mine, second_look, held, cleared, overdue, dismissed, in_case
  std::string sort = {};  // priority (also when empty), db, newest, oldest
  std::string group = {}; // picture, seller: the first of each group alone
  std::string source = {}, region = {}, seller = {}, reason = {};
  std::optional<double> max_db = {}, min_priority = {}, max_priority = {};
};
// {"items":[{"id","state","verdict","score","db","title","url","platform","price","seller","seller_id","captured_at",
//   "right":{"id","right_id","title","kind"},"reason_codes","detectors","picture","row_version",
//   "priority":{"points","version","parts":[...]},"lock":{"by","by_id","since","until"},"group":{"by","key","count","more"}}],"next"}
// A page may end before it is full and still have a next one, where text or a reason code is asked for.
Result<Json> ListFlags(Service& service, const Scope& scope, const FlagQuery& query);

// {"id","state","row_version","listing":Listing,"right":Right,"hits":[{"id","result":Flag,...}],"decisions",
//  "capture":{...,"sealed"},"pictures":{"listing":[..],"right":[..]},"price_ratio","seller_history",
//  "previous","next","found": as service/search_sightings.h}
Result<Json> ShowFlag(Service& service, const Scope& scope, Id flag);

struct FlagDecision {
  std::string action;  // dismiss, hold, second_look, reopen, note
  std::string reason;  // code: genuine, authorised, fair_use, other_goods, duplicate, bad_match ...
  std::string basis;        // of a dismissal: its article; empty: the one that service/flag_basis.h offers
  std::string note;
  Id hit = 0;               // the hit that was seen; 0: the latest
  int64_t row_version = 0;  // of the flag as it was seen; 0: whatever it is
};
// Errors: kConflict when the flag changed since it was seen, or another has it open; kDenied to whoever asked for a second look.
Result<Json> DecideFlag(Service& service, const Scope& scope, Id flag, const FlagDecision& decision);

// Runs the match of a hit again from the stored bytes.  {"identical":bool,"then","now","engine","rule_set"}
Result<Json> ReplayFlag(Service& service, const Scope& scope, Id flag);

// The latest hit as a document that others check without this program (docs/MATCH_CERTIFICATE.md).  Errors: those of ReplayFlag.
Result<Json> FlagCertificate(Service& service, const Scope& scope, Id flag);

// {"bytes","content_type"}-like: the picture's bytes by digest, for those who see a flag or right with it.
struct PictureBytes {
  std::string bytes;
  std::string content_type;
};
Result<PictureBytes> ShowPicture(Service& service, const Scope& scope, const std::string& sha256);

}  // namespace markwarden
