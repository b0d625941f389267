// Messages that came back, and how far each mailbox was read.
#pragma once

#include <optional>
#include <string>

#include "core/scope.h"
#include "core/takedown.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct AddedMessage {
  Id id = 0;
  bool created = false;  // false: the very bytes were taken before
};
// `message` with its organisation; its raw bytes lie in `body` already.
Result<AddedMessage> AddReceivedMessage(Transaction& tx, const Scope& scope, const ReceivedMessage& message);
Result<bool> HasReceivedMessage(CaseDb& db, Id org, const std::string& raw_sha256);

// Of one notice, or with 0 those that belong to none that is known.  Newest first.
Result<Page<ReceivedMessage>> ListMessages(CaseDb& db, const Scope& scope, Id notice, const PageRequest& page = {});

// {} before the first time.
Result<Json> MailboxPosition(CaseDb& db, Id org, const std::string& mailbox);
Status SetMailboxPosition(Transaction& tx, Id org, const std::string& mailbox, const Json& position);

}  // namespace markwarden
