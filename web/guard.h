// What every request must pass before a route sees it, and the headers that every response carries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/message.h"

namespace markwarden {

struct GuardOptions {
  bool secure = false;              // reached over TLS: cookies are Secure, HSTS is sent
  bool loopback = true;             // only loopback names are right in Host
  std::vector<std::string> hosts;   // further names that may stand in Host; off loopback, empty allows any
};

// True for "127.0.0.1", "localhost", "::1" and the other loopback addresses, as a Host or a
// listening address names them (no port, no brackets).
bool IsLoopbackName(std::string_view host);

// A refusal, or empty when the request may go on:
//  - Host: exactly one, and a name that is ours.  A page of another name that resolves to this machine
//    (DNS rebinding) stops here.  421
//  - /api/: a browser that says the request comes from another origin is refused, for reads too
//    (another port of this machine is another origin).  403
//  - writes: Origin, when sent, is our own; a write by cookie must carry Origin or Sec-Fetch-Site,
//    which browsers always send; a body is application/json, an uploaded file application/octet-stream (no form
//    can send either).  403, 415
std::optional<WebResponse> Guard(const WebRequest& request, const GuardOptions& options);

// Adds what belongs on every response: nosniff, framing, a policy fit for the kind of content, caching.
// A route's own Content-Security-Policy or Cache-Control is kept.
void AddSecurityHeaders(WebResponse& response, const GuardOptions& options);

// Where the console is reached over TLS the names begin with __Host-: no other host of the domain and no page without TLS can plant
// one (RFC 6265bis, 4.1.3).  Over plain HTTP on loopback browsers take no such name.
inline constexpr std::string_view kSessionCookie = "markwarden_session";
std::string_view SessionCookieName(const GuardOptions& options);
std::string SessionCookie(std::string_view secret, const GuardOptions& options);  // value of Set-Cookie
std::string EndedCookie(const GuardOptions& options);
// By this cookie a browser that has signed in before is known: others' wrong tries do not lock it out.  It opens nothing.
inline constexpr std::string_view kDeviceCookie = "markwarden_device";
std::string_view DeviceCookieName(const GuardOptions& options);
std::string DeviceCookie(std::string_view secret, const GuardOptions& options);

// At sign-out the browser forgets what it kept of this site.  Not "cookies": that takes those of every host of the domain, of other
// programs on loopback, and the one by which this browser is known, so that a stranger's wrong tries would lock its owner out.
inline constexpr std::string_view kClearedAtSignOut = "\"cache\", \"storage\"";

// Policies (CSP level 3).
inline constexpr std::string_view kDataPolicy = "default-src 'none'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox";
// A notice: nothing runs, nothing is fetched; the console alone may frame it.
inline constexpr std::string_view kPreviewPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; object-src 'none'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'none'; sandbox";
// The console: scripts from here only.  Its components set styles from script, so styles may stand inline.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace markwarden
