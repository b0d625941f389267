// The log as people read it, and the counts of a run.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/rights.h"
#include "service/service.h"

namespace markwarden {

struct EventQuery {
  std::string subject_kind;
  Id subject = 0;
  std::string kind;        // exact, or a prefix that ends in '.'
  std::string actor = {};  // login, exact
  std::string from = {}, to = {};  // dates or times; `to` is not included
  std::string cursor;
  int limit = 50;
};
Result<Json> ListEvents(Service& service, const Scope& scope, const EventQuery& query);
// One event with its inclusion proof: {"event","leaf_text","proof":{"index","size","leaf","root","path":[hex]},"verified":bool,
// "leaf_text" is the text that is hashed into the leaf: its SHA-256 behind a zero byte;
// "checkpoint","tlog_proof"}: the note that covers it and a C2SP tlog-proof under it, both null before there is one
Result<Json> ProveEvent(Service& service, const Scope& scope, Id id);

// {"pages","captures","sealed","listings","flags":{"suspected","cleared"},"by_right":[..],"by_detector":[..],
//  "cleared_why":[..],"states":{..},"cases","notices":{"draft","queued"},"events"}
Result<Json> ShowStatistics(Service& service, const Scope& scope);

}  // namespace markwarden
