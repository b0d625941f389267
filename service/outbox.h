// The outbox: what a person put into it goes out once, over one channel; what was sent is told when it is withdrawn.
// The program tries the same bytes again; it never sends what no person put in.
#pragma once

#include <stop_token>
#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "core/takedown.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

struct DeliveryRequest {
  std::string channel = {};    // "email", "connector", "batch"
  std::string connector = {};  // its name; of the last two
  int64_t row_version = 0;     // of the notice that was seen; 0: whatever it is
};
// Puts a released notice into the outbox, with the very bytes that will go out.  The same again gives the delivery that is there ("created":false), so that a
// double click or a replayed request is one delivery.  {"id","notice","case","what","channel","recipient","state","attempts","next_at","last_answer","receipt",
// "accepted_at","body_sha256","message_id","created_at","row_version","may":["retry"...],"created"}
// Errors: kDenied, kNotFound, kConflict (not released; in the outbox over another channel; the right is not in force now; changed meanwhile), kInvalid (what the
// channel cannot carry), kExhausted (a limit of the platform or the connector).
Result<Json> DeliverNotice(Service& service, const Scope& scope, Id notice, const DeliveryRequest& request);

struct DeliveryQuery {
  std::string state = {}, cursor = {};
  Id notice = 0;
  int limit = 50;
};
// {"items":[...],"next"}, newest first.
Result<Json> ListDeliveries(Service& service, const Scope& scope, const DeliveryQuery& query = {});
Result<Json> ShowDelivery(Service& service, const Scope& scope, Id id);

struct DeliveryDeed {
  std::string act = {};      // "retry", "arrived", "cancel"
  int64_t row_version = 0;   // that was seen; 0: whatever it is
  std::string at = {};       // of arrived: when, RFC 3339
  std::string receipt = {};  // of arrived: the recipient's number for it
  std::string reason = {};   // of arrived, and of cancelling what may have arrived
};
// - retry: what was refused, is unknown or waits is tried now, the same bytes.
// - arrived: a person knows that what is unknown has arrived: the notice is sent.
// - cancel: it does not go out.
// Errors: kDenied, kNotFound, kInvalid, kConflict.
Result<Json> ActOnDelivery(Service& service, const Scope& scope, Id id, const DeliveryDeed& deed);

// For the withdrawal of a notice, in its transaction: what waits does not go out.  Errors: kConflict (it is being sent at this moment).
Status CancelDeliveries(Transaction& tx, const Scope& scope, Id notice);
// After it, by the act of the one who withdrew: whoever got the notice, or may have, is told over the same channel; where that cannot be done a task asks a
// person to.  Nothing for a notice that never went out.
Status EnqueueWithdrawal(Service& service, Transaction& tx, const Scope& scope, Id notice, const std::string& reason);
// That a complaint or suit was filed, told to the recipient of the notice over the same channel; else a task asks a person to.
Status EnqueueFiling(Service& service, Transaction& tx, const Scope& scope, const CounterNotice& counter_notice);

struct DeliveryTotals {
  int64_t accepted = 0, refused = 0, put_off = 0, unknown = 0;
};
// One turn of `work`, whose lock the caller holds: sends up to `limit` of what is due, one after the other.  A delivery is marked as being tried, in a
// transaction of its own, before anything goes over the network; what such a mark outlived is unknown, and is tried again only where the platform tells a second
// request from a first.  `stop` ends it between two deliveries.
Result<DeliveryTotals> DeliverPass(Service& service, int limit, std::stop_token stop);

// One turn of `work`: asks connectors what became of notices that were sent over them, each at most as often as the policy says.  How many were asked.
Result<int64_t> PollConnectors(Service& service, int limit, std::stop_token stop);

// Whether a try of the delivery ended without an answer, so that it may have arrived.
Result<bool> MayHaveArrived(CaseDb& db, const Scope& scope, const Delivery& delivery);
Json DeliveryView(const Delivery& delivery);

}  // namespace markwarden
