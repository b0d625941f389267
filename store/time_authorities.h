// Time authorities as an administrator describes them: versions that are never changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/formats/timestamp.h"
#include "core/id.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

// One version of an authority; a change is another version, so that a token's keeps saying what was trusted then.
struct TimeAuthorityRecord {
  Id id = 0;
  std::string key;  // "lianhe"
  int64_t number = 1;
  std::string url;
  std::string name_zh, name_en;
  bool trusted = false;   // its tokens are called 可信时间戳: a person's decision, by law
  bool enabled = true;
  int64_t priority = 100; // lower ones are asked first
  std::vector<std::string> allow_networks;
  TimestampRules rules;
  Id created_by = 0;
  Time created_at;
};

// Another version when there is one of that key.  Gives it with id, number and time.  Requests that all authorities had refused wait again.
Result<TimeAuthorityRecord> SaveTimeAuthority(Transaction& tx, const Scope& scope, TimeAuthorityRecord authority);
// The newest version of each, in the order in which they are asked.
Result<std::vector<TimeAuthorityRecord>> ListTimeAuthorities(CaseDb& db);
Result<std::optional<TimeAuthorityRecord>> FindTimeAuthority(CaseDb& db, Id id);

}  // namespace markwarden
