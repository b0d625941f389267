// A connection to a mail server: libcurl connects, begins TLS and logs in, then lines go to and fro.  Private to core/net.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/descriptor.h"
#include "core/net/mail_server.h"
#include "core/result.h"

namespace markwarden {

// Errors: kInvalid: no host or port, characters that no name has, kNone for another machine, a user without TLS elsewhere.
Status CheckMailServer(const MailServer& server);

// For one thread.  A stop ends every wait: at once, while connecting within a second.  The process ignores SIGPIPE.
// Errors of what waits: kUnavailable (lost, out of time), kCancelled; after one nothing more can be said.
class MailConnection {
 public:
  MailConnection(const MailServer& server, std::stop_token stop);
  ~MailConnection();
  MailConnection(const MailConnection&) = delete;
  MailConnection& operator=(const MailConnection&) = delete;

  // `protocol` is "smtp" or "imap".  The server has been checked.  Errors: kUnavailable, kDenied (it refuses the log-in), kCancelled.
  Status Open(const char* protocol);
  // The last line that the server has said while opening, without its end; empty when none came.
  const std::string& last_line() const { return last_line_; }

  // All of it has been taken by this machine's network when that is Ok.
  Status Send(std::string_view bytes);
  // Without its CRLF or LF.  Errors: also kExhausted (longer than `max_bytes`).
  Result<std::string> ReadLine(size_t max_bytes);
  Result<std::string> ReadBytes(size_t count);

 private:
  // Waits for the socket.  Errors: kUnavailable, kCancelled.
  Status Wait(short events, std::chrono::steady_clock::time_point idle_until);
  Status ReadMore();

  static size_t OnLine(char* data, size_t size, size_t count, void* self);
  static int OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  const MailServer server_;
  const std::stop_token stop_;
  const Descriptor stopped_;  // becomes readable with the stop
  const std::chrono::steady_clock::time_point deadline_;
  CURL* const easy_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  std::string last_line_;
  std::string buffer_;  // came and was not asked for yet, from `taken_` on
  size_t taken_ = 0;
  char error_[CURL_ERROR_SIZE] = "";
};

}  // namespace markwarden
