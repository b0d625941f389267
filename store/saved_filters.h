// Filters of the queue that people keep.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/scope.h"
#include "store/database.h"

namespace markwarden {

struct SavedFilter {
  Id id = 0;
  std::string name = {};
  Json filter = Json::object();
  bool shared = false;      // with the whole organisation, to read
  bool is_default = false;  // of its owner
  Id owner = 0;
  std::string owner_name = {};
  Time updated_at = {};
  int64_t row_version = 1;
};

// Adds the filter, or changes the account's own of that id or name.  A new default ends the old one.
// Errors: kExhausted (`most` are kept), kNotFound (an id that is not one's own), kConflict (the name is taken, or changed meanwhile).
Result<SavedFilter> SaveFilter(Transaction& tx, const Scope& scope, const SavedFilter& filter, int most);
// One's own.  Errors: kNotFound.
Status RemoveFilter(Transaction& tx, const Scope& scope, Id id);
// One's own by name, then those that others of the organisation share, at most `most` of each.
Result<std::vector<SavedFilter>> ListFilters(CaseDb& db, const Scope& scope, int most);

}  // namespace markwarden
