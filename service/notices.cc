// Release, sending, withdrawal.
#include "service/notices.h"

#include <algorithm>

#include "core/account.h"
#include "core/said.h"
#include "core/transitions.h"
#include "matcher/context.h"
#include "reports/notice_check.h"
#include "reports/notice_view.h"
#include "reports/regime.h"
#include "reports/vocabulary.h"
#include "service/deadline_terms.h"
#include "service/measures.h"
#include "service/notice_lint.h"
#include "service/notice_view.h"
#include "service/outbox.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/deliveries.h"
#include "store/events.h"
#include "store/deadlines.h"
#include "store/notices.h"
#include "store/tasks.h"
#include "store/rights.h"

namespace markwarden {
namespace {

constexpr size_t kMaxReason = 2000, kMaxReceipt = 200;
constexpr std::chrono::minutes kStatedTo{1};  // people say when they sent something to the minute
constexpr int kShownActs = 100;

struct ActRow {
  std::string_view act;
  UseCase use_case;
  const char* event;
};
constexpr ActRow kActs[] = {
    {"give_back", UseCase::kReleaseNotice, "notice.given_back"},
    {"release", UseCase::kReleaseNotice, "notice.approved"},
    {"send", UseCase::kSendNotice, "notice.sent"},
    {"acknowledge", UseCase::kRecordMeasure, "notice.acknowledged"},
    {"withdraw", UseCase::kWithdrawNotice, "notice.withdrawn"},
    {"close", UseCase::kRecordMeasure, "notice.closed"},
};

const ActRow* FindAct(std::string_view name) {
  const auto row = std::find_if(std::begin(kActs), std::end(kActs), [&](const ActRow& one) { return one.act == name; });
  return row == std::end(kActs) ? nullptr : row;
}

// Rows of law under the notice that nobody has compared with their text.
std::vector<const LegalBasis*> Unverified(const Notice& notice, const Regime& regime) {
  std::vector<const LegalBasis*> rows = BasisUsed(notice, regime);
  std::erase_if(rows, [](const LegalBasis* row) { return !row->verified_by.empty(); });
  return rows;
}

Json MayDo(const Scope& scope, const NoticeRecord& record, bool only_head) {
  Json may = Json::array();
  for (const ActRow& row : kActs) {
    const Transition* act = FindTransition(Machine::kNotice, row.act, record.state);
    if (!act || !Authorise(scope, row.use_case, act->by == Transition::By::kAnother ? record.author : 0)) continue;
    if (row.act == "release" && only_head && !scope.Has(Role::kHead)) continue;
    may.push_back(row.act);
  }
  if (FindTransition(Machine::kNotice, "deliver", record.state) && Authorise(scope, UseCase::kSendNotice) && SentByTwo(scope, record)) may.push_back("deliver");
  return may;
}

Json SendingView(const std::optional<NoticeSending>& sending) {
  if (!sending) return nullptr;
  return {{"channel", sending->channel}, {"sent_at", FormatTime(sending->sent_at)}, {"receipt", TextOrNull(sending->receipt)},
          {"document_sha256", sending->document_sha256}, {"receipt_sha256", TextOrNull(sending->receipt_sha256)},
          {"delivery", sending->delivery ? Json(IdToString(sending->delivery)) : Json(nullptr)}, {"recorded_at", FormatTime(sending->recorded_at)}};
}

Result<Json> ActsOf(CaseDb& db, const Scope& scope, Id id) {
  Result<Page<Event>> events = ListEvents(db, scope, EventFilter{.kind = "notice.", .subject_kind = "notice", .subject = id, .actor = 0},
                                          PageRequest{.limit = kShownActs, .after = {}});
  if (!events) return Fail(events);
  Json acts = Json::array();
  for (auto event = events->rows.rbegin(); event != events->rows.rend(); ++event) {
    acts.push_back({{"act", event->kind.substr(event->kind.find('.') + 1)}, {"at", FormatTime(event->at)}, {"actor", event->actor_name},
                    {"reason", event->personal ? TextOrNull(JsonText(*event->personal, "reason")) : Json(nullptr)}});
  }
  return acts;
}

Result<NoticeRecord> Known(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, id);
  if (!record) return Fail(record);
  if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(id));
  return std::move(**record);
}

Result<std::vector<LintFinding>> LintOf(Service& service, CaseDb& db, const Scope& scope, const NoticeRecord& record, const Notice& notice, const Regime& regime) {
  return LintNow(service, db, scope, notice, regime, {.case_id = record.case_id, .notice = record.id, .author = record.author});
}

