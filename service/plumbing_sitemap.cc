// `markwarden sitemap`: a file in, its entries out.
#include <ostream>

#include "core/file.h"
#include "core/json.h"
#include "crawler/sitemap.h"
#include "service/content.h"
#include "service/plumbing.h"

namespace markwarden {
namespace {

int Refuse(const std::string& file, const std::string& why, std::ostream& out) {
  out << DumpJson(Json{{"file", file}, {"error", why}}) << std::endl;
  return 1;
}

}  // namespace

int PlumbSitemap(const SitemapPlumbing& options, std::ostream& out) {
  Result<Url> base = Fail(ErrorCode::kNotFound, "");
  if (!options.url.empty()) {
    base = ParseUrl(options.url);
    if (!base) return Refuse(options.file, "--url " + options.url + ": " + base.error().message, out);
  }
  const Result<std::string> bytes = ReadFile(options.file, 2 * kMaxSitemapBytes);
  if (!bytes) return Refuse(options.file, bytes.error().message, out);
  ContentWorkers content({});
  const Result<Sitemap> sitemap = content.ReadListed(*bytes, "", base ? base->href() : std::string());
  if (!sitemap) return Refuse(options.file, sitemap.error().message, out);
  for (const SitemapEntry& entry : sitemap->entries) {
    out << DumpJson(Json{{"type", entry.is_sitemap ? "sitemap" : "url"}, {"loc", entry.loc},
                         {"lastmod", TextOrNull(entry.lastmod)}, {"changefreq", TextOrNull(entry.changefreq)},
                         {"priority", TextOrNull(entry.priority)}}) << '\n';
  }
  out.flush();
  if (!sitemap->problem.empty()) return Refuse(options.file, sitemap->problem, out);
  return 0;
}

}  // namespace markwarden
