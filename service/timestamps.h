// Trusted time: the queue of requests to time authorities, and the words for how far a time is to be trusted.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "service/log_policy.h"
#include "service/service.h"
#include "store/time_authorities.h"
#include "store/timestamps.h"

namespace markwarden {

// Sends a request, gives the answer's bytes.
using AskAuthority = std::function<Result<std::string>(const TimeAuthorityRecord& authority, const std::string& request)>;
// Over HTTP; `stop` ends a question that is under way.
Result<AskAuthority> AskOverNetwork(Service& service, std::stop_token stop);
// CheckTimestamp, here or in a content worker.
using CheckAnswer = std::function<Result<TimestampFacts>(std::string_view answer, const Sha256Digest& digest, std::string_view nonce, const TimestampRules& rules)>;
CheckAnswer CheckInWorker(Service& service);

struct StampTotals {
  int64_t stamped = 0, put_off = 0;
};
// Asks for up to `limit` requests that are due: each authority in turn until one gives a good token.  A request that none
// gave one for waits twice as long each time, up to the policy's cap, and is never dropped; when every authority refused the
// request itself it rests until an authority is added or changed.  Nothing without an authority.
Result<StampTotals> StampDue(CaseDb& db, const LogPolicy& policy, const AskAuthority& ask, const CheckAnswer& check, int limit, std::stop_token stop);

// One turn of `work`: wants the day's stamp of the newest checkpoint, then asks for one request that is due.
Result<StampTotals> StampPass(Service& service, std::stop_token stop);

// "可信时间戳" is said of class A alone.  `clock` is what was recorded of the machine's clock beside the time (a checkpoint's
// `clock`); {} when nothing was.  {"class":"A","zh","en","not_later_than","checkpoint_size","authority":{"key","zh","en"}}
Result<Json> DescribeTime(CaseDb& db, const TimeTrust& trust, const Json& clock);

}  // namespace markwarden
