// Counter-notices: taking them in, and what is decided about them before their term ends.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "core/takedown.h"
#include "reports/regime.h"
#include "service/rights.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

struct NoticeRecord;

struct CounterNoticeRequest {
  std::string number = {};       // the platform's own; may be empty
  std::string received_at = {};  // RFC 3339: when it reached the holder; the terms of the law are counted from it
  std::string from_name = {}, from_address = {};
  std::string reason = {};       // owner, authorized, no_right, fair_use, removed, not_used, other
  std::string statement = {};
  std::vector<int> items = {};   // indexes into the notice's; empty: all of them
  std::string document_sha256 = {};  // of an uploaded file
};
// Starts the terms of the notice's law.  One that came when the notice had ended already is kept and marked late, and starts nothing.
// {"id","notice","case","number","received_at","from":{},"reason","statement","items","late","state","due","terms":[...],"may":[...],
//  "filing":{"kind","number","filed_at","told_at","proof_sha256"} or null,"decision":{"by","at","reason"} or null,"row_version"}
// Errors: kInvalid, kNotFound, kConflict (the notice was never sent; the number is recorded already), kDenied.
Result<Json> RecordCounterNotice(Service& service, const Scope& scope, Id notice, const CounterNoticeRequest& request);
// The same for what a connector or a message brought, within its transaction.
Result<CounterNotice> TakeCounterNotice(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& notice, const CounterNotice& counter);

// Ends what the recipient did to the listings that it speaks of: the law, or the end of the term, has them restored.
Status EndMeasuresUnder(Transaction& tx, const Scope& scope, const CounterNotice& counter, Time at, const std::string& why);

struct CounterNoticeDeed {
  std::string act = {};          // of core/transitions.h: withdraw, let_restore, extend, complain, sue
  int64_t row_version = 0;       // that was seen; 0: whatever it is
  std::string reason = {};
  std::string number = {};       // of the complaint or suit
  std::string filed_at = {};     // RFC 3339
  std::string told_at = {};      // when the platform was told of it, before the term's end; empty: the outbox tells it
  std::string proof_sha256 = {}; // of an uploaded file that shows the filing
};
// - withdraw: one person, at once: the notice is withdrawn too.
// - let_restore: nothing will be filed; the term runs on and the listing may come back.
// - extend: notarisation and the like kept the holder (where the law knows that): the term ends later, once.
// - complain, sue: by another than the notice's author; the proof is uploaded, and the platform was told before the term ended.
// Errors: as RecordCounterNotice.
Result<Json> ActOnCounterNotice(Service& service, const Scope& scope, Id id, const CounterNoticeDeed& deed);

Result<Json> ShowCounterNotice(Service& service, const Scope& scope, Id id);
struct CounterNoticeQuery {
  std::string state = {}, cursor = {};
  Id notice = 0;
  int limit = 50;
};
Result<Json> ListCounterNotices(Service& service, const Scope& scope, const CounterNoticeQuery& query);

}  // namespace markwarden
