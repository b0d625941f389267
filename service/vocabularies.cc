// The lists as they are shipped, the table of transitions by machine.
#include "service/vocabularies.h"

#include <algorithm>

#include "core/transitions.h"
#include "reports/follow_up.h"
#include "reports/notice_lint.h"
#include "reports/vocabulary.h"
#include "service/permissions.h"

namespace markwarden {
namespace {

Json ChoiceList(std::string_view name, const std::string& source, const std::vector<Choice>& choices) {
  Json list = {{"name", name}, {"source", source}, {"choices", Json::array()}};
  for (const Choice& one : choices) list["choices"].push_back({{"code", one.code}, {"name", one.name}, {"note", false}});
  return list;
}

std::string_view WhoMay(Transition::By by) {
  switch (by) {
    case Transition::By::kPerson: return "person";
    case Transition::By::kAnother: return "another";
    case Transition::By::kTwo: return "two";
    case Transition::By::kSystem: return "system";
    case Transition::By::kAny: return "any";
  }
  return "person";
}

Json MachineView(Machine machine) {
  Json acts = Json::array();
  std::vector<std::string_view> states = {FirstState(machine)};
  const auto see = [&](std::string_view state) {
    if (std::find(states.begin(), states.end(), state) == states.end()) states.push_back(state);
  };
  for (const Transition& one : Transitions()) {
    if (one.machine != machine) continue;
    see(one.from);
    see(one.to);
    acts.push_back({{"act", one.act}, {"from", one.from}, {"to", one.to}, {"by", WhoMay(one.by)}, {"starts", TextOrNull(std::string(one.starts))}, {"stops", TextOrNull(std::string(one.stops))}});
  }
  Json named = Json::array();
  for (const std::string_view state : states) named.push_back({{"code", state}, {"end", IsEnd(machine, state)}});
  return {{"name", ToString(machine)}, {"first", FirstState(machine)}, {"states", std::move(named)}, {"acts", std::move(acts)}};
}

}  // namespace

Result<Json> ShowVocabularies(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeVocabularies); !allowed) return Fail(allowed);
  Result<const Vocabulary*> words = service.vocabulary();
  if (!words) return Fail(words);
  Result<const FollowUp*> follow_up = service.follow_up();
  if (!follow_up) return Fail(follow_up);
  Result<const LintRules*> lint = service.lint_rules();
  if (!lint) return Fail(lint);
  Json lists = Json::array();
  for (const Vocabulary::List& list : (*words)->lists) {
    Json choices = Json::array();
    for (const Vocabulary::Word& word : list.words) choices.push_back({{"code", word.code}, {"name", word.name}, {"note", word.note}});
    lists.push_back({{"name", list.name}, {"source", list.source}, {"choices", std::move(choices)}});
  }
  lists.push_back(ChoiceList("refusals", "reports/follow_up.yaml", (*follow_up)->refusals));
  lists.push_back(ChoiceList("measure_outcomes", "DSA Transparency Database", (*follow_up)->outcomes));
  Json machines = Json::array();
  for (const Machine machine : kMachines) machines.push_back(MachineView(machine));
  Json rules = Json::array();
  for (const LintRule& rule : (*lint)->rules) rules.push_back({{"code", rule.code}, {"weight", ToString(rule.weight)}, {"sentence", rule.sentence}, {"source", rule.source}});
  return Json{{"version", (*words)->version}, {"lists", std::move(lists)}, {"machines", std::move(machines)}, {"lint", std::move(rules)}};
}

}  // namespace markwarden
