// One HTTP exchange under way: a curl easy handle, its options and its callbacks.
// Private to core/net.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>

#include "core/net/fetcher.h"
#include "core/net/open_sockets.h"

namespace markwarden {

// Used on the network thread only.  The handle outlives many exchanges.
class Transfer {
 public:
  // All outlive it; `sockets` outlives every connection.
  Transfer(const FetcherOptions& options, const AddressGuard& guard, const Clock& clock, OpenSockets& sockets);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Null when curl has no memory for a handle.
  CURL* easy() const { return easy_; }

  // Readies the handle for one request.  Errors: kInvalid (no http URL, credentials in it).
  Status Start(FetchRequest request, FetchDone done);

  // The name whose addresses have to be looked up before the exchange may begin; empty when
  // the address is known.
  const std::string& host() const { return host_; }
  // All the addresses of host(): the exchange connects to one of these.  Errors: kDenied (the
  // guard refuses one of them; then none is used).
  Status Pin(const std::vector<IpAddress>& addresses);

  // True when a kept connection had bytes waiting that nobody asked for: they would answer this
  // request.  The exchange is to be begun again, then on a connection of its own.
  bool BeginAgain();

  // Calls the FetchDone with what came; `code` is what curl said.
  void Finish(CURLcode code);
  void Fail(Error error);

 private:
  Result<Exchange> Outcome(CURLcode code);
  void NoteConnection();

  static size_t OnHeader(char* data, size_t size, size_t count, void* self);
  static size_t OnBody(char* data, size_t size, size_t count, void* self);
  static int OnDebug(CURL* easy, curl_infotype type, char* data, size_t size, void* self);
  static curl_socket_t OnOpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int OnCloseSocket(void* sockets, curl_socket_t fd);
  static int OnConnected(void* self, char* remote_ip, char* local_ip, int remote_port, int local_port);

  const FetcherOptions& options_;
  const AddressGuard& guard_;
  const Clock& clock_;
  OpenSockets& sockets_;
  CURL* const easy_;

  // One exchange.
  FetchRequest request_;
  FetchDone done_;
  Exchange exchange_;
  curl_slist* headers_ = nullptr;
  curl_slist* connect_to_ = nullptr;
  curl_slist* pinned_ = nullptr;
  std::string host_;
  uint16_t port_ = 0;
  std::string refusal_;          // of the address guard
  bool unasked_ = false;         // bytes waited on a kept connection
  bool head_complete_ = false;   // the final response's, not a 1xx one
  bool head_too_large_ = false;
  bool body_begun_ = false;
  bool body_too_large_ = false;
  std::chrono::steady_clock::time_point begun_;
  char error_[CURL_ERROR_SIZE] = "";
};

}  // namespace markwarden
