// Clues, their steps and their terms in JSON.
#include "service/clue_view.h"

#include <algorithm>

#include "core/transitions.h"
#include "service/deadline_terms.h"
#include "service/permissions.h"
#include "store/accounts.h"
#include "store/clues.h"
#include "store/events.h"

namespace markwarden {
namespace {

using By = Transition::By;

constexpr std::string_view kAnswers[] = {"dispose", "police_receive", "hand_goods", "ask_review", "review_answered", "ask_supervision"};

Result<Json> LoginOf(CaseDb& db, Id account) {
  if (account == 0) return Json(nullptr);
  Result<std::optional<Account>> found = FindAccount(db, account);
  if (!found) return Fail(found);
  return *found ? Json((*found)->login) : Json(nullptr);
}

Json ActsOpenTo(const Scope& scope, const Clue& clue, const std::vector<Deadline>& terms) {
  Json may = Json::array();
  for (const Transition& one : Transitions()) {
    if (one.machine != Machine::kClue || one.from != clue.state) continue;
    const bool another = one.by == By::kAnother;
    if (!Authorise(scope, another ? UseCase::kHeadClue : UseCase::kRunClue) || (another && ActedBefore(clue, scope.actor))) continue;
    if (const std::string_view word = AnswersTerm(one.act); !word.empty() && !WaitsFor(terms, word)) continue;
    if (one.act == "extend_check" && std::any_of(terms.begin(), terms.end(), [](const Deadline& term) { return term.start_event == "check_extended"; })) continue;
    may.push_back(one.act);
  }
  return may;
}

// The same day so many years on; the last of February for a leap day.
std::chrono::local_days YearsAfter(std::chrono::local_days day, int years) {
  const std::chrono::year_month_day there = std::chrono::year_month_day(day) + std::chrono::years(years);
  return there.ok() ? std::chrono::local_days(there) : std::chrono::local_days(there.year() / there.month() / std::chrono::last);
}

// Until when a penalty can be given, counted from the last day on which a listing of the case was seen: the act may have gone on longer.
Result<Json> LimitationView(CaseDb& db, const Clue& clue, const std::vector<Procedure>& procedures) {
  Result<std::optional<Time>> seen = CaseLastSeen(db, clue.case_id);
  if (!seen) return Fail(seen);
  for (const Procedure& procedure : procedures) {
    if (!procedure.limitation || procedure.calendars.empty() || !*seen) continue;
    const Limitation& limitation = *procedure.limitation;
    const LegalBasis* basis = procedure.FindBasis(limitation.rule);
    const std::chrono::local_days day = procedure.calendars.begin()->second.zone().DayOf(**seen);
    return Json{{"last_seen", FormatDay(day)},
                {"years", limitation.years},
                {"until", FormatDay(YearsAfter(day, limitation.years))},
                {"grave_years", limitation.grave_years},
                {"grave_until", FormatDay(YearsAfter(day, limitation.grave_years))},
                {"statute", basis->statute},
                {"article", basis->article},
                {"verified", !basis->verified_by.empty()}};
  }
  return Json(nullptr);
}

}  // namespace

std::string_view AnswersTerm(std::string_view act) {
  if (std::find(std::begin(kAnswers), std::end(kAnswers), act) == std::end(kAnswers)) return {};
  for (const Transition& one : Transitions()) {
    if (one.machine == Machine::kClue && one.act == act) return one.stops;
  }
  return {};
}

bool WaitsFor(const std::vector<Deadline>& terms, std::string_view word) {
  return std::any_of(terms.begin(), terms.end(), [&](const Deadline& term) {
    return term.at_end == word && (term.state == "running" || (term.state == "over" && !term.ended_at));
  });
}

bool ActedBefore(const Clue& clue, Id account) {
  return account == clue.created_by || account == clue.officer || account == clue.second_officer;
}

Scope OfEveryRegion(const Scope& scope) {
  Scope whole = scope;
  whole.regions.clear();
  return whole;
}

Result<bool> HasOpenClue(CaseDb& db, const Scope& scope, Id case_id, const std::string* region) {
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    Result<Page<Clue>> clues = ListClues(db, scope, ClueFilter{.state = {}, .case_id = case_id}, page);
    if (!clues) return Fail(clues);
    for (const Clue& clue : clues->rows) {
      if (!IsEnd(Machine::kClue, clue.state) && (!region || clue.region_code == *region)) return true;
    }
    if (clues->next.empty()) return false;
    page.after = clues->next;
  }
}

