// The crawl over the store: watches become seeds, pages become captures and listings.
#include "service/crawl.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <tuple>

#include "core/account.h"
#include "crawler/crawl_loop.h"
#include "crawler/crawl_status.h"
#include "crawler/seed.h"
#include "service/content.h"
#include "service/crawl_diagnosis.h"
#include "service/crawl_sink.h"
#include "service/permissions.h"
#include "service/render.h"
#include "service/search_queries.h"
#include "service/transact.h"
#include "service/view.h"
#include "service/version.h"
#include "service/work.h"
#include "store/crawl_store.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/watches.h"

namespace markwarden {
namespace {

// Days between rounds of a watch: each round fetches its pages again.
constexpr int kRoundDays = 1;

struct Plan {
  std::vector<Watch> watches;
  std::map<Id, std::string> source_names;
  std::map<std::string, CrawlSource> sources;  // by name
};

Result<Plan> MakePlan(Service& service) {
  return Reading(service, [&](CaseDb& db) -> Result<Plan> {
    Plan plan;
    Result<std::vector<Watch>> watches = ActiveWatches(db, service.clock().Now());
    if (!watches) return Fail(watches);
    plan.watches = std::move(*watches);
    for (const Watch& watch : plan.watches) {
      const Scope scope = SystemScope("system:crawl", watch.org);
      for (const Id id : watch.sources) {
        if (plan.source_names.contains(id)) continue;
        Result<std::optional<Source>> source = FindSource(db, scope, id);
        if (!source) return Fail(source);
        if (!*source || (*source)->disabled) continue;
        Result<SourceSpec> spec = ParseSource((*source)->yaml);
        if (!spec) return Fail(std::move(spec.error()).While("source " + (*source)->name));
        Result<std::shared_ptr<const SourceView>> view = SourceView::Make(std::move(*spec));
        if (!view) return Fail(std::move(view.error()).While("source " + (*source)->name));
        plan.source_names[id] = (*source)->name;
        plan.sources[(*source)->name] = {.id = id, .org = watch.org, .view = std::move(*view)};
      }
    }
    return plan;
  });
}

// The others rest.
Status KeepOnly(Plan& plan, const std::vector<std::string>& names) {
  if (names.empty()) return Ok();
  for (const std::string& name : names) {
    if (!plan.sources.contains(name)) return Fail(ErrorCode::kInvalid, "no active watch uses a source called " + name);
  }
  const auto wanted = [&](const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  std::erase_if(plan.sources, [&](const auto& source) { return !wanted(source.first); });
  std::erase_if(plan.source_names, [&](const auto& source) { return !wanted(source.second); });
  return Ok();
}

}  // namespace

Result<Json> RunCrawl(Service& service, const Scope& scope, const CrawlRun& run, std::stop_token stop) {
  if (Status allowed = Authorise(scope, UseCase::kRunCrawl); !allowed) return Fail(allowed);
  Result<RoleLock> lock = service.store().LockRole("crawl");
  if (!lock) return Fail(lock);
  Result<std::unique_ptr<Frontier>> opened = OpenCrawlStore(service.store().crawl_path().string(), service.store().ids());
  if (!opened) return Fail(opened);
  Frontier& frontier = **opened;

  CrawlProgress sum;
  CrawlSummary last;
  int64_t refused = 0, not_modified = 0, elapsed = 0;
  std::set<std::tuple<Id, Id, int64_t>> begun_rounds;  // watch, source, round: seeded by this run
  do {
    Result<Plan> plan = MakePlan(service);
    if (!plan) return Fail(plan);
    if (Status kept = KeepOnly(*plan, run.sources); !kept) return Fail(kept);
    if (plan->watches.empty()) {
      return Fail(ErrorCode::kInvalid, "there is no active watch to crawl for: add one with markwarden watch add");
    }
    if (plan->sources.empty()) {
      return Fail(ErrorCode::kInvalid, "every source of the active watches is disabled: enable one with markwarden source enable");
    }
    const Time now = service.clock().Now();
    std::vector<SourceLimit> limits;
    std::vector<std::shared_ptr<const SourceView>> views;
    for (const auto& [name, source] : plan->sources) {
      limits.push_back({.source = name, .budget_pages = source.view->spec().budget_pages});
      views.push_back(source.view);
    }
    if (Status begun = frontier.BeginRun("crawl", limits, now); !begun) return Fail(begun);
    for (const Watch& watch : plan->watches) {
      for (const Id id : watch.sources) {
        const auto name = plan->source_names.find(id);
        if (name == plan->source_names.end()) continue;
        const int64_t round = RoundOf(now, kRoundDays);
        if (!begun_rounds.insert({watch.id, id, round}).second) continue;
        const SourceView& view = *plan->sources.at(name->second).view;
        Result<RoundQueries> queries = QueriesForRound(service, watch, id, view, round);
        if (!queries) return Fail(std::move(queries.error()).While("watch " + watch.name));
        const Result<int64_t> seeded = SeedWatch(frontier, {.watch = watch.id, .round = round, .queries = std::move(queries->own), .more = std::move(queries->made),
                                                            .more_pages = queries->made_pages}, view, now);
        if (!seeded) return Fail(ErrorCode(seeded.error().code), "watch " + watch.name + ": " + seeded.error().message);
      }
    }
    const std::string user_agent = UserAgent();
    Result<std::unique_ptr<StoreSink>> sink = StoreSink::Open(service, plan->sources, user_agent);
    if (!sink) return Fail(sink);
    SayWhatWasCut(run.say, (*sink)->cut_bytes());
    FetcherOptions fetching;
    fetching.clock = &service.clock();
    fetching.max_connections = ConnectionsThatFit(int(fetching.max_connections));
    fetching.own_ports = [dir = service.store().dir()] { return ConsolePorts(dir); };
    Result<std::unique_ptr<Fetcher>> fetcher = MakeFetcher(fetching);
    if (!fetcher) return Fail(fetcher);
    CrawlOptions options;
    options.user_agent = user_agent;
    options.max_in_flight = std::min(options.max_in_flight, int(fetching.max_connections));
    options.patience = std::chrono::milliseconds(run.patience_ms);
    options.extract = [&service](const Exchange& exchange, const ExtractOptions& extract) {
      return service.content().ExtractPage(exchange.body, exchange.Header("content-encoding"), extract);
    };
    options.read_sitemap = [&service](const Exchange& exchange) {
      return service.content().ReadListed(exchange.body, exchange.Header("content-encoding"), exchange.url);
    };
    if (run.progress) {
      options.progress = [&run](const CrawlProgress& now_at) {
        run.progress({.pages = now_at.pages, .pictures = now_at.pictures, .listings = now_at.listings,
                      .errors = now_at.errors, .queued = now_at.queued, .per_second = now_at.pages_per_second});
      };
    }
    CrawlLoop loop(frontier, **fetcher, service.clock(), **sink, std::move(views), std::move(options));
    Result<CrawlSummary> summary = loop.Run(stop);
    if (!summary) return Fail(summary);
    last = *summary;
    sum.pages += last.total.pages;
    sum.pictures += last.total.pictures;
    sum.listings += last.total.listings;
    sum.errors += last.total.errors;
    refused += last.robots_refused;
    not_modified += last.not_modified;
    elapsed += last.elapsed.count();
    if (run.forever && !stop.stop_requested()) {
      std::mutex mutex;
      std::condition_variable_any wake;
      std::unique_lock guard(mutex);
      wake.wait_for(guard, stop, std::chrono::seconds(5), [] { return false; });
    }
  } while (run.forever && !stop.stop_requested());
  if (Status passed = WorkPassWhenAlone(service); !passed) return Fail(passed);
  return Json{{"pages", sum.pages},
              {"pictures", sum.pictures},
              {"listings", sum.listings},
              {"errors", sum.errors},
              {"not_modified", not_modified},
              {"robots_refused", refused},
              {"elapsed_ms", elapsed},
              {"waiting_until", TimeOrNull(last.waiting_until)},
              {"stopped", last.stopped}};
}

Result<Json> ShowCrawlStatus(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeCrawl); !allowed) return Fail(allowed);
  Result<std::unique_ptr<Frontier>> opened = OpenCrawlStore(service.store().crawl_path().string(), service.store().ids());
  if (!opened) return Fail(opened);
  Frontier& frontier = **opened;
  Result<FrontierStatus> status = frontier.GetStatus();
  if (!status) return Fail(status);
  Result<CrawlFacts> facts = GatherCrawlFacts(service, scope, std::move(*status));
  if (!facts) return Fail(facts);
  status = facts->frontier;
  const std::vector<CrawlCause> causes = DiagnoseCrawl(*facts, service.clock().Now());
  const CrawlExplanation explanation = ExplainCrawl(*status, service.clock().Now());
  Json sources = Json::array(), groups = Json::array();
  for (const SourceUse& use : status->sources) {
    sources.push_back({{"source", use.source}, {"pages", use.pages}, {"pictures", use.pictures}, {"listings", use.listings},
                       {"budget_pages", use.budget_pages}, {"states", use.states}});
  }
  for (const GroupStatus& group : status->groups) {
    groups.push_back({{"group", group.group}, {"next_at", FormatTime(group.next_at)}, {"failures", group.failures},
                      {"why", TextOrNull(group.why)}, {"queued", group.queued}});
  }
  Result<Json> rendering = RenderingState(service);
  if (!rendering) return Fail(rendering);
  Json lines = explanation.lines;
  lines.push_back(JsonText(*rendering, "line"));
  return Json{{"running", facts->crawl_runs},
              {"work_running", facts->work_runs},
              {"causes", CausesView(causes)},
              {"until", TimeOrNull(explanation.until)},
              {"lines", std::move(lines)},
              {"rendering", std::move(*rendering)},
              {"sources", std::move(sources)},
              {"groups", std::move(groups)},
              {"last_fetch", TimeOrNull(status->last_fetch)}};
}

}  // namespace markwarden
