// Decoys over the newest snapshots, and what their number says of leads.
#include "service/chance.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "matcher/calibration.h"
#include "matcher/decoys.h"
#include "service/permissions.h"
#include "service/policy_file.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/rule_packs.h"

namespace markwarden {
namespace {

using std::chrono::steady_clock;

constexpr int kChanceStep = 200, kDecidedLeads = 500, kRowStepDb = 3;

bool OfWords(const Flag& flag) {
  return std::none_of(flag.signals.begin(), flag.signals.end(), [](const Signal& signal) { return signal.detector.starts_with("picture."); });
}

int WholeDb(double db) { return static_cast<int>(std::floor(db)); }

struct Tally {
  int64_t suspected = 0, chance = 0;
};
Tally AtLeast(const ChanceCount& count, int db) {
  Tally tally;
  for (const ChanceBin& bin : count.bins) {
    if (bin.db < db) continue;
    tally.suspected += bin.suspected;
    tally.chance += bin.chance;
  }
  return tally;
}

Tally AllLeads(const ChanceCount& count) { return AtLeast(count, std::numeric_limits<int>::min()); }

// How many decoys stand for one watched right.
double DecoysPerRight(const ChanceCount& count) { return count.rights == 0 ? 0 : static_cast<double>(count.decoys) / static_cast<double>(count.rights); }

// The share among leads of about this weight, heavier ones left out.  Empty: there were none.
std::optional<double> ShareAbout(const ChanceCount& count, int db) {
  const Tally from = AtLeast(count, db), past = AtLeast(count, db + kRowStepDb);
  const double each = DecoysPerRight(count);
  if (each <= 0 || from.suspected == past.suspected) return std::nullopt;
  return std::min(1.0, static_cast<double>(from.chance - past.chance) / each / static_cast<double>(from.suspected - past.suspected));
}

// What is suspected of decoys in one listing after the other, each decoy kMostOfDecoy times at most.
class DecoyLeads {
 public:
  explicit DecoyLeads(std::shared_ptr<const RuleSet> decoys, MatcherOptions options = {}) : matcher_(std::move(decoys), options) {}

  // The weights of those in this listing that count.
  std::vector<double> In(const Listing& listing) {
    std::vector<double> weights;
    for (const Flag& flag : matcher_.Match(listing)) {
      if (flag.verdict == Verdict::kSuspected && ++of_decoy_[flag.right_id] <= kMostOfDecoy) weights.push_back(flag.db);
    }
    return weights;
  }

