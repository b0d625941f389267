// Steps of the bureau's procedure: who may, what is needed, which terms start and end.
#include "service/clues.h"

#include <algorithm>

#include "core/said.h"
#include "core/text/charset.h"
#include "core/transitions.h"
#include "reports/procedure.h"
#include "reports/template.h"
#include "service/clue_view.h"
#include "service/deadline_terms.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/accounts.h"
#include "store/cases.h"
#include "store/clues.h"
#include "store/deadlines.h"
#include "store/events.h"

namespace markwarden {
namespace {

using By = Transition::By;

constexpr size_t kMaxClueReason = 2000, kMaxNumber = 200, kMaxDocuments = 100, kMaxDocumentName = 200;
constexpr std::chrono::minutes kToldTo{1};  // people say when something was done to the minute

constexpr std::string_view kNeedReason[] = {"drop", "extend_check", "refuse_transfer", "police_refuse", "suspend", "change", "dispose"};

// The act as the table has it, whatever the state; every row of one act is by the same persons.
const Transition* AnyRow(std::string_view act) {
  for (const Transition& one : Transitions()) {
    if (one.machine == Machine::kClue && one.act == act) return &one;
  }
  return nullptr;
}

UseCase UseCaseOf(const Transition& act) { return act.by == By::kAnother ? UseCase::kHeadClue : UseCase::kRunClue; }

Status CheckRegion(const std::string& region) {
  const bool digits = region.find_first_not_of("0123456789") == std::string::npos;
  if (digits && (region.size() == 2 || region.size() == 4 || region.size() == 6)) return Ok();
  return Fail(ErrorCode::kInvalid, "\"" + region.substr(0, 20) + "\" is no region: write its code of two, four or six digits");
}

Result<Time> TimeSaid(const std::string& text, Time now) {
  if (text.empty()) return now;
  const std::optional<Time> at = text.size() > 10 ? ParseTime(text) : std::nullopt;
  if (!at) return Fail(ErrorCode::kInvalid, "\"" + text.substr(0, 60) + "\" is no time: write it as 2026-12-20T09:00:00+08:00, terms are counted from it");
  if (*at > now) return Fail(ErrorCode::kInvalid, Say("time.to_come", {{"at", FormatTime(*at)}}));
  return *at;
}

Status CheckDocuments(const ClueDeed& deed, const std::vector<Procedure>& procedures) {
  if (deed.documents.size() > kMaxDocuments) return Fail(ErrorCode::kInvalid, "a step lists at most " + std::to_string(kMaxDocuments) + " documents");
  for (const NoticeFile& document : deed.documents) {
    if (IsBlank(document.name) || document.name.size() > kMaxDocumentName || !IsUtf8(document.name)) {
      return Fail(ErrorCode::kInvalid, "a document has a name of at most " + std::to_string(kMaxDocumentName) + " bytes");
    }
    if (document.sha256.size() != 64 || document.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
      return Fail(ErrorCode::kInvalid, "the document " + document.name + " is named by its SHA-256, 64 hexadecimal digits");
    }
  }
  if (deed.act != "hand_over") return Ok();
  for (const Procedure& procedure : procedures) {
    for (const Choice& needed : procedure.documents) {
      if (std::none_of(deed.documents.begin(), deed.documents.end(), [&](const NoticeFile& one) { return one.name == needed.code; })) {
        return Fail(ErrorCode::kInvalid, Say("clue.lacks_document", {{"code", needed.code}, {"zh", TextIn(needed.name, "zh")}, {"en", TextIn(needed.name, "en")}}));
      }
    }
  }
  return Ok();
}

Status CheckDeed(const ClueDeed& deed, const std::vector<Procedure>& procedures) {
  const bool needs_reason = std::find(std::begin(kNeedReason), std::end(kNeedReason), deed.act) != std::end(kNeedReason);
  if (needs_reason && IsBlank(deed.reason)) return Fail(ErrorCode::kInvalid, Say("clue.needs_reason", {{"act", Say("act.clue." + deed.act).kept()}}));
  if (deed.reason.size() > kMaxClueReason || !IsUtf8(deed.reason)) return Fail(ErrorCode::kInvalid, "the reason is longer than " + std::to_string(kMaxClueReason) + " bytes, or not UTF-8");
  if (deed.number.size() > kMaxNumber || !IsUtf8(deed.number)) return Fail(ErrorCode::kInvalid, "the number is longer than " + std::to_string(kMaxNumber) + " bytes, or not UTF-8");
  if (deed.act == "assign") {
    if (Status region = CheckRegion(deed.region); !region) return region;
  } else if (!deed.region.empty()) {
    return Fail(ErrorCode::kInvalid, "only an assignment names a region");
  }
  return CheckDocuments(deed, procedures);
}

// The other of the two.
Result<Account> SecondOfficer(CaseDb& db, const Scope& scope, const ClueDeed& deed) {
  if (deed.second_officer.empty()) return Fail(ErrorCode::kInvalid, Say("clue.needs_second", {{"act", Say("act.clue." + deed.act).kept()}}));
  Result<std::optional<Account>> found = FindAccountByLogin(db, deed.second_officer);
  if (!found) return Fail(found);
  const auto officer = [](const Account& account) { return account.roles.contains(Role::kOfficer) || account.roles.contains(Role::kHead); };
  if (!*found || (*found)->org != scope.home() || (*found)->disabled || !officer(**found)) {
    return Fail(ErrorCode::kInvalid, Say("clue.no_officer", {{"login", deed.second_officer.substr(0, 60)}}));
  }
  if ((*found)->id == scope.actor) return Fail(ErrorCode::kInvalid, Say("clue.same_officer"));
  return std::move(**found);
}

// What must be true of the clue's terms before the act; `at` becomes the time from which its own terms are counted.
Status CheckTerms(const ClueDeed& deed, const std::vector<Deadline>& terms, Time& at) {
  if (const std::string_view word = AnswersTerm(deed.act); !word.empty() && !WaitsFor(terms, word)) {
    return Fail(ErrorCode::kConflict, Say("clue.nothing_waits", {{"act", Say("act.clue." + deed.act).kept()}}));
  }
  if (deed.act != "extend_check") return Ok();
  const Deadline* check = nullptr;
  for (const Deadline& term : terms) {
    if (term.start_event == "check_extended") return Fail(ErrorCode::kConflict, Say("clue.extended"));
    if (term.at_end == "check" && term.state == "running") check = &term;
  }
  if (!check || check->due <= at) return Fail(ErrorCode::kConflict, Say("clue.check_over"));
  // The extension is counted from the check's last day.
  at = check->due - std::chrono::seconds(1);
  return Ok();
}

Status MoveTerms(Transaction& tx, const Scope& scope, const Clue& clue, const Transition& act, const std::vector<Procedure>& procedures, Time done_at,
                 Time counted_from) {
  const TermSubject subject{.kind = kClueSubject, .id = clue.id, .case_id = clue.case_id, .org = clue.org, .region_code = clue.region_code};
  std::vector<TermLaw> laws;
  for (const Procedure& procedure : procedures) laws.push_back(TermsOf(procedure));
  const auto end = [&](std::string_view word, const char* state) { return EndDeadlines(tx, kClueSubject, clue.id, std::string(word), state, done_at); };
  if (act.act == "suspend") {
    if (Status suspended = SuspendTerms(tx, scope, subject, laws, act.stops, done_at); !suspended) return suspended;
  } else if (act.act == "resume") {
    if (Status resumed = ResumeTerms(tx, scope, subject, laws, done_at); !resumed) return resumed;
  } else if (act.stops == "all") {
    // What ends everything fulfils the term of its own name; to drop a clue is to have checked it.
    if (auto met = end(act.act == "drop" ? "check" : act.act, "met"); !met) return Fail(met);
    if (auto stopped = end("all", "stopped"); !stopped) return Fail(stopped);
  } else if (!act.stops.empty()) {
    if (auto ended = end(act.stops, act.act == "extend_check" ? "stopped" : "met"); !ended) return Fail(ended);
  }
  if (act.starts.empty()) return Ok();
  for (const TermLaw& law : laws) {
    if (auto started = StartTerms(tx, scope, subject, law, act.starts, counted_from); !started) return Fail(started);
  }
  return Ok();
}

Result<Clue> KnownClue(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<Clue>> clue = FindClue(db, scope, id);
  if (!clue) return Fail(clue);
  if (!*clue) return Fail(ErrorCode::kNotFound, "no clue " + IdToString(id));
  return std::move(**clue);
}

}  // namespace

Result<Json> OpenClue(Service& service, const Scope& scope, const ClueOpening& opening) {
  if (Status allowed = Authorise(scope, UseCase::kRunClue); !allowed) return Fail(allowed);
  if (!opening.region.empty()) {
    if (Status region = CheckRegion(opening.region); !region) return Fail(region);
  }
  Result<const std::vector<Procedure>*> procedures = service.procedures();
  if (!procedures) return Fail(procedures);
  Result<Time> at = TimeSaid(opening.received_at, service.clock().Now());
  if (!at) return Fail(at);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<std::optional<CaseRecord>> record = FindCase(db, scope, opening.case_id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no case " + IdToString(opening.case_id));
    if ((*record)->state != "open") return Fail(ErrorCode::kConflict, Say("clue.case_closed"));
    const Scope whole = OfEveryRegion(scope);
    const std::string region = opening.region.empty() ? (*record)->region_code : opening.region;
    Result<bool> open = HasOpenClue(db, whole, opening.case_id, &region);
    if (!open) return Fail(open);
    if (*open) return Fail(ErrorCode::kConflict, Say("clue.open_there"));
    Result<Clue> clue = AddClue(tx, scope, opening.case_id, opening.region);
    if (!clue) return Fail(clue);
    const TermSubject subject{.kind = kClueSubject, .id = clue->id, .case_id = clue->case_id, .org = clue->org, .region_code = clue->region_code};
    for (const Procedure& procedure : **procedures) {
      if (auto started = StartTerms(tx, scope, subject, TermsOf(procedure), "clue", *at); !started) return Fail(started);
    }
    NewEvent event = EventBy(scope, "clue.open", kClueSubject, clue->id);
    event.region_code = clue->region_code;
    event.detail = {{"case", IdToString(clue->case_id)}, {"at", FormatTime(*at)}, {"region", TextOrNull(clue->region_code)}};
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    return WholeClueView(db, whole, *clue, **procedures);
  });
}

