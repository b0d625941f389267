// A shadow run of one right.
#include "service/right_try.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_set>

#include "core/money.h"
#include "service/chance.h"
#include "service/content.h"
#include "service/flag_forecast.h"
#include "service/matching.h"
#include "service/permissions.h"
#include "service/policy_file.h"
#include "service/right_register.h"
#include "service/right_save.h"
#include "service/right_suggest.h"
#include "service/rule_books.h"
#include "service/transact.h"
#include "store/trial_snapshots.h"

namespace markwarden {
namespace {

using std::chrono::steady_clock;

constexpr int kTrialStep = 200;
constexpr size_t kSellersTold = 10;

struct TrialLimits {
  int days = 0, listings = 0, seconds = 0, pictures = 0, kept = 0, samples = 0, running = 0, minutes = 0, forecast_days = 0;
  double forecast_level = 0;
  SuggestWish suggest;
};

Result<TrialLimits> LoadTrialLimits(const std::filesystem::path& data_dir) {
  return ReadPolicyFile(data_dir / "rules" / "registration" / "trial.yaml", [](const YAML::Node& root) {
    TrialLimits limits;
    const std::pair<const char*, int*> numbers[] = {{"days", &limits.days}, {"listings", &limits.listings}, {"seconds", &limits.seconds}, {"pictures", &limits.pictures},
                                                    {"kept", &limits.kept}, {"samples", &limits.samples}, {"running", &limits.running}, {"minutes", &limits.minutes},
                                                    {"suggestions", &limits.suggest.suggestions}, {"forecast_days", &limits.forecast_days}};
    for (const auto& [name, value] : numbers) *value = static_cast<int>(WholeNumber(root[name], name, std::numeric_limits<int>::max()));
    limits.suggest.least_share = root["least_share"].as<double>();
    limits.suggest.strong_db = root["strong_db"].as<double>();
    limits.forecast_level = root["forecast_level"].as<double>();
    if (!(limits.forecast_level > 0 && limits.forecast_level < 1)) throw yaml::Wrong("forecast_level must be between 0 and 1");
    return limits;
  });
}

Json CountsJson(const std::map<std::string, int64_t>& counts, const char* name) {
  std::vector<std::pair<std::string, int64_t>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Json list = Json::array();
  for (const auto& [key, count] : order) list.push_back({{name, key}, {"count", count}});
  return list;
}

// One flagged listing as it is told.
Json SampleJson(const SnapshotRecord& snapshot, const Flag& flag, bool raised) {
  const Listing& listing = snapshot.listing;
  Json signals = Json::array(), cleared = Json::array();
  for (const Signal& signal : flag.signals) signals.push_back({{"detector", signal.detector}, {"field", signal.field}, {"matched", signal.matched}});
  for (const Clearing& clearing : flag.cleared_by) cleared.push_back({{"detector", clearing.detector}, {"why", clearing.why}});
  std::string picture;
  for (const SnapshotPicture& one : snapshot.pictures) {
    if (!one.sha256.empty()) {
      picture = one.sha256;
      break;
    }
  }
  return {{"title", listing.title}, {"url", listing.url}, {"platform", listing.platform}, {"seller", TextOrNull(listing.seller.name)},
          {"price", listing.price ? ToJson(*listing.price) : Json(nullptr)}, {"verdict", ToString(flag.verdict)}, {"db", flag.db},
          {"reason_codes", flag.reason_codes}, {"signals", std::move(signals)}, {"cleared_by", std::move(cleared)}, {"picture", TextOrNull(picture)},
          {"seen_at", FormatTime(snapshot.created_at)}, {"raised", raised}};
}

// What a trial gathers while it goes.
class TrialTally {
 public:
  TrialTally(const TrialLimits& limits, double threshold) : limits_(limits), threshold_(threshold) {}

