// Release, sending, withdrawal.
#include "service/notices.h"

#include <algorithm>

#include "core/transitions.h"
#include "matcher/context.h"
#include "reports/notice_check.h"
#include "reports/notice_view.h"
#include "reports/regime.h"
#include "service/notice_view.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/notices.h"
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
    {"release", UseCase::kReleaseNotice, "notice.approved"},
    {"send", UseCase::kSendNotice, "notice.sent"},
    {"withdraw", UseCase::kWithdrawNotice, "notice.withdrawn"},
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

Json MayDo(const Scope& scope, const NoticeRecord& record, bool on_verified_law) {
  Json may = Json::array();
  for (const ActRow& row : kActs) {
    const Transition* act = FindTransition(Machine::kNotice, row.act, record.state);
    if (!act || !Authorise(scope, row.use_case, act->by == Transition::By::kAnother ? record.author : 0)) continue;
    if (row.act == "release" && !on_verified_law && !scope.Has(Role::kHead)) continue;
    may.push_back(row.act);
  }
  return may;
}

Json SendingView(const std::optional<NoticeSending>& sending) {
  if (!sending) return nullptr;
  return {{"channel", sending->channel}, {"sent_at", FormatTime(sending->sent_at)}, {"receipt", TextOrNull(sending->receipt)},
          {"document_sha256", sending->document_sha256}, {"recorded_at", FormatTime(sending->recorded_at)}};
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

Result<Json> WholeView(CaseDb& db, const Scope& scope, const NoticeRecord& record, const std::vector<Regime>& regimes) {
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
  Result<std::optional<NoticeSending>> sending = FindNoticeSending(db, scope, record.id);
  if (!sending) return Fail(sending);
  view["sending"] = SendingView(*sending);
  Result<Json> acts = ActsOf(db, scope, record.id);
  if (!acts) return acts;
  view["acts"] = std::move(*acts);
  view["may"] = MayDo(scope, record, view["unverified"].empty());
  return view;
}

Status CheckReason(const std::string& reason, const char* what) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) return Fail(ErrorCode::kInvalid, std::string(what) + " needs a reason");
  if (reason.size() > kMaxReason) return Fail(ErrorCode::kInvalid, "the reason is longer than " + std::to_string(kMaxReason) + " bytes");
  return Ok();
}

// What must be true before the second person's word counts; notes in `event` what it rests on.
Status MayBeReleased(CaseDb& db, const Scope& scope, const NoticeRecord& record, const std::vector<Regime>& regimes, Time now, const std::string& reason,
                     NewEvent& event) {
  const Regime* regime = FindRegime(regimes, record.regime);
  if (!regime) return Fail(ErrorCode::kConflict, "the law that this notice rests on, " + record.regime + ", is not shipped any more: draft it again");
  const Result<Notice> notice = NoticeFromJson(record.payload);
  if (!notice) return Fail(notice.error());
  if (const std::vector<MissingField> missing = CheckNotice(*notice, *regime); !missing.empty()) return Fail(ErrorCode::kInvalid, DescribeMissing(missing, "en"));
  if (record.pdf_sha256.empty() || record.html_sha256.empty()) return Fail(ErrorCode::kConflict, "the notice has no documents yet: draft it again");
  Result<std::optional<RightRecord>> right = FindRightByKey(db, scope, notice->right.id);
  if (!right) return Fail(right);
  if (!*right) return Fail(ErrorCode::kConflict, "the right " + notice->right.id + " is not registered any more");
  const Time today = now + std::chrono::minutes(regime->utc_offset_minutes);
  if (const std::string ended = NotInForce((*right)->right, today); !ended.empty()) return Fail(ErrorCode::kConflict, ended + ": no notice is given of it");
  if (const std::string then = NotInForce((*right)->right, ParseTime(notice->claim.act_date)); !then.empty()) {
    return Fail(ErrorCode::kConflict, then + ", and the act was on " + notice->claim.act_date);
  }
  const std::vector<const LegalBasis*> unverified = Unverified(*notice, *regime);
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

Result<NoticeSending> SendingOf(const NoticeDeed& deed, const NoticeRecord& record, Time now) {
  NoticeSending sending;
  sending.notice = record.id;
  sending.channel = deed.channel;
  sending.receipt = deed.receipt;
  sending.document_sha256 = record.pdf_sha256;
  if (deed.channel != "platform_form" && deed.channel != "email" && deed.channel != "post" && deed.channel != "in_person") {
    return Fail(ErrorCode::kInvalid, "say how it was sent: platform_form, email, post or in_person");
  }
  if (deed.receipt.size() > kMaxReceipt) return Fail(ErrorCode::kInvalid, "the receipt's number is longer than " + std::to_string(kMaxReceipt) + " bytes");
  const std::optional<Time> sent = deed.sent_at.size() > 10 ? ParseTime(deed.sent_at) : std::nullopt;
  if (!sent) return Fail(ErrorCode::kInvalid, "say when it was sent, such as 2026-12-20T09:00:00+08:00: terms are counted from it");
  if (*sent > now) return Fail(ErrorCode::kInvalid, "it cannot have been sent at " + FormatTime(*sent) + ", which is still to come");
  if (*sent + kStatedTo < record.updated_at) {
    return Fail(ErrorCode::kInvalid, "it cannot have been sent at " + FormatTime(*sent) + ": it was released at " + FormatTime(record.updated_at));
  }
  sending.sent_at = *sent;
  return sending;
}

}  // namespace