Result<Json> WholeView(Service& service, CaseDb& db, const Scope& scope, const NoticeRecord& record, const std::vector<Regime>& regimes) {
  Json view = NoticeRecordView(record);
  view["notice"] = record.payload;
  view["missing"] = Json::array();
  const Regime* regime = FindRegime(regimes, record.regime);
  const Result<Notice> notice = NoticeFromJson(record.payload);
  view["unverified"] = Json::array();
  if (regime && notice) {
    view["missing"] = MissingView(CheckNotice(*notice, *regime));
    for (const LegalBasis* row : Unverified(*notice, *regime)) view["unverified"].push_back({{"law", row->statute}, {"article", row->article}});
  }
  view["lint"] = Json::array();
  bool only_head = !view["unverified"].empty();
  // Once it is out, the linter has nothing to stop any more.
  if (regime && notice && (record.state == "draft" || record.state == "queued" || record.state == "approved")) {
    Result<const LintRules*> rules = service.lint_rules();
    if (!rules) return Fail(rules);
    Result<std::vector<LintFinding>> findings = LintOf(service, db, scope, record, *notice, *regime);
    if (!findings) return Fail(findings);
    view["lint"] = LintView(**rules, *findings);
    only_head = only_head || WorstOf(*findings) == LintWeight::kHead;
  }
  Result<std::vector<Deadline>> terms = TermsFor(db, scope, "notice", record.id);
  if (!terms) return Fail(terms);
  view["terms"] = Json::array();
  for (const Deadline& term : *terms) view["terms"].push_back(DeadlineView(term));
  Result<std::optional<NoticeSending>> sending = FindNoticeSending(db, scope, record.id);
  if (!sending) return Fail(sending);
  view["sending"] = SendingView(*sending);
  Result<Json> acts = ActsOf(db, scope, record.id);
  if (!acts) return acts;
  view["acts"] = std::move(*acts);
  view["may"] = MayDo(scope, record, only_head);
  return view;
}

Status CheckReason(const std::string& reason, const char* what) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) return Fail(ErrorCode::kInvalid, std::string(what) + " needs a reason");
  if (reason.size() > kMaxReason) return Fail(ErrorCode::kInvalid, "the reason is longer than " + std::to_string(kMaxReason) + " bytes");
  return Ok();
}

// What must be true before the second person's word counts; notes in `event` what it rests on.
Status MayBeReleased(Service& service, CaseDb& db, const Scope& scope, const NoticeRecord& record, const std::vector<Regime>& regimes, const std::string& reason,
                     NewEvent& event) {
  if (Status stands = NoticeStands(service, db, scope, record); !stands) return stands;
  const Result<Notice> notice = NoticeFromJson(record.payload);
  const Regime& regime = *FindRegime(regimes, record.regime);
  Result<std::vector<LintFinding>> findings = LintOf(service, db, scope, record, *notice, regime);
  if (!findings) return Fail(findings);
  if (Status passed = PassLint(scope, *findings, reason, event); !passed) return passed;
  const std::vector<const LegalBasis*> unverified = Unverified(*notice, regime);
  if (unverified.empty()) return Ok();
  Json rows = Json::array();
  for (const LegalBasis* row : unverified) rows.push_back(row->id);
  if (!scope.Has(Role::kHead)) {
    return Fail(ErrorCode::kDenied, "the notice rests on law that nobody has compared with its text (" + unverified.front()->id +
                                        (unverified.size() > 1 ? " and others" : "") + "): only the head may release it");
  }
  if (Status given = CheckReason(reason, "a release on law that nobody has compared with its text"); !given) return given;
  event.detail["unverified"] = std::move(rows);
  event.personal = {{"reason", reason}};
  return Ok();
}

// A sending by hand while the outbox holds the notice would give it twice.
Status NotInOutbox(CaseDb& db, const Scope& scope, Id id) {
  Result<std::vector<Delivery>> deliveries = DeliveriesOfNotice(db, scope, id);
  if (!deliveries) return Fail(deliveries);
  for (const Delivery& delivery : *deliveries) {
    if (delivery.what != "notice" || delivery.state == "refused" || delivery.state == "cancelled") continue;
    return Fail(ErrorCode::kConflict, Say("notice.in_outbox", {{"state", delivery.state}, {"delivery", IdToString(delivery.id)}}));
  }
  return Ok();
}

