// A page to its offers.  A first line that begins with "~" holds the content coding, the Content-Type and
// hints, apart by "|": "~gzip|text/html; charset=gbk|{}".
#include "core/text/charset.h"
#include "core/url.h"
#include "crawler/extract.h"
#include "crawler/extract_wire.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(html) {
  ExtractOptions options{.url = "https://shop.test/item/7001?p=2"};
  std::string_view coding;
  if (!bytes.empty() && bytes[0] == '~') {
    auto [line, rest] = fuzz::FirstLine(bytes.substr(1));
    bytes = rest;
    coding = line.substr(0, line.find('|'));
    line.remove_prefix(std::min(line.size(), coding.size() + 1));
    const std::string_view type = line.substr(0, line.find('|'));
    line.remove_prefix(std::min(line.size(), type.size() + 1));
    options.content_type = type;
    if (Result<Json> hints = ParseJson(line); hints && hints->is_object()) options.hints = std::move(*hints);
  }
  const Extraction got = Extract(bytes, coding, options);
  Require(got.listings.size() <= kMaxListings, "at most kMaxListings listings");
  Require(got.links.size() <= 5000 && got.next.size() <= 3, "at most 5,000 links and 3 next pages");
  Require(got.kind == PageKind::kOther || !got.listings.empty(), "a product or a list has listings");
  Require(!got.degraded || !got.why_degraded.empty(), "a degraded page says why");
  for (const std::string& link : got.links) {
    const Result<Url> url = ParseUrl(link);
    Require(url && url->IsHttp() && url->href() == link, "a link is an http href");
  }
  const std::string wire = ToWire(got);
  Require(wire.size() <= kMaxWireBytes, "an extraction fits the wire");
  const Result<Extraction> back = ExtractionFromWire(wire);
  Require(back && ToWire(*back) == wire, "an extraction comes back from the wire");
  try {
    (void)ToJson(got).dump();
  } catch (const Json::exception&) {
    Require(false, "every text is UTF-8");
  }
  if (bytes.size() % 4 == 0) Require(ToWire(Extract(bytes, coding, options)) == wire, "the same bytes give the same answer");
}
