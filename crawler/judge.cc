// Status codes, redirects, retries.
#include "crawler/judge.h"

#include <algorithm>

#include "core/http_date.h"
#include "crawler/discovery.h"
#include "crawler/seed.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMaxRetryAfter = std::chrono::hours(24);
constexpr int kOverloadPatience = 3;  // times as many tries when it was not the page's fault

class Judge {
 public:
  Judge(const FrontierUrl& url, const SourceView& source, const Result<Exchange>& result,
        const CrawlOptions& options, Time now)
      : url_(url), source_(source), result_(result), options_(options), now_(now) {
    Completion& done = judgement_.completion;
    done.url = url;
    done.attempts = url.attempts;
    done.redirects = url.redirects;
    done.etag = url.etag;
    done.last_modified = url.last_modified;
  }

  Judgement Decide() {
    FetchRecord record;
    record.at = result_ ? result_->started : now_;
    if (result_) {
      record.status = result_->status;
      record.bytes = int64_t(result_->body.size());
      record.duration = result_->duration;
      DecideAnswer();
    } else {
      DecideError();
    }
    record.why = judgement_.completion.why;
    judgement_.completion.fetch = std::move(record);
    return std::move(judgement_);
  }

 private:
  void End(UrlState state, std::string why = "") {
    judgement_.completion.state = state;
    judgement_.completion.why = std::move(why);
  }

  void TryAgain(const std::string& why, int patience, std::optional<milliseconds> at_least = {}) {
    Completion& done = judgement_.completion;
    ++done.attempts;
    if (done.attempts >= options_.max_attempts * patience) return End(UrlState::kFailed, why);
    const milliseconds wait = RetryWait(options_, source_.spec().gap, done.attempts);
    done.due = now_ + std::max(wait, at_least.value_or(milliseconds(0)));
    End(UrlState::kQueued, why);
  }

  void DecideError() {
    const Error& error = result_.error();
    switch (error.code) {
      case ErrorCode::kUnavailable:
        return TryAgain(error.message, 1);
      case ErrorCode::kDenied:
        return End(UrlState::kRefused, error.message);
      case ErrorCode::kInvalid:
      case ErrorCode::kNotFound:
      case ErrorCode::kConflict:
      case ErrorCode::kExhausted:
      case ErrorCode::kCancelled:
      case ErrorCode::kUnsupported:
      case ErrorCode::kInternal:
        return End(UrlState::kFailed, error.message);
    }
  }

  void DecideAnswer() {
    const int status = result_->status;
    const std::string said = "HTTP " + std::to_string(status);
    if (status == 304) {
      judgement_.completion.unchanged = true;
      judgement_.completion.attempts = 0;
      return End(UrlState::kDone);
    }
    if (status >= 200 && status < 300) return DecidePage();
    if (IsRedirect(status)) return DecideRedirect();
    if (status == 404 || status == 410) return End(UrlState::kGone, said);
    if (status == 429 || status == 503) return TryAgain(said, kOverloadPatience, RetryAfter(*result_, now_));
    if (status >= 500 || status == 408 || status == 425) return TryAgain(said, 1, RetryAfter(*result_, now_));
    End(UrlState::kFailed, said);
  }

  void DecidePage() {
    Completion& done = judgement_.completion;
    const bool cut = result_->truncated == "time" || result_->truncated == "disconnect";
    if (cut && done.attempts + 1 < options_.max_attempts) {
      return TryAgain(result_->truncated == "time" ? "the answer took too long" : "the connection broke", 1);
    }
    done.attempts = 0;
    done.etag = cut ? "" : result_->Header("etag");
    done.last_modified = cut ? "" : result_->Header("last-modified");
    End(UrlState::kDone);
    if (url_.role == UrlRole::kPicture) return;
    if (url_.role == UrlRole::kSitemap) {
      if (const Result<Sitemap> sitemap = ReadListed(); sitemap) done.discovered = DiscoverInSitemap(url_, source_, *sitemap);
      return;
    }
    ReadPage();
  }

  Result<Sitemap> ReadListed() {
    if (options_.read_sitemap) return options_.read_sitemap(*result_);
    const Result<Url> base = ParseUrl(result_->url);
    if (!base) return Fail(base.error());
    return ReadSitemap(result_->body, result_->Header("content-encoding"), &*base);
  }

