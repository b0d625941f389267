// One page as a crawl would see it, shown and forgotten.
#include <future>

#include "core/net/fetcher.h"
#include "core/url.h"
#include "crawler/extract.h"
#include "crawler/robots.h"
#include "crawler/source.h"
#include "service/content.h"
#include "service/permissions.h"
#include "service/sources.h"
#include "service/transact.h"
#include "service/version.h"
#include "store/sources.h"

namespace markwarden {
namespace {

Result<Exchange> FetchOnce(Fetcher& fetcher, const SourceView& view, const std::string& url) {
  FetchRequest request;
  request.url = url;
  request.user_agent = UserAgent();
  request.resolve = view.spec().resolve;
  request.allow_networks = view.networks();
  request.old_tls = view.spec().old_tls;
  auto promise = std::make_shared<std::promise<Result<Exchange>>>();
  std::future<Result<Exchange>> answer = promise->get_future();
  fetcher.Submit(std::move(request), [promise](Result<Exchange> result) { promise->set_value(std::move(result)); });
  return answer.get();
}

}  // namespace

Result<std::string> FindSourceYaml(Service& service, const Scope& scope, const std::string& address) {
  if (Status allowed = Authorise(scope, UseCase::kSeeSources); !allowed) return Fail(allowed);
  Result<Url> url = ParseUrl(address);
  if (!url) return Fail(std::move(url.error()).While(address));
  return Reading(service, [&](CaseDb& db) -> Result<std::string> {
    Result<std::vector<Source>> sources = ListSources(db, scope);
    if (!sources) return Fail(sources);
    for (Source& source : *sources) {
      Result<SourceSpec> spec = ParseSource(source.yaml);
      if (!spec) continue;
      Result<std::shared_ptr<const SourceView>> view = SourceView::Make(std::move(*spec));
      if (view && (*view)->PictureAllowed(*url)) return std::move(source.yaml);
    }
    return Fail(ErrorCode::kNotFound, "no source has the host " + url->host() + ": name a file with --source");
  });
}

Result<Json> TestSource(const std::string& yaml, const std::string& address, const std::filesystem::path& store_dir) {
  Result<SourceSpec> spec = ParseSource(yaml);
  if (!spec) return Fail(spec);
  Result<std::shared_ptr<const SourceView>> made = SourceView::Make(std::move(*spec));
  if (!made) return Fail(made);
  const SourceView& view = **made;
  Result<Url> url = ParseUrl(address);
  if (!url) return Fail(std::move(url.error()).While(address));
  Json shown = {{"url", url->href()}, {"in_scope", view.InScope(*url)}, {"item_id", TextOrNull(view.ItemId(*url))}};

  FetcherOptions fetching;
  if (!store_dir.empty()) fetching.own_ports = [store_dir] { return ConsolePorts(store_dir); };
  Result<std::unique_ptr<Fetcher>> fetcher = MakeFetcher(fetching);
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
  ContentWorkers content({});
  shown["extraction"] = ToJson(content.ExtractPage(page->body, page->Header("content-encoding"), options));
  return shown;
}

}  // namespace markwarden
