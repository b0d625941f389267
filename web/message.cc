// Requests taken apart, responses put together.
#include "web/message.h"

#include "service/view.h"

namespace markwarden {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
    }
    if (out.back() == '\0') return std::nullopt;
  }
  return out;
}

// What stands before and after the first `mark`; all and nothing without one.
std::pair<std::string_view, std::string_view> Cut(std::string_view text, char mark) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == mark) return {text.substr(0, i), text.substr(i + 1)};
  }
  return {text, {}};
}

bool HasDotSegment(std::string_view path) {
  while (!path.empty()) {
    const auto [segment, rest] = Cut(path, '/');
    if (segment == "." || segment == "..") return true;
    path = rest;
  }
  return false;
}

std::string_view TitleOf(int status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
  }
}

}  // namespace

std::string_view WebRequest::Header(std::string_view name) const {
  const auto found = headers.find(std::string(name));
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string WebRequest::Cookie(std::string_view name) const {
  std::string_view rest = Header("cookie");
  while (!rest.empty()) {
    auto [pair, more] = Cut(rest, ';');
    rest = more;
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto [key, value] = Cut(pair, '=');
    if (key == name) return std::string(value);
  }
  return "";
}

std::optional<Target> ParseTarget(std::string_view target) {
  if (!target.starts_with('/') || target.starts_with("//")) return std::nullopt;
  const auto [raw_path, raw_query] = Cut(target, '?');
  auto path = PercentDecode(raw_path, false);
  if (!path || path->find('\\') != std::string::npos || HasDotSegment(*path)) return std::nullopt;
  Target parsed{.path = std::move(*path), .query = {}};
  std::string_view rest = raw_query;
  while (!rest.empty()) {
    const auto [pair, more] = Cut(rest, '&');
    const auto [raw_name, raw_value] = Cut(pair, '=');
    auto name = PercentDecode(raw_name, true);
    auto value = PercentDecode(raw_value, true);
    if (!name || !value) return std::nullopt;
    parsed.query[*name] = std::move(*value);
    rest = more;
  }
  return parsed;
}

WebResponse Problem(int status, std::string_view code, std::string_view detail) {
  const Json problem = {{"type", "about:blank"}, {"title", TitleOf(status)}, {"status", status}, {"code", code}, {"detail", detail}};
  return {.status = status, .content_type = "application/problem+json", .body = DumpJson(problem), .headers = {}};
}

namespace {

// The same in both languages, where the error has it.
WebResponse WithSaid(WebResponse response, const Error& error) {
  if (error.said.empty()) return response;
  Json problem = Json::parse(response.body);
  problem["said"] = SaidView(error.said);
  response.body = DumpJson(problem);
  return response;
}

WebResponse PlainProblem(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid: return Problem(400, "invalid", error.message);
    case ErrorCode::kNotFound: return Problem(404, "not_found", error.message);
    case ErrorCode::kDenied: return Problem(403, "denied", error.message);
    case ErrorCode::kConflict: return Problem(409, "conflict", error.message);
    case ErrorCode::kUnavailable: return Problem(503, "unavailable", error.message);
    case ErrorCode::kExhausted: return Problem(413, "exhausted", error.message);
    case ErrorCode::kCancelled: return Problem(503, "cancelled", error.message);
    case ErrorCode::kUnsupported: return Problem(422, "unsupported", error.message);
    // What broke inside is for the server's own log, not for whoever asked.
    case ErrorCode::kInternal: return Problem(500, "internal", "the server failed: see its log");
  }
  return Problem(500, "internal", "the server failed: see its log");
}

}  // namespace

WebResponse Problem(const Error& error) {
  WebResponse response = PlainProblem(error);
  if (error.code != ErrorCode::kInternal) return WithSaid(std::move(response), error);
  response.note.failure = error.message;
  return response;
}

WebResponse JsonResponse(const Json& value, int status) {
  return {.status = status, .content_type = "application/json", .body = DumpJson(value), .headers = {}};
}

}  // namespace markwarden