 private:
  const Matcher matcher_;
  std::unordered_map<std::string, int> of_decoy_;
};

// One decoy of a right more, "decoy:N".  False when none can be made.
bool AddDecoy(DecoyMaker& maker, const Right& right, uint64_t seed, std::vector<RightVersion>& decoys) {
  RightVersion decoy;
  decoy.right = maker.RightAfter(right, "decoy:" + std::to_string(decoys.size()), seed);
  if (decoy.right.names.empty() && decoy.right.nicknames.empty()) return false;
  decoys.push_back(std::move(decoy));
  return true;
}

// Of all rights that have a name; `rights_with` is how many of these have decoys.
std::vector<RightVersion> DecoysOf(const RuleSet::Rights& rights, DecoyMaker& maker, const ChancePolicy& policy, int64_t& rights_with) {
  std::vector<RightVersion> decoys;
  std::vector<const Right*> named;
  for (const RightVersion& version : rights) {
    if (!version.right.names.empty() || !version.right.nicknames.empty()) named.push_back(&version.right);
  }
  // More rights than decoys: every so many of them, which stand for the others.
  const size_t most = static_cast<size_t>(policy.most_decoys), step = std::max<size_t>(1, (named.size() + most - 1) / most);
  const size_t each = std::clamp<size_t>(most / std::max<size_t>(1, named.size()), 1, static_cast<size_t>(policy.decoys));
  size_t asked = 0, made = 0;
  for (size_t i = 0; i < named.size(); i += step) {
    ++asked;
    bool any = false;
    for (size_t k = 1; k <= each; ++k) any = AddDecoy(maker, *named[i], k, decoys) || any;
    made += any;
  }
  rights_with = asked == 0 ? 0 : static_cast<int64_t>(named.size() * made / asked);
  return decoys;
}

std::vector<std::string> NamesOf(const RuleSet::Rights& rights) {
  std::vector<std::string> names;
  for (const RightVersion& version : rights) {
    names.insert(names.end(), version.right.names.begin(), version.right.names.end());
    names.insert(names.end(), version.right.nicknames.begin(), version.right.nicknames.end());
  }
  return names;
}

Status JudgeByDecisions(CaseDb& db, const Scope& scope, const ChancePolicy& policy, ChanceCount& count) {
  Result<std::vector<DecidedLead>> leads = LatestDecidedLeads(db, scope, kDecidedLeads);
  if (!leads) return Fail(leads);
  for (const DecidedLead& lead : *leads) {
    if (lead.reasons.find("picture") != std::string::npos) continue;
    const auto claimed = ShareAbout(count, WholeDb(lead.db));
    if (!claimed) continue;
    ++count.decided;
    count.decided_claimed += *claimed;
    count.decided_chance += policy.no_such_name.count(lead.dismissal) > 0;
  }
  return Ok();
}

const char* WhyHidden(const ChanceCount& count, const ChancePolicy& policy) {
  if (AllLeads(count).suspected < policy.least_suspected) return "too_few";
  return IsContradicted(count, policy) ? "contradicted" : nullptr;
}

double ToThousandths(double share) { return std::round(share * 1000) / 1000; }

struct Calibration {
  int64_t labels = 0;
  std::vector<UpheldPool> pools;  // none on too few labels
};
Result<Calibration> CalibrationOf(CaseDb& db, const Scope& scope, const ChancePolicy& policy) {
  Result<std::vector<DecidedLead>> decided = LatestDecidedLeads(db, scope, static_cast<int>(policy.most_labels));
  if (!decided) return Fail(decided);
  Calibration calibration{.labels = static_cast<int64_t>(decided->size()), .pools = {}};
  if (calibration.labels < policy.least_labels) return calibration;
  std::vector<LabelledLead> leads;
  for (const DecidedLead& lead : *decided) leads.push_back({lead.db, lead.dismissal.empty()});
  calibration.pools = PoolsOf(leads, policy.least_pool);
  return calibration;
}

Json PoolView(const UpheldPool& pool) {
  return {{"from_db", pool.from_db}, {"leads", pool.leads}, {"share", ToThousandths(pool.share)}, {"low", ToThousandths(pool.low)}, {"high", ToThousandths(pool.high)}};
}

}  // namespace

Result<ChancePolicy> LoadChancePolicy(const std::filesystem::path& data_dir) {
  return ReadPolicyFile(data_dir / "rules" / "registration" / "chance.yaml", [](const YAML::Node& node) {
    ChancePolicy policy;
    const std::pair<const char*, int64_t*> numbers[] = {{"snapshots", &policy.snapshots}, {"least_snapshots", &policy.least_snapshots}, {"seconds", &policy.seconds},
                                                        {"hours", &policy.hours}, {"decoys", &policy.decoys}, {"most_decoys", &policy.most_decoys},
                                                        {"trial_decoys", &policy.trial_decoys}, {"least_suspected", &policy.least_suspected}, {"least_decided", &policy.least_decided}, {"least_labels", &policy.least_labels}, {"most_labels", &policy.most_labels}, {"least_pool", &policy.least_pool}};
    for (const auto& [name, value] : numbers) *value = WholeNumber(node[name], name, 1'000'000);
    yaml::OnlyKeys(node, {"version", "source", "snapshots", "least_snapshots", "seconds", "hours", "decoys", "most_decoys", "trial_decoys", "least_suspected", "least_decided", "least_labels", "most_labels", "least_pool", "factor", "level", "no_such_name"}, "chance");
    for (const YAML::Node& code : node["no_such_name"]) policy.no_such_name.insert(code.as<std::string>());
    policy.factor = node["factor"].as<double>();
    policy.level = node["level"].as<double>();
    if (!(policy.factor > 1)) throw yaml::Wrong("factor must be above 1");
    if (!(policy.level > 0 && policy.level < 1)) throw yaml::Wrong("level must be between 0 and 1");
    return policy;
  });
}

std::optional<ChanceShare> ChanceShareOf(const ChanceCount& count, double db, const ChancePolicy& policy) {
  const double each = DecoysPerRight(count);
  const Tally here = AtLeast(count, WholeDb(db));
  if (each <= 0 || here.suspected < policy.least_suspected) return std::nullopt;
  ChanceShare least{.share = 1, .at_most = 1, .suspected = here.suspected};
  for (int from = count.bins.front().db; from <= WholeDb(db); ++from) {
    const Tally tally = AtLeast(count, from);
    const Expected rate = RateOf(tally.chance, each * static_cast<double>(tally.suspected), policy.level);
    if (rate.expected > least.share || (rate.expected == least.share && rate.high >= least.at_most)) continue;
    least.share = std::min(1.0, rate.expected);
    least.at_most = std::min(1.0, rate.high);
  }
  return least;
}

bool IsContradicted(const ChanceCount& count, const ChancePolicy& policy) {
  if (count.decided < policy.least_decided) return false;
  const Expected seen = RateOf(count.decided_chance, 1, policy.level);
  if (count.decided_claimed >= seen.low && count.decided_claimed <= seen.high) return false;
  const auto chance = static_cast<double>(count.decided_chance);
  return chance > policy.factor * count.decided_claimed || count.decided_claimed > policy.factor * chance;
}

bool ChanceIsDue(const std::optional<ChanceCount>& last, int64_t stored, Time now, const ChancePolicy& policy) {
  if (stored < policy.least_snapshots) return false;
  // A count of little is made again once there is twice as much; one that took too long was to look at more than it did.
  return !last || stored >= 2 * last->wanted || HasPassed(last->created_at, now, std::chrono::hours(policy.hours));
}

Status CountChance(Service& service, Id org, const RulesInForce& rules, std::stop_token stop) {
  const Scope scope = SystemScope("system:match", org);
  auto db = service.Connect();
  if (!db) return Fail(db);
  Result<ChancePolicy> policy = LoadChancePolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  Result<std::optional<ChanceCount>> last = LatestChanceCount(**db, scope);
  if (!last) return Fail(last);
  Result<int64_t> stored = CountSnapshots(**db, policy->snapshots);
  if (!stored) return Fail(stored);
  if (!ChanceIsDue(*last, *stored, service.clock().Now(), *policy)) return Ok();
  ChanceCount count;
  count.org = org;
  count.rule_set = rules.matcher->rules().digest();
  count.engine = EngineName();
  Result<std::vector<SnapshotRecord>> newest = LatestSnapshotsBefore(**db, std::numeric_limits<Id>::max(), 1);
  if (!newest) return Fail(newest);
  if (!newest->empty()) count.newest_snapshot = newest->front().id;
  if (*last && (*last)->rule_set == count.rule_set && (*last)->newest_snapshot == count.newest_snapshot) return Ok();
  std::vector<Listing> listings;
  SignCounts signs;
  for (Id at = count.newest_snapshot + 1; static_cast<int64_t>(listings.size()) < policy->snapshots;) {
    Result<std::vector<SnapshotRecord>> step =
        LatestSnapshotsBefore(**db, at, static_cast<int>(std::min<int64_t>(kChanceStep, policy->snapshots - static_cast<int64_t>(listings.size()))));
    if (!step) return Fail(step);
    if (step->empty()) break;
    at = step->back().id;
    for (SnapshotRecord& snapshot : *step) {
      signs.Add(snapshot.listing.title);
      listings.push_back(std::move(snapshot.listing));
    }
  }
  count.wanted = static_cast<int64_t>(listings.size());
  const RuleSet& watched = rules.matcher->rules();
  DecoyMaker maker(std::move(signs), NamesOf(watched.rights()));
  std::vector<RightVersion> decoys = DecoysOf(watched.rights(), maker, *policy, count.rights);
  count.decoys = static_cast<int64_t>(decoys.size());
  Result<std::shared_ptr<const RuleSet>> built = RuleSet::Build(std::move(decoys), std::shared_ptr<const RuleBook>(rules.matcher, &watched.book()));
  if (!built) return Fail(built);
  DecoyLeads nobody(*built, {.as_of = service.clock().Now()});
  std::map<int, ChanceBin> bins;
  const auto start = steady_clock::now();
  for (const Listing& listing : listings) {
    if (stop.stop_requested()) return Ok();  // another pass counts
    if (steady_clock::now() - start >= std::chrono::seconds(policy->seconds)) break;
    ++count.scanned;
    for (const Flag& flag : rules.matcher->Match(listing)) bins[WholeDb(flag.db)].suspected += flag.verdict == Verdict::kSuspected;
    for (const double weight : nobody.In(listing)) ++bins[WholeDb(weight)].chance;
  }
  for (auto& [db_from, bin] : bins) {
    bin.db = db_from;
    if (bin.suspected + bin.chance > 0) count.bins.push_back(bin);
  }
  if (Status judged = JudgeByDecisions(**db, scope, *policy, count); !judged) return judged;
  Result<std::unique_ptr<Transaction>> tx = (*db)->Begin();
  if (!tx) return Fail(tx);
  Result<Id> id = AddChanceCount(**tx, scope, count);
  if (!id) return Fail(id);
  NewEvent event = EventBy(scope, "rules.chance_counted", "rule_set", *id);
  const Tally all = AllLeads(count);
  event.detail = {{"digest", count.rule_set}, {"scanned", count.scanned}, {"decoys", count.decoys}, {"suspected", all.suspected}, {"chance", all.chance}};
  if (auto written = AppendEvent(**tx, event); !written) return Fail(written);
  return (*tx)->Commit();
}

Json TrialChance(const Right& right, const std::shared_ptr<const RuleBook>& book, const RuleSet& watched, const std::vector<Listing>& listings, const ChancePolicy& policy,
                 const std::function<bool()>& over) {
  SignCounts signs;
  for (const Listing& listing : listings) signs.Add(listing.title);
  DecoyMaker maker(std::move(signs), NamesOf(watched.rights()));
  std::vector<RightVersion> decoys;
  for (int64_t k = 1; k <= policy.trial_decoys; ++k) AddDecoy(maker, right, static_cast<uint64_t>(k), decoys);
  if (decoys.empty() || listings.empty()) return nullptr;
  const size_t made = decoys.size();
  Result<std::shared_ptr<const RuleSet>> built = RuleSet::Build(std::move(decoys), book);
  if (!built) return nullptr;
  DecoyLeads nobody(*built);
  int64_t seen = 0, chance = 0;
  for (const Listing& listing : listings) {
    if (over()) break;
    ++seen;
    chance += static_cast<int64_t>(nobody.In(listing).size());
  }
  if (seen == 0) return nullptr;
  return {{"decoys", made}, {"seen", seen}, {"per_1000", RangeJson(RateOf(chance, static_cast<double>(seen) * static_cast<double>(made) / 1000, policy.level))}};
}

Result<Json> ShowChance(Service& service, const Scope& scope) {
  if (Status allowed = Authorise(scope, UseCase::kSeeRules); !allowed) return Fail(allowed);
  Result<ChancePolicy> policy = LoadChancePolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<Calibration> calibration = CalibrationOf(db, scope, *policy);
    if (!calibration) return Fail(calibration);
    Json upheld = {{"labels", calibration->labels}, {"least", policy->least_labels}, {"rows", Json::array()}};
    for (const UpheldPool& pool : calibration->pools) upheld["rows"].push_back(PoolView(pool));
    Result<std::optional<ChanceCount>> count = LatestChanceCount(db, scope);
    if (!count) return Fail(count);
    if (!*count) {
      return Json{{"at", nullptr}, {"rule_set", nullptr}, {"scanned", 0}, {"rights", 0}, {"decoys", 0}, {"shown", false}, {"why", "none"}, {"rows", Json::array()}, {"decided", nullptr},
                  {"upheld", std::move(upheld)}};
    }
    Json rows = Json::array();
    const std::vector<ChanceBin>& bins = (*count)->bins;
    for (int from = bins.empty() ? 0 : bins.front().db; !bins.empty() && from <= bins.back().db; from += kRowStepDb) {
      const Tally tally = AtLeast(**count, from);
      const auto share = ChanceShareOf(**count, from, *policy);
      const double expected = DecoysPerRight(**count) <= 0 ? 0 : static_cast<double>(tally.chance) / DecoysPerRight(**count);
      rows.push_back({{"from_db", from}, {"suspected", tally.suspected}, {"chance", std::round(expected * 10) / 10},
                      {"share", share ? Json(ToThousandths(share->share)) : Json(nullptr)}, {"at_most", share ? Json(ToThousandths(share->at_most)) : Json(nullptr)}});
    }
    const char* why = WhyHidden(**count, *policy);
    return Json{{"at", FormatTime((*count)->created_at)},
                {"rule_set", (*count)->rule_set},
                {"scanned", (*count)->scanned},
                {"rights", (*count)->rights},
                {"decoys", (*count)->decoys},
                {"shown", why == nullptr},
                {"why", why ? Json(why) : Json(nullptr)},
                {"rows", std::move(rows)},
                {"decided", {{"leads", (*count)->decided}, {"chance", (*count)->decided_chance}, {"claimed", std::round((*count)->decided_claimed * 10) / 10}}},
                {"upheld", std::move(upheld)}};
  });
}

