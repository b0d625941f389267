// Turns a watch and a source into the frontier's first URLs.
#include "crawler/seed.h"

#include <algorithm>

namespace markwarden {
namespace {

// Below the following pages of a watch's own searches, above categories.
constexpr int kMoreSearchPriority = 38;

Status Append(const WatchSeed& seed, const SourceView& source, const std::string& text, UrlRole role, Time now,
              std::vector<DiscoveredUrl>& out, const SearchPage& search = {}) {
  const Result<Url> url = ParseUrl(text);
  if (!url) return Fail(Error(url.error()).While("source " + source.spec().id + ": " + text));
  DiscoveredUrl found;
  found.url.watch = seed.watch;
  found.url.source = source.spec().id;
  found.url.round = seed.round;
  found.url.url = url->HrefWithoutFragment();
  found.url.key = CanonicalKey(*url);
  found.url.group = source.Group(*url);
  found.url.role = role;
  found.url.priority = search.most > 0 ? kMoreSearchPriority : PriorityOf(role);
  found.url.due = now;
  found.url.search = search;
  out.push_back(std::move(found));
  return Ok();
}

}  // namespace

int64_t RoundOf(Time now, int period_days) {
  if (period_days <= 0) return 0;
  const int64_t period = int64_t{period_days} * 86'400;
  return ToUnixSeconds(now) / period * period;
}

int PriorityOf(UrlRole role) {
  switch (role) {
    case UrlRole::kRobots: return 90;
    case UrlRole::kSearch: return 80;
    case UrlRole::kSeed: return 70;
    case UrlRole::kSitemap: return 60;
    case UrlRole::kDetail: return 50;
    case UrlRole::kPicture: return 45;
    case UrlRole::kList: return 30;
  }
  return 0;
}

Result<int64_t> SeedWatch(Frontier& frontier, const WatchSeed& seed, const SourceView& source, Time now) {
  std::vector<DiscoveredUrl> urls;
  const SourceSpec& spec = source.spec();
  for (const std::string& pattern : spec.search) {
    for (const std::string& query : seed.queries) {
      const Result<std::string> url = source.SearchUrl(pattern, query);
      if (!url) continue;  // such words cannot be typed into that shop's search form either
      if (Status ok = Append(seed, source, *url, UrlRole::kSearch, now, urls, {.query = query}); !ok) return Fail(std::move(ok.error()));
    }
  }
  for (const std::string& pattern : spec.search) {
    for (const std::string& query : seed.more) {
      const Result<std::string> url = source.SearchUrl(pattern, query);
      if (!url) continue;
      const SearchPage first{.query = query, .number = 1, .before = 0, .most = std::max(seed.more_pages, 1)};
      if (Status ok = Append(seed, source, *url, UrlRole::kSearch, now, urls, first); !ok) return Fail(std::move(ok.error()));
    }
  }
  for (const std::string& url : spec.start) {
    if (Status ok = Append(seed, source, url, UrlRole::kSeed, now, urls); !ok) return Fail(std::move(ok.error()));
  }
  for (const std::string& url : spec.sitemaps) {
    if (Status ok = Append(seed, source, url, UrlRole::kSitemap, now, urls); !ok) return Fail(std::move(ok.error()));
  }
  return frontier.Seed(seed.watch, spec.id, seed.round, urls, now);
}

}  // namespace markwarden
