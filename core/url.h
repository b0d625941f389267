// URLs, parsed once and by one parser (the WHATWG URL Standard's), so that what was checked is
// what is fetched: libcurl and the browser are handed href() and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/host.h"
#include "core/result.h"

namespace markwarden {

inline constexpr size_t kMaxUrlBytes = 8192;  // of the input and of the href

// A value; every part is already percent-encoded ASCII.
class Url {
 public:
  const std::string& scheme() const { return scheme_; }  // "https", no colon
  const std::string& username() const { return username_; }
  const std::string& password() const { return password_; }
  HostKind host_kind() const { return host_.kind; }
  const std::string& host() const { return host_.text; }  // "" when there is none; IPv6 in brackets
  std::optional<uint16_t> port() const { return port_; }  // absent when it is the scheme's own
  const std::string& path() const { return path_; }       // "/a/b", or opaque such as "a@b.test"
  bool has_opaque_path() const { return opaque_path_; }
  const std::optional<std::string>& query() const { return query_; }        // no "?"
  const std::optional<std::string>& fragment() const { return fragment_; }  // no "#"

  std::string href() const;                  // the whole URL
  std::string HrefWithoutFragment() const;   // what a request and a capture name
  std::string PathAndQuery() const;          // "/a?b", what a request line and robots.txt see
  std::string Origin() const;                // "https://shop.test:8443": where robots.txt belongs
  uint16_t EffectivePort() const;            // 443 for https without a port; 0 when unknown
  bool IsHttp() const { return scheme_ == "http" || scheme_ == "https"; }

 private:
  friend class UrlParser;
  std::string scheme_, username_, password_;
  Host host_;
  std::optional<uint16_t> port_;
  std::string path_;
  bool opaque_path_ = false;
  std::optional<std::string> query_, fragment_;
};

// Parses `input` (UTF-8; bytes that are not become U+FFFD), relative to `base` when given.
// Errors: kInvalid (says why), kExhausted (longer than kMaxUrlBytes).
Result<Url> ParseUrl(std::string_view input, const Url* base = nullptr);

// The same for a link found in a page whose character encoding is `charset` ("GBK", "windows-1251" ...): browsers
// write the characters of its query in that encoding, and the server expects no other.  A character that the encoding
// lacks becomes "%26%23N%3B".  An unknown, stateful or UTF encoding counts as UTF-8.
Result<Url> ParseUrl(std::string_view input, const Url* base, std::string_view charset);

// The key under which the crawl knows a page: two links with one key are one fetch.  Drops the
// fragment, user name and password, a trailing dot of the host, an empty query, empty parameters
// and parameters that only track visitors (utm_*, gclid, spm ...); writes percent-encoding in one way
// (unreserved characters decoded, hexadecimal digits in upper case).  Keeps the order of parameters
// and the path's slashes, which servers may tell apart.
std::string CanonicalKey(const Url& url);

// Whom politeness is owed to: the registrable domain by the ICANN part of the public suffix
// list, else the address or the host as it stands; "file:" and such for a URL without a host.
std::string HostGroup(const Url& url);

}  // namespace markwarden
