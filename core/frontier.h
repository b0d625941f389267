// What remains to be fetched, and when: URLs in host groups, kept in crawl.db so that
// a crawl that dies at any moment goes on where it was.
//
// A worker leases host groups, not URLs.  Each lease carries an epoch; a completion under
// an older epoch is discarded, so a worker that was thought dead cannot do harm.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/result.h"

namespace markwarden {

enum class UrlRole { kSeed, kSearch, kList, kDetail, kPicture, kSitemap, kRobots };
std::string_view ToString(UrlRole role);
std::optional<UrlRole> ParseUrlRole(std::string_view text);

// kQueued: to be fetched at `due`.  The others end a URL for its round:
// kDone (fetched), kGone (404, 410), kFailed (no luck after every retry), kRefused
// (robots or the address guard), kDropped (a trap), kOverBudget (queued again when the
// source's budget is raised).
enum class UrlState { kQueued, kDone, kGone, kFailed, kRefused, kDropped, kOverBudget };
std::string_view ToString(UrlState state);
std::optional<UrlState> ParseUrlState(std::string_view text);

// Which page of which search a URL is; `query` is empty for what is no search.
struct SearchPage {
  std::string query;     // as it was asked, before any charset
  int number = 1;        // the page, from 1
  int before = 0;        // offers that the pages before it showed
  int most = 0;          // no page after this one is asked for; 0: as many as there are
  bool operator==(const SearchPage&) const = default;
};

// One URL of one source.  Unique by (source, key); a later round queues it again.
struct FrontierUrl {
  Id id = 0;             // 0 until stored
  Id watch = 0;          // the first watch that led here
  std::string source;
  int64_t round = 0;     // start of the watch's period, Unix seconds
  std::string url;       // href
  std::string key;       // canonical crawl key; DueUrls does not give it back
  std::string group;     // host group
  UrlRole role = UrlRole::kSeed;
  int depth = 0;         // links from a seed
  int priority = 0;      // higher first
  int redirects = 0;     // hops that led here
  int attempts = 0;      // failures so far
  Id found_on = 0;       // the URL it was found on
  std::string etag;
  std::string last_modified;
  Time due;
  SearchPage search;     // of a search's pages; a redirect keeps it
};

struct DiscoveredUrl {
  FrontierUrl url;
  // The URL's shape, such as "/calendar/#/#".  Once a shape has brought `pattern_limit`
  // URLs in a round, further ones are stored as kDropped.  Empty: no limit.
  std::string pattern;
  int64_t pattern_limit = 0;
};

struct GroupLease {
  std::string group;
  int64_t epoch = 0;
  Time next_at;          // no request before
  int failures = 0;      // in a row; the breaker's memory
};

// What the group's politeness has come to; written with every batch.
struct GroupState {
  std::string group;
  int64_t epoch = 0;
  Time next_at;
  int failures = 0;
  std::string why;       // why next_at is far: "429, Retry-After 120 s"; empty when it is not
};

// One line of the fetch log.
struct FetchRecord {
  Time at;
  int status = 0;        // 0: no answer
  int64_t bytes = 0;
  std::chrono::milliseconds duration{0};
  Id capture = 0;
  std::string why;       // what went wrong, or empty
};

// What became of one URL.
struct Completion {
  FrontierUrl url;       // as DueUrls gave it
  int64_t epoch = 0;
  UrlState state = UrlState::kDone;
  Time due;              // for kQueued
  int attempts = 0;
  int redirects = 0;
  std::string moved_to;  // another spelling of the same key, to be fetched instead
  std::string etag;
  std::string last_modified;
  std::optional<FetchRecord> fetch;   // absent when nothing was sent
  int64_t listings = 0;
  bool unchanged = false;             // 304: what was found on it is queued for this round too
  std::string why;                    // for the states that need a reason
  std::vector<DiscoveredUrl> discovered;
};

struct RobotsRow {
  std::string origin;    // "http://shop1.test:8081"
  std::string state;     // "rules", "allow" (4xx) or "unreachable"
  std::string body;      // for "rules"
  Time fetched;
  Time expires;
  int failures = 0;      // unreachable in a row
  Id capture = 0;
  std::optional<FetchRecord> fetch;
};

struct CompletionBatch {
  std::vector<Completion> completions;
  std::vector<GroupState> groups;
  std::vector<RobotsRow> robots;
  std::vector<DiscoveredUrl> discovered;  // by robots.txt
  Time now;
};

// Pages fetched in a round of a source so far; pictures and robots.txt do not count.
struct RoundPages {
  std::string source;
  int64_t round = 0;
  int64_t pages = 0;
};

struct CompletionReport {
  int64_t added = 0;                 // URLs that are newly queued
  int64_t fenced = 0;                // completions under an old epoch, discarded
  std::vector<std::string> groups;   // groups that got URLs
  std::vector<RoundPages> pages;     // of the rounds that the batch touched
};

struct SourceLimit {
  std::string source;
  int64_t budget_pages = 0;          // per round
};

struct SourceUse {
  std::string source;
  int64_t round = 0;
  int64_t pages = 0;                 // fetched, pictures and robots.txt not counted
  int64_t pictures = 0;
  int64_t listings = 0;
  int64_t budget_pages = 0;
  std::map<std::string, int64_t> states;  // UrlState -> URLs of the round
};

struct GroupStatus {
  std::string group;
  Time next_at;
  int failures = 0;
  std::string why;
  int64_t queued = 0;
  std::optional<Time> next_due;      // earliest due URL
  bool leased = false;
};

struct FrontierStatus {
  int64_t seedings = 0;              // (watch, source, round) seeded so far
  std::vector<SourceUse> sources;    // latest round of each
  std::vector<GroupStatus> groups;   // with queued URLs
  std::vector<RobotsRow> robots;     // without bodies
  std::vector<std::pair<std::string, int64_t>> reasons;  // why URLs ended without a fetch, most common first
  std::optional<Time> last_fetch;
};

// One thread at a time.  Every function is one transaction.  Errors of all: kUnavailable
// (the database is locked), kExhausted (disk full), kInternal.
class Frontier {
 public:
  virtual ~Frontier() = default;

