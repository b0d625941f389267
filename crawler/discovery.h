// From what a page shows to the URLs that are worth fetching next, and the traps among them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.h"
#include "core/frontier.h"
#include "crawler/extract.h"
#include "crawler/sitemap.h"
#include "crawler/source.h"

namespace markwarden {

// Why a crawler should not go there, whatever the site: "path too deep", "path repeats",
// "too many parameters"; empty when nothing speaks against it.
std::string_view TrapIn(const Url& url);

// A URL's shape: digits become #, parameter values go; "/calendar/#/#?view".
std::string UrlPattern(const Url& url);

// One candidate from `page`; empty when it is out of scope, too deep, a trap or no URL.
// `role` kList becomes kDetail when the source's item pattern knows the URL.
std::optional<DiscoveredUrl> Discover(const FrontierUrl& page, const SourceView& source, const Url& url,
                                      UrlRole role, int depth);

// Links, following pages, sellers' pages and pictures of a page.
std::vector<DiscoveredUrl> DiscoverOnPage(const FrontierUrl& page, const SourceView& source,
                                          const Extraction& extraction);

// What a sitemap or an index of sitemaps lists.
std::vector<DiscoveredUrl> DiscoverInSitemap(const FrontierUrl& page, const SourceView& source,
                                             const Sitemap& sitemap);

}  // namespace markwarden
