// What a case's package is made of, read from the store: captures in their order, reasons, proofs, custody.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/capture.h"
#include "core/event.h"
#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "reports/extraction_record.h"
#include "service/service.h"
#include "store/cases.h"
#include "store/checkpoints.h"
#include "store/flags.h"
#include "store/identifications.h"

namespace markwarden {

// What the right's holder answered on a flag of the case, and signed.
struct SignedAnswer {
  Identification record;
  std::string statement;  // the very bytes
};

struct GatheredCase {
  CaseRecord record;
  std::vector<FlagDetail> flags;
  std::string organisation, right_title;
  std::vector<ExtractedItem> items;              // by time, then id; each capture once
  std::vector<std::pair<Id, Id>> screenshots;    // flag, capture
  std::map<Id, Json> found;                      // by flag: where its listing was found (service/search_sightings.h)
  std::vector<SignedAnswer> answers;             // oldest first
  std::vector<std::pair<std::string, Id>> subjects;  // "identification", "clue" ... of the case, for its custody
  std::set<std::string> hosts;
};
// Errors: kNotFound (no such case for this scope), kInvalid (it has no captures).
Result<GatheredCase> GatherCase(Service& service, const Scope& scope, Id case_id);

// Why each listing was flagged, and whether the same bytes, rules and engine say so again.
Result<Json> MatchReport(Service& service, const Scope& scope, const GatheredCase& gathered);

// Questions to the right's holder and the answers: data/identifications.json of a package; `file` names each signed statement within data/.
Json AnswersReport(const GatheredCase& gathered);
std::string StatementFile(const SignedAnswer& answer);

// Proofs of every capture up to a checkpoint: data/log.json of a package.  Fills in by which event each is sealed and how far its time
// is to be trusted.  Errors: kUnavailable (a capture is not sealed).
Result<Json> ProveItems(CaseDb& db, GatheredCase& gathered, const CheckpointRecord& checkpoint, const std::string& origin);

// What people and the program did with the case, its flags and its packages so far, oldest first; one JSON object a line.
Result<std::string> CustodyLines(CaseDb& db, const Scope& scope, const GatheredCase& gathered);
// One line of custody, also for pages.
Json CustodyLine(const Event& event);

}  // namespace markwarden
