// One notice: what it says, what became of it, and what may be done with it.
#pragma once

#include <string>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// As an item of ListNotices, with "notice" (its record), "missing", "sending":{"channel","sent_at","receipt","document_sha256",
// "recorded_at"} or null, "unverified":[{"law":{},"article":{}}], "acts":[{"act","at","actor","reason"}] oldest first, and "may":["release"...]: what this account may do
// with it as it stands.
Result<Json> ShowNotice(Service& service, const Scope& scope, Id id);

struct NoticeDeed {
  std::string act = {};     // of core/transitions.h: "release", "send", "withdraw"
  int64_t row_version = 0;  // that was seen; 0: whatever it is
  std::string reason = {};  // of a withdrawal; of a release on law that nobody has verified
  std::string channel = {};  // of a sending: "platform_form", "email", "post", "in_person"
  std::string sent_at = {};  // RFC 3339
  std::string receipt = {};  // the recipient's number for it, when there is one
};

// - release: by another person than the author; the notice is complete under the law of today, its documents are rendered, and the
//   right is in force today and was on the day of the act.  Where it rests on rows of law that nobody has compared with their
//   text, only the head releases it, with a reason that is recorded.
// - send: that a released notice went out, by hand; the software sends nothing by itself.
// - withdraw: one person, with a reason, from any state before the end.
// Answers as ShowNotice.  Errors: kDenied, kNotFound, kInvalid (what is missing or wrong), kConflict (the state forbids it, or somebody
// was first: exactly one of two at once gets through).
Result<Json> ActOnNotice(Service& service, const Scope& scope, Id id, const NoticeDeed& deed);

}  // namespace markwarden
