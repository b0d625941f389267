// The blind sample: a share of decisions, and of what the program cleared, is judged again by another person who does not see
// the first judgement.  Where the two differ the head settles.
#pragma once

#include <string>

#include "core/flag_record.h"
#include "core/json.h"
#include "core/result.h"
#include "core/review.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

// Whether a flag is drawn: the same answer however often it is asked, and nothing that a person does changes it (pure).
// HMAC-SHA-256 of kind and id under the store's seed, its first 64 bits as a share of 1.
bool IsDrawn(std::string_view seed, std::string_view kind, Id flag, double share);

// In the transaction of the judgement.  `kind` "decided" or "cleared", `outcome` "innocent" or "suspect".
Status DrawForSample(Service& service, Transaction& tx, const Scope& scope, const FlagRecord& flag, Id hit, const std::string& kind, const std::string& outcome);

struct SampleQuery {
  std::string state = "open";  // open: those that the asking person may judge; agreed, disagreed, settled: for who reviews
  std::string kind;            // decided, cleared or "" for both
  std::string cursor;
  int limit = 50;
};
// {"items":[{"id","kind","state","row_version","drawn_at", and of judged ones "flag","first","second","settled"}],"next"}
Result<Json> ListSamplesFor(Service& service, const Scope& scope, const SampleQuery& query);

// An open one: {"id","kind","state","row_version","flag":FlagDetail without its state, decisions and case}.  Refused to the first person and
// to whoever has looked at the flag's own page since.  A judged one: with both judgements, for who reviews.
Result<Json> ShowSample(Service& service, const Scope& scope, Id id);

struct SampleJudgement {
  std::string outcome;      // innocent, suspect
  std::string reason;       // of innocent: a code of dismissal
  std::string note;
  int64_t row_version = 0;  // as it was seen; 0: whatever it is
};
// {"id","state"}: the second person does not learn what the first said.
Result<Json> JudgeSampleBlind(Service& service, const Scope& scope, Id id, const SampleJudgement& judgement);
// By a third person.  One that the first dismissed and the head suspects is open again.
Result<Json> SettleDisagreement(Service& service, const Scope& scope, Id id, const SampleJudgement& judgement);

struct SamplePeriod {
  std::string from, to;  // dates or times; empty: the last 90 days, until now
};
// {"from","to","seed_sha256","decided":{"share","open","judged","agreed","agreement","kappa","table","disagreed","settled","second_right"},
//  "cleared":{"share","open","judged","missed","miss_rate",...}}
Result<Json> ShowSampleFigures(Service& service, const Scope& scope, const SamplePeriod& period);

}  // namespace markwarden
