// What comes back by mail: read where it arrives, matched with what was sent, kept, and laid before people.
#pragma once

#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct MailTotals {
  int64_t taken = 0;
  bool more = false;    // the mailbox holds more
  std::string why_not;  // mail is set up and could not be read
};
// One turn of `work`: takes new messages, at most as often as the policy says.  Each message is taken once (by the SHA-256 of its bytes).  One that belongs to a
// notice by what it answers, by the returned message's id, or by the number in its subject is its reply, bounce or automatic reply; any other, and one that
// kills the worker that reads it, is kept as "unknown".  Of one that is too large its beginning is kept, and it belongs where its head says.  All but automatic replies open a task.
Result<MailTotals> MailPass(Service& service, std::stop_token stop);

// Of one notice, or with 0 those that belong to none: {"items":[{"id","kind","notice","delivery","from","subject","text","received_at","raw_sha256"}],"next"}
Result<Json> ListReplies(Service& service, const Scope& scope, Id notice, const std::string& cursor = {}, int limit = 50);

}  // namespace markwarden
