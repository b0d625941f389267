// What became of notices, asked of the connectors that took them.
#include "core/said.h"
#include "service/outbox.h"
#include "service/outbox_send.h"
#include "service/recipient_answers.h"
#include "service/transact.h"
#include "store/deadlines.h"
#include "store/deliveries.h"
#include "store/events.h"
#include "store/notices.h"

namespace markwarden {
namespace {

// Our word for what the platform says; empty for one that the connector does not know.
std::string WordFor(const ConnectorStep& step, const Json& state) {
  const std::string theirs = state.is_string() ? state.get<std::string>() : state.is_null() ? "" : DumpJson(state);
  const auto word = step.words.find(theirs);
  return word == step.words.end() ? "" : word->second;
}

Status NotePolled(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& record, const std::string& word, const Json& picked) {
  const Json fields = {{"state", picked[0]}, {"note", picked[1]}};
  if (word == "refused") return OnRefusal(tx, scope, record, "connector", fields);
  if (word == "counter_notice") return OnCounterNotice(service, tx, scope, record, "connector", picked[2].is_null() ? fields : picked[2]);
  if (word != "honoured" && word != "received") return Ok();
  // Either says that it has the notice; whether the listing is gone is seen by looking.
  if (auto met = EndDeadlines(tx, "notice", record.id, "receipt", "met", tx.db().Now()); !met) return Fail(met);
  NewEvent event = EventBy(scope, word == "honoured" ? "notice.honoured_seen" : "notice.receipt_seen", "notice", record.id);
  event.region_code = record.region_code;
  event.detail = {{"source", "connector"}};
  event.personal = {{"fields", fields}};
  if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
  return Ok();
}

}  // namespace

Result<int64_t> PollConnectors(Service& service, int limit, std::stop_token stop) {
  Result<std::vector<Delivery>> due = Reading(service, [&](CaseDb& db) { return DeliveriesToAskAbout(db, db.Now(), limit); });
  if (!due) return Fail(due);
  if (due->empty()) return 0;
  Result<OutboxPolicy> policy = LoadOutboxPolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  OutboxSender sender(service);
  int64_t asked = 0;
  for (const Delivery& delivery : *due) {
    if (stop.stop_requested()) break;
    const Scope scope = SystemScope("system:work", delivery.org);
    Result<std::optional<NoticeRecord>> record = Reading(service, [&](CaseDb& db) { return FindNotice(db, scope, delivery.notice); });
    if (!record) return Fail(record);
    Result<ConnectorInUse> used = Reading(service, [&](CaseDb& db) { return UseConnector(db, delivery.org, delivery.recipient); });
    if (!used && used.error().code != ErrorCode::kNotFound && used.error().code != ErrorCode::kUnsupported) return Fail(used);
    const ConnectorStep* step = used ? used->connector.Find(ConnectorCall::kStatus) : nullptr;
    Result<Json> picked = Fail(ErrorCode::kUnsupported, "");
    if (step && *record) {
      picked = sender.AskStatus(*used, **record, delivery, {step->state, step->note, step->counter_notice});
      ++asked;
    }
    const Status noted = Writing(service, [&](Transaction& tx) -> Status {
      Delivery changed = delivery;
      changed.next_at = tx.db().Now() + policy->poll;
      const std::string word = picked ? WordFor(*step, (*picked)[0]) : "";
      const std::string says = word.empty() ? "" : Say("outbox.platform_says", {{"word", Say("outbox.word." + word).kept()}}).kept();
      // Each new word is told once, in the transaction that remembers it.
      if (!says.empty() && says != delivery.last_answer) {
        changed.last_answer = says;
        if (Status done = NotePolled(service, tx, scope, **record, word, *picked); !done) return done;
      }
      if (Result<Delivery> kept = ChangeDelivery(tx, changed); !kept) return Fail(kept);
      return Ok();
    });
    if (!noted && noted.error().code != ErrorCode::kConflict) return Fail(noted.error());
  }
  return asked;
}

}  // namespace markwarden