Result<NoticeSending> SendingOf(Service& service, CaseDb& db, const NoticeDeed& deed, const NoticeRecord& record, Time now) {
  NoticeSending sending;
  sending.notice = record.id;
  sending.channel = deed.channel;
  sending.receipt = deed.receipt;
  sending.document_sha256 = record.pdf_sha256;
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  const Vocabulary::List& channels = (*words)->Of("sending_channels");
  if (!channels.Find(deed.channel)) return Fail(ErrorCode::kInvalid, "say how it was sent: " + channels.Codes());
  if (deed.receipt.size() > kMaxReceipt) return Fail(ErrorCode::kInvalid, "the receipt's number is longer than " + std::to_string(kMaxReceipt) + " bytes");
  sending.receipt_sha256 = deed.receipt_sha256;
  if (!deed.receipt_sha256.empty()) {
    Result<std::optional<Body>> file = FindBody(db, deed.receipt_sha256);
    if (!file) return Fail(file);
    if (!*file) return Fail(ErrorCode::kInvalid, "no file with the digest " + deed.receipt_sha256.substr(0, 64) + " was handed in: upload the receipt first");
  }
  const std::optional<Time> sent = deed.sent_at.size() > 10 ? ParseTime(deed.sent_at) : std::nullopt;
  if (!sent) return Fail(ErrorCode::kInvalid, "say when it was sent, such as 2026-12-20T09:00:00+08:00: terms are counted from it");
  if (*sent > now) return Fail(ErrorCode::kInvalid, "it cannot have been sent at " + FormatTime(*sent) + ", which is still to come");
  if (*sent + kStatedTo < record.updated_at) {
    return Fail(ErrorCode::kInvalid, "it cannot have been sent at " + FormatTime(*sent) + ": it was released at " + FormatTime(record.updated_at));
  }
  sending.sent_at = *sent;
  return sending;
}

Status Perform(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& record, const Transition& act, const ActRow& row, const NoticeDeed& deed,
               const std::vector<Regime>& regimes) {
  const Time now = service.clock().Now();
  if (deed.act == "withdraw") return WithdrawNotice(service, tx, scope, record, record.row_version, deed.reason);
  if (deed.act == "acknowledge") return RecordAcknowledged(tx, scope, record, deed.receipt, now);
  if (deed.act == "send") {
    if (Status two = SentByTwo(scope, record); !two) return two;
    if (Status free = NotInOutbox(tx.db(), scope, record.id); !free) return free;
    if (Status stands = NoticeStands(service, tx.db(), scope, record); !stands) return stands;
    Result<NoticeSending> sending = SendingOf(service, tx.db(), deed, record, now);
    if (!sending) return Fail(sending);
    return RecordSent(service, tx, scope, record.id, *sending);
  }
  NewEvent event = EventBy(scope, row.event, "notice", record.id);
  event.region_code = record.region_code;
  event.detail = {{"digest", record.payload_digest}, {"pdf_sha256", TextOrNull(record.pdf_sha256)}};
  if (deed.act == "release") {
    if (Status may = MayBeReleased(service, tx.db(), scope, record, regimes, deed.reason, event); !may) return may;
  } else {
    if (Status given = CheckReason(deed.reason, deed.act == "close" ? "closing a notice" : "giving a notice back"); !given) return given;
    event.personal = {{"reason", deed.reason}};
  }
  if (Result<NoticeRecord> moved = SetNoticeState(tx, scope, record.id, std::string(act.to), record.row_version); !moved) return Fail(moved);
  if (!act.stops.empty()) {
    if (auto ended = EndDeadlines(tx, "notice", record.id, std::string(act.stops), "stopped", now); !ended) return Fail(ended);
  }
  if (auto done = AppendEvent(tx, event); !done) return Fail(done);
  return Ok();
}

}  // namespace