  // Frees leases that `owner` left behind when it died (the caller holds the role's lock),
  // and says which sources this run serves; URLs of others rest.  What a clock that was ahead has left (rounds to
  // come, waits longer than any) is forgotten.
  virtual Status BeginRun(const std::string& owner, const std::vector<SourceLimit>& sources,
                          Time now) = 0;

  // Queues a watch's first URLs.  Once per (watch, source, round): a second call
  // adds nothing and returns 0.  Returns how many URLs it queued.
  virtual Result<int64_t> Seed(Id watch, const std::string& source, int64_t round,
                               const std::vector<DiscoveredUrl>& urls, Time now) = 0;

  // Takes up to `limit` free groups that have a due URL.  A group taken over from
  // an expired lease starts with next_at at least `takeover_gap` from now.
  virtual Result<std::vector<GroupLease>> LeaseGroups(const std::string& owner, int limit, Time now,
                                                      std::chrono::seconds ttl,
                                                      std::chrono::milliseconds takeover_gap) = 0;
  virtual Status RenewLeases(const std::string& owner, Time now, std::chrono::seconds ttl) = 0;
  virtual Status ReleaseGroups(const std::vector<GroupState>& groups) = 0;

  // Due URLs of a group that this run's sources want, highest priority first, oldest
  // first.  They stay queued: the caller remembers which it holds.
  virtual Result<std::vector<FrontierUrl>> DueUrls(const std::string& group, int limit, Time now) = 0;

  // When the next URL falls due, leases and group waits included;
  // empty when nothing is queued.  May be in the past.
  virtual Result<std::optional<Time>> NextDue() = 0;

  virtual Result<int64_t> PagesUsed(const std::string& source, int64_t round) = 0;

  virtual Result<std::optional<RobotsRow>> Robots(const std::string& origin) = 0;

  // Records what was fetched and what was found, in one transaction.  Idempotent: a URL
  // that is not queued any more in that round is left alone.
  virtual Result<CompletionReport> Complete(const CompletionBatch& batch) = 0;

  virtual Result<FrontierStatus> GetStatus() = 0;
};

}  // namespace markwarden