  // `before`: whether the version in force suspects it too; empty where none is.
  void Take(const SnapshotRecord& snapshot, PictureContext pictures, const Flag& flag, std::optional<bool> before) {
    const bool raised = before && !*before && flag.verdict == Verdict::kSuspected;
    const bool suspected = flag.verdict == Verdict::kSuspected;
    ++(suspected ? suspected_ : cleared_);
    std::set<std::string> detectors;
    if (suspected) {
      for (const Signal& signal : flag.signals) detectors.insert(signal.detector);
      for (const std::string& detector : detectors) ++by_detector_[detector];
      ++platforms_[snapshot.listing.platform];
      const Seller& seller = snapshot.listing.seller;
      SellerCount& count = sellers_[snapshot.listing.platform + "\n" + (seller.id.empty() ? seller.name : seller.id)];
      count.name = seller.name;
      count.id = seller.id;
      count.platform = snapshot.listing.platform;
      ++count.count;
      if (snapshot.listing.price) prices_.push_back(*snapshot.listing.price);
      Keep(strongest_, {-flag.db, SampleJson(snapshot, flag, raised)});
    } else {
      for (const Clearing& clearing : flag.cleared_by) detectors.insert(clearing.detector);
      for (const std::string& detector : detectors) ++cleared_by_[detector];
    }
    if (const double off = std::abs(flag.db - threshold_); off <= limits_.suggest.strong_db) Keep(borderline_, {off, SampleJson(snapshot, flag, raised)});
    if (suspected && kept_.size() < static_cast<size_t>(limits_.kept)) kept_.push_back({snapshot.listing, std::move(pictures), flag});
  }

  int64_t suspected() const { return suspected_; }
  const std::vector<TriedListing>& kept() const { return kept_; }

  Json Told(const Right& right) const {
    std::vector<const SellerCount*> order;
    for (const auto& [key, count] : sellers_) order.push_back(&count);
    std::stable_sort(order.begin(), order.end(), [](const SellerCount* a, const SellerCount* b) { return a->count > b->count; });
    Json sellers = Json::array(), strongest = Json::array(), borderline = Json::array();
    for (const SellerCount* count : order) {
      if (sellers.size() == kSellersTold) break;
      sellers.push_back({{"name", TextOrNull(count->name)}, {"id", TextOrNull(count->id)}, {"platform", count->platform}, {"count", count->count}});
    }
    for (const auto& [weight, sample] : strongest_) strongest.push_back(sample);
    for (const auto& [weight, sample] : borderline_) borderline.push_back(sample);
    return {{"suspected", suspected_}, {"cleared", cleared_}, {"by_detector", CountsJson(by_detector_, "detector")}, {"cleared_by", CountsJson(cleared_by_, "detector")},
            {"platforms", CountsJson(platforms_, "platform")}, {"strongest", std::move(strongest)}, {"borderline", std::move(borderline)},
            {"sellers", std::move(sellers)}, {"sellers_total", sellers_.size()}, {"prices", PricesTold(right)}};
  }

 private:
  struct SellerCount {
    std::string name, id, platform;
    int64_t count = 0;
  };
  using Sample = std::pair<double, Json>;

  // The smallest weights, as many as are asked for.
  void Keep(std::vector<Sample>& list, Sample sample) {
    const auto at = std::upper_bound(list.begin(), list.end(), sample.first, [](double weight, const Sample& one) { return weight < one.first; });
    list.insert(at, std::move(sample));
    if (list.size() > static_cast<size_t>(limits_.samples)) list.pop_back();
  }

