// One look after another: where to look, the page, what it tells, one transaction.
#include "service/takedown_check.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "core/account.h"
#include "core/notice.h"
#include "core/formats/exchange_record.h"
#include "core/said.h"
#include "crawler/extract.h"
#include "reports/measure_plan.h"
#include "service/checkpoints.h"
#include "service/content.h"
#include "service/environment_log.h"
#include "service/listing_intake.h"
#include "service/page_asker.h"
#include "service/permissions.h"
#include "service/measures.h"
#include "service/relisting.h"
#include "service/transact.h"
#include "service/view.h"
#include "service/work.h"
#include "store/events.h"
#include "store/listings.h"
#include "store/measures.h"
#include "store/notices.h"
#include "store/segments.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kDueAtOnce = 50;
constexpr size_t kMaxLookWhy = 500;

// Where a measure's listing is looked at, and what for.
struct LookTarget {
  std::shared_ptr<const SourceView> source;  // null: `why`
  Id source_id = 0;
  std::optional<Url> url;
  std::string why;
  std::string title, item_id;
};

class Looker {
 public:
  Looker(Service& service, const FollowUp& data, Service::Connection db, std::unique_ptr<PageAsker> asker)
      : service_(service), data_(data), db_(std::move(db)), asker_(std::move(asker)) {
    for (const GonePhrase& phrase : data_.gone_phrases) phrases_.push_back(phrase.text);
  }

  Result<LookTarget*> TargetOf(const Measure& measure) {
    if (const auto known = targets_.find(measure.id); known != targets_.end()) return &known->second;
    Result<LookTarget> target = FindTarget(measure);
    if (!target) return Fail(target);
    return &targets_.emplace(measure.id, std::move(*target)).first->second;
  }

  Result<milliseconds> Wait(const LookTarget& target) {
    return target.source ? asker_->Wait(*target.source, *target.url) : Result<milliseconds>(milliseconds(0));
  }

  // Errors: kCancelled, and those of the store.
  Status LookAt(const Measure& measure, const LookTarget& target, CheckTotals& totals, std::stop_token stop) {
    const Time at = service_.clock().Now();
    AskedPage asked;
    if (target.source) {
      if (Status noted = NoteEnvironment(service_, "work"); !noted) return noted;
      Result<AskedPage> answer = asker_->Ask(*target.source, *target.url, stop);
      if (!answer) return Fail(answer);
      asked = std::move(*answer);
    } else {
      asked.failure = target.why;
    }
    LookFacts facts = FactsOf(measure, target, asked);
    // Read in a content worker before the transaction: it may take a while.
    std::optional<Extraction> extraction;
    if (facts.failure.empty() && facts.not_followed.empty() && (facts.status == 200 || facts.status == 203 || facts.status == 404 || facts.status == 410)) {
      extraction = Read(target, asked.exchanges[*asked.page].exchange);
      AddExtraction(target, *extraction, facts);
    }
    return Keep(measure, target, at, asked, extraction, ClassifyLook(facts), totals);
  }

 private:
  Result<LookTarget> FindTarget(const Measure& measure) {
    const Scope scope = SystemScope("system:work", measure.org);
    LookTarget target;
    const Result<Url> url = ParseUrl(measure.url);
    if (!url || !url->IsHttp()) {
      target.why = Say("look.no_address").kept();
      return target;
    }
    target.url = *url;
    Result<std::optional<NoticeRecord>> notice = FindNotice(*db_, scope, measure.notice);
    if (!notice) return Fail(notice);
    if (*notice) {
      const Json* items = JsonMember((*notice)->payload, "items");
      if (items && items->is_array() && static_cast<size_t>(measure.item) < items->size()) {
        const Json& item = (*items)[static_cast<size_t>(measure.item)];
        target.title = JsonText(item, "title_at_capture");
        target.item_id = JsonText(item, "platform_item_id");
      }
    }
    // The source of its captures, else any of the platform that knows the host.
    std::vector<Source> sources;
    if (measure.listing != 0) {
      Result<Id> own = SourceOfListing(*db_, measure.listing);
      if (!own) return Fail(own);
      Result<std::optional<Source>> source = FindSource(*db_, scope, *own);
      if (!source) return Fail(source);
      if (*source) sources.push_back(std::move(**source));
    }
    Result<std::vector<Source>> all = ListSources(*db_, scope);
    if (!all) return Fail(all);
    for (Source& source : *all) {
      if (source.platform_key == measure.platform) sources.push_back(std::move(source));
    }
    for (const Source& source : sources) {
      Result<SourceSpec> spec = ParseSource(source.yaml);
      if (!spec) continue;
      Result<std::shared_ptr<const SourceView>> view = SourceView::Make(std::move(*spec));
      if (!view || !(*view)->HostAllowed(*url)) continue;
      target.source = std::move(*view);
      target.source_id = source.id;
      if (std::string id = target.source->ItemId(*url); !id.empty()) target.item_id = std::move(id);
      return target;
    }
    target.why = Say("look.no_source", {{"platform", measure.platform}, {"host", url->host()}}).kept();
    return target;
  }

