// Intake, clock, decision.
#include "service/counter_notices.h"

#include <algorithm>

#include "core/said.h"
#include "core/transitions.h"
#include "reports/vocabulary.h"
#include "service/deadline_terms.h"
#include "service/notices.h"
#include "service/outbox.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/counter_notices.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/measures.h"
#include "store/notices.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

constexpr size_t kMaxCounterText = 20'000, kMaxCounterLine = 500, kMaxCounterReason = 2000;

struct CounterAct {
  std::string_view act;
  UseCase use_case;
  const char* event;
};
constexpr CounterAct kCounterActs[] = {
    {"withdraw", UseCase::kDecideCounterNotice, "counter_notice.withdrawn"},
    {"let_restore", UseCase::kDecideCounterNotice, "counter_notice.let_restore"},
    {"extend", UseCase::kDecideCounterNotice, "counter_notice.extended"},
    {"complain", UseCase::kEscalateCounterNotice, "counter_notice.complaint_filed"},
    {"sue", UseCase::kEscalateCounterNotice, "counter_notice.suit_filed"},
};

const CounterAct* FindCounterAct(std::string_view act) {
  const auto found = std::find_if(std::begin(kCounterActs), std::end(kCounterActs), [&](const CounterAct& one) { return one.act == act; });
  return found == std::end(kCounterActs) ? nullptr : found;
}

Result<Time> StatedTime(const std::string& text, const char* what, Time now) {
  const std::optional<Time> time = text.size() > 10 ? ParseTime(text) : std::nullopt;
  if (!time) return Fail(ErrorCode::kInvalid, std::string(what) + " is missing or no time: write it as 2026-12-20T09:00:00+08:00");
  if (*time > now) return Fail(ErrorCode::kInvalid, std::string(what) + ", " + FormatTime(*time) + ", is still to come");
  return *time;
}

Status CheckText(const std::string& text, size_t most, const char* what, bool needed) {
  if (needed && text.find_first_not_of(" \t\r\n") == std::string::npos) return Fail(ErrorCode::kInvalid, std::string(what) + " is missing");
  if (text.size() > most) return Fail(ErrorCode::kInvalid, std::string(what) + " is longer than " + std::to_string(most) + " bytes");
  return Ok();
}

// The running term after which the measure ends; empty when none runs.
Result<std::optional<Deadline>> RestoreTerm(CaseDb& db, const Scope& scope, Id counter) {
  Result<std::vector<Deadline>> terms = TermsFor(db, scope, "counter_notice", counter);
  if (!terms) return Fail(terms);
  std::optional<Deadline> found;
  for (const Deadline& term : *terms) {
    if (term.at_end == "restore" && term.state != "stopped" && (!found || term.due > found->due)) found = term;
  }
  return found;
}

// Where the platform may restore from an earlier day on (17 U.S.C. 512(g)(2)(C): from the tenth), what is to stop it must come before that.
Time DecideBefore(const Deadline& restore) { return restore.not_before.value_or(restore.due); }

