// Starting a confined program of ours with nothing of its parent's but what it is handed.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace markwarden {

// `from` becomes descriptor `to` of the child; negative: whatever stands at `to` is closed.
struct HandedDescriptor {
  int from = -1;
  int to = 0;
};

// Runs words[0] with `words`, in a process group of its own, with default signals, two variables of environment, and standard streams
// that lead nowhere (in sanitized builds standard error stays).  `what` is for the error: "the sealer".
// Errors: kUnavailable (no such program), kExhausted.  The caller waits for the child.
Result<pid_t> SpawnConfined(std::string_view what, std::vector<std::string> words, std::span<const HandedDescriptor> descriptors);

}  // namespace markwarden
