// The event log: written without a number inside business transactions, numbered in
// batches by one sequencer, proved by RFC 6962.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

// In the transaction of what it tells of.  Returns the event's id.
Result<Id> AppendEvent(Transaction& tx, const NewEvent& event);
// The usual case: actor, organisation from the scope.
NewEvent EventBy(const Scope& scope, std::string kind, std::string subject_kind, Id subject);

// Numbers up to `limit` waiting events, oldest first, and records the new tree head.  Safe to
// call from several processes: the database's write lock makes them take turns.
// Returns how many were numbered.
Result<int64_t> SequenceEvents(CaseDb& db, int64_t limit = 10'000);

// The same until none waits.
Result<int64_t> SequenceAllEvents(CaseDb& db);

Result<TreeHead> LogHead(CaseDb& db);
// The tree head at a size reached by some batch, or computed when it was passed within one.
Result<Sha256Digest> LogRoot(CaseDb& db, int64_t size);
// Errors: kNotFound (no such event), kUnavailable (not numbered yet).  `size` 0: the whole log.
Result<InclusionProof> ProveEvent(CaseDb& db, Id event, int64_t size = 0);
Result<std::vector<Sha256Digest>> ProveConsistency(CaseDb& db, int64_t old_size, int64_t size);

// The bytes that are hashed into the log: canonical JSON, rebuilt from the row.
std::string LeafBytes(const Event& event);

Result<std::optional<Event>> FindEvent(CaseDb& db, const Scope& scope, Id id);
struct EventFilter {
  std::string kind = {};          // exact, or a prefix that ends in '.': "flag."
  std::string subject_kind = {};  // with `subject`: what happened to one thing
  Id subject = 0;
  Id actor = 0;
  std::string actor_name = {};    // login, exact
  std::optional<Time> from = {}, to = {};  // [from, to)
};
// Newest first: by id, or by time where times are asked for.
Result<Page<Event>> ListEvents(CaseDb& db, const Scope& scope, const EventFilter& filter = {}, const PageRequest& page = {});
// The newest of a kind that happened at `at` or before, whoever may see it.
Result<std::optional<Event>> LastEventOfKind(CaseDb& db, const std::string& kind, Time at);
Result<int64_t> CountWaitingEvents(CaseDb& db);

// Erases the personal payload and its salt; the leaf stays and still proves.
Status EraseEventPayload(Transaction& tx, Id event);

// Recomputes every leaf and root from the rows.  Errors: kInternal naming the first event that
// does not fit.
Status CheckLog(CaseDb& db);

}  // namespace markwarden
