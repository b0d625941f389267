// What one fetch means: is the URL done, to be tried again, moved, gone?  Pure.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/exchange.h"
#include "core/frontier.h"
#include "core/result.h"
#include "crawler/crawl_loop.h"

namespace markwarden {

inline constexpr int kMaxRedirects = 10;

// Seconds or an HTTP date (RFC 9110, 10.2.3), at most a day; empty when there is none.
std::optional<std::chrono::milliseconds> RetryAfter(const Exchange& exchange, Time now);

// The wait before try number `attempt` (from 1): doubles from 20 gaps, within the options' limits.
std::chrono::milliseconds RetryWait(const CrawlOptions& options, std::chrono::milliseconds gap, int attempt);

// How the site as a whole took the request.
enum class GroupMood {
  kWell,        // an answer
  kTroubled,    // an error that may be the page's alone
  kOverloaded,  // 429, 503, a challenge: the whole group must rest
};
GroupMood MoodOf(const Result<Exchange>& result);

struct Judgement {
  Completion completion;                          // without capture id and epoch
  std::shared_ptr<const Extraction> extraction;   // null when there is nothing to extract
  bool challenged = false;                        // a captcha or a log-in wall
};

// Extracts when there is something to extract.  Runs on dispatch threads.
Judgement JudgeFetch(const FrontierUrl& url, const SourceView& source, const Result<Exchange>& result,
                     const CrawlOptions& options, Time now);

}  // namespace markwarden