Status NoticeStands(Service& service, CaseDb& db, const Scope& scope, const NoticeRecord& record) {
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  const Time now = service.clock().Now();
  const Regime* regime = FindRegime(**regimes, record.regime);
  if (!regime) return Fail(ErrorCode::kConflict, "the law that this notice rests on, " + record.regime + ", is not shipped any more: draft it again");
  const Result<Notice> notice = NoticeFromJson(record.payload);
  if (!notice) return Fail(notice.error());
  if (const std::vector<MissingField> missing = CheckNotice(*notice, *regime); !missing.empty()) return Fail(ErrorCode::kInvalid, DescribeMissing(missing, "en"));
  if (record.pdf_sha256.empty() || record.html_sha256.empty()) return Fail(ErrorCode::kConflict, "the notice has no documents yet: draft it again");
  Result<std::optional<RightRecord>> right = FindRightByKey(db, scope, notice->right.id);
  if (!right) return Fail(right);
  if (!*right) return Fail(ErrorCode::kConflict, "the right " + notice->right.id + " is not registered any more");
  const Time today = now + std::chrono::minutes(regime->utc_offset_minutes);
  if (const std::string ended = NotInForce((*right)->right, today); !ended.empty()) return Fail(ErrorCode::kConflict, Say("right.no_notice", {{"why", ended}}));
  if (const std::string then = NotInForce((*right)->right, ParseTime(notice->claim.act_date)); !then.empty()) {
    return Fail(ErrorCode::kConflict, Say("right.not_then", {{"why", then}, {"day", notice->claim.act_date}}));
  }
  Result<std::vector<LintFinding>> findings = LintOf(service, db, scope, record, *notice, *regime);
  if (!findings) return Fail(findings);
  // How many go out within the hour is a question of drafting: what was released is not stopped by it.
  std::erase_if(*findings, [](const LintFinding& finding) { return finding.code.starts_with("bulk."); });
  if (WorstOf(*findings) == LintWeight::kRefuse) return Fail(ErrorCode::kConflict, SayLint("lint.refuses", *findings, LintWeight::kRefuse));
  return Ok();
}

Status SentByTwo(const Scope& scope, const NoticeRecord& record) {
  const auto is_author = [&](const SystemActor& actor) { return actor.id == record.author; };
  const bool drafted_by_program = std::any_of(kSystemActors.begin(), kSystemActors.end(), is_author);
  if (!drafted_by_program || record.approver != scope.actor) return Ok();
  return Fail(ErrorCode::kDenied, "the program drafted this notice and you released it: another person sends it");
}

Status RecordSent(Service& service, Transaction& tx, const Scope& scope, Id id, const NoticeSending& sending) {
  Result<std::optional<NoticeRecord>> record = FindNotice(tx.db(), scope, id);
  if (!record) return Fail(record);
  if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(id));
  NoticeSending row = sending;
  row.notice = id;
  row.document_sha256 = (*record)->pdf_sha256;
  if (Result<NoticeSending> added = AddNoticeSending(tx, scope, row); !added) return Fail(added);
  Result<NoticeRecord> moved = SetNoticeState(tx, scope, id, "sent", (*record)->row_version);
  if (!moved) return Fail(moved);
  NewEvent event = EventBy(scope, "notice.sent", "notice", id);
  event.region_code = (*record)->region_code;
  event.detail = {{"digest", (*record)->payload_digest}, {"pdf_sha256", TextOrNull((*record)->pdf_sha256)}, {"channel", row.channel}, {"sent_at", FormatTime(row.sent_at)}};
  if (row.delivery != 0) event.detail["delivery"] = IdToString(row.delivery);
  if (!row.receipt_sha256.empty()) event.detail["receipt_sha256"] = row.receipt_sha256;
  event.personal = {{"receipt", row.receipt}};
  if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);

  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  const TermSubject subject{.kind = "notice", .id = id, .case_id = moved->case_id, .org = moved->org, .region_code = moved->region_code};
  const std::string_view starts = FindTransition(Machine::kNotice, "send", "approved")->starts;
  if (const Regime* regime = FindRegime(**regimes, moved->regime)) {
    if (auto started = StartTerms(tx, scope, subject, TermsOf(*regime), starts, row.sent_at); !started) return Fail(started);
  }
  Result<TermLaw> own = service.own_terms();
  if (!own) return Fail(own);
  if (auto started = StartTerms(tx, scope, subject, *own, starts, row.sent_at); !started) return Fail(started);
  Result<Notice> notice = NoticeFromJson(moved->payload);
  if (!notice) return Fail(notice);
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  if (Status watched = StartMeasures(tx, scope, *moved, *notice, row.sent_at, **data); !watched) return watched;
  // A connector's receipt says that it has the notice.
  if (!row.receipt.empty() && row.delivery != 0) {
    if (auto met = EndDeadlines(tx, "notice", id, "receipt", "met", row.sent_at); !met) return Fail(met);
  }
  return Ok();
}