  // Of the most frequent currency.
  Json PricesTold(const Right& right) const {
    std::map<std::string, std::vector<std::pair<double, std::string>>> by_currency;
    for (const Price& price : prices_) {
      if (const auto value = DecimalRatio(price.amount, "1")) by_currency[price.currency].emplace_back(*value, price.amount);
    }
    const auto most = std::max_element(by_currency.begin(), by_currency.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    if (most == by_currency.end()) return nullptr;
    auto values = most->second;
    std::sort(values.begin(), values.end());
    Json below = nullptr;
    if (right.reference_price && (right.reference_price->currency == most->first || most->first.empty())) {
      below = std::count_if(values.begin(), values.end(), [&](const auto& value) {
        const auto ratio = DecimalRatio(value.second, right.reference_price->amount);
        return ratio && *ratio < 0.5;
      });
    }
    return {{"known", values.size()}, {"lowest", values.front().second}, {"median", values[values.size() / 2].second}, {"highest", values.back().second},
            {"currency", TextOrNull(most->first)}, {"below_half", std::move(below)}};
  }

  const TrialLimits& limits_;
  const double threshold_;
  int64_t suspected_ = 0, cleared_ = 0;
  std::map<std::string, int64_t> by_detector_, cleared_by_, platforms_;
  std::map<std::string, SellerCount> sellers_;
  std::vector<Price> prices_;
  std::vector<Sample> strongest_, borderline_;
  std::vector<TriedListing> kept_;
};

// The draft as the matcher takes it: its pictures are fingerprinted in content workers.
Result<RightVersion> VersionOf(Service& service, Registration registration) {
  (void)TakePapersOut(registration.right);
  RightVersion version{.version_id = {}, .right = std::move(registration.right), .pictures = {}};
  for (const std::string& name : version.right.images) {
    const Result<std::string> bytes = registration.pictures(name);
    if (!bytes) return Fail(Error(bytes.error()).While("image " + name));
    Result<PictureKey> key = service.content().Fingerprint(*bytes, {.role = PictureRole::kReference, .corners = Corners::kFind});
    if (!key) return Fail(std::move(key.error()).While("image " + name));
    version.pictures.push_back({name, std::move(*key)});
  }
  return version;
}

// What one matcher says of the right in question; null: nothing.
const Flag* FlagOf(const std::vector<Flag>& flags, const std::string& right) {
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) { return flag.right_id == right; });
  return found == flags.end() ? nullptr : &*found;
}

Result<Json> RunTrial(Service& service, Id org, const RightVersion& draft, const TrialLimits& limits, const std::function<void(const TrialProgress&)>& progress,
                      std::stop_token stop) {
  const auto start = steady_clock::now();
  const auto over = [&] { return steady_clock::now() - start >= std::chrono::seconds(limits.seconds); };
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, **db, org);
  if (!book) return Fail(book);
  Result<RulesInForce> rules = CurrentRules(**db, org, *book);
  if (!rules) return Fail(rules);
  Result<std::shared_ptr<const Matcher>> with_draft = WithDraft(*rules, draft);
  if (!with_draft) return Fail(with_draft);
  const Matcher& matcher = **with_draft;
  // The version in force of the draft's right, compiled among the others; null where the right is new.
  const Matcher* in_force = rules->Find(draft.right.id) ? rules->matcher.get() : nullptr;
  // What was found in pictures before says nothing to another bank, which would need their corners: that of the draft alone, by which suggestions are
  // counted, has none only without pictures of its own.
  const bool kept_serve = draft.pictures.empty() && (!in_force || in_force->bank_digest() == matcher.bank_digest());
  int64_t suspected_before = 0, raised = 0, gone = 0;
  Time oldest = service.clock().Now();
  const Time since = service.clock().Now() - std::chrono::hours(24 * limits.days);
  Result<ChancePolicy> chance = LoadChancePolicy(service.options().data_dir);
  if (!chance) return Fail(chance);
  std::vector<Listing> met_by_decoys;  // the first of them
  TrialTally tally(limits, (*book)->weights.threshold_db());
  std::unordered_set<Id> listings;
  TrialProgress told{.seen = 0, .of = limits.listings, .suspected = 0};
  const char* cut = nullptr;
  int left = limits.pictures, missed = 0;
  Id before = 0;
  for (bool end = false; !end && !cut;) {
    Result<std::vector<SnapshotRecord>> step = NewestSnapshots(**db, before, since, kTrialStep);
    if (!step) return Fail(step);
    end = step->size() < static_cast<size_t>(kTrialStep);
    for (const SnapshotRecord& snapshot : *step) {
      before = snapshot.id;
      if (!listings.insert(snapshot.listing_id).second) continue;  // an older look at the same offer
      if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the trial was stopped");
      if (told.seen >= limits.listings) {
        cut = "listings";
        break;
      }
      if (over()) {
        cut = "seconds";
        break;
      }
      ++told.seen;
      PictureContext pictures = FingerprintsOf(service, **db, matcher, snapshot, {.org = kept_serve ? org : Id{0}, .fresh = nullptr, .left = &left, .missed = &missed});
      oldest = std::min(oldest, snapshot.created_at);
      std::optional<bool> was;
      if (in_force) {
        // A name that one of them knows decides whether figures are looked for.
        const bool alike = in_force->LooksForFigures(snapshot.listing) == matcher.LooksForFigures(snapshot.listing);
        const PictureContext other = alike ? PictureContext() : FingerprintsOf(service, **db, *in_force, snapshot, {.left = &left, .missed = &missed});
        const std::vector<Flag> flags = in_force->Match(snapshot.listing, alike ? &pictures : &other);
        const Flag* flag = FlagOf(flags, draft.right.id);
        was = flag != nullptr && flag->verdict == Verdict::kSuspected;
        suspected_before += *was;
      }
      const std::vector<Flag> flags = matcher.Match(snapshot.listing, &pictures);
      const Flag* flag = FlagOf(flags, draft.right.id);
      const bool after = flag != nullptr && flag->verdict == Verdict::kSuspected;
      raised += was && !*was && after;
      gone += was && *was && !after;
      if (static_cast<int64_t>(met_by_decoys.size()) < chance->snapshots) met_by_decoys.push_back(snapshot.listing);
      if (flag != nullptr) tally.Take(snapshot, std::move(pictures), *flag, was);
      if (told.seen % 20 == 0) {
        told.suspected = tally.suspected();
        progress(told);
      }
    }
  }
  told.of = cut ? told.of : told.seen;
  told.suspected = tally.suspected();
  progress(told);
  // The same time again, at most: what was counted by then is told.
  const auto long_over = [&] { return stop.stop_requested() || steady_clock::now() - start >= 2 * std::chrono::seconds(limits.seconds); };
  Json suggestions = SuggestLessNoise(draft, *book, tally.kept(), limits.suggest, long_over);
  Json by_chance = TrialChance(draft.right, *book, matcher.rules(), met_by_decoys, *chance, long_over);
  if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the trial was stopped");
  Json result = tally.Told(draft.right);
  result["days"] = limits.days;
  result["from"] = FormatTime(since);
  result["seen"] = told.seen;
  result["cut"] = cut ? Json(cut) : Json(nullptr);
  result["pictures_missed"] = missed;
  result["threshold_db"] = (*book)->weights.threshold_db();
  result["suggestions"] = std::move(suggestions);
  result["in_force"] = in_force ? Json{{"suspected", suspected_before}, {"raised", raised}, {"gone", gone}} : Json(nullptr);
  const double covered = std::chrono::duration<double, std::chrono::days::period>(service.clock().Now() - oldest).count();
  result["forecast"] = ForecastJson(FlagForecast(tally.suspected(), told.seen, covered, {.level = limits.forecast_level, .least_days = double(limits.forecast_days)}));
  result["chance"] = std::move(by_chance);
  result["elapsed_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start).count();
  return result;
}

// Whose rights it would stand among: those of the organisation that keeps the right of this key, else the account's own.
Result<Id> OrganisationOf(Service& service, const Scope& scope, const std::string& key) {
  return Reading(service, [&](CaseDb& db) -> Result<Id> {
    Result<std::optional<RightRecord>> there = FindRightByKey(db, scope, key);
    if (!there) return Fail(there);
    return *there ? (*there)->org : scope.org;
  });
}

// A trial is shown to whoever began it.
Status MayTry(const Scope& scope) {
  Status adds = Authorise(scope, UseCase::kAddRight);
  if (adds || Authorise(scope, UseCase::kProposeAlias) || Authorise(scope, UseCase::kDecideAlias)) return Ok();
  return adds;
}

Result<Json> StartRun(Service& service, const Scope& scope, const TrialLimits& limits, RightTrials::Run run) {
  Result<std::string> id = service.right_trials().Start(scope.actor, limits.running, service.clock().Now(), std::chrono::minutes(limits.minutes), std::move(run));
  if (!id) return Fail(id);
  return Json{{"id", *id}};
}

}  // namespace

