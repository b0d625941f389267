// Drafts of notices: filled in, checked, rendered, queued.
#pragma once

#include <vector>

#include "core/case.h"
#include "core/json.h"
#include "core/scope.h"
#include "reports/notice_check.h"
#include "reports/regime.h"
#include "service/service.h"
#include "store/database.h"
#include "store/flags.h"
#include "store/notices.h"

namespace markwarden {

// Fills in what a person must: "right", "right_holder", "agent", "recipient", "measure_requested", "declarations", "signer"; what the machine
// established stays.  Complete, it is queued.  Answers as ShowNotice.  Errors: kDenied, kNotFound, kInvalid, kConflict (no draft any more, or
// changed meanwhile).
Result<Json> EditNotice(Service& service, const Scope& scope, Id id, const Json& fields, int64_t row_version);

// Internal to service/ from here on.

// The flags of a case, in full.
Result<std::vector<FlagDetail>> FlagsOfCase(CaseDb& db, const Scope& scope, const CaseRecord& record);

struct Completed {
  NoticeRecord record;  // queued when nothing is missing
  std::vector<MissingField> missing;
};
// A draft that lacks nothing is rendered and queued.
Result<Completed> CompleteNotice(Transaction& tx, const Scope& scope, const NoticeRecord& draft, const Regime& regime);

}  // namespace markwarden
