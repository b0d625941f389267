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
  int64_t sealed = 0;    // captures
  int64_t numbered = 0;  // events
  int64_t match_ms = 0, seal_ms = 0;
};

// Matches what no organisation's rules have seen, seals every capture, numbers every event.
// `compiled` keeps each organisation's matcher between passes.  The caller holds the lock of `work`.
Result<WorkTotals> WorkPass(Service& service, std::map<Id, RulesInForce>& compiled, std::stop_token stop);

// One line for a person: what an earlier run left behind and this one cleared away.
using SayLine = std::function<void(const std::string& line)>;

// Says what a writer of captures cut off when it was opened, if anything.
void SayWhatWasCut(const SayLine& say, int64_t bytes);

// One pass when no `work` is running, so that a person sees flags right away; nothing otherwise.
Status WorkPassWhenAlone(Service& service);

}  // namespace markwarden
