// One turn over what is due.
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

#include "service/notices.h"
#include "service/outbox.h"
#include "service/outbox_compose.h"
#include "service/outbox_send.h"
#include "service/recipient_answers.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/deliveries.h"
#include "store/events.h"
#include "store/notices.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

using Kind = SendOutcome::Kind;
using std::chrono::milliseconds;

constexpr int kLookedAt = 500;                      // due ones in one turn
constexpr std::chrono::minutes kLongestTry{15};     // longer than any try lasts
constexpr milliseconds kLongestGapWaited{2'500};    // a longer gap is kept by coming back later

Scope Sending(const Delivery& delivery) { return SystemScope("system:work", delivery.org); }

Status LogDelivery(Transaction& tx, const char* kind, const Delivery& delivery, const NoticeRecord& record) {
  NewEvent event = EventBy(Sending(delivery), kind, "delivery", delivery.id);
  event.region_code = record.region_code;
  event.detail = {{"notice", IdToString(delivery.notice)}, {"what", delivery.what}, {"channel", delivery.channel}, {"body_sha256", delivery.body_sha256}, {"attempts", delivery.attempts}};
  event.personal = {{"answer", InWords(delivery.last_answer, "en")}, {"receipt", delivery.receipt}};
  if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
  return Ok();
}

Status AskPerson(Transaction& tx, const char* kind, const Delivery& delivery, const NoticeRecord& record) {
  Task task;
  task.org = delivery.org;
  task.region_code = record.region_code;
  task.kind = kind;
  task.subject_kind = "delivery";
  task.subject = delivery.id;
  task.case_id = delivery.case_id;
  task.cause = std::string(kind) + ":" + IdToString(delivery.id) + ":" + std::to_string(delivery.row_version);
  task.detail = {{"notice", IdToString(delivery.notice)}, {"what", delivery.what}, {"channel", delivery.channel}, {"answer", InWords(delivery.last_answer, "en")},
                 {"said", SaidView(delivery.last_answer)}};
  if (Result<Id> opened = AddTask(tx, Sending(delivery), task); !opened) return Fail(opened);
  return Ok();
}

bool GaveUp(const Delivery& delivery, const OutboxPolicy& policy, Time now) {
  std::chrono::minutes waited{0};
  for (int i = 1; i <= delivery.attempts && waited < policy.give_up; ++i) waited += policy.PauseAfter(i);
  // A person who retries what is old gets a few tries more.
  return waited >= policy.give_up || (delivery.attempts > 3 && now - delivery.created_at >= policy.give_up);
}

// What it became, written; gives the totals' share.
class Recorder {
 public:
  Recorder(Service& service, const OutboxPolicy& policy, DeliveryTotals& totals) : service_(service), policy_(policy), totals_(totals) {}

  Status Record(Transaction& tx, Delivery delivery, const NoticeRecord& record, const SendOutcome& outcome) {
    const Time now = tx.db().Now();
    delivery.last_answer = outcome.line;
    switch (outcome.kind) {
      case Kind::kAccepted: return Accepted(tx, std::move(delivery), record, outcome, now);
      case Kind::kRefused: return Ended(tx, std::move(delivery), record, false);
      case Kind::kLater: return PutOff(tx, std::move(delivery), record, outcome, now);
      case Kind::kUnknown: return Unknown(tx, std::move(delivery), record, outcome, now);
    }
    return Ok();
  }

 private:
  Status Accepted(Transaction& tx, Delivery delivery, const NoticeRecord& record, const SendOutcome& outcome, Time now) {
    delivery.state = "accepted";
    delivery.accepted_at = now;
    delivery.receipt = outcome.receipt;
    delivery.next_at = now + policy_.poll;  // when a connector is asked what became of it
    Result<Delivery> changed = ChangeDelivery(tx, delivery);
    if (!changed) return Fail(changed);
    ++totals_.accepted;
    if (Status said = LogDelivery(tx, "delivery.accepted", *changed, record); !said) return said;
    const Scope scope = Sending(*changed);
    if (changed->what == "filing") return OnFilingTold(tx, scope, record, *changed);
    if (changed->what == "withdrawal") {
      NewEvent event = EventBy(scope, "notice.withdrawal_told", "notice", record.id);
      event.region_code = record.region_code;
      event.detail = {{"delivery", IdToString(changed->id)}};
      if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
      return Ok();
    }
    if (record.state == "withdrawn") {
      // Withdrawn while nobody knew whether it had gone out: it had.  Its recipient learns of what a person decided.
      return EnqueueWithdrawal(service_, tx, scope, record.id, "");
    }
    return RecordSent(service_, tx, scope, record.id,
                      {.notice = record.id, .channel = changed->channel == "email" ? "email" : "platform_form", .sent_at = now, .receipt = changed->receipt, .document_sha256 = {},
                       .receipt_sha256 = {}, .delivery = changed->id, .recorded_by = 0, .recorded_at = {}});
  }

  // For good: refused, or unknown where it may have arrived.
  Status Ended(Transaction& tx, Delivery delivery, const NoticeRecord& record, bool unknown) {
    delivery.state = unknown ? "unknown" : "refused";
    Result<Delivery> changed = ChangeDelivery(tx, delivery);
    if (!changed) return Fail(changed);
    ++(unknown ? totals_.unknown : totals_.refused);
    if (Status said = LogDelivery(tx, unknown ? "delivery.unsure" : "delivery.refused", *changed, record); !said) return said;
    return AskPerson(tx, unknown ? "delivery_unknown" : "delivery_refused", *changed, record);
  }

  Status PutOff(Transaction& tx, Delivery delivery, const NoticeRecord& record, const SendOutcome& outcome, Time now) {
    if (GaveUp(delivery, policy_, now)) {
      Result<bool> maybe = MayHaveArrived(tx.db(), Sending(delivery), delivery);
      if (!maybe) return Fail(maybe);
      delivery.last_answer = Say("outbox.given_up", {{"tries", std::to_string(delivery.attempts)}, {"said", delivery.last_answer}}).kept();
      return Ended(tx, std::move(delivery), record, *maybe);
    }
    delivery.state = "waiting";
    delivery.next_at = outcome.at_once ? now : now + policy_.PauseAfter(delivery.attempts);
    if (outcome.not_before) delivery.next_at = std::max(delivery.next_at, *outcome.not_before);
    if (Result<Delivery> changed = ChangeDelivery(tx, delivery); !changed) return Fail(changed);
    ++totals_.put_off;
    return Ok();
  }

  Status Unknown(Transaction& tx, Delivery delivery, const NoticeRecord& record, const SendOutcome& outcome, Time now) {
    Result<bool> told_apart = ToldApart(tx.db(), delivery);
    if (!told_apart) return Fail(told_apart);
    if (!*told_apart) return Ended(tx, std::move(delivery), record, true);
    // Asked again with the same key: the platform has one of it, whatever became of the first request.
    if (Status said = LogDelivery(tx, "delivery.unsure", delivery, record); !said) return said;
    return PutOff(tx, std::move(delivery), record, outcome, now);
  }

  Service& service_;
  const OutboxPolicy& policy_;
  DeliveryTotals& totals_;
};

Result<std::optional<NoticeRecord>> NoticeBehind(CaseDb& db, const Delivery& delivery) { return FindNotice(db, Sending(delivery), delivery.notice); }

// A mark that its process did not outlive: nobody else sends now.
Status SettleStale(Service& service, const Delivery& stale, Recorder& recorder) {
  return Writing(service, [&](Transaction& tx) -> Status {
    Result<std::optional<Delivery>> delivery = FindDelivery(tx.db(), Sending(stale), stale.id);
    if (!delivery) return Fail(delivery);
    if (!*delivery || (*delivery)->state != "trying") return Ok();
    Result<std::optional<NoticeRecord>> record = NoticeBehind(tx.db(), stale);
    if (!record) return Fail(record);
    if (!*record) return Ok();
    return recorder.Record(tx, **delivery, **record,
                           {.kind = Kind::kUnknown, .line = Say("outbox.stopped").kept(), .receipt = {}, .not_before = {}, .at_once = true});
  });
}

struct Begun {
  Delivery delivery;
  NoticeRecord record;
  Body body;
};
// Marks it as being tried.  Empty when it does not go out after all.
Result<std::optional<Begun>> BeginTry(Service& service, const Delivery& due, DeliveryTotals& totals) {
  return Writing(service, [&](Transaction& tx) -> Result<std::optional<Begun>> {
    CaseDb& db = tx.db();
    Result<std::optional<Delivery>> found = FindDelivery(db, Sending(due), due.id);
    if (!found) return Fail(found);
    if (!*found || (*found)->state != "waiting" || (*found)->row_version != due.row_version) return std::optional<Begun>();
    Delivery delivery = std::move(**found);
    Result<std::optional<NoticeRecord>> record = NoticeBehind(db, delivery);
    if (!record) return Fail(record);
    if (!*record) return std::optional<Begun>();
    Result<std::optional<Body>> body = FindBody(db, delivery.body_sha256);
    if (!body) return Fail(body);
    std::string why_not;
    if (!*body) why_not = Say("outbox.lost_bytes").kept();
    if (delivery.what == "notice" && (*record)->state != "approved") why_not = Say("outbox.notice_is", {{"state", Say("state.notice." + (*record)->state).kept()}}).kept();
    if (delivery.what == "notice" && why_not.empty()) {
      if (Status stands = NoticeStands(service, db, Sending(delivery), **record); !stands) why_not = LineOf(stands.error());
    }
    if (!why_not.empty()) {
      Result<bool> maybe = MayHaveArrived(db, Sending(delivery), delivery);
      if (!maybe) return Fail(maybe);
      const bool ended = (*record)->state != "approved" && delivery.what == "notice";
      delivery.state = *maybe ? "unknown" : ended ? "cancelled" : "refused";
      delivery.last_answer = Say("outbox.not_sent", {{"why", why_not}}).kept();
      Result<Delivery> changed = ChangeDelivery(tx, delivery);
      if (!changed) return Fail(changed);
      ++(*maybe ? totals.unknown : totals.refused);
      if (Status said = LogDelivery(tx, *maybe ? "delivery.unsure" : ended ? "delivery.cancelled" : "delivery.refused", *changed, **record); !said) return Fail(said);
      if (!ended || *maybe) {
        if (Status asked = AskPerson(tx, *maybe ? "delivery_unknown" : "delivery_refused", *changed, **record); !asked) return Fail(asked);
      }
      return std::optional<Begun>();
    }
    delivery.state = "trying";
    ++delivery.attempts;
    delivery.next_at = db.Now() + kLongestTry;
    Result<Delivery> changed = ChangeDelivery(tx, delivery);
    if (!changed) return Fail(changed);
    return std::optional<Begun>(Begun{.delivery = std::move(*changed), .record = std::move(**record), .body = std::move(**body)});
  });
}

void WaitFor(milliseconds pause, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, pause, [] { return false; });
}

}  // namespace

