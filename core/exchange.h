// One HTTP exchange exactly as it went over the wire: the raw material of a capture.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.h"

namespace markwarden {

// How the bytes came to us.
enum class CaptureKind { kFetched, kRendered, kImported, kHandedIn };
std::string_view ToString(CaptureKind kind);
std::optional<CaptureKind> ParseCaptureKind(std::string_view text);

// A status whose Location is to be followed.
inline bool IsRedirect(int status) { return status == 301 || status == 302 || status == 303 || status == 307 || status == 308; }

struct Exchange {
  std::string url;            // WHATWG href, without fragment
  std::string method = "GET";
  std::string request_head;   // request line and headers as sent, ending in CRLF CRLF
  std::string response_head;  // status line and headers as received, ending in CRLF CRLF
  std::string body;           // entity bytes as received: transfer coding undone, content coding kept
  int status = 0;             // HTTP status
  std::string remote_ip;      // empty when unknown
  std::string tls;            // "TLSv1.3 TLS_AES_256_GCM_SHA384", empty for plain HTTP
  std::string truncated;      // "", "length", "time" or "disconnect" (WARC-Truncated)
  Time started;
  std::chrono::milliseconds duration{0};

  // First value of a response header, by case-insensitive name; empty when absent.
  std::string Header(std::string_view name) const;
};

}  // namespace markwarden
