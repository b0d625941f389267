// RFC 9309 applied to fetches: DecideRobots decides, this remembers.
#include "crawler/robots_cache.h"

#include <charconv>

#include "core/inflate.h"
#include "core/url.h"

namespace markwarden {
namespace {

std::optional<std::chrono::seconds> MaxAge(const Exchange& exchange) {
  const std::string value = exchange.Header("cache-control");
  const size_t at = value.find("max-age=");
  if (at == std::string::npos) return std::nullopt;
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data() + at + 8, value.data() + value.size(), seconds);
  if (error != std::errc() || seconds < 0) return std::nullopt;
  return std::chrono::seconds(std::min<int64_t>(seconds, 86'400));
}

}  // namespace

void RobotsCache::Read(Entry& entry) const {
  entry.rules = Robots::Parse(entry.row.body);
  entry.delay = std::min(entry.rules.CrawlDelay(agent_).value_or(std::chrono::milliseconds(0)),
                         std::chrono::milliseconds(std::chrono::hours(24)));
  entry.have_rules = true;
}

void RobotsCache::Load(const RobotsRow& row) {
  Entry& entry = origins_[row.origin];
  entry = Entry();
  entry.row = row;
  if (row.state == "rules") Read(entry);
  if (row.state == "unreachable") entry.why = "robots.txt cannot be read";
}

RobotsCache::Answer RobotsCache::Ask(const std::string& origin, const std::string& href, Time now) const {
  const auto found = origins_.find(origin);
  if (found == origins_.end() || found->second.row.expires <= now) return {};
  const Entry& entry = found->second;
  if (entry.row.state == "allow") return {Access::kAllowed, "", {}};
  if (entry.have_rules) {
    const RobotsAnswer answer = entry.rules.Check(agent_, href);
    if (answer.allowed) return {Access::kAllowed, "", {}};
    return {Access::kRefused, "robots.txt: " + answer.line.substr(0, 200), {}};
  }
  return {Access::kWait, entry.why, entry.row.expires};
}

std::chrono::milliseconds RobotsCache::CrawlDelay(const std::string& origin) const {
  const auto found = origins_.find(origin);
  return found == origins_.end() ? std::chrono::milliseconds(0) : found->second.delay;
}

std::vector<std::string> RobotsCache::Sitemaps(const std::string& origin) const {
  const auto found = origins_.find(origin);
  if (found == origins_.end() || !found->second.have_rules) return {};
  return found->second.rules.sitemaps();
}

std::optional<std::string> RobotsCache::NextHop(const Result<Exchange>& result, int redirects) {
  if (!result || !IsRedirect(result->status) || redirects >= kMaxRobotsRedirects) return std::nullopt;
  const Result<Url> base = ParseUrl(result->url);
  if (!base) return std::nullopt;
  const Result<Url> next = ParseUrl(result->Header("location"), &*base);
  if (!next || !next->IsHttp() || !next->username().empty()) return std::nullopt;
  return next->HrefWithoutFragment();
}

RobotsRow RobotsCache::Update(const std::string& origin, const Result<Exchange>& result, int redirects, Time now) {
  Entry& entry = origins_[origin];
  RobotsFetch fetch;
  fetch.status = result && result->truncated != "time" && result->truncated != "disconnect" ? result->status : 0;
  fetch.redirects = redirects;
  fetch.have_copy = entry.have_rules;
  fetch.failures = entry.row.failures;
  if (result) fetch.max_age = MaxAge(*result);
  // A chain that was not followed to its end is one with too many redirects.
  if (result && IsRedirect(result->status)) fetch.redirects = kMaxRobotsRedirects + 1;
  const RobotsPolicy policy = DecideRobots(fetch);
  const std::string why = policy.why + (result ? "" : " (" + result.error().message + ")");

  RobotsRow& row = entry.row;
  row.origin = origin;
  row.expires = now + policy.keep;
  entry.why.clear();
  switch (policy.access) {
    case RobotsAccess::kParse: {
      Result<Inflated> body = Inflate(result->Header("content-encoding"), result->body, {.max_bytes = kMaxRobotsBytes});
      row.state = "rules";
      row.body = body ? std::move(body->bytes) : std::string();
      row.fetched = now;
      row.failures = 0;
      Read(entry);
      break;
    }
    case RobotsAccess::kKeepCopy:
      ++row.failures;
      break;
    case RobotsAccess::kAllowAll:
      row.state = "allow";
      row.body.clear();
      row.fetched = now;
      row.failures = 0;
      entry.have_rules = false;
      entry.delay = {};
      break;
    case RobotsAccess::kDisallowAll:
      row.state = "unreachable";
      row.body.clear();
      row.fetched = now;
      ++row.failures;
      entry.have_rules = false;
      entry.why = why;
      break;
  }
  RobotsRow out = row;
  out.fetch.emplace();
  out.fetch->at = result ? result->started : now;
  out.fetch->status = result ? result->status : 0;
  out.fetch->bytes = result ? int64_t(result->body.size()) : 0;
  if (result) out.fetch->duration = result->duration;
  out.fetch->why = policy.access == RobotsAccess::kParse ? "" : why;
  return out;
}

}  // namespace markwarden
