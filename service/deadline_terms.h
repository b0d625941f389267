// Terms of law started, suspended and taken up: what StartTerms counts, the store keeps.  Internal to service/.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "core/takedown.h"
#include "reports/procedure.h"
#include "reports/regime.h"
#include "store/database.h"

namespace markwarden {

// What terms run for.
struct TermSubject {
  std::string kind;  // "notice", "counter_notice", "clue", "identification"
  Id id = 0;
  Id case_id = 0;
  Id org = 0;
  std::string region_code;
};

// Whose terms: a regime, a procedure, our own follow-up.  What it points to must outlive it.
struct TermLaw {
  std::string id;  // "cn-ecommerce-42", "cn-penalty", "follow-up"
  std::span<const DeadlineRule> rules;
  const DayCalendars* calendars = nullptr;
  std::function<const LegalBasis*(std::string_view rule)> basis_of = {};  // null for a rule of our own
};
TermLaw TermsOf(const Regime& regime);
TermLaw TermsOf(const Procedure& procedure);

// Starts every term of the law that `event` starts at `at`.  A rule without a measure starts nothing; a term that was started before by the
// same event at the same time is not started again.  Errors: kInvalid (a calendar is missing).
Result<std::vector<Deadline>> StartTerms(Transaction& tx, const Scope& scope, const TermSubject& subject, const TermLaw& law, std::string_view event,
                                         Time at);

// Suspends the subject's running terms whose end means `word`, with the days that are left of each (reports/deadline.h, DaysLeft); one that
// ran out before `at` is over and stays so.  Errors: kConflict (its rule is not shipped any more).
Status SuspendTerms(Transaction& tx, const Scope& scope, const TermSubject& subject, std::span<const TermLaw> laws, std::string_view word, Time at);
// Takes up what was suspended, counted anew from `at`.
Status ResumeTerms(Transaction& tx, const Scope& scope, const TermSubject& subject, std::span<const TermLaw> laws, Time at);

// Every term of one thing, whatever its state, by when it ends.
Result<std::vector<Deadline>> TermsFor(CaseDb& db, const Scope& scope, const std::string& subject_kind, Id subject);

// {"id","law","rule","name":{},"statute":{},"article":{},"verified","start_event","started_at","not_before","due","last_day","zone","then","state",
// "ended_at","days_left","holidays_unknown"}; `days_left` of a suspended one, else null.
Json DeadlineView(const Deadline& deadline);

}  // namespace markwarden
