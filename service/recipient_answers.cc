// What a platform says becomes rows, terms, tasks and events.
#include "service/recipient_answers.h"

#include <algorithm>

#include "core/transitions.h"
#include "reports/template.h"
#include "service/counter_notices.h"
#include "store/counter_notices.h"
#include "store/deadlines.h"
#include "store/events.h"
#include "store/measures.h"
#include "store/notices.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

constexpr size_t kMaxLine = 500, kMaxStatement = 20'000;
constexpr std::string_view kFilingKey = "filing:";
constexpr std::string_view kReasonWords[] = {"owner", "authorized", "no_right", "fair_use", "removed", "not_used", "other"};

std::string Cut(std::string text, size_t most) {
  if (text.size() > most) text.resize(most);
  return CleanText(text, most);
}

Status NoteAnswer(Transaction& tx, const Scope& scope, const NoticeRecord& notice, const char* kind, const std::string& task_kind, const std::string& source, const Json& fields) {
  NewEvent event = EventBy(scope, kind, "notice", notice.id);
  event.region_code = notice.region_code;
  event.detail = {{"source", source}};
  event.personal = {{"fields", fields}};
  Result<Id> written = AppendEvent(tx, event);
  if (!written) return Fail(written);
  Task task;
  task.org = notice.org;
  task.region_code = notice.region_code;
  task.kind = task_kind;
  task.subject_kind = "notice";
  task.subject = notice.id;
  task.case_id = notice.case_id;
  task.cause = task_kind + ":" + IdToString(*written);
  task.detail = {{"source", source}, {"fields", fields}};
  if (Result<Id> opened = AddTask(tx, scope, task); !opened) return Fail(opened);
  return Ok();
}

}  // namespace

Status OnCounterNotice(Service& service, Transaction& tx, const Scope& scope, const NoticeRecord& notice, const std::string& source, const Json& fields) {
  const Time now = service.clock().Now();
  CounterNotice counter;
  counter.source = source;
  counter.number = Cut(JsonText(fields, "number"), kMaxLine);
  const Json* from = JsonMember(fields, "from");
  counter.from_name = Cut(from ? JsonText(*from, "name") : JsonText(fields, "from"), kMaxLine);
  counter.from_address = Cut(from ? JsonText(*from, "address") : "", kMaxLine);
  if (counter.from_name.empty()) counter.from_name = "?";
  counter.statement = Cut(JsonText(fields, "statement"), kMaxStatement);
  if (counter.statement.empty()) counter.statement = Cut(DumpJson(fields), kMaxStatement);
  const std::string reason = JsonText(fields, "reason");
  counter.reason = std::find(std::begin(kReasonWords), std::end(kReasonWords), reason) == std::end(kReasonWords) ? "other" : reason;
  // The earlier day is the safer one: when the platform says that it has had it since then, the term runs from then.
  Result<std::optional<NoticeSending>> sending = FindNoticeSending(tx.db(), scope, notice.id);
  if (!sending) return Fail(sending);
  const std::optional<Time> stated = ParseTime(JsonText(fields, "received_at"));
  counter.received_at = stated && *stated <= now && *sending && *stated >= (*sending)->sent_at ? *stated : now;
  Result<Page<CounterNotice>> known = ListCounterNotices(tx.db(), scope, CounterNoticeFilter{.state = {}, .notice = notice.id, .case_id = 0}, PageRequest{.limit = 100, .after = {}});
  if (!known) return Fail(known);
  for (const CounterNotice& one : known->rows) {
    if (one.number == counter.number && (!counter.number.empty() || one.statement == counter.statement)) return Ok();
  }
  CounterNotice given = counter;
  given.notice = notice.id;
  if (Result<CounterNotice> taken = TakeCounterNotice(service, tx, scope, notice, given); !taken) return Fail(taken);
  return Ok();
}

Status OnRefusal(Transaction& tx, const Scope& scope, const NoticeRecord& notice, const std::string& source, const Json& fields) {
  Result<std::vector<Measure>> measures = MeasuresOfNotice(tx.db(), scope, notice.id);
  if (!measures) return Fail(measures);
  for (Measure& measure : *measures) {
    const Transition* step = FindTransition(Machine::kMeasure, "refuse", measure.state);
    if (!step) continue;
    measure.state = step->to;
    measure.refusal = "other";
    measure.note = Cut(JsonText(fields, "note"), kMaxLine);
    if (Result<Measure> saved = SaveMeasure(tx, scope, measure); !saved) return Fail(saved);
  }
  if (auto met = EndDeadlines(tx, "notice", notice.id, "action", "met", tx.db().Now()); !met) return Fail(met);
  return NoteAnswer(tx, scope, notice, "notice.refusal_seen", "refusal", source, fields);
}

Status OnFilingTold(Transaction& tx, const Scope& scope, const NoticeRecord& notice, const Delivery& delivery) {
  NewEvent event = EventBy(scope, "notice.filing_told", "notice", notice.id);
  event.region_code = notice.region_code;
  event.detail = {{"delivery", IdToString(delivery.id)}, {"key", delivery.key}};
  if (Result<Id> written = AppendEvent(tx, event); !written) return Fail(written);
  const std::optional<Id> counter = ParseId(std::string_view(delivery.key).substr(std::min(delivery.key.size(), kFilingKey.size())));
  if (!counter || !delivery.key.starts_with(kFilingKey)) return Ok();
  Result<std::optional<CounterNotice>> known = FindCounterNotice(tx.db(), scope, *counter);
  if (!known) return Fail(known);
  if (!*known) return Ok();
  const Time told = delivery.accepted_at.value_or(tx.db().Now());
  if (Status noted = NoteTold(tx, scope, *counter, told); !noted) return noted;
  if (auto met = EndDeadlines(tx, "counter_notice", *counter, "restore", "met", told); !met) return Fail(met);
  return Ok();
}

}  // namespace markwarden