Result<DeliveryTotals> DeliverPass(Service& service, int limit, std::stop_token stop) {
  DeliveryTotals totals;
  Result<std::vector<Delivery>> stale = Reading(service, [](CaseDb& db) { return DeliveriesUnderWay(db); });
  if (!stale) return Fail(stale);
  const auto read_due = [&] { return Reading(service, [](CaseDb& db) { return DueDeliveries(db, db.Now(), kLookedAt); }); };
  Result<std::vector<Delivery>> due = read_due();
  if (!due) return Fail(due);
  if (stale->empty() && due->empty()) return totals;
  Result<OutboxPolicy> policy = LoadOutboxPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  Recorder recorder(service, *policy, totals);
  for (const Delivery& delivery : *stale) {
    if (Status settled = SettleStale(service, delivery, recorder); !settled) return Fail(settled);
  }
  if (!stale->empty()) {
    due = read_due();
    if (!due) return Fail(due);
  }
  OutboxSender sender(service);
  std::set<std::string> resting;  // did not answer well in this turn
  int tries = 0;
  for (const Delivery& delivery : *due) {
    if (tries >= limit || stop.stop_requested()) break;
    if (resting.contains(delivery.recipient)) continue;
    Result<milliseconds> pause = Reading(service, [&](CaseDb& db) { return sender.PauseFor(db, delivery, *policy); });
    if (!pause) return Fail(pause);
    if (*pause > kLongestGapWaited) continue;
    if (pause->count() > 0) WaitFor(*pause, stop);
    if (stop.stop_requested()) break;
    Result<std::optional<Begun>> begun = BeginTry(service, delivery, totals);
    if (!begun) return Fail(begun);
    if (!*begun) continue;
    ++tries;
    const SendOutcome outcome = sender.Send((*begun)->delivery, (*begun)->record, (*begun)->body);
    if (outcome.kind == Kind::kLater || outcome.kind == Kind::kUnknown) resting.insert(delivery.recipient);
    const Status recorded = Writing(service, [&](Transaction& tx) -> Status {
      // The notice as it is now: the one above is from before the network.
      Result<std::optional<NoticeRecord>> record = NoticeBehind(tx.db(), (*begun)->delivery);
      if (!record) return Fail(record);
      if (!*record) return Fail(ErrorCode::kInternal, "case.db lost a notice that was being sent");
      return recorder.Record(tx, (*begun)->delivery, **record, outcome);
    });
    if (!recorded) return Fail(recorded.error());
  }
  return totals;
}

}  // namespace markwarden
