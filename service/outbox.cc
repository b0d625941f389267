// Putting in, looking, acting; withdrawals and filings.
#include "service/outbox.h"

#include <algorithm>

#include "core/transitions.h"
#include "reports/platform_profile.h"
#include "reports/vocabulary.h"
#include "service/notices.h"
#include "service/outbox_compose.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/deliveries.h"
#include "store/events.h"
#include "store/notices.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

constexpr size_t kMaxDeliveryReason = 2'000, kMaxDeliveryReceipt = 200;

bool Ended(const Delivery& delivery) { return delivery.state == "refused" || delivery.state == "cancelled"; }

Result<NoticeRecord> NoticeOf(CaseDb& db, const Scope& scope, Id id) {
  Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, id);
  if (!record) return Fail(record);
  if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(id));
  return std::move(**record);
}

NewEvent DeliveryEvent(const Scope& scope, const char* kind, const Delivery& delivery, const NoticeRecord& record) {
  NewEvent event = EventBy(scope, kind, "delivery", delivery.id);
  event.region_code = record.region_code;
  event.detail = {{"notice", IdToString(delivery.notice)}, {"what", delivery.what}, {"channel", delivery.channel}, {"body_sha256", delivery.body_sha256}};
  return event;
}

// Keeps the bytes and puts a delivery of them in.
Result<AddedDelivery> PutIn(Transaction& tx, const Scope& scope, const NoticeRecord& record, Delivery delivery, const OutboxBody& body) {
  Result<std::string> digest = SaveBody(tx, body.content_type, body.bytes);
  if (!digest) return Fail(digest);
  delivery.notice = record.id;
  delivery.recipient = body.recipient;
  delivery.message_id = body.message_id;
  delivery.body_sha256 = *digest;
  return AddDelivery(tx, scope, delivery);
}

Result<OutboxBody> Compose(Service& service, CaseDb& db, const NoticeRecord& record, const Delivery& delivery, const std::string& connector, const OutboxWords& words) {
  if (delivery.channel == "email") return ComposeOutboxMail(service, db, record, delivery.id, words);
  Result<ConnectorInUse> used = UseConnector(db, record.org, connector);
  if (!used) return Fail(used);
  return ComposeForConnector(service, record, *used, CallFor(delivery), delivery.key, words);
}

// The delivery over which the recipient got the notice, or may have.
Result<std::optional<Delivery>> WentOut(CaseDb& db, const Scope& scope, Id notice) {
  Result<std::vector<Delivery>> deliveries = DeliveriesOfNotice(db, scope, notice);
  if (!deliveries) return Fail(deliveries);
  for (auto delivery = deliveries->rbegin(); delivery != deliveries->rend(); ++delivery) {
    if (delivery->what != "notice") continue;
    Result<bool> maybe = MayHaveArrived(db, scope, *delivery);
    if (!maybe) return Fail(maybe);
    if (*maybe || delivery->state == "accepted" || delivery->state == "bounced") return std::optional<Delivery>(std::move(*delivery));
  }
  return std::optional<Delivery>();
}

// Tells the recipient of a notice something more over the channel that it came by; a task when that cannot be done.
Status TellRecipient(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& record, const std::string& key, OutboxWords words, const std::string& task_kind) {
  Result<std::optional<Delivery>> first = WentOut(tx.db(), scope, record.id);
  if (!first) return Fail(first);
  std::string why_not;
  if (*first) {
    Delivery delivery;
    delivery.id = tx.db().NewId();
    delivery.what = words.what;
    delivery.channel = (*first)->channel == "email" ? "email" : "connector";
    delivery.key = key;
    words.receipt = (*first)->receipt;
    words.in_reply_to = (*first)->message_id;
    Result<OutboxBody> body = Compose(service, tx.db(), record, delivery, (*first)->recipient, words);
    if (body) {
      Result<AddedDelivery> added = PutIn(tx, scope, record, std::move(delivery), *body);
      if (!added) return Fail(added);
      if (!added->created) return Ok();
      NewEvent event = DeliveryEvent(scope, "delivery.put_in", added->delivery, record);
      event.personal = {{"recipient", added->delivery.recipient}};
      if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
      return Ok();
    }
    if (body.error().code == ErrorCode::kInternal) return Fail(body);
    why_not = LineOf(body.error());
  } else {
    // Never sent: nobody has to be told.
    Result<std::optional<NoticeSending>> by_hand = FindNoticeSending(tx.db(), scope, record.id);
    if (!by_hand) return Fail(by_hand);
    if (!*by_hand) return Ok();
    why_not = Say("outbox.by_hand", {{"channel", (*by_hand)->channel}}).kept();
  }
  Task task;
  task.org = record.org;
  task.region_code = record.region_code;
  task.kind = task_kind;
  task.subject_kind = "notice";
  task.subject = record.id;
  task.case_id = record.case_id;
  task.cause = task_kind + ":" + key;
  task.detail = {{"why", InWords(why_not, "en")}, {"said", SaidView(why_not)}, {"number", NoticeNumber(record.id)}};
  if (Result<Id> opened = AddTask(tx, scope, task); !opened) return Fail(opened);
  return Ok();
}

