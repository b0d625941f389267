// The table of what may be done, against the rules that it must keep, and the notice's part written out by hand.
#include "core/transitions.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace markwarden {
namespace {

using By = Transition::By;

std::string Line(const Transition& one) { return std::string(one.act) + " " + std::string(one.from) + " " + std::string(one.to); }

TEST(TransitionsTest, OfANoticeNothingElseIsPossible) {
  const std::set<std::string> expected = {"complete draft queued",    "give_back queued draft",    "release queued approved",
                                          "deliver approved approved", "send approved sent",        "acknowledge sent sent",
                                          "bounce sent sent",          "withdraw draft withdrawn",  "withdraw queued withdrawn",
                                          "withdraw approved withdrawn", "withdraw sent withdrawn", "close sent closed"};
  std::set<std::string> there;
  for (const Transition& one : Transitions()) {
    if (one.machine == Machine::kNotice) there.insert(Line(one));
  }
  EXPECT_EQ(there, expected);
}

TEST(TransitionsTest, NothingIsSentThatNoSecondPersonReleased) {
  for (const Transition& one : Transitions()) {
    if (one.machine != Machine::kNotice || one.from == one.to) continue;
    if (one.to == "sent") {
      EXPECT_EQ(one.from, "approved");
    }
    if (one.to == "approved") {
      EXPECT_EQ(one.by, By::kAnother);
    }
    if (one.act == "withdraw") {
      EXPECT_EQ(one.by, By::kPerson) << "one person is enough";
    }
  }
}

// No timer sends, files, decides or gives notice: what the program may do alone is written out here.
TEST(TransitionsTest, WhatTheProgramMayDoAlone) {
  const std::set<std::string> expected = {"lead reopen",        "case reopen",      "notice complete",   "notice send",    "notice acknowledge",
                                          "notice bounce",      "measure see_gone", "measure see_back",  "measure refuse", "measure end",
                                          "measure drop",       "counter_notice lapse"};
  std::set<std::string> there;
  for (const Transition& one : Transitions()) {
    if (one.by == By::kAny || one.by == By::kSystem) there.insert(std::string(ToString(one.machine)) + " " + std::string(one.act));
  }
  EXPECT_EQ(there, expected);
}

// An act means one thing in one state, whatever is in the table twice.
TEST(TransitionsTest, AnActInAStateLeadsToOnePlace) {
  std::set<std::string> seen;
  for (const Transition& one : Transitions()) {
    EXPECT_TRUE(seen.insert(std::string(ToString(one.machine)) + Line(one).substr(0, Line(one).rfind(' '))).second) << Line(one);
    EXPECT_EQ(FindTransition(one.machine, one.act, one.from), &one);
  }
}

// Every state can be reached from the first, and every machine but the lead's and the measure's has an end.
TEST(TransitionsTest, EveryStateIsReached) {
  for (const Machine machine : kMachines) {
    std::set<std::string_view> states = {FirstState(machine)}, reached = {FirstState(machine)};
    for (const Transition& one : Transitions()) {
      if (one.machine == machine) states.insert({one.from, one.to});
    }
    for (size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const Transition& one : Transitions()) {
        if (one.machine == machine && reached.contains(one.from)) reached.insert(one.to);
      }
    }
    EXPECT_EQ(reached, states) << ToString(machine);
  }
  for (const char* state : {"withdrawn", "closed"}) EXPECT_TRUE(IsEnd(Machine::kNotice, state));
  EXPECT_FALSE(IsEnd(Machine::kNotice, "sent"));
  EXPECT_TRUE(IsEnd(Machine::kMeasure, "dropped"));
  for (const char* state : {"withdrawn", "escalated", "restored"}) EXPECT_TRUE(IsEnd(Machine::kCounterNotice, state));
  EXPECT_TRUE(IsEnd(Machine::kClue, "closed"));
}

// What stands open is no end, and of counter-notices it is every state that is none.
TEST(TransitionsTest, WhatStandsOpenIsNoEnd) {
  for (const Machine machine : kMachines) {
    std::set<std::string_view> states = {FirstState(machine)};
    for (const Transition& one : Transitions()) {
      if (one.machine == machine) states.insert({one.from, one.to});
    }
    for (const std::string_view state : states) {
      const bool open = StandsOpen(machine, state);
      EXPECT_FALSE(open && IsEnd(machine, state)) << ToString(machine) << " " << state;
      const bool never = machine == Machine::kLead || machine == Machine::kCase || machine == Machine::kClue;
      EXPECT_FALSE(open && never) << ToString(machine) << " " << state;
      EXPECT_TRUE(machine != Machine::kCounterNotice || open != IsEnd(machine, state)) << state;
    }
  }
  EXPECT_FALSE(StandsOpen(Machine::kNotice, "draft"));
  EXPECT_FALSE(StandsOpen(Machine::kMeasure, "taken")) << "watched, with or without a case";
  EXPECT_FALSE(StandsOpen(Machine::kNotice, "nonsense"));
}

// Administrative Penalty Law, art. 42: two officers at least wherever something is done to a person.
TEST(TransitionsTest, TheBureausOwnStepsNameTwoOfficersOrAnother) {
  for (const Transition& one : Transitions()) {
    if (one.machine != Machine::kClue) continue;
    const bool alone = one.by == By::kPerson;
    const std::set<std::string_view> may_be_alone = {"drop", "extend_check", "assign", "police_receive", "police_file", "police_refuse",
                                                     "ask_review", "review_answered", "ask_supervision", "take_down"};
    EXPECT_EQ(alone, may_be_alone.contains(one.act)) << one.act;
  }
}

TEST(TransitionsTest, AnActBelongsToItsStates) {
  EXPECT_EQ(FindTransition(Machine::kNotice, "withdraw", "sent")->to, "withdrawn");
  for (const char* ended : {"withdrawn", "closed", "", "nonsense"}) {
    for (const Transition& one : Transitions()) {
      if (one.machine == Machine::kNotice) {
        EXPECT_FALSE(FindTransition(Machine::kNotice, one.act, ended)) << one.act << " of " << ended;
      }
    }
  }
  EXPECT_FALSE(FindTransition(Machine::kNotice, "send", "queued"));
  EXPECT_FALSE(FindTransition(Machine::kNotice, "release", "approved")) << "a release that is asked for again is no second one";
  EXPECT_FALSE(FindTransition(Machine::kLead, "release", "queued")) << "another machine's act";
}

}  // namespace
}  // namespace markwarden
