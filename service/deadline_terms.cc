// Rules and events -> terms in the store.
#include "service/deadline_terms.h"

#include "core/hash.h"
#include "reports/deadline.h"
#include "store/deadlines.h"

namespace markwarden {
namespace {

// Everything that the count and its legal ground rest on.
std::string RuleDigest(const DeadlineRule& rule, const LegalBasis* basis) {
  Json data = {{"id", rule.id},           {"name", rule.name},         {"start", rule.start},     {"then", rule.then},        {"unit", ToString(rule.unit)},
               {"calendar", rule.calendar}, {"min", rule.count_min}, {"max", rule.count_max}, {"moves_on", rule.moves_on}, {"rule", rule.rule}};
  if (basis) {
    data["basis"] = {{"statute", basis->statute},   {"article", basis->article}, {"quote", basis->quote}, {"from", basis->effective_from},
                     {"to", basis->effective_to}, {"source", basis->source},   {"verified_by", basis->verified_by}};
  }
  return Sha256Hex(DumpJson(data));
}

Json BasisView(const LegalBasis* basis) {
  if (!basis) return Json::object();
  return {{"law", basis->statute}, {"article", basis->article}, {"verified", !basis->verified_by.empty()}};
}

struct FoundRule {
  const TermLaw* law = nullptr;
  const DeadlineRule* rule = nullptr;
};
Result<FoundRule> RuleOf(const Deadline& deadline, std::span<const TermLaw> laws) {
  for (const TermLaw& law : laws) {
    if (law.id != deadline.law) continue;
    for (const DeadlineRule& rule : law.rules) {
      if (rule.id == deadline.rule) return FoundRule{&law, &rule};
    }
  }
  return Fail(ErrorCode::kConflict, "the rule that this term was counted by, " + deadline.law + " " + deadline.rule + ", is not shipped any more");
}

Json TermTime(const std::optional<Time>& time) { return time ? Json(FormatTime(*time)) : Json(nullptr); }

}  // namespace

TermLaw TermsOf(const Regime& regime) {
  return {.id = regime.id, .rules = regime.deadlines, .calendars = &regime.calendars, .basis_of = [&regime](std::string_view rule) { return regime.FindBasis(rule); }};
}

TermLaw TermsOf(const Procedure& procedure) {
  return {.id = procedure.id, .rules = procedure.deadlines, .calendars = &procedure.calendars,
          .basis_of = [&procedure](std::string_view rule) { return procedure.FindBasis(rule); }};
}

Result<std::vector<Deadline>> StartTerms(Transaction& tx, const Scope& scope, const TermSubject& subject, const TermLaw& law, std::string_view event,
                                         Time at) {
  std::vector<Deadline> started;
  for (const DeadlineRule& rule : law.rules) {
    if (rule.start != event) continue;
    Result<std::optional<Term>> term = TermOf(rule, at, *law.calendars);
    if (!term) return Fail(term);
    if (!*term) continue;
    const LegalBasis* basis = law.basis_of ? law.basis_of(rule.rule) : nullptr;
    Deadline deadline;
    deadline.org = subject.org;
    deadline.region_code = subject.region_code;
    deadline.subject_kind = subject.kind;
    deadline.subject = subject.id;
    deadline.case_id = subject.case_id;
    deadline.law = law.id;
    deadline.rule = rule.id;
    deadline.rule_digest = RuleDigest(rule, basis);
    deadline.name = rule.name;
    deadline.basis = BasisView(basis);
    deadline.start_event = event;
    deadline.started_at = at;
    deadline.zone = (*term)->zone;
    deadline.not_before = (*term)->not_before;
    deadline.due = (*term)->due;
    deadline.last_day = (*term)->last_day;
    deadline.at_end = rule.then;
    deadline.holidays_unknown = (*term)->holidays_unknown;
    Result<Deadline> added = AddDeadline(tx, scope, deadline);
    if (!added) return Fail(added);
    started.push_back(std::move(*added));
  }
  return started;
}

Status SuspendTerms(Transaction& tx, const Scope& scope, const TermSubject& subject, std::span<const TermLaw> laws, std::string_view word, Time at) {
  Result<std::vector<Deadline>> terms = TermsFor(tx.db(), scope, subject.kind, subject.id);
  if (!terms) return Fail(terms);
  for (const Deadline& deadline : *terms) {
    if (deadline.state != "running" || deadline.at_end != word || deadline.due <= at) continue;
    Result<FoundRule> found = RuleOf(deadline, laws);
    if (!found) return Fail(found);
    Result<int> left = DaysLeft(*found->rule, at, deadline.due, *found->law->calendars);
    if (!left) return Fail(left);
    if (Status paused = PauseDeadline(tx, deadline.id, *left, at); !paused) return paused;
  }
  // What is left of that word ran out before.
  Result<int> over = EndDeadlines(tx, subject.kind, subject.id, std::string(word), "stopped", at);
  if (!over) return Fail(over);
  return Ok();
}

Status ResumeTerms(Transaction& tx, const Scope& scope, const TermSubject& subject, std::span<const TermLaw> laws, Time at) {
  Result<std::vector<Deadline>> terms = TermsFor(tx.db(), scope, subject.kind, subject.id);
  if (!terms) return Fail(terms);
  for (const Deadline& deadline : *terms) {
    const std::optional<int> left = DaysSuspended(deadline);
    if (!left) continue;
    Result<FoundRule> found = RuleOf(deadline, laws);
    if (!found) return Fail(found);
    DeadlineRule rest = *found->rule;
    rest.count_min = rest.count_max = *left;
    Result<std::optional<Term>> term = TermOf(rest, at, *found->law->calendars);
    if (!term) return Fail(term);
    if (!*term) continue;
    const NewEnd end{.due = (*term)->due, .last_day = (*term)->last_day, .holidays_unknown = (*term)->holidays_unknown};
    if (Status resumed = ResumeDeadline(tx, deadline.id, end); !resumed) return resumed;
  }
  return Ok();
}

Result<std::vector<Deadline>> TermsFor(CaseDb& db, const Scope& scope, const std::string& subject_kind, Id subject) {
  std::vector<Deadline> all;
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    DeadlineFilter filter;
    filter.subject_kind = subject_kind;
    filter.subject = subject;
    Result<Page<Deadline>> found = ListDeadlines(db, scope, filter, page);
    if (!found) return Fail(found);
    all.insert(all.end(), found->rows.begin(), found->rows.end());
    if (found->next.empty()) return all;
    page.after = found->next;
  }
}

Json DeadlineView(const Deadline& deadline) {
  const Json* law = JsonMember(deadline.basis, "law");
  const Json* article = JsonMember(deadline.basis, "article");
  const Json* verified = JsonMember(deadline.basis, "verified");
  const std::optional<int> left = DaysSuspended(deadline);
  return {{"id", IdToString(deadline.id)},
          {"law", deadline.law},
          {"rule", deadline.rule},
          {"name", deadline.name},
          {"statute", law ? *law : Json(nullptr)},
          {"article", article ? *article : Json(nullptr)},
          {"verified", verified ? *verified : Json(nullptr)},
          {"start_event", deadline.start_event},
          {"started_at", FormatTime(deadline.started_at)},
          {"not_before", TermTime(deadline.not_before)},
          {"due", FormatTime(deadline.due)},
          {"last_day", TextOrNull(deadline.last_day)},
          {"zone", TextOrNull(deadline.zone)},
          {"then", deadline.at_end},
          {"state", left ? "suspended" : deadline.state},
          {"ended_at", TermTime(deadline.ended_at)},
          {"days_left", left ? Json(*left) : Json(nullptr)},
          {"holidays_unknown", deadline.holidays_unknown}};
}

}  // namespace markwarden
