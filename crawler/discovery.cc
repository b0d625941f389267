// Classifies links by the source's patterns and keeps out of traps.
#include "crawler/discovery.h"

#include <algorithm>
#include <map>

#include "crawler/seed.h"
#include "crawler/sitemap.h"

namespace markwarden {
namespace {

constexpr size_t kMaxSegments = 20;
constexpr size_t kMaxSegmentRepeats = 3;
constexpr size_t kMaxParameters = 30;
constexpr int64_t kLeastPatternLimit = 100;
constexpr int kMaxSitemapDepth = 3;
constexpr int kNextPagePriority = 40;
constexpr int kSellerPriority = 48;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Digits become one '#': shapes of dates and counters are equal.
void AppendShape(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (!IsDigit(c)) {
      out.push_back(c);
    } else if (out.empty() || out.back() != '#') {
      out.push_back('#');
    }
  }
}

}  // namespace

std::string_view TrapIn(const Url& url) {
  std::map<std::string_view, size_t> segments;
  size_t count = 0;
  std::string_view path = url.path();
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.empty()) continue;
    ++count;
    if (++segments[segment] > kMaxSegmentRepeats) return "path repeats";
  }
  if (count > kMaxSegments) return "path too deep";
  if (url.query() && size_t(std::count(url.query()->begin(), url.query()->end(), '&')) >= kMaxParameters) {
    return "too many parameters";
  }
  return "";
}

std::string UrlPattern(const Url& url) {
  std::string pattern;
  AppendShape(url.path(), pattern);
  if (!url.query()) return pattern;
  std::vector<std::string> names;
  for (std::string_view rest = *url.query(); !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    std::string name;
    AppendShape(pair.substr(0, pair.find('=')), name);
    if (!name.empty()) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  char separator = '?';
  for (const std::string& name : names) {
    pattern.push_back(separator);
    pattern += name;
    separator = '&';
  }
  return pattern;
}

std::optional<DiscoveredUrl> Discover(const FrontierUrl& page, const SourceView& source, const Url& url,
                                      UrlRole role, int depth) {
  const SourceSpec& spec = source.spec();
  if (!url.IsHttp() || !url.username().empty() || !url.password().empty() || !TrapIn(url).empty()) return std::nullopt;
  const bool picture = role == UrlRole::kPicture;
  if (picture ? !source.PictureAllowed(url) : !source.InScope(url)) return std::nullopt;
  if (!picture && depth > spec.budget_depth) return std::nullopt;
  const bool item = !source.ItemId(url).empty();
  if (role == UrlRole::kList && item) role = UrlRole::kDetail;
  DiscoveredUrl found;
  found.url.watch = page.watch;
  found.url.source = page.source;
  found.url.round = page.round;
  found.url.url = url.HrefWithoutFragment();
  found.url.key = CanonicalKey(url);
  found.url.group = source.Group(url);
  found.url.role = role;
  found.url.depth = depth;
  found.url.priority = PriorityOf(role);
  found.url.found_on = page.id;
  if (role == UrlRole::kList) {
    found.pattern = UrlPattern(url);
    found.pattern_limit = std::max(kLeastPatternLimit, spec.budget_pages / 10);
  }
  return found;
}

std::vector<DiscoveredUrl> DiscoverOnPage(const FrontierUrl& page, const SourceView& source,
                                          const Extraction& extraction) {
  std::vector<DiscoveredUrl> found;
  // `priority` 0 keeps the role's own.
  const auto add = [&](const std::string& text, UrlRole role, int depth, int priority) {
    if (text.empty()) return;
    const Result<Url> url = ParseUrl(text);
    if (!url) return;
    std::optional<DiscoveredUrl> one = Discover(page, source, *url, role, depth);
    if (!one) return;
    if (priority != 0 && one->url.role == UrlRole::kList) one->url.priority = priority;
    found.push_back(std::move(*one));
  };
  const bool product = extraction.kind == PageKind::kProduct;
  for (const Listing& listing : extraction.listings) {
    if (!product) add(listing.url, UrlRole::kDetail, page.depth + 1, 0);
    if (!product) continue;
    for (size_t i = 0; i < listing.images.size() && i < size_t(source.spec().pictures); ++i) {
      add(listing.images[i], UrlRole::kPicture, page.depth, 0);
    }
    if (listing.seller.licence.find("://") != std::string::npos) {
      add(listing.seller.licence, UrlRole::kPicture, page.depth, 0);
    }
    add(listing.seller.url, UrlRole::kList, page.depth + 1, kSellerPriority);
  }
  if (extraction.nofollow) return found;
  const SearchPage& search = page.search;
  const bool limited = search.most > 0;  // a search that the program thought of goes only so far
  // A list may have more pages than the budget has levels; one that shows nothing is no list.
  if (!extraction.listings.empty() && !(limited && search.number >= search.most)) {
    for (const std::string& next : extraction.next) {
      const size_t before = found.size();
      add(next, UrlRole::kList, page.depth, limited ? std::min(page.priority, kNextPagePriority) : kNextPagePriority);
      if (search.query.empty() || found.size() == before || &next != &extraction.next.front()) continue;
      found.back().url.search = {.query = search.query, .number = search.number + 1,
                                 .before = search.before + static_cast<int>(extraction.listings.size()), .most = search.most};
    }
  }
  std::string own_path;
  if (const Result<Url> own = ParseUrl(page.url); limited && own) own_path = own->path();
  for (const std::string& link : extraction.links) {
    // Its pager and its ways to sort lead to the same search again.
    if (!own_path.empty()) {
      if (const Result<Url> url = ParseUrl(link); url && url->path() == own_path) continue;
    }
    add(link, UrlRole::kList, page.depth + 1, 0);
  }
  return found;
}

std::vector<DiscoveredUrl> DiscoverInSitemap(const FrontierUrl& page, const SourceView& source,
                                             const Sitemap& sitemap) {
  std::vector<DiscoveredUrl> found;
  for (const SitemapEntry& entry : sitemap.entries) {
    const Result<Url> url = ParseUrl(entry.loc);
    if (!url) continue;
    const bool index = entry.is_sitemap;
    if (index && page.depth >= kMaxSitemapDepth) continue;
    std::optional<DiscoveredUrl> one =
        Discover(page, source, *url, index ? UrlRole::kSitemap : UrlRole::kList, page.depth + 1);
    if (!one) continue;
    one->pattern.clear();  // a sitemap is finite: its URLs are no trap
    found.push_back(std::move(*one));
  }
  return found;
}

}  // namespace markwarden
