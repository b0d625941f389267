// One request and one response as the routes see them, whatever carried them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"

namespace markwarden {

// Caps on what one request may cost.
inline constexpr size_t kMaxRequestHeader = 16 << 10;
inline constexpr size_t kMaxRequestBody = 1 << 20;
inline constexpr size_t kMaxUploadBody = 32 << 20;  // of the routes that take a file
inline constexpr size_t kMaxArchiveBody = 256 << 20;  // of an answer that is a package

struct WebRequest {
  std::string method;  // "GET", "POST", "DELETE" ...
  std::string target;  // as received: path and query
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string peer = {};  // the address of whoever asks; behind a proxy, as the proxy says

  // Value of a header, by name in lower case; empty when absent.
  std::string_view Header(std::string_view name) const;
  std::string Cookie(std::string_view name) const;  // empty when absent
};

// Who listens, and what shows that they still may.
struct Listening {
  Scope scope;
  std::string session, token;  // one of them
};

// What the server's own log says of an answer; the client is not sent it.
struct Note {
  std::string by = {};         // login of who asked, where that is known
  std::string operation = {};  // of web/openapi.yaml
  std::string failure = {};    // what broke inside
};

struct WebResponse {
  int status = 200;
  std::string content_type;  // empty: no body
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<Listening> listening = {};  // the connection stays open and is told what happens (web/live.h)
  Note note = {};
};

// "/flags/12?state=new" taken apart and percent-decoded.
struct Target {
  std::string path;
  std::map<std::string, std::string> query;  // the last of several with one name
};
// Empty when the target is no origin-form, has a broken escape, a NUL, a backslash, "//" at its
// start, or a segment "." or ".." even when escaped: nothing of that kind leads anywhere.
std::optional<Target> ParseTarget(std::string_view target);

// RFC 9457.  `code` is the stable name of web/openapi.yaml.
WebResponse Problem(int status, std::string_view code, std::string_view detail);
WebResponse Problem(const Error& error);
WebResponse JsonResponse(const Json& value, int status = 200);

}  // namespace markwarden
