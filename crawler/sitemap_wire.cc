// Entries one after another.
#include "crawler/sitemap_wire.h"

#include "core/wire.h"

namespace markwarden {

std::string ToWire(const Sitemap& sitemap) {
  WireWriter out;
  out.Vector(sitemap.entries, [](WireWriter& w, const SitemapEntry& entry) {
    w.Bool(entry.is_sitemap);
    w.Text(entry.loc);
    w.Text(entry.lastmod);
    w.Text(entry.changefreq);
    w.Text(entry.priority);
  });
  out.Unsigned(sitemap.skipped);
  out.Text(sitemap.problem);
  return std::move(out).Take();
}

Result<Sitemap> SitemapFromWire(std::string_view bytes) {
  WireReader in(bytes);
  Sitemap sitemap;
  sitemap.entries = in.Vector<SitemapEntry>(
      [](WireReader& r) {
        SitemapEntry entry;
        entry.is_sitemap = r.Bool();
        entry.loc = r.Text();
        entry.lastmod = r.Text();
        entry.changefreq = r.Text();
        entry.priority = r.Text();
        return entry;
      },
      kMaxSitemapUrls);
  sitemap.skipped = in.Unsigned();
  sitemap.problem = in.Text();
  if (Status done = in.Done(); !done) return Fail(done);
  for (const SitemapEntry& entry : sitemap.entries) {
    const Result<Url> url = ParseUrl(entry.loc);
    if (!url || !url->IsHttp()) return Fail(ErrorCode::kInvalid, "an entry of the sitemap is no http address");
  }
  return sitemap;
}

}  // namespace markwarden
