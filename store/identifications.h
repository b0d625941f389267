// Questions to a right's holder whether goods are genuine, and the answers.  The bureau sees its own, a holder those of the rights it holds.
#pragma once

#include <optional>
#include <vector>

#include "core/case.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/notices.h"
#include "store/page.h"

namespace markwarden {

// Asked; id, maker and time are made here.
Result<Identification> AddIdentification(Transaction& tx, const Scope& scope, const Identification& asked);
// Verdict, reasons, signer, position, time and digest of the statement, which is a body already (SaveBody), by the acting account.
// Errors: kConflict (answered or withdrawn already: what is there stands; changed meanwhile), kNotFound.
Result<Identification> SetAnswer(Transaction& tx, const Scope& scope, const Identification& answered, int64_t row_version);
// Errors: as SetAnswer.
Result<Identification> SetWithdrawn(Transaction& tx, const Scope& scope, Id id, int64_t row_version);

Result<std::optional<Identification>> FindIdentification(CaseDb& db, const Scope& scope, Id id);
// What was signed, byte for byte; empty without an answer.
Result<std::optional<Body>> SignedStatement(CaseDb& db, const Scope& scope, Id id);
struct IdentificationFilter {
  Id case_id = 0;
  std::string state = {};  // empty: any
};
// Oldest first.
Result<Page<Identification>> ListIdentifications(CaseDb& db, const Scope& scope, const IdentificationFilter& filter = {}, const PageRequest& page = {});

// What the holder answered last about that flag, whoever asks; a notice rests on it.  Of two answers in one second
// "genuine" counts: nobody is complained of in doubt.
Result<std::optional<Identification>> LastAnswer(CaseDb& db, Id flag);
// The snapshot that the question was about: the one of the flag's latest look before it was asked; 0: there was none.
Result<Id> SnapshotAsked(CaseDb& db, const Identification& asked);

}  // namespace markwarden
