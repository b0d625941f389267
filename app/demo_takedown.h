// The life of the demo's notices, played on the store's simulated clock: sent over the sample shops' own desks, honoured, ignored, answered, come back.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// How far in the past the demo begins; it ends at the machine's own time.
inline constexpr std::chrono::days kDemoDays{31};

struct DemoLife {
  std::filesystem::path store, market;  // folders
  std::unique_ptr<Service>& service;    // opened anew at each move of the clock
  Scope officer, head;                  // two people
  std::vector<Id> notices;              // queued, in the order in which they go out: four on the first day, the others on day 27
  // Crawls one source again, as a role of its own.
  std::function<Status(const std::string& source)> crawl;
};
// {"sent","taken","ignored","second","counter_notices","restored","relists","log":[{"day","what","platform"}]}
// Errors: those of every step, each saying on which day.
Result<Json> PlayTakedowns(DemoLife& life);

// The offset of the store's clock on that day of the demo.
std::chrono::milliseconds DemoOffset(std::chrono::milliseconds since_start);

}  // namespace markwarden