Result<Json> TryRight(Service& service, const Scope& scope, const Json& registration, const std::filesystem::path& folder, const std::function<void(const TrialProgress&)>& progress, std::stop_token stop) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<TrialLimits> limits = LoadTrialLimits(service.options().data_dir);
  if (!limits) return Fail(limits);
  Result<Registration> wanted = RegistrationOf(service, scope, registration, folder);
  if (!wanted) return Fail(wanted);
  Result<RightVersion> draft = VersionOf(service, std::move(*wanted));
  if (!draft) return Fail(draft);
  Result<Id> org = OrganisationOf(service, scope, draft->right.id);
  if (!org) return Fail(org);
  return RunTrial(service, *org, *draft, *limits, progress, stop);
}

Result<Json> StartRightTrial(Service& service, const Scope& scope, const Json& registration) {
  if (Status allowed = Authorise(scope, UseCase::kAddRight); !allowed) return Fail(allowed);
  Result<TrialLimits> limits = LoadTrialLimits(service.options().data_dir);
  if (!limits) return Fail(limits);
  Result<Registration> wanted = RegistrationOf(service, scope, registration);
  if (!wanted) return Fail(wanted);
  Result<Id> org = OrganisationOf(service, scope, wanted->right.id);
  if (!org) return Fail(org);
  auto shared = std::make_shared<Registration>(std::move(*wanted));
  return StartRun(service, scope, *limits, [&service, shared, org = *org, limits = *limits](std::stop_token stop, const std::function<void(const TrialProgress&)>& progress) -> Result<Json> {
    Result<RightVersion> draft = VersionOf(service, std::move(*shared));
    if (!draft) return Fail(draft);
    return RunTrial(service, org, *draft, limits, progress, stop);
  });
}

