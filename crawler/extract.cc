// The order of reading a page: bytes, charset, pre-scan, structured data, tree, and one
// answer made of all of them.
#include "crawler/extract.h"

#include <algorithm>

#include "core/inflate.h"
#include "core/text/charset.h"
#include "crawler/empty_shell.h"
#include "crawler/extract_merge.h"
#include "crawler/extract_meta.h"
#include "crawler/extract_schema.h"
#include "crawler/html.h"
#include "crawler/html_scan.h"

namespace markwarden {
namespace {

size_t TextBytes(const Listing& listing) {
  size_t bytes = listing.url.size() + listing.title.size() + listing.description.size() + listing.brand.size() + listing.seller.name.size() + listing.seller.url.size() + listing.seller.licence.size();
  for (const auto* texts : {&listing.category, &listing.images, &listing.seller.contacts}) {
    for (const std::string& text : *texts) bytes += text.size();
  }
  return bytes;
}

// The first listings, as far as the caps of the answer go.
void KeepCaps(std::vector<Listing>& listings) {
  if (listings.size() > kMaxListings) listings.resize(kMaxListings);
  size_t bytes = 0;
  for (size_t i = 0; i < listings.size(); ++i) {
    if (listings[i].images.size() > kMaxListingImages) listings[i].images.resize(kMaxListingImages);
    bytes += TextBytes(listings[i]);
    if (bytes <= kMaxAnswerBytes || i == 0) continue;
    listings.resize(i);
    return;
  }
}

// Far below what a page of reviews holds and far above what one that is gone says.
constexpr size_t kMaxSearchedText = 256 << 10;

std::vector<std::string> Found(const HtmlDocument& document, const std::vector<std::string>& phrases) {
  std::vector<std::string> found;
  if (phrases.empty() || document.size() == 0) return found;
  const std::string text = FoldCase(document.Text(0, kMaxSearchedText));
  for (size_t i = 0; i < phrases.size() && i < kMaxLookFor; ++i) {
    if (!phrases[i].empty() && text.find(FoldCase(phrases[i])) != std::string::npos) found.push_back(phrases[i]);
  }
  return found;
}

}  // namespace

std::string_view ToString(PageKind kind) {
  switch (kind) {
    case PageKind::kProduct: return "product";
    case PageKind::kList: return "list";
    case PageKind::kOther: return "other";
  }
  return "other";
}

Json ToJson(const Extraction& extraction) {
  Json listings = Json::array();
  for (const Listing& listing : extraction.listings) listings.push_back(ToJson(listing));
  Json object = {{"charset", extraction.charset},
                 {"kind", std::string(ToString(extraction.kind))},
                 {"degraded", extraction.degraded},
                 {"listings", std::move(listings)},
                 {"links", extraction.links},
                 {"next", extraction.next},
                 {"canonical", TextOrNull(extraction.canonical)},
                 {"lang", TextOrNull(extraction.lang)}};
  if (!extraction.challenge.empty()) object["challenge"] = extraction.challenge;
  if (!extraction.why_degraded.empty()) object["why_degraded"] = extraction.why_degraded;
  if (extraction.seller_page) object["seller_page"] = ToJson(*extraction.seller_page);
  if (extraction.noindex) object["noindex"] = true;
  if (extraction.nofollow) object["nofollow"] = true;
  return object;
}

Extraction Extract(std::string_view body, std::string_view content_encoding, const ExtractOptions& options) {
  Extraction out;
  std::string inflated;
  if (!content_encoding.empty() || LooksGzip(body)) {
    Result<Inflated> plain = Inflate(content_encoding.empty() ? "gzip" : content_encoding, body);
    if (!plain) {
      out.degraded = true;
      out.why_degraded = plain.error().message;
      return out;
    }
    if (plain->end == InflateEnd::kMaxBytes || plain->end == InflateEnd::kMaxRatio) {
      out.degraded = true;
      out.why_degraded = std::string(ToString(plain->end));
    }
    inflated = std::move(plain->bytes);
    body = inflated;
  }
  DecodedText decoded = DecodePage(body, options.content_type);
  out.charset = decoded.charset;
  const std::string& html = decoded.text;
  const HtmlScan scan = ScanHtml(html, {.keep_attributes = !options.hints.empty()});  // a hint may name any attribute

  std::optional<HtmlDocument> document;
  if (scan.over.empty()) {
    if (Result<HtmlDocument> parsed = options.whole_tree ? HtmlDocument::Parse(html) : HtmlDocument::Parse(scan.dom_html, scan.texts)) {
      document = std::move(*parsed);
    } else {
      out.degraded = true;
      out.why_degraded = parsed.error().message;
    }
  } else {
    out.degraded = true;
    out.why_degraded = "more " + scan.over + " than a page may have";
  }
  const PageFacts facts = document ? ReadFacts(*document) : ReadFactsFlat(html);
  if (document) out.found = Found(*document, options.look_for);

  PageContext context;
  if (Result<Url> url = ParseUrl(options.url); url && url->IsHttp()) context.url = context.base = std::move(*url);
  if (!context.url) {
    const std::string said = facts.canonical.empty() ? facts.Meta("og:url") : facts.canonical;
    if (Result<Url> url = ParseUrl(said); url && url->IsHttp()) context.base = std::move(*url);
  }
  if (context.base) {
    const std::string& host = context.base->host();
    context.money.tld = host.substr(host.rfind('.') + 1);
  }
  if (!facts.base_href.empty()) {
    if (Result<Url> base = ParseUrl(facts.base_href, context.base ? &*context.base : nullptr); base && base->IsHttp()) context.base = std::move(*base);
  }
  context.lang = context.money.lang = out.lang = TidyText(facts.lang, 35);
  out.canonical = context.Absolute(facts.canonical);
  const std::string robots = ToLowerAscii(facts.Meta("robots"));
  out.noindex = robots.find("noindex") != std::string::npos || robots.find("none") == 0;
  out.nofollow = robots.find("nofollow") != std::string::npos || robots.find("none") == 0;
  out.links = PageLinks(facts, context);
  out.next = NextPages(facts, context);

  PageInput input{.html = html, .scan = scan, .document = document ? &*document : nullptr, .facts = facts, .context = context, .options = options};
  out.challenge = ChallengeOf(input);
  if (!out.challenge.empty()) return out;
  PageOffers offers = ReadOffers(input);
  out.kind = offers.kind;
  out.listings = std::move(offers.listings);
  KeepCaps(out.listings);
  out.seller_page = std::move(offers.seller_page);
  out.empty_shell = out.listings.empty() && !out.seller_page && IsEmptyShell(html);
  return out;
}

}  // namespace markwarden
