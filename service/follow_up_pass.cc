// Terms one by one.
#include "service/follow_up_pass.h"

#include <algorithm>
#include <set>

#include "core/account.h"
#include "core/transitions.h"
#include "matcher/context.h"
#include "reports/follow_up.h"
#include "service/counter_notices.h"
#include "service/notice_drafts.h"
#include "service/notice_lint.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/counter_notices.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/measures.h"
#include "store/notices.h"
#include "store/rights.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

constexpr int kTermsAPass = 500;

Result<Id> OpenTask(Transaction& tx, const Scope& scope, const Deadline& term, const std::string& kind, const std::string& cause, Json detail) {
  Task task;
  task.org = term.org;
  task.region_code = term.region_code;
  task.kind = kind;
  task.subject_kind = term.subject_kind;
  task.subject = term.subject;
  task.case_id = term.case_id;
  task.cause = cause;
  task.due = term.due;
  detail["name"] = term.name;
  detail["due"] = FormatTime(term.due);
  task.detail = std::move(detail);
  return AddTask(tx, scope, task);
}

Status Happened(Transaction& tx, const Scope& scope, const char* kind, const Deadline& term, Json detail) {
  NewEvent event = EventBy(scope, kind, term.subject_kind, term.subject);
  event.region_code = term.region_code;
  detail["law"] = term.law;
  detail["rule"] = term.rule;
  detail["due"] = FormatTime(term.due);
  event.detail = std::move(detail);
  if (auto id = AppendEvent(tx, event); !id) return Fail(id);
  return Ok();
}

// The same demand again, for the listings that are still there; queued for release, never sent by itself.
Result<Id> DraftSecond(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& first) {
  CaseDb& db = tx.db();
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  const Regime* regime = FindRegime(**regimes, first.regime);
  if (!regime) return Id{0};
  Result<Notice> notice = NoticeFromJson(first.payload);
  if (!notice) return Fail(notice);
  Result<std::vector<Measure>> measures = MeasuresOfNotice(db, scope, first.id);
  if (!measures) return Fail(measures);
  std::set<int> still;
  for (const Measure& measure : *measures) {
    if (measure.state == "asked" && !measure.first_gone_at) still.insert(measure.item);
  }
  if (still.empty()) return Id{0};
  std::vector<LintFinding> gone;
  for (size_t i = 0; i < notice->items.size(); ++i) {
    if (!still.contains(int(i))) gone.push_back({.code = "gone", .weight = LintWeight::kRefuse, .item = int(i), .pointer = {}, .why = {}});
  }
  Json left_out;
  Notice second = WithoutRefused(*notice, gone, left_out);
  second.prior_notices.push_back(IdToString(first.id));
  second.recipient.reason.clear();  // where a platform takes a reason once, the second notice has another
  if (Status chosen = ChooseReason(service, db, second, 0); !chosen) return Fail(chosen);
  second.created_at = FormatTime(service.clock().Now());
  Result<NoticeRecord> added = AddNotice(tx, scope, first.case_id, second, first.id);
  if (!added) return Fail(added);
  Result<Completed> completed = CompleteNotice(tx, scope, *added, *regime);
  if (!completed) return Fail(completed);
  if (!completed->missing.empty()) return added->id;
  NewEvent event = EventBy(scope, "notice.queued", "notice", added->id);
  event.region_code = first.region_code;
  event.detail = {{"follows", IdToString(first.id)}, {"items", second.items.size()}, {"digest", completed->record.payload_digest}};
  if (auto id = AppendEvent(tx, event); !id) return Fail(id);
  return added->id;
}

// A term that has ended: what that means.
Status EndOf(Service& service, const Deadline& term, FollowUpTotals& totals) {
  return Writing(service, [&](Transaction& tx) -> Status {
    const Scope scope = SystemScope("system:work", term.org);
    Result<bool> ended = MarkOver(tx, term);
    if (!ended) return Fail(ended);
    if (!*ended) return Ok();  // somebody was first
    ++totals.over;
    const std::string cause = "deadline:" + IdToString(term.id) + ":over";
    if (term.at_end == "restore" && term.subject_kind == "counter_notice") {
      Result<std::optional<CounterNotice>> counter = FindCounterNotice(tx.db(), scope, term.subject);
      if (!counter) return Fail(counter);
      if (!*counter || !FindTransition(Machine::kCounterNotice, "lapse", (*counter)->state)) return Happened(tx, scope, "deadline.over", term, Json::object());
      CounterNotice lapsed = **counter;
      if (auto moved = DecideCounterNotice(tx, scope, lapsed, "lapse", lapsed.row_version); !moved) return Fail(moved);
      if (Status done = EndMeasuresUnder(tx, scope, lapsed, term.due, "nothing was filed by " + FormatTime(term.due)); !done) return done;
      if (auto task = OpenTask(tx, scope, term, "restored", cause, {{"notice", IdToString(lapsed.notice)}}); !task) return Fail(task);
      ++totals.restored;
      return Happened(tx, scope, "counter_notice.lapsed", term, {{"notice", IdToString(lapsed.notice)}});
    }
    if (term.at_end == "second_notice") {
      Result<std::optional<NoticeRecord>> first = FindNotice(tx.db(), scope, term.subject);
      if (!first) return Fail(first);
      if (!*first || (*first)->state != "sent") return Happened(tx, scope, "deadline.over", term, Json::object());
      Result<Id> second = DraftSecond(service, tx, scope, **first);
      if (!second) return Fail(second);
      if (*second == 0) return Happened(tx, scope, "deadline.over", term, {{"second", nullptr}});
      if (auto task = OpenTask(tx, scope, term, "second_notice", cause, {{"second", IdToString(*second)}}); !task) return Fail(task);
      ++totals.second;
      return Happened(tx, scope, "notice.second_drafted", term, {{"second", IdToString(*second)}});
    }
    if (auto task = OpenTask(tx, scope, term, "term_over", cause, {{"at_end", term.at_end}}); !task) return Fail(task);
    return Happened(tx, scope, "deadline.over", term, {{"at_end", term.at_end}});
  });
}

