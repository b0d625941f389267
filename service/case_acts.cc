// The two acts on a case.
#include "service/case_acts.h"

#include <algorithm>

#include "core/text/charset.h"
#include "core/transitions.h"
#include "reports/template.h"
#include "reports/vocabulary.h"
#include "service/case_open.h"
#include "service/cases.h"
#include "service/clue_view.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/cases.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/identifications.h"

namespace markwarden {
namespace {

constexpr size_t kMaxCaseReason = 2000;

struct CaseActRow {
  std::string_view act;
  UseCase use_case;
  const char* event;
};
constexpr CaseActRow kCaseActs[] = {{"close", UseCase::kCloseCase, "case.closed"}, {"reopen", UseCase::kReopenCase, "case.reopened"}};

const CaseActRow* FindCaseAct(std::string_view name) {
  const auto row = std::find_if(std::begin(kCaseActs), std::end(kCaseActs), [&](const CaseActRow& one) { return one.act == name; });
  return row == std::end(kCaseActs) ? nullptr : row;
}

Status CheckOutcome(Service& service, const std::string& outcome) {
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  const Vocabulary::List& known = (*words)->Of("case_outcomes");
  if (known.Find(outcome)) return Ok();
  return Fail(ErrorCode::kInvalid, Say("case.needs_outcome", {{"codes", known.Codes()}}));
}

// Nothing that still waits for somebody is ended by closing the case over it.
Status NothingOpen(CaseDb& db, const Scope& scope, Id case_id) {
  Result<bool> clue = HasOpenClue(db, scope, case_id);
  if (!clue) return Fail(clue);
  if (*clue) return Fail(ErrorCode::kConflict, Say("case.clue_open"));
  Result<Page<Identification>> asked = ListIdentifications(db, scope, IdentificationFilter{.case_id = case_id, .state = "asked"}, PageRequest{.limit = 1, .after = {}});
  if (!asked) return Fail(asked);
  if (!asked->rows.empty()) return Fail(ErrorCode::kConflict, Say("case.not_identified", {{"id", IdToString(asked->rows.front().id)}}));
  return Ok();
}

}  // namespace

Json CaseActsOpenTo(const Scope& scope, const CaseRecord& record) {
  Json may = Json::array();
  for (const CaseActRow& row : kCaseActs) {
    if (FindTransition(Machine::kCase, row.act, record.state) && Authorise(scope, row.use_case, record.created_by)) may.push_back(row.act);
  }
  return may;
}

Result<Json> ActOnCase(Service& service, const Scope& scope, Id id, const CaseDeed& deed) {
  const CaseActRow* row = FindCaseAct(deed.act);
  if (!row) return Fail(ErrorCode::kInvalid, "what may be done with a case is close or reopen, not \"" + deed.act.substr(0, 60) + "\"");
  if (Status allowed = Authorise(scope, row->use_case); !allowed) return Fail(allowed);
  if (IsBlank(deed.reason)) return Fail(ErrorCode::kInvalid, Say("case.needs_reason", {{"act", deed.act}}));
  if (deed.reason.size() > kMaxCaseReason || !IsUtf8(deed.reason)) return Fail(ErrorCode::kInvalid, "the reason is longer than " + std::to_string(kMaxCaseReason) + " bytes, or not UTF-8");
  if (deed.despite.size() > kMaxCaseReason || !IsUtf8(deed.despite)) return Fail(ErrorCode::kInvalid, "what is said to close it despite what stands open is longer than " + std::to_string(kMaxCaseReason) + " bytes, or not UTF-8");
  if (deed.act == "close") {
    if (Status known = CheckOutcome(service, deed.outcome); !known) return Fail(known);
  } else if (!deed.outcome.empty() || !deed.despite.empty()) {
    return Fail(ErrorCode::kInvalid, "only a case that is closed has an outcome, and is closed despite something");
  }
  Status done = Writing(service, [&](Transaction& tx) -> Status {
    CaseDb& db = tx.db();
    Result<std::optional<CaseRecord>> record = FindCase(db, scope, id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(id));
    if (Status other = Authorise(scope, row->use_case, (*record)->created_by); !other) return other;
    const int64_t seen = deed.row_version ? deed.row_version : (*record)->row_version;
    NewEvent event = EventBy(scope, row->event, "case", id);
    event.region_code = (*record)->region_code;
    event.personal = {{"reason", deed.reason}};
    if (deed.act == "close") {
      if (Status free = NothingOpen(db, OfEveryRegion(scope), id); !free) return free;
      Result<std::vector<OpenMatter>> open = OpenMattersOf(db, OfEveryRegion(scope), id);
      if (!open) return Fail(open);
      if ((*record)->state == "open" && !open->empty() && IsBlank(deed.despite)) {
        return Fail(ErrorCode::kConflict, SayOpenMatters(*open));
      }
      if (Status closed = CloseCase(tx, scope, id, deed.outcome, seen); !closed) return closed;
      if (auto ended = EndDeadlinesOfCase(tx, id, service.clock().Now()); !ended) return Fail(ended);
      event.detail = {{"outcome", deed.outcome}};
      if (!open->empty()) {
        event.detail["open"] = OpenMattersView(*open);
        event.personal["despite"] = deed.despite;
      }
    } else {
      if (Status reopened = ReopenCase(tx, scope, id, seen); !reopened) return reopened;
      event.detail = {{"outcome_before", (*record)->outcome}};
    }
    if (auto told = AppendEvent(tx, event); !told) return Fail(told);
    return Ok();
  });
  if (!done) return Fail(done);
  return ShowCase(service, scope, id);
}

}  // namespace markwarden
