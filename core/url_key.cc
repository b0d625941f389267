// The crawl key of a URL.
#include <array>

#include "core/url.h"

namespace markwarden {
namespace {

// Query parameters that only say where a visitor came from, as the services that add them describe
// them (2026-11): Google Analytics and Ads (utm_*, gclid, gclsrc, gbraid, wbraid, dclid, _ga, _gl), Meta
// (fbclid, igshid), Microsoft Advertising (msclkid), Yandex Direct (yclid, ymclid), Mailchimp (mc_cid,
// mc_eid), TikTok (ttclid), Alibaba's shops (spm, scm, pvid).
constexpr std::string_view kTrackingPrefix = "utm_";
constexpr std::array<std::string_view, 18> kTracking = {
    "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "_ga", "_gl", "fbclid", "msclkid",
    "yclid", "ymclid", "mc_cid", "mc_eid", "ttclid", "igshid", "spm", "scm", "pvid"};

bool OnlyTracks(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  if (lower.rfind(kTrackingPrefix, 0) == 0) return true;
  for (const std::string_view known : kTracking) {
    if (lower == known) return true;
  }
  return false;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Decodes unreserved characters, raises hexadecimal digits, encodes a "%" that opens no escape
// (RFC 3986, 6.2.2) and the few characters that browsers leave and RFC 3986 does not allow.
std::string OneEncoding(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kUnwise = "\"<>[\\]^`{|}";
  std::string out;
  out.reserve(text.size());
  const auto escape = [&](unsigned byte) {
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '%') {
      if (kUnwise.find(c) != std::string_view::npos) {
        escape(static_cast<unsigned char>(c));
      } else {
        out += c;
      }
      continue;
    }
    const int high = i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[i + 2]) : -1;
    if (low < 0) {
      escape('%');
      continue;
    }
    const auto byte = static_cast<unsigned>(high * 16 + low);
    const bool unreserved = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                            (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
                            byte == '~';
    if (unreserved) {
      out += static_cast<char>(byte);
    } else {
      escape(byte);
    }
    i += 2;
  }
  return out;
}

// The parameters worth keeping, in their order.
std::string KeptQuery(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string parameter = OneEncoding(query.substr(0, end));
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (parameter.empty() || OnlyTracks(std::string_view(parameter).substr(0, parameter.find('=')))) continue;
    if (!kept.empty()) kept += '&';
    kept += parameter;
  }
  return kept;
}

}  // namespace

std::string CanonicalKey(const Url& url) {
  if (url.has_opaque_path()) return url.HrefWithoutFragment();
  std::string key = url.scheme() + ":";
  if (url.host_kind() != HostKind::kNone) {
    std::string host = url.host();
    // "shop.test." is "shop.test"; two dots at the end are another name, which no resolver knows.
    const bool dotted = url.IsHttp() && url.host_kind() == HostKind::kDomain && host.size() > 1 && host.back() == '.';
    if (dotted && host[host.size() - 2] != '.') host.pop_back();
    key += "//" + host;
    if (url.port()) key += ":" + std::to_string(*url.port());
  } else if (url.path().substr(0, 2) == "//") {
    key += "/.";
  }
  key += OneEncoding(url.path());
  if (url.query()) {
    if (const std::string query = KeptQuery(*url.query()); !query.empty()) key += "?" + query;
  }
  return key;
}

}  // namespace markwarden
