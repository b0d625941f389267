// One pass over the queue: a browser, a proxy for each page, captures, listings.
#include "service/render.h"

#include <condition_variable>
#include <mutex>

#include "core/hash.h"
#include "core/net/filter_proxy.h"
#include "core/sandbox/browser.h"
#include "service/content.h"
#include "service/environment_log.h"
#include "service/listing_intake.h"
#include "service/render_plan.h"
#include "service/transact.h"
#include "service/version.h"
#include "store/events.h"
#include "store/segments.h"
#include "store/store.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kMaxAttempts = 3;
constexpr std::chrono::minutes kFirstRetry{2};
constexpr int kPagesPerBrowser = 10;
constexpr size_t kRequestsShown = 100;  // in the provenance; the digest covers all
constexpr size_t kTargetShown = 300;

Json ToJson(const ProxyRecord& record) {
  return {{"method", record.method},   {"target", record.target},           {"outcome", ToString(record.outcome)},
          {"why", TextOrNull(record.why)}, {"address", TextOrNull(record.address)}, {"status", record.status},
          {"bytes", record.bytes}};
}

// What the proxy saw: counts, the first requests, and the digest of the whole list.
Json ProxyLog(const std::vector<ProxyRecord>& records, int64_t strangers) {
  Json all = Json::array(), shown = Json::array();
  int64_t refused = 0;
  for (const ProxyRecord& record : records) {
    Json one = ToJson(record);
    refused += record.outcome == ProxyOutcome::kRefused;
    if (shown.size() < kRequestsShown) {
      shown.push_back(one);
      shown.back()["target"] = record.target.substr(0, kTargetShown);
    }
    all.push_back(std::move(one));
  }
  return {{"requests", records.size()}, {"refused", refused}, {"without_password", strangers},
          {"sha256", Sha256Hex(DumpJson(all))}, {"first", std::move(shown)}};
}

struct Shown {
  RenderedPage page;
  Json provenance;
  Time started;
};

class Renderer {
 public:
  Renderer(Service& service, Service::Connection db) : service_(service), db_(std::move(db)) {}

  // kUnavailable with `no_browser` set: nothing can be rendered here.
  Result<Shown> Show(const RenderRecord& render, const RenderPlan& plan, RenderPlanner& planner, bool& no_browser) {
    if (!browser_ || !browser_->alive() || pages_ >= kPagesPerBrowser) {
      browser_.reset();
      Result<std::unique_ptr<Browser>> started = Browser::Start();
      if (!started) {
        no_browser = true;
        return Fail(started);
      }
      browser_ = std::move(*started);
      pages_ = 0;
    }
    ++pages_;
    FilterProxyOptions options;
    options.password = ToBase64Url(RandomBytes(24));
    options.own_ports = ConsolePorts(service_.store().dir());
    options.allow_networks = plan.source->networks();
    options.resolve = plan.source->spec().resolve;
    const std::string password = options.password;
    Result<std::unique_ptr<FilterProxy>> proxy = FilterProxy::Start(std::move(options));
    if (!proxy) return Fail(proxy);

    RenderRequest request;
    request.url = render.url;
    request.proxy = "http://127.0.0.1:" + std::to_string((*proxy)->port());
    request.proxy_user = "render";
    request.proxy_password = password;
    request.user_agent = UserAgent();
    request.refuse_document = [&](const std::string& url) { return planner.WhyNot(*plan.source, url); };
    Shown shown;
    shown.started = service_.clock().Now();
    Result<RenderedPage> page = browser_->Render(request);
    const std::vector<ProxyRecord> records = (*proxy)->records();
    for (const ProxyRecord& record : records) {
      // Our own refusal is no page.
      if (record.target == render.url && record.outcome != ProxyOutcome::kPassed) {
        return Fail(record.outcome == ProxyOutcome::kRefused ? ErrorCode::kDenied : ErrorCode::kUnavailable, record.why);
      }
    }
    if (!page) return Fail(page);
    if (page->status >= 400) return Fail(ErrorCode::kUnavailable, "the server answered " + std::to_string(page->status));
    Json refused = Json::array();
    for (const BrowserRefusal& refusal : page->refused) refused.push_back({{"url", refusal.url.substr(0, kTargetShown)}, {"why", refusal.why}});
    shown.provenance = {{"render", IdToString(render.id)}, {"reason", ToString(render.reason)},
                        {"flag", render.flag ? Json(IdToString(render.flag)) : Json(nullptr)},
                        {"page_capture", render.page_capture ? Json(IdToString(render.page_capture)) : Json(nullptr)},
                        {"browser", browser_->version()}, {"browser_flags", browser_->flags()}, {"user_agent", request.user_agent},
                        {"viewport", {request.width, request.height}}, {"final_url", page->url}, {"status", page->status},
                        {"loaded", page->loaded}, {"took_ms", page->took.count()}, {"refused_by_browser", std::move(refused)},
                        {"proxy", ProxyLog(records, (*proxy)->strangers())}};
    shown.page = std::move(*page);
    return shown;
  }

