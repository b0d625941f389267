// A server that writes whatever bytes it likes: on every address of this machine, IPv4 and
// IPv6, with or without TLS.  Remembers at which address it was reached.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace markwarden {

// One accepted connection.
class Wire {
 public:
  // Through the empty line; empty when the peer has gone.
  std::optional<std::string> ReadHead();
  // False when the peer has gone or the server stops.
  bool Send(std::string_view bytes);
  // Waits, but no longer than the server lives.  False when it stops.
  bool Wait(std::chrono::milliseconds time);
  const std::string& address() const { return address_; }  // at which it was reached

 private:
  friend class WireServer;
  int fd_ = -1;
  SSL* tls_ = nullptr;
  std::string address_;
  std::string buffer_;
  const std::atomic<bool>* stopping_ = nullptr;
  std::atomic<int64_t>* sent_ = nullptr;
};

class WireServer {
 public:
  using Serve = std::function<void(Wire&)>;

  // Port 0: any free one.  `tls` outlives it.  Aborts the test program when it cannot listen.
  explicit WireServer(Serve serve, uint16_t port = 0, SSL_CTX* tls = nullptr);
  ~WireServer();

  int port() const { return port_; }
  // "10.0.0.1" -> how many connections were made to it.
  std::map<std::string, int> reached() const;
  int connections() const;
  int64_t bytes_sent() const { return sent_; }

 private:
  void Accept();
  void ServeOne(int fd);

  const Serve serve_;
  SSL_CTX* const tls_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_{false};
  std::atomic<int64_t> sent_{0};
  std::thread accepting_;
  mutable std::mutex mutex_;
  std::vector<std::thread> serving_;      // guarded by mutex_
  std::set<int> open_;                    // guarded by mutex_
  std::map<std::string, int> reached_;    // guarded by mutex_
};

struct SiteRequest {
  std::string host;    // as the Host header says, without the port
  std::string target;  // "/a?b"
  std::string head;
};

// A serve function that answers one request after another with what `answer` gives: a whole
// response, head and body.  Empty: the connection is closed.
WireServer::Serve Site(std::function<std::string(const SiteRequest&)> answer);

// A whole response with a Content-Length.
std::string Response(std::string_view body, const std::vector<std::string>& headers = {}, int status = 200);

}  // namespace markwarden
