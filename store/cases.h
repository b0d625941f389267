// Cases made of flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/case.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct NewCase {
  std::string title = {};
  std::vector<Id> flags = {};  // at least one
};
// Locks the case to the acting account and moves its flags to in_case.
// Errors: kNotFound (a flag that the scope cannot see), kConflict (a flag already in an open case), kInvalid (none).
Result<CaseRecord> OpenCase(Transaction& tx, const Scope& scope, const NewCase& opening);
// Whoever lets a person do this asks LookedEnough of service/looks.h first.
Status AddFlagToCase(Transaction& tx, const Scope& scope, Id case_id, Id flag, int64_t row_version);
// Errors: kConflict (another officer holds it, or changed meanwhile), kNotFound.
Status LockCase(Transaction& tx, const Scope& scope, Id case_id, int64_t row_version);
Status ReleaseCase(Transaction& tx, const Scope& scope, Id case_id, int64_t row_version);
// Whoever holds it.  `outcome` says what came of it.  Errors: kConflict (closed already, or changed meanwhile), kNotFound.
Status CloseCase(Transaction& tx, const Scope& scope, Id case_id, const std::string& outcome, int64_t row_version);
// Open again, without an outcome; `row_version` 0: whatever it is.  Errors: kConflict (it is open, or changed meanwhile), kNotFound.
Status ReopenCase(Transaction& tx, const Scope& scope, Id case_id, int64_t row_version);
Result<std::optional<CaseRecord>> FindCase(CaseDb& db, const Scope& scope, Id id);

struct CaseFilter {
  std::string state = {};  // empty: any
  Id officer = 0;
};
// Newest first.
Result<Page<CaseRecord>> ListCases(CaseDb& db, const Scope& scope, const CaseFilter& filter = {}, const PageRequest& page = {});

}  // namespace markwarden
