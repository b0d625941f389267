// Sitemaps, feeds and lists of addresses, plain or gzip.
#include "crawler/sitemap.h"
#include "tests/fuzz/target.h"

using namespace markwarden;
using markwarden::fuzz::Require;

MARKWARDEN_FUZZ_TARGET(sitemap) {
  const Result<Url> base = ParseUrl("https://shop.test/maps/all.xml");
  const Result<Sitemap> sitemap = ParseSitemap(bytes, &*base);
  if (!sitemap) {
    Require(!sitemap.error().message.empty(), "a refusal says why");
    return;
  }
  Require(sitemap->entries.size() <= kMaxSitemapUrls, "a sitemap keeps its cap");
  for (const SitemapEntry& entry : sitemap->entries) {
    const Result<Url> url = ParseUrl(entry.loc);
    Require(url && url->IsHttp() && url->href() == entry.loc, "an entry is an http href");
  }
}
