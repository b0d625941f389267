// The terms of one notice.
#include "service/terms.h"

#include "reports/deadline.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/view.h"
#include "store/notices.h"

namespace markwarden {
namespace {

Json TermView(const DeadlineRule& rule, const Regime& regime, const std::optional<Term>& term) {
  Json view = {{"id", rule.id}, {"name", rule.name}, {"unit", ToString(rule.unit)}, {"least", rule.count_min}, {"most", rule.count_max}};
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

Result<Json> NoticeTerms(Service& service, const Scope& scope, Id notice, const std::string& from) {
  if (Status allowed = Authorise(scope, UseCase::kSeeNotices); !allowed) return Fail(allowed);
  const std::optional<Time> start = from.size() > 10 ? ParseTime(from) : std::nullopt;
  if (!start) {
    return Fail(ErrorCode::kInvalid, (from.empty() ? std::string("the time of arrival is missing") : "\"" + from.substr(0, 60) + "\" is no time") +
                                         ": a term is counted from it; write it as 2026-12-20T09:00:00+08:00");
  }
  Result<const std::vector<Regime>*> regimes = service.regimes();
  if (!regimes) return Fail(regimes);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::optional<NoticeRecord>> record = FindNotice(db, scope, notice);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kNotFound, "no notice " + IdToString(notice));
    const Regime* regime = FindRegime(**regimes, (*record)->regime);
    if (!regime) return Fail(ErrorCode::kNotFound, "the law that this notice rests on, " + (*record)->regime + ", is not shipped any more");
    Json items = Json::array();
    for (const DeadlineRule& rule : regime->deadlines) {
      const Result<std::optional<Term>> term = TermOf(rule, *start, regime->calendars);
      if (!term) return Fail(term.error());
      items.push_back(TermView(rule, *regime, *term));
    }
    return Json{{"from", FormatTime(*start)}, {"regime", regime->id}, {"items", std::move(items)}};
  });
}

}  // namespace markwarden
