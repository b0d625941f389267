// Filters of the queue that people keep and share.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/flags.h"
#include "service/service.h"

namespace markwarden {

// {"items":[{"id","name","filter","shared","default","mine","owner","updated_at","row_version"}]}: one's own, then shared ones.
Result<Json> ListSavedFilters(Service& service, const Scope& scope);

struct FilterRequest {
  Id id = 0;         // 0: a new one, or one's own of that name
  std::string name;
  Json filter = Json::object();  // names of GET /flags' parameters but cursor and limit, and their values as text
  bool shared = false, is_default = false;
  int64_t row_version = 0;  // of the one that was seen; 0: whatever it is
};
// Errors: kInvalid (a name of more than 60 characters, an unknown parameter, a value that the queue refuses), kConflict, kExhausted, kNotFound.
Result<Json> SaveQueueFilter(Service& service, const Scope& scope, const FilterRequest& request);
Status RemoveSavedFilter(Service& service, const Scope& scope, Id id);

// The filter's parameters as a query.  Errors: kInvalid (an unknown parameter, a value that is no text or no number).
Result<FlagQuery> FlagQueryOf(const Json& filter);
Json FilterOfQuery(const FlagQuery& query);

}  // namespace markwarden
