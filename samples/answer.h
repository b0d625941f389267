// A request to a shop and the shop's answer, as values.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "core/json.h"
#include "samples/market.h"

namespace markwarden::samples {

inline constexpr size_t kMaxBodyBytes = 256 << 10;  // of a request

struct SiteRequest {
  std::string host;    // "shop1.test", with or without port
  std::string target;  // path and query
  std::string if_none_match, if_modified_since;
  bool accepts_gzip = false;
  std::string method = "GET";
  std::string content_type{}, idempotency_key{}, body{};
  Time now{};  // market time
};

struct SiteAnswer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // without length and date
  std::shared_ptr<const std::string> body;                   // never null
  std::chrono::milliseconds delay{0};                        // to wait before answering
  bool hang_up = false;  // the connection ends without an answer
  // Lines that complaints.jsonl and relisted.jsonl must hold before the answer goes out.
  std::string journal, relisted;
};

SiteAnswer MakeAnswer(int status, std::string type, std::string body);
// UTF-8 HTML in the shop's charset, declared as that shop declares it.
SiteAnswer PageAnswer(const Shop& shop, std::string_view html, int status = 200);
SiteAnswer JsonAnswer(int status, const Json& value);
SiteAnswer ErrorAnswer(int status, std::string_view message);  // {"error":message}

}  // namespace markwarden::samples
