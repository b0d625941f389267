// Sends a request to a time authority over HTTP (RFC 3161, 3.4).
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/fetcher.h"

namespace markwarden {

struct TimeAuthorityQuestion {
  std::string url;      // http or https
  std::string request;  // DER
  std::vector<IpNetwork> allow_networks{};  // else private addresses are refused
  std::string user_agent = "markwarden";
  std::chrono::milliseconds timeout{15'000};
};

// Blocks until the answer is there.  Gives the bytes of the answer, unread.  Errors: kUnavailable (no connection, no
// answer in time, a status other than 200), kInvalid (another content type, a coded body, a bad URL), kExhausted (longer
// than an answer may be), kDenied (the address guard), kCancelled.
Result<std::string> AskTimeAuthority(Fetcher& fetcher, const TimeAuthorityQuestion& question, std::stop_token stop);

}  // namespace markwarden
