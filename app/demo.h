// The demo: the sample marketplace crawled, matched, sealed and brought to a takedown
// queue, by the same roles and use cases as a real one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
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
  std::shared_ptr<void> marketplace;  // serves until the value is gone: pages that wait to be rendered are asked for there
};

// Runs the whole way.  Errors: those of every step, each saying which step.
Result<DemoResult> RunDemo(const DemoOptions& options);

// A summary that a person takes in at a glance.
void PrintDemoSummary(const Json& summary);

}  // namespace markwarden
