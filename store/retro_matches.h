// How stored snapshots met each new rule set: in the shadow first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct RetroMatch {
  Id id = 0;
  Id org = 0;
  std::string rule_set, previous;  // digests; previous empty: none was in force
  Id newest_snapshot = 0;          // the newest that a set before had been matched with: what is stored ends here; 0: none was
  std::string state;               // waiting: for the shadow; free, released: all is matched; held: what is newer alone is
  int64_t scanned = 0, raised = 0, gone = 0;
  Json by_right = Json::array();   // {"right": id, "raised", "gone"}
  std::string decided_by, reason;
  std::optional<Time> decided_at;
  Time created_at;
  int64_t row_version = 1;
};

// In the transaction that puts a set in force; a set that comes back keeps its row.  Stored is what the set before, or one before that, was matched with by
// `engine`: what was captured since, or before any set was in force, is new to all and is matched without a shadow.
Status AddRetroMatch(Transaction& tx, const Scope& scope, const std::string& rule_set, const std::string& previous, const std::string& engine);
// What the shadow counted, and free or held.  Errors: kConflict (somebody was first).
Status SaveRetroShadow(Transaction& tx, const RetroMatch& retro);
// A held one goes on.  Errors: kConflict (changed meanwhile, or it is not held).
Status ReleaseRetroMatch(Transaction& tx, const Scope& scope, Id id, const std::string& reason, int64_t row_version);
Result<std::optional<RetroMatch>> FindRetroMatch(CaseDb& db, Id org, const std::string& rule_set);
Result<std::optional<RetroMatch>> FindRetroMatchById(CaseDb& db, const Scope& scope, Id id);
Result<Page<RetroMatch>> ListRetroMatches(CaseDb& db, const Scope& scope, const PageRequest& page = {});  // newest first

}  // namespace markwarden
