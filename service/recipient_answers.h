// What recipients answer to notices, wherever the answer was found.  In the transaction that notes where it was found.
#pragma once

#include <string>

#include "core/case.h"
#include "core/json.h"
#include "core/scope.h"
#include "core/takedown.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

// The seller answered: a counter-notice is recorded, and the terms of the law start.  `fields` as the platform has them: {"number","received_at",
// "from":{"name","address"},"reason","statement"}; `source` is "connector" or "mail".  One of a number that is recorded already changes nothing.
Status OnCounterNotice(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& notice, const std::string& source, const Json& fields);
// The recipient does nothing.  {"state","note"}
Status OnRefusal(Transaction& tx, const Scope& scope, const NoticeRecord& notice, const std::string& source, const Json& fields);
// The recipient was told of a filing: its delivery was accepted.  Its key is "filing:" and the counter-notice's id.
Status OnFilingTold(Transaction& tx, const Scope& scope, const NoticeRecord& notice, const Delivery& delivery);

}  // namespace markwarden
