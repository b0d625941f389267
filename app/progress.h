// Progress of long work: one line that renews itself on a terminal, plain lines elsewhere;
// and a stop token that SIGINT and SIGTERM trigger.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "service/crawl.h"

namespace markwarden {

// Prints to standard error.  One thread at a time.
class ProgressLine {
 public:
  explicit ProgressLine(std::string label) : label_(std::move(label)) {}
  ~ProgressLine();
  void Show(const RunProgress& progress);

 private:
  const std::string label_;
  std::chrono::steady_clock::time_point last_{};
  bool shown_ = false;
};

// Installs handlers once; the token is stopped by the first SIGINT or SIGTERM.
std::stop_token StopOnSignals();

}  // namespace markwarden
