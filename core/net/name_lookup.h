// Host names looked up aside, on threads that may block, each name once.
// Private to core/net.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/net/filter_proxy.h"

namespace markwarden {

class NameLookup {
 public:
  // `ready` is called on a thread of its own whenever Take has something new.
  NameLookup(HostResolver resolver, std::function<void()> ready);
  ~NameLookup();  // waits for the look-up under way

  void Ask(const std::string& host);

  struct Answer {
    std::string host;
    Result<std::vector<IpAddress>> addresses;
  };
  std::vector<Answer> Take();

 private:
  void Loop(std::stop_token stop);

  const HostResolver resolver_;
  const std::function<void()> ready_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::deque<std::string> questions_;  // guarded by mutex_
  std::vector<Answer> answers_;        // guarded by mutex_
  std::vector<std::jthread> threads_;
};

}  // namespace markwarden