Result<Json> CounterView(CaseDb& db, const Scope& scope, const CounterNotice& counter) {
  Json view = {{"id", IdToString(counter.id)},
               {"notice", IdToString(counter.notice)},
               {"case", IdToString(counter.case_id)},
               {"number", TextOrNull(counter.number)},
               {"received_at", FormatTime(counter.received_at)},
               {"from", {{"name", counter.from_name}, {"address", TextOrNull(counter.from_address)}}},
               {"reason", counter.reason},
               {"statement", counter.statement},
               {"items", counter.items},
               {"document_sha256", TextOrNull(counter.document_sha256)},
               {"source", counter.source},
               {"late", counter.late},
               {"state", counter.state},
               {"created_at", FormatTime(counter.created_at)},
               {"row_version", counter.row_version}};
  view["filing"] = counter.filing_kind.empty()
                       ? Json(nullptr)
                       : Json{{"kind", counter.filing_kind}, {"number", counter.filing_number}, {"filed_at", TimeOrNull(counter.filed_at)},
                              {"told_at", TimeOrNull(counter.told_at)}, {"proof_sha256", TextOrNull(counter.proof_sha256)}};
  view["decision"] = counter.decided_at ? Json{{"by", IdToString(counter.decided_by)}, {"at", FormatTime(*counter.decided_at)},
                                               {"reason", TextOrNull(counter.decision_reason)}}
                                        : Json(nullptr);
  Result<std::vector<Deadline>> terms = TermsFor(db, scope, "counter_notice", counter.id);
  if (!terms) return Fail(terms);
  view["terms"] = Json::array();
  for (const Deadline& term : *terms) view["terms"].push_back(DeadlineView(term));
  Result<std::optional<Deadline>> restore = RestoreTerm(db, scope, counter.id);
  if (!restore) return Fail(restore);
  view["due"] = *restore && (*restore)->state == "running" ? Json(FormatTime(DecideBefore(**restore))) : Json(nullptr);
  Result<std::optional<NoticeRecord>> notice = FindNotice(db, scope, counter.notice);
  if (!notice) return Fail(notice);
  const Id author = *notice ? (*notice)->author : 0;
  view["platform"] = *notice ? Json((*notice)->platform) : Json(nullptr);
  view["regime"] = *notice ? Json((*notice)->regime) : Json(nullptr);
  view["may"] = Json::array();
  for (const CounterAct& row : kCounterActs) {
    const Transition* step = FindTransition(Machine::kCounterNotice, row.act, counter.state);
    if (step && Authorise(scope, row.use_case, step->by == Transition::By::kAnother ? author : 0)) view["may"].push_back(row.act);
  }
  return view;
}

Result<CounterNotice> KnownCounter(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<CounterNotice>> found = FindCounterNotice(db, scope, id);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no counter-notice " + IdToString(id));
  return std::move(**found);
}

// Which of the notice's measures the counter-notice speaks of.
Result<std::vector<Measure>> MeasuresUnder(CaseDb& db, const Scope& scope, const CounterNotice& counter) {
  Result<std::vector<Measure>> measures = MeasuresOfNotice(db, scope, counter.notice);
  if (!measures) return measures;
  std::erase_if(*measures, [&](const Measure& measure) {
    return !counter.items.empty() && std::find(counter.items.begin(), counter.items.end(), measure.item) == counter.items.end();
  });
  return measures;
}

}  // namespace

Status EndMeasuresUnder(Transaction& tx, const Scope& scope, const CounterNotice& counter, Time at, const std::string& why) {
  Result<std::vector<Measure>> measures = MeasuresUnder(tx.db(), scope, counter);
  if (!measures) return Fail(measures);
  for (Measure& measure : *measures) {
    const Transition* step = FindTransition(Machine::kMeasure, "end", measure.state);
    if (!step) continue;
    measure.state = step->to;
    measure.ended_at = at;
    measure.note = why;
    measure.next_check_at = at;  // whether it is back is seen, not assumed
    if (Result<Measure> saved = SaveMeasure(tx, scope, measure); !saved) return Fail(saved);
  }
  return Ok();
}

