// One question, one answer.
#include "core/net/time_authority.h"

#include <algorithm>

#include "core/net/fetch_now.h"

namespace markwarden {
namespace {

constexpr size_t kMaxAnswerBytes = 64 << 10;

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return text;
}

// "application/timestamp-reply; x=y" without what follows the type.
std::string MediaType(const std::string& header) {
  std::string type = Lower(header.substr(0, header.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  return type;
}

}  // namespace

Result<std::string> AskTimeAuthority(Fetcher& fetcher, const TimeAuthorityQuestion& question, std::stop_token stop) {
  FetchRequest request;
  request.url = question.url;
  request.headers = {"Content-Type: application/timestamp-query", "Accept: application/timestamp-reply"};
  request.user_agent = question.user_agent;
  request.max_bytes = kMaxAnswerBytes;
  request.connect_timeout = std::min(question.timeout, std::chrono::milliseconds(5'000));
  request.timeout = question.timeout;
  request.allow_networks = question.allow_networks;
  request.post = question.request;
  Result<Exchange> outcome = FetchNow(fetcher, std::move(request), stop);
  if (!outcome) return Fail(outcome);
  if (outcome->truncated == "length") return Fail(ErrorCode::kExhausted, "the authority's answer is larger than 64 KiB");
  if (!outcome->truncated.empty()) return Fail(ErrorCode::kUnavailable, "the authority's answer broke off");
  if (outcome->status != 200) return Fail(ErrorCode::kUnavailable, "the authority answered with status " + std::to_string(outcome->status));
  const std::string type = MediaType(outcome->Header("Content-Type"));
  if (type != "application/timestamp-reply") {
    return Fail(ErrorCode::kInvalid, "the authority answered with another content type than application/timestamp-reply");
  }
  const std::string coding = Lower(outcome->Header("Content-Encoding"));
  if (!coding.empty() && coding != "identity") return Fail(ErrorCode::kInvalid, "the authority's answer is content-coded");
  return std::move(outcome->body);
}

}  // namespace markwarden