  // Captures, rows, listings and the event, in one transaction.
  Status Keep(const RenderRecord& render, const RenderPlan& plan, Shown shown, RenderTotals& totals) {
    const Scope scope = SystemScope("system:work", render.org);
    const Result<Url> at = ParseUrl(shown.page.url);
    const std::string url = at && at->IsHttp() ? at->HrefWithoutFragment() : render.url;
    // Read in a content worker before the transaction: it may take a while.
    std::optional<Extraction> extraction;
    if (render.reason == RenderReason::kEmptyShell) {
      ExtractOptions options{.url = url, .content_type = std::string(kRenderedType)};
      for (const auto& [field, selector] : plan.source->spec().hints) options.hints[field] = selector;
      extraction = service_.content().ExtractPage(shown.page.dom, "", options);
    }
    if (!writer_) {
      Result<std::unique_ptr<CaptureWriter>> opened = CaptureWriter::Open(service_.store(), *db_, "work");
      if (!opened) return Fail(opened);
      writer_ = std::move(*opened);
    }
    Exchange dom;
    dom.url = url;
    dom.started = shown.started;
    dom.duration = shown.page.took;
    dom.body = std::move(shown.page.dom);
    dom.truncated = shown.page.dom_cut ? "length" : "";
    Exchange picture = dom;
    picture.url = "urn:view:" + url;
    picture.body = std::move(shown.page.screenshot);
    picture.truncated = shown.page.screenshot_cut ? "length" : "";
    CaptureMeta meta{.id = 0, .kind = CaptureKind::kRendered, .content_type = std::string(kRenderedType), .source = render.source,
                     .watch = render.watch, .created_by = scope.actor, .provenance = shown.provenance};
    Result<CaptureRef> appended = writer_->Append(dom, meta);
    if (appended) {
      meta.content_type = "image/png";
      meta.provenance = {{"render", shown.provenance["render"]}, {"flag", shown.provenance["flag"]}, {"browser", shown.provenance["browser"]},
                         {"viewport", shown.provenance["viewport"]}, {"width", shown.page.screenshot_width},
                         {"height", shown.page.screenshot_height}, {"dom_capture", IdToString(appended->id)},
                         {"proxy_sha256", shown.provenance["proxy"]["sha256"]}};
      appended = writer_->Append(picture, meta);
    }
    if (!appended) {
      Error error = appended.error();
      if (Status dropped = writer_->Discard(); !dropped) return dropped;
      return Fail(std::move(error));
    }
    Result<std::unique_ptr<Transaction>> tx = db_->Begin();
    if (!tx) return Fail(tx);
    Result<std::vector<CaptureRef>> captures = writer_->Commit(**tx);
    if (!captures) return Fail(captures);
    if (Result<int64_t> ended = FinishRender(**tx, render, captures->front().id, captures->back().id); !ended) return Fail(ended);
    if (Status set = SetRenderHost(**tx, render.host_group, service_.clock().Now() + plan.gap); !set) return set;
    if (extraction) {
      Result<int64_t> taken = TakeExtraction(**tx, scope, *plan.source, *extraction,
                                             {.page_url = url, .capture = captures->front().id, .watch = render.watch, .captured_at = shown.started});
      if (!taken) return Fail(taken);
      totals.listings += *taken;
    }
    NewEvent event = EventBy(scope, "page.rendered", "render", render.id);
    event.detail = {{"reason", ToString(render.reason)}, {"flag", shown.provenance["flag"]}, {"dom", IdToString(captures->front().id)},
                    {"screenshot", IdToString(captures->back().id)}, {"proxy_sha256", shown.provenance["proxy"]["sha256"]}};
    if (Result<Id> id = AppendEvent(**tx, event); !id) return Fail(id);
    return (*tx)->Commit();
  }