bool HasWords(const std::string& text) { return text.find_first_not_of(" \t\r\n") != std::string::npos; }

}  // namespace

Json DeliveryView(const Delivery& delivery) {
  Json may = Json::array();
  if (delivery.state == "waiting" || delivery.state == "refused" || delivery.state == "unknown") may.push_back("retry");
  if (delivery.state == "unknown") may.push_back("arrived");
  if (delivery.state == "waiting" || delivery.state == "refused" || delivery.state == "unknown") may.push_back("cancel");
  return {{"id", IdToString(delivery.id)},
          {"notice", IdToString(delivery.notice)},
          {"case", IdToString(delivery.case_id)},
          {"what", delivery.what},
          {"channel", delivery.channel},
          {"recipient", delivery.recipient},
          {"state", delivery.state},
          {"attempts", delivery.attempts},
          {"next_at", delivery.state == "waiting" ? Json(FormatTime(delivery.next_at)) : Json(nullptr)},
          {"last_answer", TextOrNull(InWords(delivery.last_answer, "en"))},
          {"answer", delivery.last_answer.empty() ? Json(nullptr) : SaidView(delivery.last_answer)},
          {"receipt", TextOrNull(delivery.receipt)},
          {"accepted_at", delivery.accepted_at ? Json(FormatTime(*delivery.accepted_at)) : Json(nullptr)},
          {"body_sha256", delivery.body_sha256},
          {"message_id", TextOrNull(delivery.message_id)},
          {"created_at", FormatTime(delivery.created_at)},
          {"row_version", delivery.row_version},
          {"may", std::move(may)}};
}

Result<bool> MayHaveArrived(CaseDb& db, const Scope& scope, const Delivery& delivery) {
  if (delivery.state == "unknown") return true;
  if (delivery.attempts == 0) return false;
  Result<Page<Event>> unsure = ListEvents(db, scope, EventFilter{.kind = "delivery.unsure", .subject_kind = "delivery", .subject = delivery.id, .actor = 0},
                                          PageRequest{.limit = 1, .after = {}});
  if (!unsure) return Fail(unsure);
  return !unsure->rows.empty();
}

Result<Json> DeliverNotice(Service& service, const Scope& scope, Id id, const DeliveryRequest& request) {
  if (Status allowed = Authorise(scope, UseCase::kSendNotice); !allowed) return Fail(allowed);
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  const Vocabulary::List& channels = (*words)->Of("delivery_channels");
  if (!channels.Find(request.channel)) {
    return Fail(ErrorCode::kInvalid, "say how it goes out: " + channels.Codes());
  }
  if (request.connector.empty() == (request.channel != "email")) return Fail(ErrorCode::kInvalid, "a connector is named for connector and batch, and for nothing else");
  Result<const std::vector<PlatformProfile>*> profiles = service.platform_profiles();
  if (!profiles) return Fail(profiles);
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<NoticeRecord> record = NoticeOf(db, scope, id);
    if (!record) return Fail(record);
    Result<std::vector<Delivery>> before = DeliveriesOfNotice(db, scope, id);
    if (!before) return Fail(before);
    int64_t earlier = 0;
    for (const Delivery& delivery : *before) {
      if (delivery.what != "notice") continue;
      ++earlier;
      if (Ended(delivery)) continue;
      if (delivery.channel != request.channel || (request.channel != "email" && delivery.recipient != request.connector)) {
        return Fail(ErrorCode::kConflict, "the notice is in the outbox already, over " + delivery.channel + " (" + delivery.state + "): cancel that delivery first");
      }
      Json view = DeliveryView(delivery);
      view["created"] = false;
      return view;
    }
    if (!FindTransition(Machine::kNotice, "deliver", record->state)) {
      return Fail(ErrorCode::kConflict, "a notice that is " + record->state + " does not go into the outbox: another person than its author releases it first");
    }
    if (request.row_version != 0 && request.row_version != record->row_version) return Fail(ErrorCode::kConflict, "the notice was changed meanwhile: read it again");
    if (Status two = SentByTwo(scope, *record); !two) return Fail(two);
    if (Status stands = NoticeStands(service, db, scope, *record); !stands) return Fail(stands);
    const PlatformProfile* profile = FindPlatformProfile(**profiles, record->platform);
    const Json* items = JsonMember(record->payload, "items");
    if (profile && profile->max_items != 0 && items && items->size() > profile->max_items) {
      return Fail(ErrorCode::kExhausted, "the notice has " + std::to_string(items->size()) + " listings, and " + record->platform + " takes " + std::to_string(profile->max_items) +
                                             " at once: draft it again");
    }
    Delivery delivery;
    delivery.id = db.NewId();
    delivery.channel = request.channel;
    delivery.key = "notice:" + IdToString(id) + (earlier > 0 ? ":" + std::to_string(earlier + 1) : "");
    Result<OutboxBody> body = Compose(service, db, *record, delivery, request.connector, {});
    if (!body) return Fail(body);
    Result<AddedDelivery> added = PutIn(tx, scope, *record, delivery, *body);
    if (!added) return Fail(added);
    Result<NoticeRecord> kept = SetNoticeState(tx, scope, id, "approved", record->row_version);
    if (!kept) return Fail(kept);
    NewEvent event = EventBy(scope, "notice.put_in_outbox", "notice", id);
    event.region_code = record->region_code;
    event.detail = {{"delivery", IdToString(added->delivery.id)}, {"channel", request.channel}, {"digest", record->payload_digest}, {"body_sha256", added->delivery.body_sha256},
                    {"connector", TextOrNull(request.connector)}};
    event.personal = {{"recipient", added->delivery.recipient}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    Json view = DeliveryView(added->delivery);
    view["created"] = true;
    return view;
  });
}

