// A small HTTP server on a loopback address, for tests: answers as a function says, and
// remembers who asked for what and when.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace markwarden {

struct TestRequest {
  std::string method;
  std::string target;  // "/a?b"
  std::string head;    // as received
  std::string body;    // as long as Content-Length says
  std::string Header(const std::string& lower_name) const;
};

struct TestResponse {
  int status = 200;
  std::vector<std::string> headers{};  // "Name: value"
  std::string body{};
  std::string raw{};                 // when not empty: sent instead of all of this
  bool close = false;                // no keep-alive
  size_t cut_after = std::string::npos;      // bytes of the answer, then the connection is dropped
  std::chrono::milliseconds delay{0};        // before the answer
  std::chrono::milliseconds drip{0};         // after each 16 bytes of the answer
};

struct TestHit {
  std::string target;
  std::chrono::steady_clock::time_point asked;     // the request's head was complete
  std::chrono::steady_clock::time_point answered;  // the answer was handed to the system
  int connection = 0;
};

class TestServer {
 public:
  using Handler = std::function<TestResponse(const TestRequest&)>;

  // Listens on `address` at a free port.  Aborts the test program when it cannot.
  TestServer(const std::string& address, Handler handler);
  ~TestServer();

  int port() const { return port_; }
  std::string Base() const { return "http://" + address_ + ":" + std::to_string(port_); }
  std::vector<TestHit> hits() const;  // in the order of asking
  size_t CountHits(const std::string& target) const;
  void ClearHits();

 private:
  void Accept();
  void Serve(int fd, int connection);
  bool Send(int fd, const std::string& bytes, const TestResponse& response);

  const std::string address_;
  const Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread accepting_;
  mutable std::mutex mutex_;
  std::vector<std::thread> serving_;  // guarded by mutex_
  std::set<int> open_;                // guarded by mutex_
  std::vector<TestHit> hits_;         // guarded by mutex_
};

}  // namespace markwarden