Result<Json> ActOnClue(Service& service, const Scope& scope, Id id, const ClueDeed& deed) {
  const Transition* row = AnyRow(deed.act);
  if (!row) return Fail(ErrorCode::kInvalid, "\"" + deed.act.substr(0, 60) + "\" is no act on a clue: see what it may be given");
  if (Status allowed = Authorise(scope, UseCaseOf(*row)); !allowed) return Fail(allowed);
  Result<const std::vector<Procedure>*> procedures = service.procedures();
  if (!procedures) return Fail(procedures);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<Clue> clue = KnownClue(db, scope, id);
    if (!clue) return Fail(clue);
    const Transition* act = FindTransition(Machine::kClue, deed.act, clue->state);
    if (!act) return Fail(ErrorCode::kConflict, SayNotInState("clue", clue->state, deed.act));
    if (act->by == By::kAnother && ActedBefore(*clue, scope.actor)) {
      return Fail(ErrorCode::kDenied, Say("clue.another_person", {{"act", Say("act.clue." + deed.act).kept()}}));
    }
    if (Status fine = CheckDeed(deed, **procedures); !fine) return Fail(fine);
    Result<Time> at = TimeSaid(deed.at, service.clock().Now());
    if (!at) return Fail(at);
    const Scope whole = OfEveryRegion(scope);
    Result<Json> timeline = ClueTimeline(db, whole, id);
    if (!timeline) return timeline;
    const std::optional<Time> before = timeline->empty() ? std::nullopt : ParseTime(JsonText(timeline->back(), "at"));
    if (before && *at + kToldTo < *before) {
      return Fail(ErrorCode::kInvalid, Say("clue.before_last", {{"at", FormatTime(*at)}, {"before", FormatTime(*before)}}));
    }
    Result<std::vector<Deadline>> terms = TermsFor(db, whole, kClueSubject, id);
    if (!terms) return Fail(terms);
    Time counted_from = *at;
    if (Status ready = CheckTerms(deed, *terms, counted_from); !ready) return Fail(ready);
    NewEvent event = EventBy(scope, "clue." + deed.act, kClueSubject, id);
    event.region_code = clue->region_code;
    event.detail = {{"case", IdToString(clue->case_id)}, {"from", clue->state}, {"to", act->to}, {"at", FormatTime(*at)}};
    if (act->by == By::kTwo) {
      Result<Account> second = SecondOfficer(db, scope, deed);
      if (!second) return Fail(second);
      clue->officer = scope.actor;
      clue->second_officer = second->id;
      event.detail["second_officer"] = second->login;
    }
    if (!deed.number.empty()) event.detail["number"] = deed.number;
    if (deed.act == "file") clue->number = deed.number;
    if (deed.act == "assign") {
      event.detail["region_before"] = TextOrNull(clue->region_code);
      event.detail["region"] = deed.region;
      clue->region_code = deed.region;
    }
    Json documents = Json::array();
    for (const NoticeFile& document : deed.documents) documents.push_back({{"name", document.name}, {"sha256", document.sha256}});
    if (!documents.empty()) event.detail["documents"] = std::move(documents);
    if (!deed.reason.empty()) event.personal = {{"reason", deed.reason}};
    Result<Clue> moved = MoveClue(tx, scope, *clue, deed.act, deed.row_version ? deed.row_version : clue->row_version);
    if (!moved) return Fail(moved);
    if (Status counted = MoveTerms(tx, whole, *moved, *act, **procedures, *at, counted_from); !counted) return Fail(counted);
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    // Whoever assigns it elsewhere still sees what they did.
    return WholeClueView(db, whole, *moved, **procedures);
  });
}

Result<Json> ShowClue(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeClues); !allowed) return Fail(allowed);
  Result<const std::vector<Procedure>*> procedures = service.procedures();
  if (!procedures) return Fail(procedures);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Clue> clue = KnownClue(db, scope, id);
    if (!clue) return Fail(clue);
    return WholeClueView(db, OfEveryRegion(scope), *clue, **procedures);
  });
}

Result<Json> ListClues(Service& service, const Scope& scope, const ClueQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeClues); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Clue>> page = ListClues(db, scope, ClueFilter{.state = query.state, .case_id = query.case_id},
                                        PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Clue& clue : page->rows) {
      Result<Json> view = ClueView(db, clue);
      if (!view) return view;
      items.push_back(std::move(*view));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

}  // namespace markwarden