Result<Json> ListDeliveries(Service& service, const Scope& scope, const DeliveryQuery& query) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<Delivery>> page = ListDeliveries(db, scope, DeliveryFilter{.state = query.state, .notice = query.notice},
                                                 PageRequest{.limit = std::clamp(query.limit, 1, 500), .after = query.cursor});
    if (!page) return Fail(page);
    Json items = Json::array();
    for (const Delivery& delivery : page->rows) items.push_back(DeliveryView(delivery));
    return Json{{"items", std::move(items)}, {"next", TextOrNull(page->next)}};
  });
}

Result<Json> ShowDelivery(Service& service, const Scope& scope, Id id) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<Delivery>> delivery = FindDelivery(db, scope, id);
    if (!delivery) return Fail(delivery);
    if (!*delivery) return Fail(ErrorCode::kNotFound, "no delivery " + IdToString(id));
    return DeliveryView(**delivery);
  });
}

Result<Json> ActOnDelivery(Service& service, const Scope& scope, Id id, const DeliveryDeed& deed) {
  if (deed.act != "retry" && deed.act != "arrived" && deed.act != "cancel") {
    return Fail(ErrorCode::kInvalid, "what may be done with a delivery is retry, arrived or cancel, not \"" + deed.act.substr(0, 60) + "\"");
  }
  if (Status allowed = Authorise(scope, UseCase::kSendNotice); !allowed) return Fail(allowed);
  if (deed.reason.size() > kMaxDeliveryReason) return Fail(ErrorCode::kInvalid, "the reason is longer than " + std::to_string(kMaxDeliveryReason) + " bytes");
  if (deed.receipt.size() > kMaxDeliveryReceipt) return Fail(ErrorCode::kInvalid, "the receipt's number is longer than " + std::to_string(kMaxDeliveryReceipt) + " bytes");
  return Writing(service, [&](Transaction& tx) -> Result<Json> {
    CaseDb& db = tx.db();
    Result<std::optional<Delivery>> found = FindDelivery(db, scope, id);
    if (!found) return Fail(found);
    if (!*found) return Fail(ErrorCode::kNotFound, "no delivery " + IdToString(id));
    Delivery delivery = std::move(**found);
    if (deed.row_version != 0 && deed.row_version != delivery.row_version) return Fail(ErrorCode::kConflict, "the delivery was changed meanwhile: read it again");
    const Json may = DeliveryView(delivery)["may"];
    if (std::find(may.begin(), may.end(), Json(deed.act)) == may.end()) {
      return Fail(ErrorCode::kConflict, delivery.state == "trying" ? "it is being sent at this moment: try again in a minute"
                                                                   : "a delivery that is " + delivery.state + " cannot be given a " + deed.act);
    }
    Result<NoticeRecord> record = NoticeOf(db, scope, delivery.notice);
    if (!record) return Fail(record);
    const Time now = service.clock().Now();
    const std::string from = delivery.state;
    if (deed.act == "retry") {
      if (delivery.what == "notice" && record->state != "approved") return Fail(ErrorCode::kConflict, "the notice is " + record->state + ": it does not go out any more");
      if (from == "refused" && delivery.what == "notice") {
        // Another delivery may have taken its place since.
        Result<std::vector<Delivery>> all = DeliveriesOfNotice(db, scope, delivery.notice);
        if (!all) return Fail(all);
        for (const Delivery& other : *all) {
          if (other.id != delivery.id && other.what == "notice" && !Ended(other)) return Fail(ErrorCode::kConflict, "the notice is in the outbox again, as delivery " + IdToString(other.id));
        }
      }
      delivery.state = "waiting";
      delivery.next_at = now;
      delivery.attempts = 0;
    } else if (deed.act == "arrived") {
      if (!HasWords(deed.reason)) return Fail(ErrorCode::kInvalid, "say how you know that it arrived");
      const std::optional<Time> at = deed.at.size() > 10 ? ParseTime(deed.at) : std::nullopt;
      if (!at) return Fail(ErrorCode::kInvalid, "say when it arrived, such as 2026-12-20T09:00:00+08:00: terms are counted from it");
      if (*at > now || *at + std::chrono::minutes(1) < delivery.created_at) {
        return Fail(ErrorCode::kInvalid, "it cannot have arrived at " + FormatTime(*at) + ": it went into the outbox at " + FormatTime(delivery.created_at));
      }
      delivery.state = "accepted";
      delivery.accepted_at = *at;
      delivery.receipt = deed.receipt;
    } else {
      if (from == "unknown" && !HasWords(deed.reason)) return Fail(ErrorCode::kInvalid, "it may have arrived: say why it is taken not to have");
      delivery.state = "cancelled";
    }
    Result<Delivery> changed = ChangeDelivery(tx, delivery);
    if (!changed) return Fail(changed);
    NewEvent event = DeliveryEvent(scope, deed.act == "retry" ? "delivery.retried" : deed.act == "arrived" ? "delivery.arrived" : "delivery.cancelled", *changed, *record);
    event.detail["from"] = from;
    event.personal = {{"reason", deed.reason}, {"receipt", deed.receipt}};
    if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
    if (deed.act == "arrived" && delivery.what == "notice" && record->state == "approved") {
      const Status sent = RecordSent(service, tx, scope, record->id,
                                     {.notice = record->id, .channel = delivery.channel == "email" ? "email" : "platform_form", .sent_at = *delivery.accepted_at, .receipt = deed.receipt,
                                      .document_sha256 = {}, .receipt_sha256 = {}, .delivery = delivery.id, .recorded_by = 0, .recorded_at = {}});
      if (!sent) return Fail(sent.error());
    }
    return DeliveryView(*changed);
  });
}