Result<Json> TryVersion(Service& service, const Scope& scope, const RightVersion& draft, const std::function<void(const TrialProgress&)>& progress, std::stop_token stop) {
  Result<TrialLimits> limits = LoadTrialLimits(service.options().data_dir);
  if (!limits) return Fail(limits);
  Result<Id> org = OrganisationOf(service, scope, draft.right.id);
  if (!org) return Fail(org);
  return RunTrial(service, *org, draft, *limits, progress, stop);
}

Result<Json> StartVersionTrial(Service& service, const Scope& scope, RightVersion draft) {
  Result<TrialLimits> limits = LoadTrialLimits(service.options().data_dir);
  if (!limits) return Fail(limits);
  Result<Id> org = OrganisationOf(service, scope, draft.right.id);
  if (!org) return Fail(org);
  auto shared = std::make_shared<const RightVersion>(std::move(draft));
  return StartRun(service, scope, *limits, [&service, shared, org = *org, limits = *limits](std::stop_token stop, const std::function<void(const TrialProgress&)>& progress) {
    return RunTrial(service, org, *shared, limits, progress, stop);
  });
}

Result<Json> ShowRightTrial(Service& service, const Scope& scope, const std::string& id) {
  if (Status allowed = MayTry(scope); !allowed) return Fail(allowed);
  return service.right_trials().Show(scope.actor, id);
}

Result<Json> CancelRightTrial(Service& service, const Scope& scope, const std::string& id) {
  if (Status allowed = MayTry(scope); !allowed) return Fail(allowed);
  if (Status stopped = service.right_trials().Cancel(scope.actor, id); !stopped) return Fail(stopped);
  return service.right_trials().Show(scope.actor, id);
}

}  // namespace markwarden