Result<CounterNotice> TakeCounterNotice(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& notice, const CounterNotice& given) {
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  if (notice.state == "draft" || notice.state == "queued" || notice.state == "approved") {
    return Fail(ErrorCode::kConflict, Say("counter_notice.never_sent"));
  }
  CounterNotice counter = given;
  counter.notice = notice.id;
  counter.late = notice.state != "sent";
  Result<CounterNotice> added = AddCounterNotice(tx, scope, counter);
  if (!added) return added;
  NewEvent event = EventBy(scope, "counter_notice.received", "counter_notice", added->id);
  event.region_code = notice.region_code;
  event.detail = {{"notice", IdToString(notice.id)}, {"reason", added->reason}, {"received_at", FormatTime(added->received_at)}, {"late", added->late},
                  {"source", added->source}, {"document_sha256", TextOrNull(added->document_sha256)}};
  event.personal = {{"from", added->from_name}, {"address", added->from_address}, {"statement", added->statement}};
  if (auto done = AppendEvent(tx, event); !done) return Fail(done);

  const Regime* regime = FindRegime(**regimes, notice.regime);
  std::optional<Time> due;
  if (regime && !added->late) {
    const TermSubject subject{.kind = "counter_notice", .id = added->id, .case_id = added->case_id, .org = added->org, .region_code = added->region_code};
    if (auto started = StartTerms(tx, scope, subject, TermsOf(*regime), "counter", added->received_at); !started) return Fail(started);
    Result<std::optional<Deadline>> restore = RestoreTerm(tx.db(), scope, added->id);
    if (!restore) return Fail(restore);
    if (*restore) due = DecideBefore(**restore);
    // Where the law restores at once, the measure is over with the counter-notice.
    if (regime->counter.restores == CounterRule::Restores::kAtOnce) {
      if (Status ended = EndMeasuresUnder(tx, scope, *added, added->received_at, "restored at once: " + regime->counter.rule); !ended) return Fail(ended);
    }
  }
  Task task;
  task.org = added->org;
  task.region_code = added->region_code;
  task.kind = added->late ? "counter_notice_late" : "counter_notice";
  task.subject_kind = "counter_notice";
  task.subject = added->id;
  task.case_id = added->case_id;
  task.cause = "counter_notice:" + IdToString(added->id);
  task.due = due;
  task.detail = {{"platform", notice.platform}, {"reason", added->reason}};
  if (Result<Id> opened = AddTask(tx, scope, task); !opened) return Fail(opened);
  return added;
}

Result<Json> RecordCounterNotice(Service& service, const Scope& scope, Id notice, const CounterNoticeRequest& request) {
  if (Status allowed = Authorise(scope, UseCase::kRecordCounterNotice); !allowed) return Fail(allowed);
  const Time now = service.clock().Now();
  CounterNotice counter;
  Result<Time> received = StatedTime(request.received_at, "the time of its arrival", now);
  if (!received) return Fail(received);
  counter.received_at = *received;
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  const Vocabulary::List& reasons = (*words)->Of("counter_reasons");
  if (!reasons.Find(request.reason)) return Fail(ErrorCode::kInvalid, "say why the seller objects: " + reasons.Codes());
  if (Status ok = CheckText(request.from_name, kMaxCounterLine, "who it is from", true); !ok) return Fail(ok);
  if (Status ok = CheckText(request.statement, kMaxCounterText, "what it says", true); !ok) return Fail(ok);
  if (Status ok = CheckText(request.number, kMaxCounterLine, "its number", false); !ok) return Fail(ok);
  if (Status ok = CheckText(request.from_address, kMaxCounterLine, "the address", false); !ok) return Fail(ok);
  counter.number = request.number;
  counter.from_name = request.from_name;
  counter.from_address = request.from_address;
  counter.reason = request.reason;
  counter.statement = request.statement;
  counter.items = request.items;
  counter.document_sha256 = request.document_sha256;
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    Result<std::optional<NoticeRecord>> record = FindNotice(tx.db(), scope, notice);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(notice));
    const Json* listed = JsonMember((*record)->payload, "items");
    for (const int item : request.items) {
      if (item < 0 || !listed || size_t(item) >= listed->size()) return Fail(ErrorCode::kInvalid, "the notice has no listing number " + std::to_string(item + 1));
    }
    Result<std::optional<NoticeSending>> sending = FindNoticeSending(tx.db(), scope, notice);
    if (!sending) return Fail(sending);
    if (*sending && counter.received_at < (*sending)->sent_at) {
      return Fail(ErrorCode::kInvalid, "it cannot have arrived at " + FormatTime(counter.received_at) + ": the notice was sent at " + FormatTime((*sending)->sent_at));
    }
    if (!request.document_sha256.empty()) {
      Result<std::optional<Body>> there = FindBody(tx.db(), request.document_sha256);
      if (!there) return Fail(there);
      if (!*there) return Fail(ErrorCode::kInvalid, "no file of that digest was uploaded: upload it first");
    }
    Result<CounterNotice> taken = TakeCounterNotice(service, tx, scope, **record, counter);
    if (!taken) return Fail(taken);
    return CounterView(tx.db(), scope, *taken);
  });
}