  static LookFacts FactsOf(const Measure& measure, const LookTarget& target, const AskedPage& asked) {
    LookFacts facts;
    facts.url = measure.url;
    facts.item_id = target.item_id;
    facts.title = target.title;
    facts.failure = asked.failure;
    facts.not_followed = asked.not_followed;
    facts.forbidden = asked.forbidden;
    if (!asked.page) return facts;
    const Exchange& page = asked.exchanges[*asked.page].exchange;
    facts.status = page.status;
    facts.final_url = page.url;
    facts.truncated = page.truncated;
    if (const Result<Url> there = ParseUrl(page.url)) {
      facts.same_page = CanonicalKey(*there) == CanonicalKey(*target.url);
      facts.final_item_id = target.source->ItemId(*there);
    }
    return facts;
  }

  Extraction Read(const LookTarget& target, const Exchange& page) {
    ExtractOptions options{.url = page.url, .content_type = page.Header("content-type")};
    for (const auto& [field, selector] : target.source->spec().hints) options.hints[field] = selector;
    options.look_for = phrases_;
    return service_.content().ExtractPage(page.body, page.Header("content-encoding"), options);
  }

  void AddExtraction(const LookTarget& target, const Extraction& extraction, LookFacts& facts) const {
    facts.kind = std::string(ToString(extraction.kind));
    facts.challenge = extraction.challenge;
    if (extraction.degraded) facts.degraded = extraction.why_degraded.empty() ? Say("look.past_cap").kept() : OneLine(extraction.why_degraded).substr(0, kMaxLookWhy);
    facts.empty_shell = extraction.empty_shell;
    for (const std::string& phrase : extraction.found) {
      // A worker that was taken over may say anything.
      if (std::find(phrases_.begin(), phrases_.end(), phrase) != phrases_.end()) facts.phrases.push_back(phrase);
    }
    for (const Listing& listing : extraction.listings) {
      LookOffer offer{.item_id = {}, .title = listing.title};
      const Result<Url> own = ParseUrl(listing.url);
      if (own) offer.item_id = target.source->ItemId(*own);
      if (offer.item_id.empty() && extraction.kind != PageKind::kProduct) offer.item_id = listing.item_id;
      if (extraction.kind == PageKind::kProduct && facts.availability.empty()) facts.availability = listing.availability;
      facts.offers.push_back(std::move(offer));
    }
  }

