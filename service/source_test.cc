// One page as a crawl would see it, shown and forgotten.
#include <future>

#include "core/url.h"
#include "crawler/extract.h"
#include "crawler/robots.h"
#include "crawler/source.h"
#include "core/net/fetcher.h"
#include "service/sources.h"
#include "service/version.h"

namespace markwarden {
namespace {

Result<Exchange> FetchOnce(Fetcher& fetcher, const SourceView& view, const std::string& url) {
  FetchRequest request;
  request.url = url;
  request.user_agent = UserAgent();
  request.resolve = view.spec().resolve;
  request.allow_networks = view.networks();
  auto promise = std::make_shared<std::promise<Result<Exchange>>>();
  std::future<Result<Exchange>> answer = promise->get_future();
  fetcher.Submit(std::move(request), [promise](Result<Exchange> result) { promise->set_value(std::move(result)); });
  return answer.get();
}

}  // namespace

Result<Json> TestSource(const SourceTest& test) {
  Result<SourceSpec> spec = LoadSource(test.file.string());
  if (!spec) return Fail(spec);
  Result<std::shared_ptr<const SourceView>> made = SourceView::Make(std::move(*spec));
  if (!made) return Fail(made);
  const SourceView& view = **made;
  Result<Url> url = ParseUrl(test.url);
  if (!url) return Fail(std::move(url.error()).While(test.url));
  Json shown = {{"url", url->href()}, {"in_scope", view.InScope(*url)}, {"item_id", TextOrNull(view.ItemId(*url))}};

  Result<std::unique_ptr<Fetcher>> fetcher = MakeFetcher({});
  if (!fetcher) return Fail(fetcher);
  Result<Url> robots_url = ParseUrl("/robots.txt", &*url);
  if (!robots_url) return Fail(robots_url);
  Result<Exchange> robots = FetchOnce(**fetcher, view, robots_url->href());
  RobotsFetch fetch;
  fetch.status = robots ? robots->status : 0;
  const RobotsPolicy policy = DecideRobots(fetch);
  Json robots_view = {{"status", robots ? Json(robots->status) : Json(nullptr)}, {"line", nullptr}, {"why", TextOrNull(policy.why)}};
  bool allowed = policy.access == RobotsAccess::kAllowAll;
  if (policy.access == RobotsAccess::kParse) {
    const RobotsAnswer answer = Robots::Parse(robots->body).Check("markwarden", url->href());
    allowed = answer.allowed;
    robots_view["line"] = TextOrNull(answer.line);
  }
  robots_view["allowed"] = allowed;
  shown["robots"] = std::move(robots_view);
  shown["extraction"] = nullptr;
  if (!allowed) return shown;

  Result<Exchange> page = FetchOnce(**fetcher, view, url->href());
  if (!page) return Fail(std::move(page.error()).While(url->href()));
  ExtractOptions options;
  options.url = url->href();
  options.content_type = page->Header("content-type");
  for (const auto& [field, selector] : view.spec().hints) options.hints[field] = selector;
  shown["status"] = page->status;
  shown["location"] = TextOrNull(page->Header("location"));
  shown["extraction"] = ToJson(Extract(page->body, page->Header("content-encoding"), options));
  return shown;
}

}  // namespace markwarden
