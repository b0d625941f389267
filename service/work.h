// One pass over what `work` has to do; shared by the role and by commands that run a pass
// of it because no `work` is running.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "core/id.h"
#include "core/result.h"
#include "service/matching.h"
#include "service/service.h"

namespace markwarden {

struct WorkTotals {
  MatchTotals match;
  int64_t prioritised = 0;  // leads whose priority was computed
  int64_t sealed = 0;    // captures
  int64_t numbered = 0;  // events
  int64_t match_ms = 0, seal_ms = 0;
  int64_t checkpoint = 0;  // size of the one that was made; 0: none was due
  int64_t follow_up = 0;   // terms that ended, reminders, proposals
  int64_t stamped = 0;     // tokens that came
  int64_t delivered = 0;   // accepted by their recipients
  int64_t messages = 0;    // that came back and were taken
  std::string not_read;    // why replies could not be looked for although mail is set up
  std::string not_signed;  // why no checkpoint could be made although one was due: keys, the worker program, the disk
};

struct WorkWish {
  bool sign_now = false;  // the log, whether or not that is due
  bool right_terms = true;  // look at which days of rights have come up; once an hour is enough
  int send = 0;           // deliveries of the outbox, and connectors that are asked, at most; 0: nothing goes over the network to a recipient
};
// Matches what no organisation's rules have seen, sends what is in the outbox and takes what came back, seals every capture, numbers every event; then
// signs the log when that is due and asks a time authority when something waits for it.
// `compiled` keeps each organisation's matcher between passes.  The caller holds the lock of `work`.
Result<WorkTotals> WorkPass(Service& service, std::map<Id, RulesInForce>& compiled, const WorkWish& wish, std::stop_token stop);

// One line for a person: what an earlier run left behind and this one cleared away.
using SayLine = std::function<void(const std::string& line)>;

// Says what a writer of captures cut off when it was opened, if anything.
void SayWhatWasCut(const SayLine& say, int64_t bytes);

// One pass when no `work` is running, so that a person sees flags right away; nothing otherwise.
Status WorkPassWhenAlone(Service& service);

}  // namespace markwarden