  Status Keep(const Measure& looked_at, const LookTarget& target, Time at, const AskedPage& asked, const std::optional<Extraction>& extraction,
              LookAnswer answer, CheckTotals& totals) {
    const Scope scope = SystemScope("system:work", looked_at.org);
    if (SaidCode(answer.why).empty()) answer.why = answer.why.substr(0, kMaxLookWhy);
    if (!asked.exchanges.empty()) {
      if (Status appended = Append(looked_at, target, asked, scope); !appended) return appended;
    }
    Result<std::unique_ptr<Transaction>> tx = db_->Begin();
    if (!tx) return Fail(tx);
    std::vector<Id> captures;
    if (!asked.exchanges.empty()) {
      Result<std::vector<CaptureRef>> refs = writer_->Commit(**tx);
      if (!refs) return Fail(refs);
      for (const CaptureRef& ref : *refs) captures.push_back(ref.id);
    }
    // A person may have recorded something of it meanwhile: the look changes what stands now.
    Result<std::optional<Measure>> now = FindMeasure(*db_, scope, looked_at.id);
    if (!now) return Fail(now);
    if (!*now) return Fail(ErrorCode::kInternal, "measure " + IdToString(looked_at.id) + " is gone");
    const MeasureStep step = AfterLook(**now, answer.seen, FromUnixSeconds(ToUnixSeconds(at)), data_.looks);
    Result<Measure> saved = SaveMeasure(**tx, scope, step.measure);
    if (!saved) return Fail(saved);
    MeasureCheck check;
    check.measure = looked_at.id;
    check.at = at;
    check.seen = std::string(ToString(answer.seen));
    check.why = answer.why;
    if (asked.page) {
      check.status = asked.exchanges[*asked.page].exchange.status;
      check.capture = captures[*asked.page];
    }
    Result<Id> recorded = AddMeasureCheck(**tx, check);
    if (!recorded) return Fail(recorded);
    NewEvent event = EventBy(scope, step.event, "measure", looked_at.id);
    event.region_code = saved->region_code;
    event.detail = {{"check", IdToString(*recorded)}, {"seen", check.seen}, {"why", InWords(check.why, "en")}, {"status", check.status},
                    {"capture", check.capture ? Json(IdToString(check.capture)) : Json(nullptr)}, {"at", FormatTime(at)},
                    {"state", saved->state}, {"notice", IdToString(saved->notice)}, {"case", IdToString(saved->case_id)}};
    if (Result<Id> done = AppendEvent(**tx, event); !done) return Fail(done);
    if (step.event == "measure.taken") {
      if (Status watched = WatchForReturn(**tx, scope, *saved, target.title, data_); !watched) return watched;
      if (Status ended = EndActionTerms(**tx, scope, saved->notice, at); !ended) return ended;
    }
    if (answer.seen == Seen::kLive && extraction && check.status == 200) {
      const Exchange& page = asked.exchanges[*asked.page].exchange;
      Result<int64_t> taken = TakeExtraction(**tx, scope, *target.source, *extraction,
                                             {.page_url = page.url, .capture = check.capture, .watch = 0, .captured_at = page.started});
      if (!taken) return Fail(taken);
    }
    if (!step.task.empty()) {
      if (Status opened = OpenTask(**tx, scope, *saved, step.task, check, *recorded); !opened) return opened;
    }
    if (Status done = (*tx)->Commit(); !done) return done;
    ++totals.looks;
    ++(answer.seen == Seen::kGone ? totals.gone : answer.seen == Seen::kLive ? totals.live : answer.seen == Seen::kUnclear ? totals.unclear : totals.unreachable);
    totals.taken += step.event == "measure.taken";
    totals.back += step.event == "measure.back";
    // Last of all: what is lost here, to a crawl that is writing, is read again.
    const Status remembered = asker_->Remember(asked, captures);
    return !remembered && remembered.error().code != ErrorCode::kUnavailable ? remembered : Ok();
  }

  Status Append(const Measure& measure, const LookTarget& target, const AskedPage& asked, const Scope& scope) {
    if (!writer_) {
      CaptureWriterOptions options;
      Result<std::unique_ptr<CaptureWriter>> opened = CaptureWriter::Open(service_.store(), *db_, "work", options);
      if (!opened) return Fail(opened);
      writer_ = std::move(*opened);
    }
    for (const AskedExchange& one : asked.exchanges) {
      const Result<CaptureRef> ref = writer_->Append(
          one.exchange, {.id = 0, .kind = CaptureKind::kFetched, .content_type = {}, .source = target.source_id, .watch = 0, .created_by = scope.actor,
                         .provenance = {{"role", one.robots ? "robots" : "takedown_look"}, {"measure", IdToString(measure.id)},
                                        {"notice", IdToString(measure.notice)}, {"redirects", one.hop}}});
      if (ref) continue;
      Error error = ref.error();
      if (Status dropped = writer_->Discard(); !dropped) return dropped;
      return Fail(std::move(error));
    }
    return Ok();
  }

  static Status OpenTask(Transaction& tx, const Scope& scope, const Measure& measure, const std::string& kind, const MeasureCheck& check, Id recorded) {
    Task task;
    task.org = measure.org;
    task.region_code = measure.region_code;
    task.kind = kind;
    task.subject_kind = "measure";
    task.subject = measure.id;
    task.case_id = measure.case_id;
    task.cause = kind + ":" + IdToString(recorded);
    task.detail = {{"url", measure.url}, {"why", InWords(check.why, "en")}, {"said", SaidView(check.why)}, {"notice", IdToString(measure.notice)}, {"check", IdToString(recorded)}};
    if (Result<Id> opened = AddTask(tx, scope, task); !opened) return Fail(opened);
    return Ok();
  }