 private:
  Service& service_;
  Service::Connection db_;
  std::unique_ptr<Browser> browser_;
  std::unique_ptr<CaptureWriter> writer_;
  int pages_ = 0;
};

Status Recorded(Service& service, const RenderRecord& render, const RenderPlan* plan, const Error& error) {
  const bool final = error.code == ErrorCode::kDenied || render.attempts + 1 >= kMaxAttempts;
  const Time now = service.clock().Now();
  const std::optional<Time> again = final ? std::optional<Time>() : now + kFirstRetry * (1 << (2 * render.attempts));
  return Writing(service, [&](Transaction& tx) -> Status {
    if (plan != nullptr) {
      if (Status set = SetRenderHost(tx, render.host_group, now + plan->gap); !set) return set;
    }
    return FailRender(tx, render, error.message.substr(0, 500), again);
  });
}

}  // namespace

Result<RenderTotals> RenderPass(Service& service, const RenderBudget& budget, std::stop_token stop) {
  RenderTotals totals;
  std::unique_ptr<Renderer> renderer;
  std::unique_ptr<RenderPlanner> planner;
  std::mutex mutex;
  std::condition_variable_any wake;
  const auto begun = steady_clock::now();
  auto idle_since = begun;
  for (int tries = 0; tries < budget.pages && !stop.stop_requested() && steady_clock::now() - begun < budget.time;) {
    const Time now = service.clock().Now();
    Result<std::optional<RenderRecord>> next = Reading(service, [&](CaseDb& db) { return NextRender(db, now, tries % 2 == 0); });
    if (!next) return Fail(next);
    if (!*next) {
      Result<RenderCounts> counts = Reading(service, [](CaseDb& db) { return CountRenders(db); });
      if (!counts) return Fail(counts);
      if (counts->queued == 0 || steady_clock::now() - idle_since >= budget.wait_for_gap) break;
      std::unique_lock lock(mutex);
      wake.wait_for(lock, stop, milliseconds(50), [] { return false; });
      continue;
    }
    const RenderRecord& render = **next;
    if (!planner) {
      // Once a pass, and only when there is something to do: whether pages can be rendered here at all.
      if (totals.why_not = WhyNoBrowser(); !totals.why_not.empty()) break;
      Result<std::unique_ptr<RenderPlanner>> opened = RenderPlanner::Open(service);
      if (!opened) return Fail(opened);
      planner = std::move(*opened);
      Result<Service::Connection> db = service.Connect();
      if (!db) return Fail(db);
      renderer = std::make_unique<Renderer>(service, std::move(*db));
    }
    std::optional<RenderObstacle> obstacle;
    Result<RenderPlan> plan = planner->Plan(render, now, obstacle);
    if (!plan) return Fail(plan);
    if (obstacle) {
      ++(obstacle->until ? totals.put_off : totals.failed);
      Status noted = Writing(service, [&](Transaction& tx) {
        return obstacle->until ? PutOffRender(tx, render, obstacle->why, *obstacle->until) : FailRender(tx, render, obstacle->why, std::nullopt);
      });
      if (!noted) return Fail(noted);
      // What was put off comes back within the pass while a crawl stays at its host: not for ever.
      if (obstacle->until && steady_clock::now() - idle_since >= budget.wait_for_gap) break;
      continue;
    }
    // Before the request, so that a process that dies keeps the gap too.
    if (Status set = Writing(service, [&](Transaction& tx) { return SetRenderHost(tx, render.host_group, now + plan->gap); }); !set) return Fail(set);
    ++tries;
    bool no_browser = false;
    if (Status looked = NoteEnvironment(service, "work"); !looked) return Fail(looked);
    Result<Shown> shown = renderer->Show(render, *plan, *planner, no_browser);
    if (no_browser) {
      totals.why_not = shown.error().message;
      break;
    }
    if (!shown) {
      ++totals.failed;
      if (Status noted = Recorded(service, render, &*plan, shown.error()); !noted) return Fail(noted);
    } else {
      if (Status kept = renderer->Keep(render, *plan, std::move(*shown), totals); !kept) return Fail(std::move(kept.error()).While("keep a rendered page"));
      ++totals.rendered;
    }
    idle_since = steady_clock::now();
  }
  return totals;
}

}  // namespace markwarden
