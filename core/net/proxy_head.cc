// Strict reading: the only clients are browsers that we started.
#include "core/net/proxy_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/base64.h"
#include "core/url.h"

namespace markwarden {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
constexpr std::array<std::string_view, 9> kHopByHop = {"connection", "proxy-connection", "keep-alive", "proxy-authorization",
                                                       "te", "trailer", "transfer-encoding", "upgrade", "host"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

struct Header {
  std::string name;  // lower case
  std::string_view value, line;
};

// The lines after the first; kInvalid for a line without a name or a folded one.
Result<std::vector<Header>> ReadHeaders(std::string_view head) {
  std::vector<Header> headers;
  size_t at = head.find("\r\n");
  while (at != std::string_view::npos) {
    at += 2;
    const size_t end = head.find("\r\n", at);
    if (end == std::string_view::npos || end == at) break;
    const std::string_view line = head.substr(at, end - at);
    const size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || line.find_first_of(" \t") < colon ||
        line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
      return Fail(ErrorCode::kInvalid, "a header line is broken");
    }
    headers.push_back({Lower(line.substr(0, colon)), Trim(line.substr(colon + 1)), line});
    at = end;
  }
  return headers;
}

}  // namespace

Result<ProxyHead> ParseProxyHead(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const size_t first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || last == first || !line.substr(last + 1).starts_with("HTTP/1.")) {
    return Fail(ErrorCode::kInvalid, "the request line is broken");
  }
  ProxyHead request;
  request.method = line.substr(0, first);
  const std::string target(line.substr(first + 1, last - first - 1));
  request.connect = request.method == "CONNECT";
  const Result<Url> url = ParseUrl(request.connect ? "https://" + target : target);
  if (!url) return Fail(url.error());
  if (!url->username().empty() || !url->password().empty()) {
    return Fail(ErrorCode::kInvalid, "the address carries a user name or a password");
  }
  if (request.connect) {
    if (url->PathAndQuery() != "/" || url->fragment()) return Fail(ErrorCode::kInvalid, "a tunnel is asked for as host:port");
  } else {
    if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end()) {
      return Fail(ErrorCode::kInvalid, "the method is not one that a page uses");
    }
    if (url->scheme() != "http") return Fail(ErrorCode::kInvalid, "only http is forwarded, not " + url->scheme());
  }
  request.host = url->host();
  request.port = url->EffectivePort();
  request.target = request.connect ? request.host + ":" + std::to_string(request.port) : url->HrefWithoutFragment();

  Result<std::vector<Header>> headers = ReadHeaders(head);
  if (!headers) return Fail(headers);
  std::string forwarded;
  bool has_length = false;
  for (const Header& header : *headers) {
    if (header.name == "transfer-encoding") return Fail(ErrorCode::kInvalid, "a body of unknown length is not forwarded");
    if (header.name == "proxy-authorization" && Lower(header.value.substr(0, 6)) == "basic ") {
      request.credentials = FromBase64(Trim(header.value.substr(6))).value_or("");
    }
    if (header.name == "content-length") {
      const char* end = header.value.data() + header.value.size();
      const auto [stop, error] = std::from_chars(header.value.data(), end, request.body_bytes);
      if (has_length || error != std::errc() || stop != end) return Fail(ErrorCode::kInvalid, "the body's length is broken");
      has_length = true;
    }
    if (std::find(kHopByHop.begin(), kHopByHop.end(), header.name) != kHopByHop.end()) continue;
    forwarded.append(header.line).append("\r\n");
  }
  if (request.connect) {
    request.body_bytes = 0;
    return request;
  }
  request.forward = request.method + " " + url->PathAndQuery() + " HTTP/1.1\r\nHost: " + url->host();
  if (url->port()) request.forward += ":" + std::to_string(*url->port());
  request.forward += "\r\n" + forwarded + "Connection: close\r\n\r\n";
  return request;
}

Result<AnswerHead> ParseAnswerHead(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  AnswerHead answer;
  if (!line.starts_with("HTTP/1.") || line.size() < 12) return Fail(ErrorCode::kInvalid, "the answer is not HTTP");
  const auto [stop, error] = std::from_chars(line.data() + 9, line.data() + 12, answer.status);
  if (error != std::errc() || stop != line.data() + 12) return Fail(ErrorCode::kInvalid, "the answer has no status");
  answer.forward = std::string(line) + "\r\n";
  size_t at = head.find("\r\n");
  while (at != std::string_view::npos) {
    at += 2;
    const size_t end = head.find("\r\n", at);
    if (end == std::string_view::npos || end == at) break;
    const std::string_view header = head.substr(at, end - at);
    const std::string name = Lower(Trim(header.substr(0, header.find(':'))));
    if (name != "connection" && name != "keep-alive" && name != "proxy-connection" && name != "upgrade" &&
        name != "alt-svc") {
      answer.forward.append(header).append("\r\n");
    }
    at = end;
  }
  answer.forward += "Connection: close\r\n\r\n";
  return answer;
}

}  // namespace markwarden