  Service& service_;
  const FollowUp& data_;
  Service::Connection db_;
  std::unique_ptr<PageAsker> asker_;
  std::unique_ptr<CaptureWriter> writer_;
  std::map<Id, LookTarget> targets_;
  std::vector<std::string> phrases_;
};

Result<std::unique_ptr<Looker>> OpenLooker(Service& service) {
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  Result<std::unique_ptr<PageAsker>> asker = PageAsker::Open(service);
  if (!asker) return Fail(asker);
  Result<Service::Connection> db = service.Connect();
  if (!db) return Fail(db);
  return std::make_unique<Looker>(service, **data, std::move(*db), std::move(*asker));
}

void Rest(milliseconds wait, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, wait, [] { return false; });
}

}  // namespace

Result<CheckTotals> CheckPass(Service& service, const CheckBudget& budget, std::stop_token stop) {
  CheckTotals totals;
  std::unique_ptr<Looker> looker;
  const auto begun = steady_clock::now();
  milliseconds waited{0};
  while (totals.looks < budget.looks && !stop.stop_requested() && steady_clock::now() - begun < budget.time) {
    const Time now = service.clock().Now();
    Result<std::vector<Measure>> due = Reading(service, [&](CaseDb& db) { return DueMeasures(db, now, kDueAtOnce); });
    if (!due) return Fail(due);
    if (due->empty()) break;
    if (!looker) {
      Result<std::unique_ptr<Looker>> opened = OpenLooker(service);
      if (!opened) return Fail(opened);
      looker = std::move(*opened);
    }
    // The longest due whose host is free, else the one that is free first.
    const Measure* next = nullptr;
    const LookTarget* target = nullptr;
    milliseconds least{0};
    for (const Measure& measure : *due) {
      Result<LookTarget*> found = looker->TargetOf(measure);
      if (!found) return Fail(found);
      Result<milliseconds> wait = looker->Wait(**found);
      if (!wait) return Fail(wait);
      if (*wait > kLongestPause) {
        // A crawl is at its host, or the host asks for long pauses: not before.
        Status put_off = Writing(service, [&](Transaction& tx) { return PutOffMeasure(tx, measure.id, now + *wait); });
        if (!put_off) return Fail(put_off);
        ++totals.put_off;
        continue;
      }
      if (next && *wait >= least) continue;
      next = &measure;
      target = *found;
      least = *wait;
      if (least == milliseconds(0)) break;
    }
    if (!next) continue;
    if (least > milliseconds(0)) {
      if (waited + least > budget.wait_for_gap) break;
      waited += least;
      Rest(least, stop);
      if (stop.stop_requested()) break;
    }
    if (Status looked = looker->LookAt(*next, *target, totals, stop); !looked) {
      if (looked.error().code == ErrorCode::kCancelled) break;
      return Fail(std::move(looked.error()).While("look at a listing again"));
    }
  }
  return totals;
}

Result<Json> RunChecks(Service& service, const Scope& scope, const CheckBudget& budget, std::stop_token stop) {
  if (Status allowed = Authorise(scope, UseCase::kCheckListings); !allowed) return Fail(allowed);
  Result<RoleLock> lock = service.store().LockRole("work");
  if (!lock && lock.error().code != ErrorCode::kConflict) return Fail(lock);
  CheckTotals totals;
  if (lock) {
    if (Status whole = CheckLogAgainstFiles(service); !whole) return Fail(whole);
    Result<CheckTotals> passed = CheckPass(service, budget, stop);
    if (!passed) return Fail(passed);
    totals = *passed;
    if (totals.looks > 0) {
      std::map<Id, RulesInForce> compiled;
      if (Result<WorkTotals> pass = WorkPass(service, compiled, WorkWish{}, stop); !pass) return Fail(pass);
    }
  }
  const Time now = service.clock().Now();
  Result<std::vector<Measure>> due = Reading(service, [&](CaseDb& db) { return DueMeasures(db, now, kMaxPageRows); });
  if (!due) return Fail(due);
  return Json{{"running", !lock.has_value()}, {"looks", totals.looks}, {"gone", totals.gone}, {"live", totals.live}, {"unclear", totals.unclear},
              {"unreachable", totals.unreachable}, {"taken", totals.taken}, {"back", totals.back}, {"put_off", totals.put_off}, {"waiting", due->size()}};
}

}  // namespace markwarden
