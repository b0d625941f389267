// A watch's first URLs: start pages, searches for its queries, sitemaps.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/frontier.h"
#include "crawler/source.h"

namespace markwarden {

struct WatchSeed {
  Id watch = 0;
  int64_t round = 0;  // see RoundOf
  std::vector<std::string> queries;      // the watch's own: before anything else, and all their pages
  std::vector<std::string> more = {};    // searched after the pages of those, each by at most `more_pages` pages
  int more_pages = 1;
};

// The start of the period that `now` falls in, Unix seconds; watches with the same period
// share rounds, so that a page is fetched once for all of them.  A period of 0 days is
// a single round that never ends.
int64_t RoundOf(Time now, int period_days);

// Queues them.  Idempotent per (watch, source, round).  Returns how many URLs were queued.
// A query that the source's charset cannot write is left out for that source.
// Errors: kInvalid (a start URL that is no URL), and the frontier's.
Result<int64_t> SeedWatch(Frontier& frontier, const WatchSeed& seed, const SourceView& source, Time now);

// Crawl priorities, highest first; pictures of a listing follow its page.
int PriorityOf(UrlRole role);

}  // namespace markwarden
