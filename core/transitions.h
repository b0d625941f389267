// What may be done with a lead, a case, a notice, a measure, a counter-notice and an administrative clue: the one table that the
// store, the service and the pages go by.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace markwarden {

enum class Machine { kLead, kCase, kNotice, kMeasure, kCounterNotice, kClue };
std::string_view ToString(Machine machine);
inline constexpr Machine kMachines[] = {Machine::kLead,    Machine::kCase,          Machine::kNotice,
                                        Machine::kMeasure, Machine::kCounterNotice, Machine::kClue};

// What is not in the table cannot happen: nothing is sent that no second person has released, a withdrawal needs one person and
// no release, no timer sends, and nothing leads back from an end.
struct Transition {
  Machine machine;
  std::string_view act;       // "release"
  std::string_view from, to;  // states; the same twice: something is recorded, the state stays
  enum class By { kPerson, kAnother, kTwo, kSystem, kAny } by = By::kPerson;
  // kAnother: than the one who made the thing.  kTwo: names a second officer.  kSystem: the program alone.  kAny: either.
  std::string_view starts = {};  // event that starts terms of the law: reports/regime.h, DeadlineRule::start
  std::string_view stops = {};   // what the running terms mean that this ends (DeadlineRule::then), "all" for every one
};
std::span<const Transition> Transitions();

// Null when that act cannot be done in that state.
const Transition* FindTransition(Machine machine, std::string_view act, std::string_view from);
// Null when no act leads from one state to the other.
const Transition* TransitionBetween(Machine machine, std::string_view from, std::string_view to);
// The state in which a thing of that kind begins.
std::string_view FirstState(Machine machine);
// Whether no act leads anywhere else from that state.
bool IsEnd(Machine machine, std::string_view state);

// Whether a notice, a measure or a counter-notice in that state still waits for somebody or may still go out, so that its case is not closed
// over it without a word.  No clue does: over an open one a case is not closed at all.
bool StandsOpen(Machine machine, std::string_view state);

}  // namespace markwarden