Result<Json> ActOnCounterNotice(Service& service, const Scope& scope, Id id, const CounterNoticeDeed& deed) {
  const CounterAct* row = FindCounterAct(deed.act);
  if (!row) return Fail(ErrorCode::kInvalid, "what may be done with a counter-notice is withdraw, let_restore, extend, complain or sue, not \"" + deed.act.substr(0, 60) + "\"");
  if (Status allowed = Authorise(scope, row->use_case); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<CounterNotice> counter = KnownCounter(db, scope, id);
    if (!counter) return Fail(counter);
    Result<std::optional<NoticeRecord>> notice = FindNotice(db, scope, counter->notice);
    if (!notice) return Fail(notice);
    if (!*notice) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(counter->notice));
    const Transition* step = FindTransition(Machine::kCounterNotice, deed.act, counter->state);
    if (!step) return Fail(ErrorCode::kConflict, SayNotInState("counter_notice", counter->state, deed.act));
    if (Status other = Authorise(scope, row->use_case, step->by == Transition::By::kAnother ? (*notice)->author : 0); !other) return Fail(other);
    if (deed.reason.size() > kMaxCounterReason) return Fail(ErrorCode::kInvalid, "the reason is longer than " + std::to_string(kMaxCounterReason) + " bytes");
    const Regime* regime = FindRegime(**regimes, (*notice)->regime);
    if (!regime) return Fail(ErrorCode::kConflict, "the law that the notice rests on, " + (*notice)->regime + ", is not shipped any more");
    const Time now = service.clock().Now();
    const TermSubject subject{.kind = "counter_notice", .id = id, .case_id = counter->case_id, .org = counter->org, .region_code = counter->region_code};
    Result<std::optional<Deadline>> restore = RestoreTerm(db, scope, id);
    if (!restore) return Fail(restore);
    NewEvent event = EventBy(scope, row->event, "counter_notice", id);
    event.region_code = counter->region_code;
    event.detail = {{"notice", IdToString(counter->notice)}};
    event.personal = {{"reason", deed.reason}};
    CounterNotice decided = *counter;
    decided.decision_reason = deed.reason;
    if (deed.act == "withdraw" || deed.act == "let_restore" || deed.act == "extend") {
      if (Status given = CheckText(deed.reason, kMaxCounterReason, "the reason", true); !given) return Fail(given);
    }
    if (deed.act == "extend") {
      if (!*restore || (*restore)->state != "running") return Fail(ErrorCode::kConflict, Say("counter_notice.no_term"));
      if ((*restore)->start_event == "excuse") return Fail(ErrorCode::kConflict, Say("counter_notice.extended"));
      if (now >= (*restore)->due) return Fail(ErrorCode::kConflict, Say("counter_notice.term_over", {{"due", FormatTime((*restore)->due)}}));
      // The excuse is not counted into the term: its days follow the term's last one.
      const Time from = (*restore)->due - std::chrono::seconds(1);
      if (auto stopped = EndDeadlines(tx, subject.kind, id, "restore", "stopped", now); !stopped) return Fail(stopped);
      if (auto started = StartTerms(tx, scope, subject, TermsOf(*regime), "excuse", from); !started) return Fail(started);
      Result<std::optional<Deadline>> extended = RestoreTerm(db, scope, id);
      if (!extended) return Fail(extended);
      if (!*extended || (*extended)->start_event != "excuse") return Fail(ErrorCode::kConflict, regime->id + " knows no extension of the term");
      event.detail["due"] = FormatTime((*extended)->due);
    } else if (deed.act == "complain" || deed.act == "sue") {
      decided.filing_kind = deed.act == "sue" ? "suit" : "complaint";
      decided.filing_number = deed.number;
      if (Status ok = CheckText(deed.number, kMaxCounterLine, "the number of the complaint or suit", true); !ok) return Fail(ok);
      Result<Time> filed = StatedTime(deed.filed_at, "the time of filing", now);
      if (!filed) return Fail(filed);
      // Left out, the outbox tells it over the notice's own channel, and the term runs until it has.
      const Result<Time> told = deed.told_at.empty() ? Result<Time>(now) : StatedTime(deed.told_at, "the time at which the platform was told", now);
      if (!told) return Fail(told.error());
      if (*told < *filed) return Fail(ErrorCode::kInvalid, "the platform cannot have been told before the filing");
      if (*restore && *told >= (*restore)->due) {
        return Fail(ErrorCode::kConflict, "the platform had to be told before " + FormatTime((*restore)->due) +
                                              (deed.told_at.empty() ? "" : " and was told at " + FormatTime(*told)) +
                                              ": the measure ends, and a new notice would need new grounds");
      }
      Result<std::optional<Body>> proof = FindBody(db, deed.proof_sha256);
      if (!proof) return Fail(proof);
      if (!*proof) return Fail(ErrorCode::kInvalid, "the proof of filing is missing: upload it and name its digest");
      decided.filed_at = *filed;
      if (!deed.told_at.empty()) decided.told_at = *told;
      decided.proof_sha256 = deed.proof_sha256;
      event.detail["number"] = deed.number;
      event.detail["told_at"] = deed.told_at.empty() ? Json(nullptr) : Json(FormatTime(*told));
      event.detail["proof_sha256"] = deed.proof_sha256;
    }
    Result<CounterNotice> moved = DecideCounterNotice(tx, scope, decided, deed.act, deed.row_version ? deed.row_version : counter->row_version);
    if (!moved) return Fail(moved);
    const bool tell = decided.filing_kind != counter->filing_kind && !decided.told_at;
    if (!step->stops.empty() && !tell) {
      if (auto stopped = EndDeadlines(tx, subject.kind, id, std::string(step->stops), deed.act == "withdraw" ? "stopped" : "met", now); !stopped) return Fail(stopped);
    }
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    if (tell) {
      if (Status queued = EnqueueFiling(service, tx, scope, *moved); !queued) return Fail(queued);
    }
    if (deed.act == "withdraw" && FindTransition(Machine::kNotice, "withdraw", (*notice)->state)) {
      if (Status withdrawn = WithdrawNotice(service, tx, scope, **notice, (*notice)->row_version, deed.reason); !withdrawn) return Fail(withdrawn);
    }
    if (moved->state != "received") {
      if (Status done = FinishTasksOf(tx, scope, "counter_notice", id, row->event); !done) return Fail(done);
    }
    return CounterView(db, scope, *moved);
  });
}

Result<Json> ShowCounterNotice(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<CounterNotice> counter = KnownCounter(db, scope, id);
    if (!counter) return Fail(counter);
    return CounterView(db, scope, *counter);
  });
}

Result<Json> ListCounterNotices(Service& service, const Scope& scope, const CounterNoticeQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<CounterNotice>> page = ListCounterNotices(db, scope, CounterNoticeFilter{.state = query.state, .notice = query.notice, .case_id = 0},
                                                          PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const CounterNotice& counter : page->rows) {
      Result<Json> view = CounterView(db, scope, counter);
      if (!view) return view;
      items.push_back(std::move(*view));
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

}  // namespace markwarden
