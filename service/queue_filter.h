// What a person asks the queue for, as the store takes it.  Internal to service/.
#pragma once

#include "service/flags.h"
#include "store/flags.h"

namespace markwarden {

// Rights, watches and sources by id or by their own name.  Errors: kInvalid (a word or number that is none), kNotFound.
Result<QueueFilter> QueueFilterOf(Service& service, CaseDb& db, const Scope& scope, const FlagQuery& query);
Result<QueueGroup> QueueGroupOf(const std::string& name);

}  // namespace markwarden
