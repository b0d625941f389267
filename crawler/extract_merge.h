// Which offers a page shows, out of everything its readers found.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/extract.h"
#include "crawler/extract_meta.h"
#include "crawler/extract_page.h"
#include "crawler/html.h"
#include "crawler/html_scan.h"

namespace markwarden {

// References to one page's parts while it is being read.
struct PageInput {
  std::string_view html;
  const HtmlScan& scan;
  const HtmlDocument* document;  // null when the page is degraded
  const PageFacts& facts;
  const PageContext& context;
  const ExtractOptions& options;
};

// What stands in the way of the page, or empty: "captcha", "challenge", "login", "not_found", "error".
std::string ChallengeOf(const PageInput& input);

struct PageOffers {
  PageKind kind = PageKind::kOther;
  std::vector<Listing> listings;
  std::optional<Seller> seller_page;  // kOther: the shop that the page tells of
};

// Decides between product, list and neither, and merges field by field: structured data of
// the page's own product first, then its meta tags, state and tree.
PageOffers ReadOffers(const PageInput& input);

}  // namespace markwarden
