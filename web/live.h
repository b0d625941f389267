// Pages that are told live (text/event-stream): one timer and one count for all of them, no thread for any.  Used on the thread
// that owns the connections; what reads the store runs in the pool.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/scope.h"
#include "service/live.h"
#include "service/queue_policy.h"
#include "service/service.h"

namespace markwarden {

// One connection that listens.  All calls on the io thread.
class LiveSink {
 public:
  virtual ~LiveSink() = default;
  // Events by name; one that is still unsent is replaced by a newer one of its name, so that a slow reader costs one of each.
  virtual void Tell(const std::map<std::string, std::string>& events) = 0;
  virtual void Beat() = 0;  // a comment, so that the other side and what stands between know that we are there
  virtual void End() = 0;   // the session is over
};

class LiveHub : public std::enable_shared_from_this<LiveHub> {
 public:
  LiveHub(boost::asio::io_context& io, boost::asio::thread_pool& pool, Service& service, const std::atomic<bool>& stopping)
      : timer_(io), io_(io), pool_(pool), service_(service), stopping_(stopping) {}

  // Errors: kExhausted (so many listen already, or so many of this account).
  Status Add(std::shared_ptr<LiveSink> sink, Scope scope, Credential credential);
  void Remove(const LiveSink* sink);
  size_t size() const { return listeners_.size(); }

 private:
  struct Listener {
    std::shared_ptr<LiveSink> sink;
    Scope scope;
    Credential credential;
    Id since = -1;  // newest flag when it came; -1: not told anything yet
    std::map<std::string, std::string> told;
    std::chrono::steady_clock::time_point checked, spoken;
  };
  // What the pool works on, and gives back.
  struct Work;

  void Wait();
  void Turn();
  void Deliver(const std::shared_ptr<Work>& work);

  boost::asio::steady_timer timer_;
  boost::asio::io_context& io_;
  boost::asio::thread_pool& pool_;
  Service& service_;
  const std::atomic<bool>& stopping_;
  const QueuePolicy* policy_ = nullptr;  // of the service, once read
  std::map<const LiveSink*, Listener> listeners_;
  bool turning_ = false;  // the timer waits or the pool works
};

}  // namespace markwarden
