// The terms of one notice.
#include "service/terms.h"

#include <algorithm>
#include <map>

#include "reports/deadline.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/counter_notices.h"
#include "store/notices.h"

namespace markwarden {
namespace {

struct Started {
  std::optional<Time> at;
  bool recorded = false;
};

Result<Started> StartOf(const std::string& given, const std::optional<Time>& recorded) {
  if (given.empty()) return Started{.at = recorded, .recorded = recorded.has_value()};
  const std::optional<Time> at = given.size() > 10 ? ParseTime(given) : std::nullopt;
  if (!at) return Fail(ErrorCode::kInvalid, "\"" + given.substr(0, 60) + "\" is no time: a term is counted from it; write it as 2026-12-20T09:00:00+08:00");
  return Started{.at = at, .recorded = false};
}

// What is recorded of the notice.
Result<std::map<std::string, std::optional<Time>>> RecordedStarts(CaseDb& db, const Scope& scope, Id notice) {
  std::map<std::string, std::optional<Time>> recorded;
  Result<std::optional<NoticeSending>> sending = FindNoticeSending(db, scope, notice);
  if (!sending) return Fail(sending);
  if (*sending) recorded["sent"] = (*sending)->sent_at;
  Result<Page<CounterNotice>> counters = ListCounterNotices(db, scope, CounterNoticeFilter{.state = {}, .notice = notice, .case_id = 0}, PageRequest{.limit = 1, .after = {}});
  if (!counters) return Fail(counters);
  if (!counters->rows.empty()) recorded["counter"] = counters->rows.front().received_at;
  return recorded;
}

// Terms by their ids: one that lengthens another needs that one first.
class TermCounter {
 public:
  TermCounter(const Regime& regime, const std::map<std::string, Started>& starts) : regime_(regime), starts_(starts) {}

  Result<std::optional<Term>> Of(const DeadlineRule& rule) const {
    std::optional<Time> from;
    if (!rule.extends.empty()) {
      const DeadlineRule* first = regime_.FindDeadline(rule.extends);
      Result<std::optional<Term>> lengthened = first && first->extends.empty() ? Of(*first) : Result<std::optional<Term>>(std::optional<Term>());
      if (!lengthened) return lengthened;
      // Its days follow the other's last one.
      if (*lengthened) from = (*lengthened)->due - std::chrono::seconds(1);
    } else if (const auto start = starts_.find(rule.start); start != starts_.end()) {
      from = start->second.at;
    }
    return from ? TermOf(rule, *from, regime_.calendars) : Result<std::optional<Term>>(std::optional<Term>());
  }

 private:
  const Regime& regime_;
  const std::map<std::string, Started>& starts_;
};

Json TermView(const DeadlineRule& rule, const Regime& regime, const std::optional<Term>& term) {
  Json view = {{"id", rule.id}, {"name", rule.name}, {"start", rule.start}, {"unit", ToString(rule.unit)}, {"least", rule.count_min}, {"most", rule.count_max}};
  view["extends"] = TextOrNull(rule.extends);
  view["started_at"] = term ? Json(FormatTime(term->start)) : Json(nullptr);
  view["not_before"] = term ? TimeOrNull(term->not_before) : Json(nullptr);
  view["due"] = term ? Json(FormatTime(term->due)) : Json(nullptr);
  view["last_day"] = term ? TextOrNull(term->last_day) : Json(nullptr);
  view["zone"] = term ? TextOrNull(term->zone) : Json(nullptr);
  view["moved"] = term && term->moved;
  view["holidays_unknown"] = term && term->holidays_unknown;
  const LegalBasis* basis = regime.FindBasis(rule.rule);
  view["law"] = basis ? Json(basis->statute) : Json(nullptr);
  view["article"] = basis ? Json(basis->article) : Json(nullptr);
  view["quote"] = basis ? TextOrNull(basis->quote) : Json(nullptr);
  view["source"] = basis ? TextOrNull(basis->source) : Json(nullptr);
  view["verified"] = basis && !basis->verified_by.empty();
  return view;
}

}  // namespace

Result<Json> NoticeTerms(Service& service, const Scope& scope, Id notice, const TermStarts& given) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, notice);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(notice));
    const Regime* regime = FindRegime(**regimes, (*record)->regime);
    if (!regime) return Fail(ErrorCode::kNotFound, "the law that this notice rests on, " + (*record)->regime + ", is not shipped any more");
    Result<std::map<std::string, std::optional<Time>>> recorded = RecordedStarts(db, scope, notice);
    if (!recorded) return Fail(recorded);
    std::map<std::string, Started> starts;
    Json shown = Json::array();
    for (const auto& [event, text] : {std::pair{"sent", &given.sent}, {"counter", &given.counter}, {"outcome", &given.outcome}}) {
      Result<Started> started = StartOf(*text, (*recorded)[event]);
      if (!started) return Fail(started);
      const bool used = std::any_of(regime->deadlines.begin(), regime->deadlines.end(), [&start = event](const DeadlineRule& rule) { return rule.start == start; });
      if (used) shown.push_back({{"event", event}, {"at", TimeOrNull(started->at)}, {"recorded", started->recorded}});
      starts[event] = *started;
    }
    const TermCounter counter(*regime, starts);
    Json items = Json::array();
    for (const DeadlineRule& rule : regime->deadlines) {
      const Result<std::optional<Term>> term = counter.Of(rule);
      if (!term) return Fail(term.error());
      items.push_back(TermView(rule, *regime, *term));
    }
    return Json{{"regime", regime->id}, {"starts", std::move(shown)}, {"items", std::move(items)}};
  });
}

}  // namespace markwarden
