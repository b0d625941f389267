// Keys of requests that must happen once, with what was answered.
#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/id.h"
#include "core/result.h"
#include "store/database.h"

namespace markwarden {

struct RequestKey {
  std::string request_sha256;  // hex
  std::string answer;          // empty: none yet
};

Result<std::optional<RequestKey>> FindRequestKey(CaseDb& db, Id account, const std::string& key);
// Takes the key, and drops those that were taken before `forget`.  Errors: kConflict (it is taken).
Status TakeRequestKey(Transaction& tx, Id account, const std::string& key, const std::string& request_sha256, Time forget);
Status KeepRequestAnswer(Transaction& tx, Id account, const std::string& key, const std::string& answer);
Status DropRequestKey(Transaction& tx, Id account, const std::string& key);

}  // namespace markwarden
