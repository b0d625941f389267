// The crawl over the store: watches become seeds, pages become captures and listings.
#include "service/crawl.h"

#include <condition_variable>
#include <mutex>

#include "core/account.h"
#include "core/file.h"
#include "core/hash.h"
#include "crawler/crawl_loop.h"
#include "crawler/crawl_status.h"
#include "crawler/seed.h"
#include "service/crawl_sink.h"
#include "service/listing_intake.h"
#include "service/permissions.h"
#include "service/transact.h"
#include "service/version.h"
#include "service/work.h"
#include "store/crawl_store.h"
#include "store/events.h"
#include "store/segments.h"
#include "store/rights.h"
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
        if (!*source) continue;
        Result<SourceSpec> spec = ParseSource((*source)->yaml);
        if (!spec) return Fail(std::move(spec.error()).While("source " + (*source)->name));
        Result<std::shared_ptr<const SourceView>> view = SourceView::Make(std::move(*spec));
        if (!view) return Fail(std::move(view.error()).While("source " + (*source)->name));
        plan.source_names[id] = (*source)->name;
        plan.sources[(*source)->name] = {.id = id, .view = std::move(*view)};
      }
    }
    return plan;
  });
}

// Without a running `work`, its pass is run here, so that a person sees flags right away.
Status PassWhenAlone(Service& service) {
  Result<RoleLock> lock = service.store().LockRole("work");
  if (!lock) return lock.error().code == ErrorCode::kConflict ? Ok() : Fail(lock);
  std::map<Id, RulesInForce> compiled;
  Result<WorkTotals> pass = WorkPass(service, compiled, {});
  if (!pass) return Fail(pass);
  return Ok();
}

void SayWhatWasCut(const Notice& notice, int64_t bytes) {
  if (bytes == 0 || !notice) return;
  notice("an earlier run ended in the middle of a write: " + std::to_string(bytes) +
         " bytes that were never recorded are cut off; every recorded capture is whole");
}

Json TimeOrNull(const std::optional<Time>& time) { return time ? Json(FormatTime(*time)) : Json(nullptr); }

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
  do {
    Result<Plan> plan = MakePlan(service);
    if (!plan) return Fail(plan);
    if (plan->watches.empty()) {
      return Fail(ErrorCode::kInvalid, "there is no active watch to crawl for: add one with markwarden watch add");
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
        const Result<int64_t> seeded = SeedWatch(frontier, {.watch = watch.id, .round = RoundOf(now, kRoundDays), .queries = watch.queries},
                                                 *plan->sources.at(name->second).view, now);
        if (!seeded) return Fail(ErrorCode(seeded.error().code), "watch " + watch.name + ": " + seeded.error().message);
      }
    }
    const std::string user_agent = UserAgent();
    Result<std::unique_ptr<StoreSink>> sink = StoreSink::Open(service, plan->sources, user_agent);
    if (!sink) return Fail(sink);
    SayWhatWasCut(run.notice, (*sink)->cut_bytes());
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
  if (Status passed = PassWhenAlone(service); !passed) return Fail(passed);
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
  bool running = false;
  {
    const Result<RoleLock> lock = service.store().LockRole("crawl");
    running = !lock && lock.error().code == ErrorCode::kConflict;
  }
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
  return Json{{"running", running},
              {"until", TimeOrNull(explanation.until)},
              {"lines", explanation.lines},
              {"sources", std::move(sources)},
              {"groups", std::move(groups)},
              {"last_fetch", TimeOrNull(status->last_fetch)}};
}

Result<Json> ImportListings(Service& service, const Scope& scope, const ListingsImport& import) {
  if (Status allowed = Authorise(scope, UseCase::kImportListings); !allowed) return Fail(allowed);
  constexpr size_t kMaxImportBytes = 256 << 20;
  Result<std::string> bytes = ReadFile(import.file, kMaxImportBytes);
  if (!bytes) return Fail(bytes);
  Json refused = Json::array();
  std::vector<Listing> listings;
  int line_no = 0;
  std::string_view rest = *bytes;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    ++line_no;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) continue;
    const Result<Json> json = ParseJson(line);
    Result<Listing> listing = json ? ListingFromJson(*json) : Result<Listing>(Fail(ErrorCode::kInvalid, json.error().message));
    if (!listing) {
      refused.push_back({{"line", line_no}, {"reason", listing.error().message}, {"row", std::string(line.substr(0, 500))}});
      continue;
    }
    listings.push_back(std::move(*listing));
  }
  Result<Json> done = [&]() -> Result<Json> {
    auto db = service.Connect();
    if (!db) return Fail(db);
    Result<std::unique_ptr<CaptureWriter>> writer = CaptureWriter::Open(service.store(), **db, "import");
    if (!writer) return Fail(writer);
    SayWhatWasCut(import.notice, (*writer)->cut_bytes());
    Exchange exchange;
    exchange.url = "urn:markwarden:import:" + Sha256Hex(*bytes);
    exchange.body = std::move(*bytes);
    exchange.started = service.clock().Now();
    const std::string at = FormatTime(exchange.started);
    const Result<CaptureRef> capture = (*writer)->Append(
        exchange, {.id = 0, .kind = CaptureKind::kHandedIn, .content_type = "application/x-ndjson", .source = 0, .watch = 0,
                   .created_by = scope.actor,
                   .provenance = {{"by", scope.actor_name}, {"from", TextOrNull(import.from)},
                                  {"file", import.file.filename().string()}}});
    if (!capture) return Fail(ErrorCode(capture.error().code), capture.error().message);
    Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
    if (!tx) return Fail(tx);
    Result<std::vector<CaptureRef>> refs = (*writer)->Commit(**tx);
    if (!refs) return Fail(refs);
    int64_t taken = 0;
    for (Listing& listing : listings) {
      Result<SnapshotSaved> saved = TakeListing(**tx, scope, std::move(listing),
                                                {.platform = {}, .item_id = {}, .capture = refs->front().id, .watch = 0, .captured_at = at});
      if (saved) {
        ++taken;
      } else if (saved.error().code == ErrorCode::kInvalid) {
        refused.push_back({{"line", nullptr}, {"reason", saved.error().message}, {"row", nullptr}});
      } else {
        return Fail(saved);
      }
    }
    NewEvent event = EventBy(scope, "listings.imported", "capture", refs->front().id);
    event.detail = {{"listings", taken}, {"refused", refused.size()}};
    if (auto id = AppendEvent(**tx, event); !id) return Fail(id);
    if (Status committed = (*tx)->Commit(); !committed) return Fail(committed);
    return Json{{"listings", taken}, {"refused", refused}, {"capture", IdToString(refs->front().id)}};
  }();
  if (!done) return done;
  if (Status passed = PassWhenAlone(service); !passed) return Fail(passed);
  return done;
}

}  // namespace markwarden
