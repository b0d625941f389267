// Aliases of rights: edges of the graph, and what speaks for each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct AliasEvidence {
  std::string kind;  // flag, url, statement
  Id flag = 0;
  std::string body;
  std::string by = {};
  Time created_at = {};
};

struct Alias {
  Id id = 0;
  Id org = 0;
  Id right = 0;
  std::string region_code;  // the right's
  std::string right_key, right_title;
  std::string of_text;   // the name, or another alias, that it is another word for
  std::string text;
  std::string key;       // folded; one open alias of a right has it
  std::string relation;  // nickname, translation, transliteration, abbreviation, emoji, device, series, disguise
  std::string language;
  std::string state;     // proposed, in_force, refused, withdrawn
  bool listed = false;   // the right had it already when it was put in force
  std::string decided_by, decision, ended_by, ending;
  std::optional<Time> decided_at, ended_at;
  Id created_by = 0;
  std::string created_by_name;
  Time created_at;
  int64_t row_version = 1;
  std::vector<AliasEvidence> evidence;  // oldest first
};

// With its evidence.  Errors: kConflict (an open alias of the right has that key).
Result<Alias> AddAlias(Transaction& tx, const Scope& scope, const Alias& alias);
Status AddAliasEvidence(Transaction& tx, const Scope& scope, const Alias& alias, const AliasEvidence& evidence);

// The answer to a proposal (in_force, refused), or the end of one in force (withdrawn).  Errors: kConflict (changed meanwhile, or not in a state for it).
struct AliasMove {
  Id alias = 0;
  std::string to;
  std::string reason;
  bool listed = false;
  int64_t row_version = 0;
};
Status MoveAlias(Transaction& tx, const Scope& scope, const AliasMove& move);

Result<std::optional<Alias>> FindAlias(CaseDb& db, const Scope& scope, Id id);

struct AliasFilter {
  Id right = 0;       // 0: any
  std::string state;  // empty: any
};
Result<Page<Alias>> ListAliases(CaseDb& db, const Scope& scope, const AliasFilter& filter, const PageRequest& page = {});  // newest first
// Those of one right that are proposed or in force, oldest first, without their evidence; the caller has found the right.
Result<std::vector<Alias>> OpenAliases(CaseDb& db, Id right);

// What the latest looks at a right's flags found, the newest flags first, at most `most`.
struct FlaggedNames {
  Id flag = 0, seller = 0;
  std::string state;  // of the flag; in_case: people upheld it
  Json result;        // the Flag object
};
Result<std::vector<FlaggedNames>> NamesFlagged(CaseDb& db, const Scope& scope, Id right, int most);

}  // namespace markwarden
