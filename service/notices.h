// One notice: what it says, what became of it, and what may be done with it.
#pragma once

#include <string>

#include "core/case.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"
#include "store/database.h"

namespace markwarden {

// As an item of ListNotices, with "notice" (its record), "missing", "sending":{"channel","sent_at","receipt","document_sha256",
// "receipt_sha256","delivery","recorded_at"} or null, "unverified":[{"law":{},"article":{}}], "acts":[{"act","at","actor","reason"}] oldest first, and "lint":[{"code","weight","item",
// "pointer","why":{},"source"}] (service/notice_lint.h), "terms":[...] that run for it, "follows" and "may":["release"...]: what this account may do with it as
// it stands.
Result<Json> ShowNotice(Service& service, const Scope& scope, Id id);

struct NoticeDeed {
  std::string act = {};     // of core/transitions.h: "give_back", "release", "send", "acknowledge", "withdraw", "close"
  int64_t row_version = 0;  // that was seen; 0: whatever it is
  std::string reason = {};  // of a withdrawal; of a release on law that nobody has verified
  std::string channel = {};  // of a sending: "platform_form", "email", "post", "in_person"
  std::string sent_at = {};  // RFC 3339
  std::string receipt = {};  // the recipient's number for it, when there is one
  std::string receipt_sha256 = {};  // the receipt as a file that was handed in (service/uploads.h)
};

// - release: by another person than the author; the notice is complete under the law of today, its documents are rendered, and the
//   right is in force today and was on the day of the act.  Where it rests on rows of law that nobody has compared with their
//   text, only the head releases it, with a reason that is recorded.
// - send: that a released notice went out, by hand; the software sends nothing by itself.
// - give_back: a queued one goes back to its author as a draft, with the second person's reason.
// - acknowledge: the recipient confirmed that it has the notice; the receipt's number is kept.
// - withdraw: one person, with a reason, from any state before the end; the recipient is told where it was sent.
// - close: nothing more is expected of it; a reason is recorded.
// Answers as ShowNotice.  Errors: kDenied, kNotFound, kInvalid (what is missing or wrong), kConflict (the state forbids it, or somebody
// was first: exactly one of two at once gets through).
Result<Json> ActOnNotice(Service& service, const Scope& scope, Id id, const NoticeDeed& deed);

// Whether a notice may be given now: its law is shipped, nothing is missing, its documents are there, the right is in force today and was on the day of
// the act, and the linter refuses nothing.  Errors: kConflict, kInvalid, saying what is wrong.
Status NoticeStands(Service& service, CaseDb& db, const Scope& scope, const NoticeRecord& record);
// Two people stand behind every sending: when the program drafted the notice, the one who released it and another who sends it.  Errors: kDenied.
Status SentByTwo(const Scope& scope, const NoticeRecord& record);
// That it went out: by hand, or over a delivery of the outbox.  Writes `sending` (its document is the notice's PDF), the state and the event.  Errors: kConflict
// (not released, or sent already), kNotFound.  Terms of the law and of our own start, and what the recipient does to each listing is watched.
Status RecordSent(Service& service, Transaction& tx, const Scope& scope, Id id, const NoticeSending& sending);
// That the recipient has it.
Status RecordAcknowledged(Transaction& tx, const Scope& scope, const NoticeRecord& record, const std::string& receipt, Time at);
// Withdrawn by one person: terms stop, listings are watched no more, what waits in the outbox is cancelled, and a recipient who has the notice is told.
// Errors: kConflict (being sent at this moment; an end already).
Status WithdrawNotice(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& record, int64_t row_version, const std::string& reason);

}  // namespace markwarden
