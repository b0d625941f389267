// What time brings: terms that end, reminders, a second notice, rights that ended under a notice.  Run by `work`.
#pragma once

#include <cstdint>

#include "core/result.h"
#include "service/service.h"

namespace markwarden {

struct FollowUpTotals {
  int64_t over = 0;       // terms that ended
  int64_t reminders = 0;
  int64_t second = 0;     // second notices drafted and queued
  int64_t restored = 0;   // counter-notices whose term ended with nothing filed
  int64_t proposed = 0;   // withdrawals proposed: the right has ended
};
// Nothing is sent: a second notice is queued for two people's release and sending, everything else opens tasks and is an event.
// Each term in its own transaction; one that fails does not hold up the others.
Result<FollowUpTotals> FollowUpPass(Service& service);

}  // namespace markwarden