namespace {

Result<Json> UpheldOf(CaseDb& db, const Scope& scope, const Flag& latest, const ChancePolicy& policy) {
  Result<Calibration> calibration = CalibrationOf(db, scope, policy);
  if (!calibration) return Fail(calibration);
  const std::optional<UpheldPool> pool = PoolAt(calibration->pools, latest.db);
  return pool ? PoolView(*pool) : Json(nullptr);
}

Result<Json> ChanceOf(CaseDb& db, Id org, const Flag& latest, const ChancePolicy& policy) {
  if (!OfWords(latest)) return Json(nullptr);
  Result<std::optional<ChanceCount>> count = LatestChanceCount(db, SystemScope("system:match", org));
  if (!count) return Fail(count);
  if (!*count || WhyHidden(**count, policy) != nullptr) return Json(nullptr);
  const auto share = ChanceShareOf(**count, latest.db, policy);
  if (!share) return Json(nullptr);
  return Json{{"share", ToThousandths(share->share)}, {"at_most", ToThousandths(share->at_most)}, {"suspected", share->suspected},
              {"scanned", (*count)->scanned}, {"decoys", (*count)->decoys}, {"at", FormatTime((*count)->created_at)}};
}

}  // namespace

Result<LeadShares> SharesOfLead(Service& service, CaseDb& db, const Scope& scope, Id org, const Flag& latest) {
  LeadShares shares;
  if (latest.verdict != Verdict::kSuspected) return shares;
  Result<ChancePolicy> policy = LoadChancePolicy(service.options().data_dir);
  if (!policy) return Fail(policy);
  Result<Json> chance = ChanceOf(db, org, latest, *policy), upheld = UpheldOf(db, scope, latest, *policy);
  if (!chance) return Fail(chance);
  if (!upheld) return Fail(upheld);
  shares.chance = std::move(*chance);
  shares.upheld = std::move(*upheld);
  return shares;
}

}  // namespace markwarden
