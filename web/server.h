// The console's server: the REST API under /api/v1 and the files of the console, over HTTP/1.1.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "service/service.h"

namespace markwarden {

struct ServerOptions {
  std::string address = "127.0.0.1";  // an address, no name
  uint16_t port = 8080;               // 0: any free one
  std::filesystem::path ui_dir = {};       // what `npm run build` made; empty: the API alone
  // Off loopback one of these is required.
  bool behind_proxy = false;                  // a proxy in front speaks TLS and sets Host and nothing else gets through
  std::filesystem::path tls_certificate = {};      // PEM, chain included
  std::filesystem::path tls_key = {};              // PEM
  std::vector<std::string> hosts = {};        // names that may stand in Host besides loopback; off loopback empty allows any
  int workers = 4;                            // threads that run use cases
  size_t max_connections = 8'192;             // further ones are closed at once
  size_t max_body_bytes_in_flight = 64 << 20; // over all requests; further ones are told 503
  size_t max_upload_bytes_in_flight = 128 << 20;  // of files, counted apart: uploads never starve decisions
  std::chrono::milliseconds request_timeout{15'000};  // from one answer to the end of the next request, and for one answer to be taken
  std::chrono::milliseconds upload_timeout{120'000};  // for the body of a file
  int refusals_a_minute = 60;  // lines of the log for one kind of refusal (web/access_log.h)
  std::function<void(const std::string& line)> log = {};  // called from any thread; empty: the log of this process
};

// One thread does all reading and writing; a pool runs the use cases.  A client that is slow costs a
// socket and its buffers, never a thread.
class ConsoleServer {
 public:
  // Listens at once.  `service` outlives the server.  Errors: kUnavailable (the port is busy), kDenied
  // (not allowed to listen there; an address off loopback without TLS or proxy), kInvalid (no address),
  // and those of StaticFiles::Load and of reading the TLS files.
  static Result<std::unique_ptr<ConsoleServer>> Start(ServerOptions options, Service& service);

  ~ConsoleServer();  // stops
  uint16_t port() const;
  std::string url() const;  // "http://127.0.0.1:8080"

  // Stops listening, ends open connections, waits for use cases that run.  Safe to call twice.
  void Stop();

 private:
  struct Impl;
  explicit ConsoleServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace markwarden
