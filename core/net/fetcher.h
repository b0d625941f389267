// Gets one address over HTTP.  The only interface through which the program touches
// a site; redirects are not followed, content coding is not undone, cookies are not kept.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/exchange.h"
#include "core/net/address_guard.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxPageBytes = 8 << 20;
inline constexpr size_t kMaxPictureFetch = 20 << 20;
inline constexpr size_t kMaxHeaderBytes = 256 << 10;

struct FetchRequest {
  std::string url;                   // WHATWG href, http or https, without credentials
  std::vector<std::string> headers;  // "Name: value", sent after ours
  std::string user_agent;
  size_t max_bytes = kMaxPageBytes;  // of the body as received; more is cut: truncated "length"
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{30'000};
  std::map<std::string, std::string> resolve;  // host -> address to connect to
  std::vector<IpNetwork> allow_networks;       // else private addresses are refused
  bool old_tls = false;                        // speaks TLS 1.0 and 1.1 where the site has nothing newer (RFC 8996 bids not to); certificates are checked all the same
  std::optional<std::string> post{};           // this body is posted, with `headers` to say what it is; no coded answer is asked for
  std::string method{};                        // instead of GET, or of POST with a body: "PUT", "PATCH", "DELETE", "POST"
  bool once = false;                           // on a connection of its own, so that the request leaves at most once; no coded answer is asked for
  std::shared_ptr<std::atomic<bool>> left{};   // becomes true before the first byte of the request leaves; on failure: whether the site may have it
};

// Called once per request, on the network thread: must be quick and must not throw.
using FetchDone = std::function<void(Result<Exchange>)>;

// Implementations are thread-safe.
class Fetcher {
 public:
  virtual ~Fetcher() = default;

  // Never blocks.  A 404 or 500 is an Exchange, not an error; so is a body cut short
  // (`truncated` says by what).  Errors: kInvalid (bad URL, not HTTP), kDenied (the
  // address guard), kUnavailable (no name, no connection, no answer in time, bad TLS),
  // kExhausted (headers larger than kMaxHeaderBytes), kCancelled.
  virtual void Submit(FetchRequest request, FetchDone done) = 0;

  // Ends every request that is under way with kCancelled.
  virtual void CancelAll() = 0;
};

struct FetcherOptions {
  const Clock* clock = nullptr;         // for Exchange.started; the system's when null
  OwnPorts own_ports = nullptr;         // where our own console listens: always refused
  long max_connections = 512;           // kept alive
  std::chrono::seconds low_speed_time{20};  // slower than low_speed_limit for so long: cut
  long low_speed_limit = 50;            // bytes a second
  std::chrono::milliseconds name_timeout{2'000};  // of a name server's first answer; a second try waits longer
  std::string ca_file{};                 // instead of the system's certificates
};

// `wanted`, or as many connections as the limit of open files leaves room for beside what is open and
// what a store needs; at least 4.  Raises this process's limit to what it may be first.
int ConnectionsThatFit(int wanted);

// One network thread ("mw-net") owns the connections.  The destructor cancels what is
// under way, calls every FetchDone, and joins.  Errors: kInternal (no descriptors left).
Result<std::unique_ptr<Fetcher>> MakeFetcher(const FetcherOptions& options);

}  // namespace markwarden
