// The demo: the sample marketplace crawled, matched, sealed and brought to a takedown
// queue, by the same roles and use cases as a real one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"

namespace markwarden {

struct DemoOptions {
  std::filesystem::path dir = "markwarden-demo";  // made anew at each run; refused when it is anything else
  int64_t seed = 1;
  int listings = 1200;
};

struct DemoPerson {
  std::string login, name, what, code;
};

struct DemoResult {
  Json summary;                    // what PrintDemoSummary shows
  std::vector<DemoPerson> people;  // with a one-time sign-in code each
};

// Runs the whole way.  Errors: those of every step, each saying which step.
Result<DemoResult> RunDemo(const DemoOptions& options);

// A summary that a person takes in at a glance.
void PrintDemoSummary(const Json& summary);

}  // namespace markwarden
