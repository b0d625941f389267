// Identification (辨认): an officer asks a right's holder whether goods are genuine, the holder answers and signs.
// The holder learns what the question carries - pictures, words, title, platform, price - and nothing of the case.
#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

struct IdentificationQuestion {
  Id flag = 0;                             // in an open case
  std::string question = {};               // 1 to 4,000 bytes
  std::vector<std::string> pictures = {};  // of the flag's listing, by SHA-256; empty: all that are at hand
};
// Errors: kNotFound, kInvalid (question, a picture that is not the listing's), kConflict (the flag is in no open case).
Result<Json> AskIdentification(Service& service, const Scope& scope, const IdentificationQuestion& question);

struct IdentificationAnswer {
  std::string verdict = {};        // genuine, fake, cannot_tell
  std::string reasons = {};        // 1 to 8,000 bytes
  std::string signer = {}, position = {};
  std::string language = "zh";     // of the statement: zh or en
  int64_t row_version = 0;         // that was seen; 0: whatever it is
};
// By an account that holds the right.  What is signed is kept byte for byte.  Errors: kDenied, kNotFound, kInvalid, kConflict (answered or
// withdrawn already: the first answer stands).
Result<Json> AnswerIdentification(Service& service, const Scope& scope, Id id, const IdentificationAnswer& answer);

// By the organisation that asked, while there is no answer.  The reason may be empty.
Result<Json> WithdrawIdentification(Service& service, const Scope& scope, Id id, const std::string& reason, int64_t row_version);

struct IdentificationQuery {
  Id case_id = 0;     // the bureau's only
  std::string state = {};
  std::string cursor = {};
  int limit = 50;
};
// {"items":[as ShowIdentification],"next"}, oldest first.
Result<Json> ListIdentifications(Service& service, const Scope& scope, const IdentificationQuery& query);

// {"id","state","right":{"id","right_id","title","kind"},"listing":{"title","platform","price"},"question","pictures","asked_at","due","verdict","reasons",
// "signer","position","signed_at","statement_sha256","row_version","may":[...]}; for the bureau also "case","flag","url","region","asked_by".
Result<Json> ShowIdentification(Service& service, const Scope& scope, Id id);

// What was signed: plain text.  Errors: kNotFound (nothing was signed), kInternal (stored bytes have changed).
Result<std::string> ShowStatement(Service& service, const Scope& scope, Id id);

}  // namespace markwarden
