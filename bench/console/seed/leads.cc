// A look is put together from what the offer hides, asks and shows.
#include "bench/console/seed/leads.h"

#include <algorithm>

#include "bench/console/seed/must.h"
#include "service/flag_decision.h"
#include "service/matching.h"
#include "store/cases.h"
#include "store/events.h"
#include "store/flags.h"
#include "store/priorities.h"

namespace markwarden::seed {
namespace {

constexpr size_t kUndecided = 400;  // leads that come before one is decided
constexpr auto kRecently = std::chrono::hours(24 * 60);
const char* const kDismissals[] = {"genuine", "authorised", "fair_use", "other_goods", "bad_match"};

Signal Named(const Offer& offer, const Brand& brand, double db) {
  Signal signal;
  signal.detector = offer.disguise.detector;
  signal.field = "title";
  signal.span = Span{static_cast<int64_t>(offer.name_at), static_cast<int64_t>(offer.name_at + offer.disguise.shown.size())};
  signal.matched = offer.disguise.shown;
  signal.decoded = brand.latin;
  signal.chain = {offer.disguise.step};
  signal.value = 0.9;
  signal.db = db;
  return signal;
}

Flag ResultOf(const Ground& ground, Random& random, const Offer& offer) {
  const RightRecord& right = ground.rights[offer.right];
  Flag flag;
  flag.right_id = right.key;
  flag.engine = EngineName();
  flag.rule_set = ground.rule_set;
  const double u = random.Unit();
  flag.signals.push_back(Named(offer, ground.brands[offer.right], 6 + 14 * u * u));
  flag.reason_codes.push_back(offer.disguise.detector == "text.name" ? "name" : "disguised_name");
  if (offer.price_ratio < 0.5) {
    Signal price;
    price.detector = "price.low";
    price.field = "price";
    price.value = 1 - offer.price_ratio;
    price.db = 9 * (1 - offer.price_ratio);
    flag.signals.push_back(std::move(price));
    flag.reason_codes.push_back("low_price");
  }
  if (random.Chance(0.35) && !right.pictures.empty()) {
    Signal copy;
    copy.detector = "picture.copy";
    copy.field = "images[0]";
    copy.chain = {"pdq", "whole", "whole"};
    copy.value = 1;
    copy.db = 12;
    copy.sha256 = offer.pictures.front().sha256;
    copy.region = Region{0, 0, 240, 240};
    copy.ref = right.pictures.front().name;
    copy.ref_sha256 = right.pictures.front().sha256;
    copy.ref_region = Region{0, 0, 240, 240};
    copy.distance = random.Between(0, 30);
    flag.signals.push_back(std::move(copy));
    flag.reason_codes.push_back("picture_copy");
  }
  if (random.Chance(0.12)) {
    flag.verdict = Verdict::kCleared;
    flag.cleared_by.push_back({.detector = random.Chance(0.5) ? "use.resale" : "goods.other_class", .field = "title", .span = std::nullopt, .why = "the listing's own words", .db = -25});
  }
  for (const Signal& signal : flag.signals) flag.db += signal.db;
  for (const Clearing& clearing : flag.cleared_by) flag.db += clearing.db;
  flag.score = std::clamp(0.5 + flag.db / 80, 0.0, 1.0);
  return flag;
}

}  // namespace

void LeadWriter::Save(Transaction& tx, Random& random, const Offer& offer) {
  const RightRecord& right = ground_.rights[offer.right];
  NewHit hit{.listing = offer.saved.listing, .right = right.id, .right_version = right.version_id, .snapshot = offer.saved.snapshot, .capture = offer.capture, .picture_captures = {},
             .seller = offer.saved.seller, .watch = offer.watch, .region_code = offer.shop->region, .result = ResultOf(ground_, random, offer)};
  for (const SnapshotPicture& picture : offer.pictures) hit.picture_captures.push_back(picture.capture);
  const HitSaved saved = Must(RecordHit(tx, ground_.matcher, hit), "record a look");
  ++flags_;
  Prioritise(tx, random, offer, saved, hit.result);
  if (hit.result.verdict == Verdict::kCleared) return;
  ++offer.shop->flags;
  NewEvent event = EventBy(ground_.matcher, "flag.raised", "flag", saved.flag);
  event.region_code = hit.region_code;
  event.detail = {{"hit", IdToString(saved.hit)}, {"right", hit.result.right_id}, {"db", hit.result.db}, {"rule_set", hit.result.rule_set}, {"engine", hit.result.engine}};
  Must(AppendEvent(tx, event), "append an event");
  waiting_.push_back({.flag = saved.flag, .hit = saved.hit, .right = right.id, .shop = offer.shop, .region = hit.region_code});
  if (waiting_.size() <= kUndecided) return;
  const Waiting oldest = waiting_.front();
  waiting_.pop_front();
  DecideOne(tx, random, oldest, end_ - offer.at > kRecently);
}

void LeadWriter::Prioritise(Transaction& tx, Random& random, const Offer& offer, const HitSaved& saved, const Flag& result) {
  PriorityFacts facts{.db = result.db, .price_ratio = offer.price_ratio, .seller_flags = offer.shop->flags, .seller_upheld = offer.shop->upheld, .detectors = {}, .classes = {}, .sales = offer.listing.sales,
                      .age = std::chrono::duration_cast<std::chrono::seconds>(end_ - offer.at)};
  for (const Signal& signal : result.signals) facts.detectors.push_back(signal.detector);
  facts.classes = ground_.rights[offer.right].right.classes;
  const Priority priority = PriorityOf(formula_, facts);
  const char* counted = result.verdict == Verdict::kCleared ? "" : "open";
  // Not all at one moment, as it is where work has gone on for a while.
  const Time due = end_ + std::chrono::hours(1) + std::chrono::seconds(random.Below(23 * 3600));
  Must(SavePriority(tx, saved.flag, priority.points, DumpJson(priority.parts), counted, due), "save a priority");
}

void LeadWriter::Act(Transaction& tx, const Scope& by, const Waiting& one, DecisionAction action, const std::string& reason, int64_t version) {
  Must(Decide(tx, by, {.flag = one.flag, .hit_seen = one.hit, .row_version = version, .action = action, .reason_code = reason, .basis = reason.empty() ? "" : "《商标法》第五十七条", .note = ""}), "decide");
  NewEvent event = EventBy(by, EventKindOf(action), "flag", one.flag);
  event.region_code = one.region;
  event.detail = {{"hit", IdToString(one.hit)}, {"reason", TextOrNull(reason)}};
  Must(AppendEvent(tx, event), "append an event");
  ++decisions_;
}

// Of what is old two thirds are decided, of what is new a third.
void LeadWriter::DecideOne(Transaction& tx, Random& random, const Waiting& one, bool old) {
  const Scope& by = random.Pick(ground_.officers);
  const double u = random.Unit() * (old ? 1 : 2);
  if (u < 0.36) {
    Act(tx, by, one, DecisionAction::kDismiss, kDismissals[random.Below(std::size(kDismissals))], 1);
    if (random.Chance(0.04)) Act(tx, random.Pick(ground_.officers), one, DecisionAction::kReopen, "", 2);
  } else if (u < 0.52) {
    std::vector<Waiting>& kept = for_cases_[one.right];
    kept.push_back(one);
    if (kept.size() >= 3 || random.Chance(0.4)) OpenOne(tx, random, kept);
  } else if (u < 0.60) {
    Act(tx, by, one, DecisionAction::kHold, "", 1);
  } else if (u < 0.66) {
    Act(tx, by, one, DecisionAction::kSecondLook, "", 1);
  } else if (u < 0.68) {
    Must(AssignFlag(tx, by, one.flag, by.actor, 1), "assign a lead");
  }
}

void LeadWriter::OpenOne(Transaction& tx, Random& random, std::vector<Waiting>& flags) {
  const Scope& by = random.Pick(ground_.officers);
  NewCase opening{.title = flags.front().shop->shown.name + " 等", .flags = {}};
  for (Waiting& one : flags) {
    opening.flags.push_back(one.flag);
    ++one.shop->upheld;
  }
  const CaseRecord made = Must(OpenCase(tx, by, opening), "open a case");
  NewEvent event = EventBy(by, "case.made", "case", made.id);
  event.region_code = made.region_code;
  event.detail = {{"flags", opening.flags.size()}};
  Must(AppendEvent(tx, event), "append an event");
  decisions_ += static_cast<int64_t>(flags.size());
  ++cases_;
  if (random.Chance(0.5)) {
    Must(CloseCase(tx, by, made.id, random.Chance(0.8) ? "taken_down" : "genuine", made.row_version), "close a case");
    Must(AppendEvent(tx, EventBy(by, "case.closed", "case", made.id)), "append an event");
  }
  flags.clear();
}

void LeadWriter::Finish(Transaction& tx, Random& random) {
  for (const Waiting& one : waiting_) DecideOne(tx, random, one, false);
  waiting_.clear();
  for (auto& [right, flags] : for_cases_) {
    if (!flags.empty()) OpenOne(tx, random, flags);
  }
}

}  // namespace markwarden::seed