Status CancelDeliveries(Transaction& tx, const Scope& scope, Id notice) {
  CaseDb& db = tx.db();
  Result<std::vector<Delivery>> deliveries = DeliveriesOfNotice(db, scope, notice);
  if (!deliveries) return Fail(deliveries);
  Result<NoticeRecord> record = NoticeOf(db, scope, notice);
  if (!record) return Fail(record);
  for (Delivery& delivery : *deliveries) {
    if (delivery.what != "notice" || (delivery.state != "waiting" && delivery.state != "trying")) continue;
    const char* kind = "delivery.cancelled";
    if (delivery.state == "trying") {
      // The mark of a process that died says until when it could still be under way.
      if (db.Now() < delivery.next_at) return Fail(ErrorCode::kConflict, "it is being sent at this moment: try again in a minute");
      delivery.last_answer = Say("outbox.stopped").kept();
      delivery.state = "unknown";
      kind = "delivery.unsure";
    } else {
      Result<bool> maybe = MayHaveArrived(db, scope, delivery);
      if (!maybe) return Fail(maybe);
      delivery.state = *maybe ? "unknown" : "cancelled";
    }
    Result<Delivery> changed = ChangeDelivery(tx, delivery);
    if (!changed) return Fail(changed);
    if (Result<Id> written = AppendEvent(tx, DeliveryEvent(scope, kind, *changed, *record)); !written) return Fail(written);
  }
  return Ok();
}

Status EnqueueWithdrawal(Service& service, Transaction& tx, const Scope& scope, Id notice, const std::string& reason) {
  Result<NoticeRecord> record = NoticeOf(tx.db(), scope, notice);
  if (!record) return Fail(record);
  return TellRecipient(service, tx, scope, *record, "withdrawal:" + IdToString(notice), {.what = "withdrawal", .reason = reason, .filing_kind = {}, .filing_number = {}, .filed_at = {}, .receipt = {}, .in_reply_to = {}},
                       "tell_withdrawal");
}

Status EnqueueFiling(Service& service, Transaction& tx, const Scope& scope, const CounterNotice& counter_notice) {
  Result<NoticeRecord> record = NoticeOf(tx.db(), scope, counter_notice.notice);
  if (!record) return Fail(record);
  return TellRecipient(service, tx, scope, *record, "filing:" + IdToString(counter_notice.id),
                       {.what = "filing", .reason = {}, .filing_kind = counter_notice.filing_kind, .filing_number = counter_notice.filing_number,
                        .filed_at = counter_notice.filed_at ? FormatTime(*counter_notice.filed_at) : "", .receipt = {}, .in_reply_to = {}}, "tell_filing");
}

}  // namespace markwarden
