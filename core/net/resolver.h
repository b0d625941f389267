// Looks up the addresses of host names on the network thread's epoll, so that all of
// them can be judged before any is used.  Private to core/net.
#pragma once

#include <ares.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/net/address_guard.h"
#include "core/result.h"

namespace markwarden {

// Used on the network thread only.  Answers are kept as long as their name server says, at
// most an hour; that a name does not exist is kept for a minute.
class Resolver {
 public:
  // `epoll` outlives it and gets its sockets; `first_try` is what a name server is given to answer.  Errors: kInternal (no memory, no descriptors).
  static Result<std::unique_ptr<Resolver>> Make(int epoll, std::chrono::milliseconds first_try);
  ~Resolver();  // calls every Done that is left
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // At least one address.  Errors: kUnavailable (no such name, no answer in time).  Called
  // on the network thread, perhaps before Resolve returns.
  using Done = std::function<void(Result<std::vector<IpAddress>>)>;
  void Resolve(const std::string& host, Done done);

  // False when the socket is not one of ours.
  bool OnEvent(int fd, uint32_t events);
  // Until the next OnTimer; empty when nothing is being looked up.
  std::optional<std::chrono::milliseconds> Wait() const;
  void OnTimer();

 private:
  struct Question;
  struct Kept {
    std::vector<IpAddress> addresses;  // empty: no such name
    std::string why;
    std::chrono::steady_clock::time_point until;
  };
  explicit Resolver(int epoll) : epoll_(epoll) {}
  void Keep(const std::string& host, Kept kept);
  static void OnSocket(void* self, ares_socket_t fd, int readable, int writable);
  static void OnAnswer(void* question, int status, int timeouts, ares_addrinfo* found);

  const int epoll_;
  ares_channel channel_ = nullptr;
  std::set<int> sockets_;
  std::map<std::string, Kept> kept_;
  size_t asking_ = 0;
};

}  // namespace markwarden
