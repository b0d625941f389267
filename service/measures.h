// What recipients did to the listings of a notice: begun when it is sent, told by looks, recorded by people.
#pragma once

#include <string>

#include "core/case.h"
#include "core/clock.h"
#include "core/json.h"
#include "core/notice.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

class Transaction;
struct Measure;

// When a notice becomes `sent`: one measure an item, the first look planned.  In the transaction of the sending; twice is once.
// Errors: kNotFound (the right is not registered any more).
Status StartMeasures(Transaction& tx, const Scope& scope, const NoticeRecord& record, const Notice& notice, Time asked_at, const FollowUp& data);

// When it is withdrawn: nothing is looked at any more, nothing is watched for.  `why` is for the log.
Status DropMeasures(Transaction& tx, const Scope& scope, Id notice, const std::string& why);

// When no listing of the notice waits for the recipient any more, what it had to do in time is done: those terms are met.
Status EndActionTerms(Transaction& tx, const Scope& scope, Id notice, Time at);

struct MeasureQuery {
  std::string state = {};
  std::string platform = {};
  Id notice = 0;
  Id case_id = 0;
  Id right = 0;
  std::string cursor = {};
  int limit = 50;
};
// {"items":[{"id","notice","case","item","listing","right","platform","url","state","asked_at","first_gone_at","taken_at","ended_at",
//  "refusal","refusal_name","note","outcome","outcome_name","next_look_at","looks","misses","row_version"}],"next"}
Result<Json> ListMeasures(Service& service, const Scope& scope, const MeasureQuery& query);
// As an item, with "title", "checks":[{"at","seen","why","status","capture","page"}] oldest first ("page": what was fetched, {"url","captured_at",
// "content_type","sha256","size","title","picture","sealed"}, or null), "relists" as ListRelists gives them, and
// "may":["refused"...]: what this account may record of it as it stands.
Result<Json> ShowMeasure(Service& service, const Scope& scope, Id id);

struct MeasureDeed {
  std::string act = {};     // "refused", "taken", "ended", "look"
  int64_t row_version = 0;  // that was seen; 0: whatever it is
  std::string reason = {};  // of a refusal: a code of reports/follow_up.yaml
  std::string note = {};
  std::string at = {};       // of "taken": when the recipient did it, as it says; RFC 3339
  std::string outcome = {};  // of "taken": a code of reports/follow_up.yaml
};
// - refused: the recipient said no.  - ended: it restored the listing, lawfully.
// - taken: the recipient says that it took the listing down.  That is kept as said, and a look is made now: the state
//   itself changes only by two looks.
// - look: a look is made now, also where looks were given up.
// Answers as ShowMeasure.  Errors: kDenied, kNotFound, kInvalid, kConflict (the state forbids it, or it was changed meanwhile).
Result<Json> RecordOfMeasure(Service& service, const Scope& scope, Id id, const MeasureDeed& deed);

// {"items":[{"id","case","measure","right","seen_at","score","reasons","listing","platform","url","title","seller","taken_url","taken_title"}],"next"},
// newest first.
struct RelistQuery {
  Id case_id = 0;
  Id right = 0;
  std::string cursor = {};
  int limit = 50;
};
Result<Json> ListRelists(Service& service, const Scope& scope, const RelistQuery& query);

// Those of a case, at most 200: what it was reopened for.
Result<Json> RelistsOfCase(CaseDb& db, const Scope& scope, Id case_id);

}  // namespace markwarden