Result<Json> ClueView(CaseDb& db, const Clue& clue) {
  Result<Json> officer = LoginOf(db, clue.officer);
  if (!officer) return officer;
  Result<Json> second = LoginOf(db, clue.second_officer);
  if (!second) return second;
  return Json{{"id", IdToString(clue.id)},
              {"case", IdToString(clue.case_id)},
              {"region", TextOrNull(clue.region_code)},
              {"state", clue.state},
              {"officer", std::move(*officer)},
              {"second_officer", std::move(*second)},
              {"number", TextOrNull(clue.number)},
              {"created_at", FormatTime(clue.created_at)},
              {"updated_at", FormatTime(clue.updated_at)},
              {"row_version", clue.row_version}};
}

Result<Json> ClueTimeline(CaseDb& db, const Scope& scope, Id id) {
  Json steps = Json::array();
  for (PageRequest page{.limit = kMaxPageRows, .after = {}};;) {
    Result<Page<Event>> events = ListEvents(db, scope, EventFilter{.kind = "clue.", .subject_kind = kClueSubject, .subject = id, .actor = 0}, page);
    if (!events) return Fail(events);
    for (const Event& event : events->rows) {
      const Json* documents = JsonMember(event.detail, "documents");
      steps.push_back({{"act", event.kind.substr(event.kind.find('.') + 1)},
                       {"at", JsonText(event.detail, "at")},
                       {"recorded_at", FormatTime(event.at)},
                       {"actor", event.actor_name},
                       {"second_officer", TextOrNull(JsonText(event.detail, "second_officer"))},
                       {"number", TextOrNull(JsonText(event.detail, "number"))},
                       {"region", TextOrNull(JsonText(event.detail, "region"))},
                       {"reason", event.personal ? TextOrNull(JsonText(*event.personal, "reason")) : Json(nullptr)},
                       {"documents", documents ? *documents : Json::array()}});
    }
    if (events->next.empty()) break;
    page.after = events->next;
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

Result<Json> WholeClueView(CaseDb& db, const Scope& scope, const Clue& clue, const std::vector<Procedure>& procedures) {
  Result<Json> view = ClueView(db, clue);
  if (!view) return view;
  Result<Json> timeline = ClueTimeline(db, scope, clue.id);
  if (!timeline) return timeline;
  (*view)["timeline"] = std::move(*timeline);
  Result<std::vector<Deadline>> terms = TermsFor(db, scope, kClueSubject, clue.id);
  if (!terms) return Fail(terms);
  Json rows = Json::array();
  for (const Deadline& term : *terms) rows.push_back(DeadlineView(term));
  (*view)["terms"] = std::move(rows);
  Result<Json> limitation = LimitationView(db, clue, procedures);
  if (!limitation) return limitation;
  (*view)["limitation"] = std::move(*limitation);
  (*view)["hint"] = nullptr;
  (*view)["documents"] = Json::array();
  for (const Procedure& procedure : procedures) {
    if (!procedure.hint.empty() && (clue.state == "filed" || clue.state == "transfer_proposed")) (*view)["hint"] = procedure.hint;
    for (const Choice& document : procedure.documents) (*view)["documents"].push_back({{"code", document.code}, {"name", document.name}});
  }
  (*view)["may"] = ActsOpenTo(scope, clue, *terms);
  return view;
}

}  // namespace markwarden
