// The table.
#include "core/transitions.h"

namespace markwarden {
namespace {

using enum Machine;
using By = Transition::By;

constexpr Transition kTable[] = {
    // A lead is what the program suspects; only a person makes anything of it.
    {kLead, "dismiss", "new", "dismissed"},
    {kLead, "dismiss", "held", "dismissed"},
    {kLead, "dismiss", "second_look", "dismissed"},
    {kLead, "dismiss", "reopened", "dismissed"},
    {kLead, "dismiss", "dismissed", "dismissed"},  // again, with another reason
    {kLead, "hold", "new", "held"},
    {kLead, "hold", "held", "held"},
    {kLead, "hold", "second_look", "held"},
    {kLead, "hold", "reopened", "held"},
    {kLead, "hold", "dismissed", "held"},
    {kLead, "second_look", "new", "second_look"},
    {kLead, "second_look", "held", "second_look"},
    {kLead, "second_look", "second_look", "second_look"},
    {kLead, "second_look", "reopened", "second_look"},
    {kLead, "second_look", "dismissed", "second_look"},
    {kLead, "make_case", "new", "in_case"},
    {kLead, "make_case", "held", "in_case"},
    {kLead, "make_case", "second_look", "in_case"},
    {kLead, "make_case", "reopened", "in_case"},
    {kLead, "make_case", "dismissed", "in_case"},
    {kLead, "reopen", "dismissed", "reopened", By::kAny},
    {kLead, "reopen", "held", "reopened"},
    {kLead, "reopen", "second_look", "reopened"},

    {kCase, "close", "open", "closed", By::kAnother, {}, "all"},
    {kCase, "reopen", "closed", "open", By::kAny},  // by a person, or because a listing came back

    {kNotice, "complete", "draft", "queued", By::kAny},
    {kNotice, "give_back", "queued", "draft", By::kAnother},
    {kNotice, "release", "queued", "approved", By::kAnother},
    {kNotice, "deliver", "approved", "approved"},  // into the outbox
    {kNotice, "send", "approved", "sent", By::kAny, "sent"},  // the program only what a person had put into the outbox
    {kNotice, "acknowledge", "sent", "sent", By::kAny, {}, "receipt"},
    {kNotice, "bounce", "sent", "sent", By::kAny},
    {kNotice, "withdraw", "draft", "withdrawn", By::kPerson, {}, "all"},
    {kNotice, "withdraw", "queued", "withdrawn", By::kPerson, {}, "all"},
    {kNotice, "withdraw", "approved", "withdrawn", By::kPerson, {}, "all"},
    {kNotice, "withdraw", "sent", "withdrawn", By::kPerson, {}, "all"},
    {kNotice, "close", "sent", "closed", By::kPerson, {}, "all"},

    // What the recipient did to one listing.  Gone is what two looks saw, six hours apart.
    {kMeasure, "see_gone", "asked", "taken", By::kAny, {}, "action"},
    {kMeasure, "refuse", "asked", "refused", By::kAny, {}, "action"},
    {kMeasure, "see_gone", "refused", "taken", By::kAny},
    {kMeasure, "see_back", "taken", "back", By::kAny},
    {kMeasure, "see_gone", "back", "taken", By::kAny},
    {kMeasure, "end", "taken", "ended", By::kAny},  // restored: nothing was filed in time, or the law restores at once
    {kMeasure, "end", "back", "ended", By::kAny},
    {kMeasure, "see_gone", "ended", "taken", By::kAny},
    {kMeasure, "drop", "asked", "dropped", By::kAny},  // the notice was withdrawn
    {kMeasure, "drop", "taken", "dropped", By::kAny},
    {kMeasure, "drop", "refused", "dropped", By::kAny},
    {kMeasure, "drop", "back", "dropped", By::kAny},

    {kCounterNotice, "extend", "received", "received", By::kPerson, "excuse"},
    {kCounterNotice, "withdraw", "received", "withdrawn", By::kPerson, {}, "all"},
    {kCounterNotice, "withdraw", "restoring", "withdrawn", By::kPerson, {}, "all"},
    {kCounterNotice, "complain", "received", "escalated", By::kAnother, {}, "restore"},
    {kCounterNotice, "sue", "received", "escalated", By::kAnother, {}, "restore"},
    {kCounterNotice, "complain", "restoring", "escalated", By::kAnother, {}, "restore"},
    {kCounterNotice, "sue", "restoring", "escalated", By::kAnother, {}, "restore"},
    {kCounterNotice, "let_restore", "received", "restoring"},
    {kCounterNotice, "lapse", "received", "restored", By::kSystem},
    {kCounterNotice, "lapse", "restoring", "restored", By::kSystem},

    // The bureau's own procedure.
    {kClue, "file", "clue", "filed", By::kTwo, "filed", "check"},
    {kClue, "drop", "clue", "closed", By::kPerson, {}, "all"},
    {kClue, "extend_check", "clue", "clue", By::kPerson, "check_extended", "check"},
    {kClue, "assign", "clue", "clue"},  // to another region's bureau
    {kClue, "preserve", "filed", "filed", By::kTwo, "preserved"},
    {kClue, "dispose", "filed", "filed", By::kTwo, {}, "preserve"},
    {kClue, "suspend", "filed", "suspended", By::kAnother, {}, "decide"},
    {kClue, "resume", "suspended", "filed", By::kAnother, "resumed"},
    {kClue, "propose_transfer", "filed", "transfer_proposed", By::kTwo, "transfer_proposed"},
    {kClue, "refuse_transfer", "transfer_proposed", "filed", By::kAnother, {}, "approve_transfer"},
    {kClue, "approve_transfer", "transfer_proposed", "transfer_approved", By::kAnother, "transfer_approved", "approve_transfer"},
    {kClue, "hand_over", "transfer_approved", "transferred", By::kTwo, "handed_over", "hand_over"},
    {kClue, "police_receive", "transferred", "transferred", By::kPerson, {}, "receipt"},
    {kClue, "police_file", "transferred", "transferred", By::kPerson, "police_filed", "police_decide"},
    {kClue, "police_refuse", "transferred", "filed", By::kPerson, "police_refused", "police_decide"},
    {kClue, "hand_goods", "transferred", "transferred", By::kTwo, {}, "goods"},
    {kClue, "ask_review", "filed", "filed", By::kPerson, "review_asked", "ask_review"},
    {kClue, "review_answered", "filed", "filed", By::kPerson, "review_answered", "answer_review"},
    {kClue, "ask_supervision", "filed", "filed", By::kPerson, {}, "ask_supervision"},
    {kClue, "decide", "filed", "decided", By::kTwo, "decided", "decide"},
    {kClue, "serve", "decided", "decided", By::kTwo, {}, "serve"},
    {kClue, "publish", "decided", "published", By::kAnother},
    {kClue, "change", "published", "changed", By::kAnother, "changed"},
    {kClue, "take_down", "changed", "closed", By::kPerson, {}, "all"},
    {kClue, "close", "decided", "closed", By::kAnother, {}, "all"},
    {kClue, "close", "published", "closed", By::kAnother, {}, "all"},
    {kClue, "close", "transferred", "closed", By::kAnother, {}, "all"},
};

// What somebody still owes something about.  A draft lacks something and goes nowhere; what was
// refused is answered; what was taken is watched, which goes on without a case.  Clues have their own check.
constexpr struct {
  Machine machine;
  std::string_view state;
} kOpen[] = {
    {kNotice, "queued"},          // somebody may release it
    {kNotice, "approved"},        // somebody, or the outbox, may send it
    {kNotice, "sent"},            // as long as a measure of it stands open
    {kMeasure, "asked"},          // the recipient has not answered
    {kMeasure, "back"},           // what was taken is there again
    {kCounterNotice, "received"},
    {kCounterNotice, "restoring"},
};

}  // namespace

std::string_view ToString(Machine machine) {
  switch (machine) {
    case kLead: return "lead";
    case kCase: return "case";
    case kNotice: return "notice";
    case kMeasure: return "measure";
    case kCounterNotice: return "counter_notice";
    case kClue: return "clue";
  }
  return "lead";
}

std::span<const Transition> Transitions() { return kTable; }

const Transition* FindTransition(Machine machine, std::string_view act, std::string_view from) {
  for (const Transition& one : kTable) {
    if (one.machine == machine && one.act == act && one.from == from) return &one;
  }
  return nullptr;
}

const Transition* TransitionBetween(Machine machine, std::string_view from, std::string_view to) {
  for (const Transition& one : kTable) {
    if (one.machine == machine && one.from == from && one.to == to) return &one;
  }
  return nullptr;
}

std::string_view FirstState(Machine machine) {
  switch (machine) {
    case kLead: return "new";
    case kCase: return "open";
    case kNotice: return "draft";
    case kMeasure: return "asked";
    case kCounterNotice: return "received";
    case kClue: return "clue";
  }
  return "";
}

bool StandsOpen(Machine machine, std::string_view state) {
  for (const auto& one : kOpen) {
    if (one.machine == machine && one.state == state) return true;
  }
  return false;
}

bool IsEnd(Machine machine, std::string_view state) {
  for (const Transition& one : kTable) {
    if (one.machine == machine && one.from == state && one.to != state) return false;
  }
  return true;
}

}  // namespace markwarden
