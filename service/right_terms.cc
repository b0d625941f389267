// Days of rights, shown and turned into tasks.
#include "service/right_terms.h"

#include <algorithm>

#include "rules/right_terms.h"
#include "service/permissions.h"
#include "service/right_save.h"
#include "service/transact.h"
#include "store/right_papers.h"
#include "store/right_terms.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

constexpr int kRightsAStep = 200, kTermsAStep = 500;

std::string DayOfNow(Service& service) { return FormatTime(service.clock().Now()).substr(0, 10); }

const RightTermRule* RuleOf(const RightTermRules& rules, const std::string& code) {
  const auto found = std::find_if(rules.rules.begin(), rules.rules.end(), [&](const RightTermRule& rule) { return rule.code == code; });
  return found == rules.rules.end() ? nullptr : &*found;
}

Json WarningView(const RightTermRules& rules, const std::string& code, const std::string& due, const std::string& today) {
  const RightTermRule* rule = RuleOf(rules, code);
  Json days = nullptr;
  const std::optional<Time> day = ParseTime(due), now = ParseTime(today);
  if (day && now) days = std::chrono::duration_cast<std::chrono::hours>(*day - *now).count() / 24;
  return {{"code", code},
          {"text", rule ? Json(rule->text) : Json({{"zh", code}, {"en", code}})},
          {"due", TextOrNull(due)},
          {"days", std::move(days)},
          {"over", !due.empty() && due < today},
          {"source", rule ? TextOrNull(rule->source) : Json(nullptr)},
          {"verified", rule != nullptr && !rule->verified_by.empty()}};
}

// That a warning has begun is told once for each day it is about.
Status TellOf(Transaction& tx, const RightTermRules& rules, const RightTermRow& term, int64_t& opened) {
  const RightTermRule* rule = RuleOf(rules, term.code);
  if (!rule || term.due.empty()) return Ok();  // what was never said is shown on the list, and is no task for each of a thousand rights
  Task task;
  task.org = term.org;
  task.region_code = term.region_code;
  task.kind = "right_term";
  task.subject_kind = "right";
  task.subject = term.right;
  task.cause = "right:" + IdToString(term.right) + ":" + term.code + ":" + term.due;
  if (const std::optional<Time> due = ParseTime(term.due)) task.due = *due;
  task.detail = {{"code", term.code}, {"name", rule->text}, {"right", term.right_title.empty() ? term.right_key : term.right_title}, {"due", term.due}};
  Result<bool> fresh = OpenTaskOnce(tx, SystemScope("system:work", term.org), task);
  if (!fresh) return Fail(fresh);
  if (*fresh) ++opened;
  return Ok();
}

}  // namespace

Status RefreshRightTerms(Service& service, Transaction& tx, const RightRecord& record) {
  Result<const RightTermRules*> rules = service.right_terms();
  if (!rules) return Fail(rules);
  Result<std::string> checked = LastCheckedAt(tx.db(), record.id);
  if (!checked) return Fail(checked);
  std::vector<RightTermRow> rows;
  for (const RightTerm& term : TermsOfRight(**rules, record.right, *checked, service.clock().Now())) {
    RightTermRow row;
    row.code = term.code;
    row.due = term.due;
    row.warn = term.warn;
    rows.push_back(std::move(row));
  }
  return SetRightTerms(tx, record.org, record.id, record.version_id, (*rules)->digest, rows);
}

Status SayStanding(Service& service, CaseDb& db, const RightRecord& record, Json& view) {
  Result<const RightTermRules*> rules = service.right_terms();
  if (!rules) return Fail(rules);
  Result<std::string> checked = LastCheckedAt(db, record.id);
  if (!checked) return Fail(checked);
  const Time now = service.clock().Now();
  const std::string today = DayOfNow(service);
  Json warnings = Json::array();
  for (const RightTerm& term : TermsOfRight(**rules, record.right, *checked, now)) {
    if (term.warn <= today) warnings.push_back(WarningView(**rules, term.code, term.due, today));
  }
  view["standing"] = StandingOf(**rules, record.right, *checked, now);
  view["status_checked_at"] = TextOrNull(std::max(record.right.status_checked_at, *checked));
  view["warnings"] = std::move(warnings);
  return Ok();
}

Result<Json> ListExpiringRights(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRights); !allowed) return Fail(allowed);
  Result<const RightTermRules*> rules = service.right_terms();
  if (!rules) return Fail(rules);
  const std::string today = DayOfNow(service);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Page<RightTermRow>> terms = ListRightTerms(db, scope, today, {.limit = std::clamp(page.limit, 1, 500), .after = page.cursor});
    if (!terms) return Fail(terms);
    Json items = Json::array();
    for (const RightTermRow& term : terms->rows) {
      items.push_back(WarningView(**rules, term.code, term.due, today));
      items.back()["right"] = {{"id", IdToString(term.right)}, {"right_id", term.right_key}, {"title", term.right_title.empty() ? term.right_key : term.right_title}, {"kind", term.kind}};
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(terms->next)}};
  });
}

Result<RightTermTotals> RightTermPass(Service& service) {
  Result<const RightTermRules*> rules = service.right_terms();
  if (!rules) return Fail(rules);
  RightTermTotals totals;
  for (;;) {
    Result<std::vector<std::pair<Id, Id>>> missing = Reading(service, [&](CaseDb& db) { return RightsWithoutTerms(db, (*rules)->digest, kRightsAStep); });
    if (!missing) return Fail(missing);
    if (missing->empty()) break;
    const Status done = Writing(service, [&](Transaction& tx) -> Status {
      for (const auto& [right, org] : *missing) {
        Result<std::optional<RightRecord>> record = FindRight(tx.db(), SystemScope("system:work", org), right);
        if (!record) return Fail(record);
        if (!*record) return Fail(ErrorCode::kInternal, "right " + IdToString(right) + " is gone: restore the store from a backup");
        if (Status counted = RefreshRightTerms(service, tx, **record); !counted) return counted;
        ++totals.computed;
      }
      return Ok();
    });
    if (!done) return Fail(Error(done.error()));
  }
  const std::string today = DayOfNow(service);
  // By right, whole rights at a time: the last one of a full step is read again with the next.
  for (Id after = 0;;) {
    Result<std::vector<RightTermRow>> begun = Reading(service, [&](CaseDb& db) { return WarningsBegun(db, today, after, kTermsAStep); });
    if (!begun) return Fail(begun);
    if (begun->empty()) break;
    const bool full = begun->size() == static_cast<size_t>(kTermsAStep);
    const Id last = begun->back().right;
    const bool several = begun->front().right != last;
    if (full && several) std::erase_if(*begun, [&](const RightTermRow& row) { return row.right == last; });
    const Status done = Writing(service, [&](Transaction& tx) -> Status {
      for (const RightTermRow& term : *begun) {
        if (Status told = TellOf(tx, **rules, term, totals.tasks); !told) return told;
      }
      return Ok();
    });
    if (!done) return Fail(Error(done.error()));
    if (!full) break;
    after = begun->back().right;
  }
  return totals;
}

}  // namespace markwarden
