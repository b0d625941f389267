// Asks a site for one page as politely as the crawl does: robots.txt before every address, one gap per host group for the whole
// store, redirects only to hosts of the source.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/frontier.h"
#include "core/net/fetcher.h"
#include "core/url.h"
#include "crawler/robots_cache.h"
#include "crawler/source.h"
#include "service/service.h"

namespace markwarden {

inline constexpr int kMaxPageRedirects = 10;
inline constexpr std::chrono::seconds kLongestPause{30};  // a host that asks for more is come back to

struct AskedExchange {
  Exchange exchange;
  bool robots = false;
  int hop = 0;  // redirects before it
};
struct AskedPage {
  std::vector<AskedExchange> exchanges;  // everything that was answered, in order
  std::optional<size_t> page;            // of `exchanges`: the last answer of the page itself
  std::string failure;                   // why there is no answer at all; not empty exactly then
  std::string not_followed;              // why the last answer's redirect was not followed
  bool forbidden = false;                // robots.txt or the host's pauses stood behind that or behind the failure
};

// One thread, one pass: asks crawl.db anew for each.
class PageAsker {
 public:
  static Result<std::unique_ptr<PageAsker>> Open(Service& service);
  ~PageAsker();

  // How long the host must be left alone; zero: not at all.  More than kLongestPause while a crawl is at it.
  Result<std::chrono::milliseconds> Wait(const SourceView& source, const Url& url);

  // Waits for gaps within the exchange.  Errors: kCancelled (`stop`), and those of the store; whatever the site does is an AskedPage.
  Result<AskedPage> Ask(const SourceView& source, const Url& url, std::stop_token stop);

  // After the captures of `asked` are durable, `captures` in the order of its exchanges: crawl.db learns the robots.txt
  // that were read meanwhile.
  Status Remember(const AskedPage& asked, const std::vector<Id>& captures);

 private:
  using Steady = std::chrono::steady_clock;
  explicit PageAsker(Service& service) : service_(service) {}
  Result<std::optional<Exchange>> Fetch(const SourceView& source, const Url& url, size_t max_bytes, std::string& why, std::stop_token stop);
  // Reads the robots.txt of `url` when what is known of it is over.  Empty: `url` may be asked for, else why not.
  Result<std::string> MayAsk(const SourceView& source, const Url& url, int hop, AskedPage& asked, std::stop_token stop);
  Status Pause(const SourceView& source, const Url& url, std::stop_token stop);
  bool CrawlIsAt(const SourceView& source, const Url& url) const;
  std::chrono::milliseconds GapOf(const SourceView& source, const Url& url) const;
  std::vector<std::string> GroupsOf(const SourceView& source, const Url& url) const;

  Service& service_;
  std::unique_ptr<Fetcher> fetcher_;
  std::unique_ptr<Frontier> frontier_;
  std::map<std::string, GroupStatus> crawled_;         // groups that a crawl may be at
  std::map<std::string, Steady::time_point> free_at_;  // by group
  RobotsCache robots_{"markwarden"};
  std::vector<RobotsRow> read_;                        // not yet in crawl.db
};

}  // namespace markwarden