// How many reminders are due by now, of `days_before` (descending).
int RemindersDue(const Deadline& term, const std::vector<int>& days_before, Time now) {
  int due = 0;
  for (const int before : days_before) due += now >= term.due - std::chrono::hours(24) * (before + 1);
  return due;
}

Status Remind(Service& service, const Deadline& term, int number, FollowUpTotals& totals) {
  return Writing(service, [&](Transaction& tx) -> Status {
    const Scope scope = SystemScope("system:work", term.org);
    Result<bool> marked = MarkReminded(tx, term, number);
    if (!marked) return Fail(marked);
    if (!*marked) return Ok();
    if (auto task = OpenTask(tx, scope, term, "reminder", "deadline:" + IdToString(term.id) + ":reminder", {{"at_end", term.at_end}}); !task) return Fail(task);
    ++totals.reminders;
    return Happened(tx, scope, "deadline.reminder", term, {{"number", number}});
  });
}

// Notices that are out while their right has ended: a person should withdraw them.
Status ProposeWithdrawals(Service& service, FollowUpTotals& totals) {
  const Time now = service.clock().Now();
  Result<std::vector<NoticeRecord>> sent = Reading(service, [](CaseDb& db) { return OpenSentNotices(db); });
  if (!sent) return Fail(sent);
  for (const NoticeRecord& notice : *sent) {
    const Scope scope = SystemScope("system:work", notice.org);
    const Json* right_json = JsonMember(notice.payload, "right");
    Result<std::optional<RightRecord>> right = Reading(service, [&](CaseDb& db) { return FindRightByKey(db, scope, right_json ? JsonText(*right_json, "id") : ""); });
    if (!right) return Fail(right);
    const std::string why = *right ? NotInForce((*right)->right, now) : Say("right.unregistered").kept();
    if (why.empty()) continue;
    Status proposed = Writing(service, [&](Transaction& tx) -> Status {
      Task task;
      task.org = notice.org;
      task.region_code = notice.region_code;
      task.kind = "propose_withdrawal";
      task.subject_kind = "notice";
      task.subject = notice.id;
      task.case_id = notice.case_id;
      task.cause = "right_ended:" + IdToString(notice.id);
      task.detail = {{"why", InWords(why, "en")}, {"said", SaidView(why)}, {"platform", notice.platform}};
      Result<bool> opened = OpenTaskOnce(tx, scope, task);
      if (!opened) return Fail(opened);
      if (!*opened) return Ok();
      ++totals.proposed;
      NewEvent event = EventBy(scope, "notice.withdrawal_proposed", "notice", notice.id);
      event.region_code = notice.region_code;
      event.detail = {{"why", InWords(why, "en")}};
      if (auto id = AppendEvent(tx, event); !id) return Fail(id);
      return Ok();
    });
    if (!proposed) return proposed;
  }
  return Ok();
}

}  // namespace

Result<FollowUpTotals> FollowUpPass(Service& service) {
  FollowUpTotals totals;
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  const std::vector<int>& days_before = (*data)->reminders_days_before;
  const int furthest = days_before.empty() ? 0 : *std::max_element(days_before.begin(), days_before.end()) + 1;
  const Time now = service.clock().Now();
  Result<std::vector<Deadline>> running =
      Reading(service, [&](CaseDb& db) { return RunningDeadlines(db, now + std::chrono::hours(24) * furthest + std::chrono::seconds(1), kTermsAPass); });
  if (!running) return Fail(running);
  for (const Deadline& term : *running) {
    if (term.due <= now) {
      if (Status ended = EndOf(service, term, totals); !ended) return Fail(std::move(ended.error()).While("term " + IdToString(term.id)));
    } else if (const int due = RemindersDue(term, days_before, now); due > term.reminded) {
      if (Status reminded = Remind(service, term, due, totals); !reminded) return Fail(reminded);
    }
  }
  if (Status proposed = ProposeWithdrawals(service, totals); !proposed) return Fail(proposed);
  return totals;
}

}  // namespace markwarden