Result<Json> ShowNotice(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<NoticeRecord> record = Known(db, scope, id);
    if (!record) return Fail(record);
    return WholeView(db, scope, *record, **regimes);
  });
}

Result<Json> ActOnNotice(Service& service, const Scope& scope, Id id, const NoticeDeed& deed) {
  const ActRow* row = FindAct(deed.act);
  if (!row) return Fail(ErrorCode::kInvalid, "what may be done with a notice is release, send or withdraw, not \"" + deed.act.substr(0, 60) + "\"");
  if (Status allowed = Authorise(scope, row->use_case); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<NoticeRecord> record = Known(db, scope, id);
    if (!record) return Fail(record);
    const Transition* act = FindTransition(Machine::kNotice, deed.act, record->state);
    if (!act) return Fail(ErrorCode::kConflict, "a notice that is " + record->state + " cannot be given a " + deed.act);
    if (Status other = Authorise(scope, row->use_case, act->by == Transition::By::kAnother ? record->author : 0); !other) return Fail(other);
    const Time now = service.clock().Now();
    NewEvent event = EventBy(scope, row->event, "notice", id);
    event.region_code = record->region_code;
    event.detail = {{"digest", record->payload_digest}, {"pdf_sha256", TextOrNull(record->pdf_sha256)}};
    if (deed.act == "release") {
      if (Status may = MayBeReleased(db, scope, *record, **regimes, now, deed.reason, event); !may) return Fail(may);
    } else if (deed.act == "send") {
      Result<NoticeSending> sending = SendingOf(deed, *record, now);
      if (!sending) return Fail(sending);
      if (Result<NoticeSending> added = AddNoticeSending(tx, scope, *sending); !added) return Fail(added);
      event.detail["channel"] = sending->channel;
      event.detail["sent_at"] = FormatTime(sending->sent_at);
      event.personal = {{"receipt", sending->receipt}};
    } else {
      if (Status given = CheckReason(deed.reason, "a withdrawal"); !given) return Fail(given);
      event.detail["from"] = record->state;
      event.personal = {{"reason", deed.reason}};
    }
    Result<NoticeRecord> moved = SetNoticeState(tx, scope, id, std::string(act->to), deed.row_version ? deed.row_version : record->row_version);
    if (!moved) return Fail(moved);
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    return WholeView(db, scope, *moved, **regimes);
  });
}

}  // namespace markwarden