  void ReadPage() {
    ExtractOptions options;
    options.url = result_->url;
    options.content_type = result_->Header("content-type");
    for (const auto& [field, selector] : source_.spec().hints) options.hints[field] = selector;
    Extraction page = options_.extract ? options_.extract(*result_, options)
                                       : Extract(result_->body, result_->Header("content-encoding"), options);
    if (page.challenge == "captcha" || page.challenge == "challenge" || page.challenge == "login") {
      judgement_.challenged = true;
      judgement_.completion.attempts = url_.attempts;  // no success after all
      judgement_.completion.etag = url_.etag;
      judgement_.completion.last_modified = url_.last_modified;
      return TryAgain("the site shows a " + page.challenge + " page", 1);
    }
    for (Listing& listing : page.listings) {
      listing.platform = source_.spec().platform;
      listing.captured_at = FormatTime(result_->started);
      if (!listing.item_id.empty()) continue;
      if (const Result<Url> url = ParseUrl(listing.url); url) listing.item_id = source_.ItemId(*url);
    }
    Completion& done = judgement_.completion;
    if (page.challenge == "not_found") End(UrlState::kGone, "the page says it does not exist");
    done.listings = int64_t(page.listings.size());
    done.discovered = DiscoverOnPage(url_, source_, page);
    judgement_.extraction = std::make_shared<const Extraction>(std::move(page));
  }

  // The target is a URL like any other: scope, robots, guard and politeness are asked again.
  void DecideRedirect() {
    const Result<Url> from = ParseUrl(url_.url);
    if (!from) return End(UrlState::kFailed, "redirected from no URL");
    const std::string location = result_->Header("location");
    if (location.empty()) return End(UrlState::kFailed, "redirected to nowhere");
    const Result<Url> to = ParseUrl(location, &*from);
    if (!to) return End(UrlState::kFailed, "redirected to what is no URL");
    if (url_.redirects + 1 > kMaxRedirects) return End(UrlState::kFailed, "more than " + std::to_string(kMaxRedirects) + " redirects");
    std::optional<DiscoveredUrl> next = Discover(url_, source_, *to, url_.role, url_.depth);
    if (!next) return End(UrlState::kDone, "redirected out of scope");
    next->url.redirects = url_.redirects + 1;
    next->url.priority = url_.priority;
    next->url.search = url_.search;
    Completion& done = judgement_.completion;
    if (next->url.key == CanonicalKey(*from)) {
      if (next->url.url == url_.url) return End(UrlState::kFailed, "redirected to itself");
      // Another spelling of the same page: the same row, fetched under its new name.
      done.moved_to = next->url.url;
      done.redirects = next->url.redirects;
      done.due = now_;
      return End(UrlState::kQueued, "moved");
    }
    done.discovered.push_back(std::move(*next));
    End(UrlState::kDone);
  }

  const FrontierUrl& url_;
  const SourceView& source_;
  const Result<Exchange>& result_;
  const CrawlOptions& options_;
  const Time now_;
  Judgement judgement_;
};

}  // namespace

std::optional<milliseconds> RetryAfter(const Exchange& exchange, Time now) {
  return RetryAfterWait(exchange.Header("retry-after"), now, kMaxRetryAfter);
}

milliseconds RetryWait(const CrawlOptions& options, milliseconds gap, int attempt) {
  milliseconds wait = std::max(options.retry_floor, gap * 20);
  for (int i = 1; i < attempt && wait < options.retry_max; ++i) wait *= 2;
  return std::min(wait, options.retry_max);
}

GroupMood MoodOf(const Result<Exchange>& result) {
  if (!result) return result.error().code == ErrorCode::kUnavailable ? GroupMood::kTroubled : GroupMood::kWell;
  if (result->status == 429 || result->status == 503) return GroupMood::kOverloaded;
  if (result->status >= 500 || result->status == 403 || result->truncated == "time") return GroupMood::kTroubled;
  return GroupMood::kWell;
}

Judgement JudgeFetch(const FrontierUrl& url, const SourceView& source, const Result<Exchange>& result,
                     const CrawlOptions& options, Time now) {
  return Judge(url, source, result, options, now).Decide();
}

}  // namespace markwarden
