// Heads of HTTP messages as a forwarding proxy reads and rewrites them: pure functions over bytes.
// Private to core/net.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace markwarden {

// What a browser asked its proxy for.
struct ProxyHead {
  std::string method;
  std::string target;       // the href, or "host:port" of a CONNECT
  bool connect = false;
  std::string host;         // as the URL parser writes it; IPv6 in brackets
  uint16_t port = 0;
  std::string credentials;  // "user:password" of Proxy-Authorization (Basic); empty when there is none
  std::string forward;      // the head to send on: origin form, without hop-by-hop headers; empty for CONNECT
  size_t body_bytes = 0;    // Content-Length
};

// `head` ends with an empty line.  Errors: kInvalid (no request that a proxy answers: another scheme than
// http, credentials in the URL, a body of unknown length, a broken line).
Result<ProxyHead> ParseProxyHead(std::string_view head);

// A response head with "Connection: close" in place of what the server says about the connection, so that
// the browser asks anew, and its request is checked anew.  Errors: kInvalid (not an HTTP/1 head).
struct AnswerHead {
  int status = 0;
  std::string forward;
};
Result<AnswerHead> ParseAnswerHead(std::string_view head);

}  // namespace markwarden
