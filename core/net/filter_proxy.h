// A proxy on loopback through which a browser of ours reaches the network, and nothing else does.  It resolves
// a name once, asks the address guard about every address it got, and connects to exactly the address that was
// checked: a name that resolves elsewhere a moment later gains nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/net/address_guard.h"
#include "core/result.h"

namespace markwarden {

enum class ProxyOutcome {
  kPassed,   // connected and answered
  kRefused,  // by the guard, the scheme, a cap on requests
  kFailed,   // no name, no connection, no HTTP
  kCut,      // past the cap of bytes
};
std::string_view ToString(ProxyOutcome outcome);

// One thing that the browser asked for.
struct ProxyRecord {
  std::string method;
  std::string target;   // an address without fragment, or "host:port" of a tunnel; at most kMaxProxyTarget bytes
  ProxyOutcome outcome = ProxyOutcome::kFailed;
  std::string why;      // empty when it passed
  std::string address;  // what was connected to
  int status = 0;       // of the answer; 0 for a tunnel, whose inside is not read
  int64_t bytes = 0;    // of the answer
};

// Addresses of a host name; called on a thread of the proxy's own.
using HostResolver = std::function<Result<std::vector<IpAddress>>(const std::string& host)>;
HostResolver SystemResolver();

inline constexpr size_t kMaxProxyTarget = 2048;

struct FilterProxyOptions {
  std::string password;                        // of user "render"; empty: every request is refused
  std::vector<uint16_t> own_ports{};           // of our console; the proxy's own port is added
  std::vector<IpNetwork> allow_networks{};     // else private addresses are refused
  std::map<std::string, std::string> resolve{};  // host -> address
  HostResolver resolver{};                     // the system's when empty
  int64_t max_bytes = 64 << 20;                // of all answers together
  int max_connections = 64;                    // at a time; more wait
  int max_requests = 1000;                     // more are refused
  std::chrono::milliseconds connect_timeout{10'000};
};

// Thread-safe.  Threads: "mw-proxy", which owns every connection, and two "mw-resolve".
class FilterProxy {
 public:
  // Listens on 127.0.0.1 at a free port.  Errors: kInternal (no descriptors).
  static Result<std::unique_ptr<FilterProxy>> Start(FilterProxyOptions options);
  virtual ~FilterProxy() = default;  // drops every connection and joins

  virtual uint16_t port() const = 0;

  // What was asked for so far, in order; requests without the password are counted only.
  virtual std::vector<ProxyRecord> records() const = 0;
  virtual int64_t strangers() const = 0;
};

}  // namespace markwarden
