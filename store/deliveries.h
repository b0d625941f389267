// The outbox: what was put into it, what is due, what became of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/takedown.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct AddedDelivery {
  Delivery delivery;
  bool created = false;  // false: something was put in under that key before, and this is it
};
// Adds `delivery` in state waiting with the acting account and the time of now; its organisation is the notice's.  Errors: kNotFound (no such notice).
Result<AddedDelivery> AddDelivery(Transaction& tx, const Scope& scope, const Delivery& delivery);

Result<std::optional<Delivery>> FindDelivery(CaseDb& db, const Scope& scope, Id id);
// Of whichever organisation: for messages that come back.
Result<std::optional<Delivery>> FindDeliveryByMessage(CaseDb& db, const std::string& message_id);
// Oldest first.
Result<std::vector<Delivery>> DeliveriesOfNotice(CaseDb& db, const Scope& scope, Id notice);

struct DeliveryFilter {
  std::string state = {};
  Id notice = 0;
};
// Newest first.
Result<Page<Delivery>> ListDeliveries(CaseDb& db, const Scope& scope, const DeliveryFilter& filter = {}, const PageRequest& page = {});

// Waiting ones of every organisation whose time has come, the longest due first.  One that waits for longer than kLongestWait was
// put off by a clock that was wrong, and is due.
Result<std::vector<Delivery>> DueDeliveries(CaseDb& db, Time now, int limit);
// Those that were being sent when their process ended, for a caller who alone sends.
Result<std::vector<Delivery>> DeliveriesUnderWay(CaseDb& db);

// Accepted notices of every organisation that a connector took, that are still open, and whose next_at has come.
Result<std::vector<Delivery>> DeliveriesToAskAbout(CaseDb& db, Time now, int limit);

// Writes state, attempts, next_at, last_answer, message_id, receipt and accepted_at.  Gives it with its next row version.  Errors: kConflict (changed
// meanwhile).
Result<Delivery> ChangeDelivery(Transaction& tx, const Delivery& delivery);

// When something was last accepted by `recipient`; with "@shop.example", by anybody there.
Result<std::optional<Time>> LastAcceptedBy(CaseDb& db, const std::string& recipient);
Result<int64_t> CountAcceptedBy(CaseDb& db, const std::string& recipient, Time since);

}  // namespace markwarden