Status RecordAcknowledged(Transaction& tx, const Scope& scope, const NoticeRecord& record, const std::string& receipt, Time at) {
  const Transition* step = FindTransition(Machine::kNotice, "acknowledge", record.state);
  if (!step) return Fail(ErrorCode::kConflict, "a notice that is " + record.state + " cannot be acknowledged");
  if (receipt.size() > kMaxReceipt) return Fail(ErrorCode::kInvalid, "the receipt's number is longer than " + std::to_string(kMaxReceipt) + " bytes");
  if (auto met = EndDeadlines(tx, "notice", record.id, std::string(step->stops), "met", at); !met) return Fail(met);
  NewEvent event = EventBy(scope, "notice.acknowledged", "notice", record.id);
  event.region_code = record.region_code;
  event.detail = {{"at", FormatTime(at)}};
  event.personal = {{"receipt", receipt}};
  if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
  return Ok();
}

Status WithdrawNotice(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& record, int64_t row_version, const std::string& reason) {
  const Transition* step = FindTransition(Machine::kNotice, "withdraw", record.state);
  if (!step) return Fail(ErrorCode::kConflict, "a notice that is " + record.state + " cannot be withdrawn");
  if (Status given = CheckReason(reason, "a withdrawal"); !given) return given;
  if (Status cancelled = CancelDeliveries(tx, scope, record.id); !cancelled) return cancelled;
  Result<NoticeRecord> moved = SetNoticeState(tx, scope, record.id, std::string(step->to), row_version);
  if (!moved) return Fail(moved);
  NewEvent event = EventBy(scope, "notice.withdrawn", "notice", record.id);
  event.region_code = record.region_code;
  event.detail = {{"digest", record.payload_digest}, {"from", record.state}};
  event.personal = {{"reason", reason}};
  if (auto done = AppendEvent(tx, event); !done) return Fail(done);
  const Time now = service.clock().Now();
  if (auto stopped = EndDeadlines(tx, "notice", record.id, std::string(step->stops), "stopped", now); !stopped) return Fail(stopped);
  if (Status dropped = DropMeasures(tx, scope, record.id, "the notice was withdrawn"); !dropped) return dropped;
  if (Status done = FinishTasksOf(tx, scope, "notice", record.id, "notice.withdrawn"); !done) return done;
  // Of what was never sent nobody hears; what is not known to have arrived may have.
  if (record.state != "sent") return EnqueueWithdrawal(service, tx, scope, record.id, reason);
  // The recipient must hear of it within a working day: a known error that is not withdrawn counts as bad faith.
  Result<TermLaw> own = service.own_terms();
  if (!own) return Fail(own);
  const TermSubject subject{.kind = "notice", .id = record.id, .case_id = record.case_id, .org = record.org, .region_code = record.region_code};
  if (auto started = StartTerms(tx, scope, subject, *own, "withdrawn", now); !started) return Fail(started);
  return EnqueueWithdrawal(service, tx, scope, record.id, reason);
}

Result<Json> ShowNotice(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<NoticeRecord> record = Known(db, scope, id);
    if (!record) return Fail(record);
    return WholeView(service, db, scope, *record, **regimes);
  });
}

Result<Json> ActOnNotice(Service& service, const Scope& scope, Id id, const NoticeDeed& deed) {
  const ActRow* row = FindAct(deed.act);
  if (!row) {
    return Fail(ErrorCode::kInvalid, "what may be done with a notice is give_back, release, send, acknowledge, withdraw or close, not \"" + deed.act.substr(0, 60) + "\"");
  }
  if (Status allowed = Authorise(scope, row->use_case); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<NoticeRecord> record = Known(db, scope, id);
    if (!record) return Fail(record);
    const Transition* act = FindTransition(Machine::kNotice, deed.act, record->state);
    if (!act) return Fail(ErrorCode::kConflict, SayNotInState("notice", record->state, deed.act));
    if (Status other = Authorise(scope, row->use_case, act->by == Transition::By::kAnother ? record->author : 0); !other) return Fail(other);
    if (deed.row_version != 0 && deed.row_version != record->row_version) return Fail(ErrorCode::kConflict, "the notice was changed meanwhile: read it again");
    if (Status done = Perform(service, tx, scope, *record, *act, *row, deed, **regimes); !done) return Fail(done);
    Result<NoticeRecord> now = Known(db, scope, id);
    return now ? WholeView(service, db, scope, *now, **regimes) : Fail(now);
  });
}

}  // namespace markwarden
