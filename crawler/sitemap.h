// Sitemaps, sitemap indexes, lists of addresses in plain text, and feeds read as sitemaps.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/url.h"

namespace markwarden {

// Limits of the sitemap protocol (sitemaps.org/protocol.html).
inline constexpr size_t kMaxSitemapBytes = 50u << 20;  // inflated
inline constexpr size_t kMaxSitemapUrls = 50'000;

struct SitemapEntry {
  bool is_sitemap = false;  // of an index: another sitemap
  std::string loc;          // absolute http or https href
  std::string lastmod;      // these three as written, "" when not said
  std::string changefreq;
  std::string priority;
};

struct Sitemap {
  std::vector<SitemapEntry> entries;
  size_t skipped = 0;   // entries without a usable address
  std::string problem;  // one line when it was not read to its end (a break, a cap): entries hold what came before
};

// `bytes` as served, plain or gzip; relative addresses resolve against `base`.  Understands urlset and
// sitemapindex in any namespace, RSS, Atom and plain text; pictures, videos and translations inside an entry
// are passed over.  Never resolves document types or external entities.
// Errors: kInvalid (none of these: an HTML page, say), kExhausted (nothing readable within the caps).
Result<Sitemap> ParseSitemap(std::string_view bytes, const Url* base = nullptr);

// The same of an entity as received, still in `content_encoding`; decoding has caps.  A pure function for a
// content worker.  Errors: those of ParseSitemap and of Inflate (core/inflate.h).
Result<Sitemap> ReadSitemap(std::string_view entity, std::string_view content_encoding, const Url* base);

}  // namespace markwarden
