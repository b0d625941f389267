// Host, origin and content-type checks; security headers.
#include "web/guard.h"

#include <algorithm>

#include "web/routes.h"

namespace markwarden {
namespace {

constexpr std::string_view kSecureSessionCookie = "__Host-markwarden_session";
constexpr std::string_view kSecureDeviceCookie = "__Host-markwarden_device";

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// "[::1]:8080" -> "::1", "localhost:8080" -> "localhost"; empty when malformed.
std::string HostName(std::string_view host) {
  std::string_view port;
  if (host.starts_with('[')) {
    const size_t end = host.find(']');
    if (end == std::string_view::npos) return "";
    port = host.substr(end + 1);
    host = host.substr(1, end - 1);
  } else {
    const size_t colon = host.find(':');
    if (colon != std::string_view::npos) {
      port = host.substr(colon);
      host = host.substr(0, colon);
    }
  }
  if (!port.empty()) {
    if (port[0] != ':' || port.size() > 6) return "";
    port.remove_prefix(1);
    if (!std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; })) return "";
  }
  return Lower(host);
}

bool IsWrite(std::string_view method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

bool IsType(std::string_view content_type, std::string_view wanted) {
  const std::string type = Lower(content_type.substr(0, content_type.find(';')));
  const size_t end = type.find_last_not_of(" \t");
  return end != std::string::npos && type.substr(0, end + 1) == wanted;
}

bool Has(const WebResponse& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(), [&](const auto& h) { return h.first == name; });
}

void AddUnlessSet(WebResponse& response, std::string_view name, std::string_view value) {
  if (!Has(response, name)) response.headers.emplace_back(name, value);
}

}  // namespace

bool IsLoopbackName(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  if (!host.starts_with("127.")) return false;
  int dots = 0;
  for (const char c : host) {
    if (c == '.') ++dots;
    else if (c < '0' || c > '9') return false;
  }
  return dots == 3;
}

std::optional<WebResponse> Guard(const WebRequest& request, const GuardOptions& options) {
  const std::string_view host = request.Header("host");
  const std::string name = HostName(host);
  const bool listed = std::find(options.hosts.begin(), options.hosts.end(), name) != options.hosts.end();
  const bool ours = listed || (options.loopback ? IsLoopbackName(name) : !name.empty() && options.hosts.empty());
  if (!ours) return Problem(421, "denied", "this server is not called that: use its own address");

  const bool api = request.target.starts_with("/api/");
  const std::string_view site = request.Header("sec-fetch-site");
  if (api && !site.empty() && site != "same-origin" && site != "none") {
    return Problem(403, "denied", "requests from other sites are refused");
  }
  if (!IsWrite(request.method)) return std::nullopt;

  const std::string_view origin = request.Header("origin");
  if (!origin.empty()) {
    const std::string own = (options.secure ? "https://" : "http://") + Lower(host);
    if (Lower(origin) != own) return Problem(403, "denied", "requests from other origins are refused");
  }
  const bool by_cookie = request.Header("authorization").empty() && !request.Header("cookie").empty();
  if (by_cookie && origin.empty() && site.empty()) {
    return Problem(403, "denied", "a write by cookie must say where it comes from: programs use a bearer token");
  }
  if (TakesUpload(request.method, request.target)) {
    if (!IsType(request.Header("content-type"), "application/octet-stream")) return Problem(415, "invalid", "send the file as application/octet-stream");
  } else if ((request.method == "POST" || !request.body.empty()) && !IsType(request.Header("content-type"), "application/json")) {
    return Problem(415, "invalid", "send a body of application/json");
  }
  return std::nullopt;
}

void AddSecurityHeaders(WebResponse& response, const GuardOptions& options) {
  const bool framed = std::any_of(response.headers.begin(), response.headers.end(),
                                  [](const auto& h) { return h.first == "Content-Security-Policy" && h.second == kPreviewPolicy; });
  AddUnlessSet(response, "Content-Security-Policy", kDataPolicy);
  AddUnlessSet(response, "Cache-Control", "no-store");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("X-Frame-Options", framed ? "SAMEORIGIN" : "DENY");
  response.headers.emplace_back("Referrer-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.emplace_back("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (options.secure) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

std::string_view SessionCookieName(const GuardOptions& options) { return options.secure ? kSecureSessionCookie : kSessionCookie; }
std::string_view DeviceCookieName(const GuardOptions& options) { return options.secure ? kSecureDeviceCookie : kDeviceCookie; }

std::string SessionCookie(std::string_view secret, const GuardOptions& options) {
  return std::string(SessionCookieName(options)) + "=" + std::string(secret) + "; Path=/; HttpOnly; SameSite=Strict" +
         (options.secure ? "; Secure" : "");
}

std::string DeviceCookie(std::string_view secret, const GuardOptions& options) {
  return std::string(DeviceCookieName(options)) + "=" + std::string(secret) + "; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict" +
         (options.secure ? "; Secure" : "");
}

std::string EndedCookie(const GuardOptions& options) { return SessionCookie("", options) + "; Max-Age=0"; }

}  // namespace markwarden
