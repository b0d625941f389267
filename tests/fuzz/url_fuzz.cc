// An address: the first line is the base, the second the character encoding of the page, the rest the link.
#include "core/url.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

namespace {

void Check(const Result<Url>& url) {
  if (!url) {
    Require(!url.error().message.empty(), "a refusal says why");
    return;
  }
  const std::string href = url->href();
  Require(href.size() <= kMaxUrlBytes, "an href keeps its cap");
  // An opaque path keeps its spaces (URL Standard, "opaque path state").
  for (const char c : href) Require((c > 0x20 || (c == 0x20 && url->has_opaque_path())) && c < 0x7f, "an href is printable ASCII");
  const Result<Url> again = ParseUrl(href);
  Require(again && again->href() == href, "an href parses to itself");
  Require(again->host() == url->host() && again->path() == url->path() && again->query() == url->query() &&
              again->port() == url->port() && again->scheme() == url->scheme(),
          "an href means what it was made of");
  Require(!url->IsHttp() || !url->host().empty(), "http has a host");
  Require(HostGroup(*again) == HostGroup(*url) && !HostGroup(*url).empty(), "a host group holds");
  const std::string key = CanonicalKey(*url);
  if (const Result<Url> keyed = ParseUrl(key)) {
    Require(CanonicalKey(*keyed) == key, "a key is its own key");
    Require(HostGroup(*keyed) == HostGroup(*url), "a key stays in its host group");
  } else {
    Require(!url->IsHttp() || key.size() > kMaxUrlBytes, "the key of an http address parses");
  }
}

}  // namespace

MARKWARDEN_FUZZ_TARGET(url) {
  const auto [base_text, after] = fuzz::FirstLine(bytes);
  const auto [charset, link] = fuzz::FirstLine(after);
  const Result<Url> base = ParseUrl(base_text);
  Check(base);
  Check(ParseUrl(link, base ? &*base : nullptr));
  Check(ParseUrl(link, base ? &*base : nullptr, charset));
}
