// Adds up what speaks for a flag and what excuses.
//
// The sums: the heaviest name hit counts in full, repeats hardly; every word of the context counts once;
// what excuses is subtracted.  An openly used name near the usual price is lawful resale of genuine goods
// until something else speaks, so it is recorded as cleared, not suspected.
#include "matcher/flag_maker.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/said.h"
#include "matcher/matcher.h"
#include "matcher/signal_reading.h"

namespace markwarden {
namespace {

constexpr size_t kMaxNameSignals = 8, kMaxOperations = 16;
constexpr double kFurtherRuleDb = 2;  // a second word of slang says little more than the first

double Round(double value) { return std::round(value * 100) / 100; }

Span SpanOf(const RuleMatch& match) { return {static_cast<int64_t>(match.begin), static_cast<int64_t>(match.end)}; }

Signal ToSignal(const Field& field, const NameHit& hit, double db) {
  Signal signal;
  signal.detector = hit.detector;
  signal.field = field.name;
  signal.span = Span{hit.begin, hit.end};
  signal.matched = field.text->substr(hit.begin, hit.end - hit.begin);
  signal.decoded = hit.decoded;
  signal.chain = hit.chain;
  signal.value = Round(hit.value);
  signal.db = db;
  if (const std::optional<NameReading> reading = ReadSignal(signal)) {
    for (const ReadingStep& step : reading->steps) {
      if (signal.operations.size() == kMaxOperations) break;
      signal.operations.push_back({step.step, std::string(AxisOf(step.step)), step.from, step.to, step.cost});
    }
  }
  return signal;
}

Signal ToSignal(const Field& field, const Rule& rule, const RuleMatch& match, double db) {
  Signal signal;
  signal.detector = "rule." + rule.id;
  signal.field = field.name;
  signal.span = SpanOf(match);
  signal.matched = field.text->substr(match.begin, match.end - match.begin);
  signal.decoded = signal.matched;
  signal.chain = {"folded"};
  signal.value = 1;
  signal.db = db;
  return signal;
}

Signal Plain(const char* detector, const char* field, std::string matched, double value, double db) {
  Signal signal;
  signal.detector = detector;
  signal.field = field;
  signal.matched = std::move(matched);
  signal.value = Round(value);
  signal.db = db;
  return signal;
}

Clearing Clear(const char* detector, const char* field, std::string why, double db) {
  Clearing clearing;
  clearing.detector = detector;
  clearing.field = field;
  clearing.why = std::move(why);
  clearing.db = db;
  return clearing;
}

std::string Percent(double ratio) { return std::to_string(static_cast<int>(std::lround(ratio * 100))) + " %"; }

class FlagMaker {
 public:
  FlagMaker(const Scene& scene, const RuleSet& rules, const RightVersion& version)
      : scene_(scene), rules_(rules), weights_(rules.book().weights), right_(version.right) {
    flag_.right_id = right_.id;
    flag_.engine = std::string(kMatcherEngine);
    flag_.rule_set = rules.digest();
  }

  std::optional<Flag> Make(const std::vector<FieldHit>& hits, const std::vector<CopyHit>& copies) {
    imitation_ = SaysImitation();
    AddNames(hits);
    const bool named = !flag_.signals.empty();
    AddPictures(copies);
    if (flag_.signals.empty()) return std::nullopt;
    if (named) AddNominative(hits);
    AddRules();
    AddGoods();
    AddSeller(hits);
    AddPrice();
    AddContextWord();
    AddForce();
    return Finish();
  }

 private:
  void Reason(std::string code) { reasons_.insert(std::move(code)); }
  void Add(Signal signal, const char* reason) {
    flag_.signals.push_back(std::move(signal));
    Reason(reason);
  }

  void AddNames(const std::vector<FieldHit>& hits) {
    // The shop's own name says who sells, not what; and who writes the name itself hides nothing by saying it in another alphabet too.
    const auto of_goods = [&](const FieldHit& entry) { return scene_.fields[entry.field].name != "seller.name"; };
    const bool named = std::any_of(hits.begin(), hits.end(), [&](const FieldHit& entry) { return of_goods(entry) && !entry.hit.disguised; });
    std::vector<const FieldHit*> order;
    for (const FieldHit& entry : hits) {
      if (of_goods(entry) && !(named && entry.hit.other_script)) order.push_back(&entry);
    }
    std::stable_sort(order.begin(), order.end(), [](const FieldHit* a, const FieldHit* b) { return a->hit.db > b->hit.db; });
    for (const FieldHit* entry : order) {
      if (flag_.signals.size() >= kMaxNameSignals) break;
      const bool first = flag_.signals.empty();
      const NameHit& hit = entry->hit;
      const char* reason = hit.detector == "text.name"                                    ? "name"
                           : hit.detector == "text.copy"                                  ? "text_copy"
                           : hit.detector == "text.sound" || hit.detector == "text.mixed" ? "similar_sound"
                           : hit.detector == "text.lookalike" || hit.detector == "text.similar" ? "similar_look"
                                                                                          : "disguised_name";
      Add(ToSignal(scene_.fields[entry->field], hit, first ? hit.db : weights_["text.repeat"]), reason);
      open_ = open_ || !hit.disguised;
      disguised_ = disguised_ || (hit.disguised && !(hit.respelled && hit.detector == "text.emoji"));
    }
    if (!order.empty()) best_ = order.front();
  }

  // `copies`: by image, the best of each.
  void AddPictures(const std::vector<CopyHit>& copies) {
    const CopyHit* best = nullptr;
    for (const CopyHit& hit : copies) {
      if (!best || WeightOf(hit.copy) > WeightOf(best->copy)) best = &hit;
    }
    for (const CopyHit& hit : copies) {
      Signal signal;
      const bool inside = hit.copy.method == "copy.local";
      signal.detector = inside ? "picture.mark" : "picture.copy";
      signal.field = "images[" + std::to_string(hit.image) + "]";
      signal.sha256 = hit.picture->sha256;
      signal.ref = hit.of->name;
      signal.ref_sha256 = hit.of->key.sha256;
      signal.region = hit.copy.region;
      signal.ref_region = hit.copy.ref_region;
      signal.distance = hit.copy.distance;
      signal.chain = {std::string(hit.copy.method), hit.copy.view, hit.copy.ref_view};
      if (hit.copy.inliers > 0) signal.chain.push_back("corners:" + std::to_string(hit.copy.inliers));
      signal.value = Round(hit.copy.score);
      signal.db = &hit == best ? WeightOf(hit.copy) : weights_["text.repeat"];
      Add(std::move(signal), inside ? "mark_in_picture" : "picture_copy");
    }
  }

  double WeightOf(const PictureCopy& copy) const {
    if (copy.method == "copy.local") return weights_["picture.mark"];
    if (copy.distance > static_cast<int>(weights_["picture.sure_distance"])) return weights_["picture.copy_confirmed"];
    const bool whole = copy.method == "copy.whole" || copy.method == "copy.exact";
    return weights_[whole ? "picture.copy" : "picture.copy_part"];
  }

  // "for X": one such use in the title (else in the description) speaks for the other open uses beside it; a
  // hidden name is never excused by it.
  void AddNominative(const std::vector<FieldHit>& hits) {
    for (const char* where : {"title", "description"}) {
      std::optional<BesideName> clearing;
      size_t at_field = 0;
      bool hidden = false, any = false;
      for (const FieldHit& entry : hits) {
        const Field& field = scene_.fields[entry.field];
        if (field.name != where) continue;
        any = true;
        if (entry.hit.disguised && !entry.hit.respelled) {
          hidden = true;
          continue;
        }
        if (!clearing) {
          clearing = ClearingBeside(rules_.book(), right_, scene_.listing, field, entry.hit);
          at_field = entry.field;
        }
        for (const BesideName& suspect : SuspectBeside(rules_.book(), right_, scene_.listing, field, entry.hit)) {
          Add(ToSignal(field, *suspect.rule, suspect.match, suspect.rule->db), suspect.rule->reason.c_str());
        }
      }
      if (!any) continue;
      if (!hidden && clearing && Excuses(*clearing->rule)) {
        Clearing out = Clear(clearing->rule->reason.c_str(), scene_.fields[at_field].name.c_str(), clearing->rule->why, clearing->rule->db);
        out.span = SpanOf(clearing->match);
        flag_.cleared_by.push_back(std::move(out));
        NoteVoids(*clearing->rule);
      }
      return;
    }
  }

  // Words that offer an imitation, and that no reading of them ("no replicas") takes back.
  bool SaysImitation() const {
    return std::any_of(scene_.fired.begin(), scene_.fired.end(), [&](const FiredRule& fired) {
      return fired.rule->effect == RuleEffect::kSuspect && fired.rule->reason == "counterfeit_slang" && Holds(*fired.rule, right_, scene_.listing);
    });
  }
  // An imitation is none the less one for being used, for being said to fit or for its colour: no such reading speaks for it.
  bool Excuses(const Rule& rule) const { return !imitation_ || (rule.reason != "use.second_hand" && rule.reason != "use.nominative" && rule.reason != "use.descriptive"); }

  void NoteVoids(const Rule& rule) {
    price_void_ = price_void_ || std::find(rule.voids.begin(), rule.voids.end(), "price") != rule.voids.end();
  }

  void AddRules() {
    bool first = true;
    std::set<const Rule*> seen;
    std::vector<const FiredRule*> counted;
    // Heaviest first, so that it is the one that counts in full.
    std::vector<const FiredRule*> order;
    for (const FiredRule& fired : scene_.fired) {
      if (Holds(*fired.rule, right_, scene_.listing)) order.push_back(&fired);
    }
    std::stable_sort(order.begin(), order.end(), [](const FiredRule* a, const FiredRule* b) { return a->rule->db > b->rule->db; });
    for (const FiredRule* fired : order) {
      const Rule& rule = *fired->rule;
      if (!seen.insert(&rule).second) continue;
      const Field& field = scene_.fields[fired->field];
      if (rule.effect == RuleEffect::kClear) {
        if (!Excuses(rule)) continue;
        Clearing clearing = Clear(rule.reason.c_str(), field.name.c_str(), rule.why, rule.db);
        clearing.span = SpanOf(fired->match);
        flag_.cleared_by.push_back(std::move(clearing));
        NoteVoids(rule);
      } else {
        // The same words of several languages ("1:1") are one piece of evidence.
        const auto same_words = [&](const FiredRule* other) {
          return other->field == fired->field && other->rule->reason == rule.reason && other->match.begin < fired->match.end && fired->match.begin < other->match.end;
        };
        if (rule.effect == RuleEffect::kSuspect) {
          if (std::any_of(counted.begin(), counted.end(), same_words)) continue;
          counted.push_back(fired);
        }
        const double db = rule.effect == RuleEffect::kContext ? 0 : first ? rule.db : std::min(rule.db, kFurtherRuleDb);
        if (rule.effect == RuleEffect::kSuspect) first = false;
        Add(ToSignal(field, rule, fired->match, db), rule.reason.c_str());
      }
    }
  }

  void AddGoods() {
    const GoodsReading& goods = scene_.goods;
    const RuleBook& book = rules_.book();
    const std::optional<GoodsFinding> finding = RelateGoods(book, GoodsOf(right_), GoodsOf(goods));
    if (!finding) return;
    std::string named;
    for (const int c : goods.classes) named += (named.empty() ? "" : ", ") + std::to_string(c);
    const std::string& edition = book.nice.head().edition;
    // As flags of the small table have always said it.
    const char* field = goods.by_nice ? goods.field.c_str() : scene_.listing.category.empty() ? "title" : "category";
    const char* detector = nullptr;
    switch (finding->relation) {
      case GoodsRelation::kSame: detector = finding->by_groups ? "goods.same_group" : "goods.same_class"; break;
      case GoodsRelation::kSimilar: detector = "goods.cross_group"; break;
      case GoodsRelation::kNear: detector = "goods.near_part"; break;
      case GoodsRelation::kWeak: detector = "goods.other_group"; break;
      case GoodsRelation::kRelated: return;
      case GoodsRelation::kOther: break;
    }
    if (detector) {
      Signal signal = Plain(detector, field, finding->by_groups ? ToString(finding->other) : named, 1, weights_[detector]);
      if (finding->by_groups) {
        // Which group of the right's, of which edition.
        signal.decoded = ToString(finding->right);
        signal.chain = {edition};
      }
      flag_.signals.push_back(std::move(signal));
      return;
    }
    const bool well_known = IsWellKnown(right_);
    std::string groups;
    for (const GoodsGroup& group : goods.groups) groups += (groups.empty() ? "" : ", ") + ToString(group);
    const std::string why = finding->by_groups ? "the goods are of group " + groups + " (" + edition + "), class " + named + "; the right covers others" : "the goods are of class " + named + ", the right covers others";
    Clearing clearing = Clear("goods.other_class", field, why, weights_[well_known ? "goods.other_class_well_known" : "goods.other_class"]);
    if (finding->by_groups) clearing.matched = groups + " (" + edition + ")";
    flag_.cleared_by.push_back(std::move(clearing));
    price_void_ = price_void_ || !well_known;
  }

  void AddSeller(const std::vector<FieldHit>& hits) {
    if (IsAuthorised(right_, scene_.listing)) {
      flag_.cleared_by.push_back(Clear("seller.authorised", "seller.name", "the seller is the holder or on the holder's list of authorised sellers",
                                       weights_["seller.authorised"]));
      decided_ = true;
      return;
    }
    const Seller& seller = scene_.listing.seller;
    if (right_.authorised_sellers.empty() || (seller.name.empty() && seller.id.empty() && seller.credit_code.empty())) return;
    Add(Plain("seller.unlisted", "seller.name", seller.name, 1, weights_["seller.unlisted"]), "unlisted_seller");
    for (const FieldHit& entry : hits) {
      if (scene_.fields[entry.field].name != "seller.name") continue;
      Signal signal = ToSignal(scene_.fields[entry.field], entry.hit, weights_["seller.shop_name"]);
      signal.detector = "seller.shop_name";
      Add(std::move(signal), "name_in_shop_name");
      break;
    }
  }

  void AddPrice() {
    const std::optional<double> ratio = PriceRatio(right_, scene_.listing);
    if (!ratio) return;
    const char* step = *ratio < weights_["ratio.very_low"] ? "price.very_low"
                       : *ratio < weights_["ratio.low"]    ? "price.low"
                       : *ratio < weights_["ratio.lowish"] ? "price.lowish"
                                                           : nullptr;
    if (step && !price_void_) {
      Add(Plain(step, "price", scene_.listing.price->amount, *ratio, weights_[step]), "low_price");
    } else if (*ratio >= weights_["ratio.near"]) {
      flag_.cleared_by.push_back(Clear("price.near", "price", "the price is " + Percent(*ratio) + " of the reference price", weights_["price.near"]));
    }
  }

  // What the right's own list says of other things that bear the name; a name that was hidden is not excused by it.
  void AddContextWord() {
    if (disguised_) return;
    if (const std::string word = ContextWordIn(right_, scene_.listing); !word.empty()) {
      flag_.cleared_by.push_back(Clear("use.other_thing", "title", "beside \"" + word + "\" the name means another thing, says the right's list",
                                       weights_["use.other_thing"]));
    }
  }

  void AddForce() {
    if (const std::string why = NotInForce(right_, scene_.day); !why.empty()) {
      flag_.cleared_by.push_back(Clear("right.expired", "", InWords(why, "en"), weights_["right.expired"]));
      decided_ = true;
    }
  }

  double Sum() const {
    double db = 0;
    for (const Signal& signal : flag_.signals) db += signal.db;
    for (const Clearing& clearing : flag_.cleared_by) db += clearing.db;
    return db;
  }

  std::optional<Flag> Finish() {
    const double threshold = weights_.threshold_db();
    const bool only_open_name = best_ && !disguised_ && reasons_.count("picture_copy") == 0 && reasons_.count("mark_in_picture") == 0;
    if (only_open_name && !decided_) AddOwnBrand();
    bool suspected = !decided_ && Sum() >= threshold;
    if (!suspected && flag_.cleared_by.empty()) {
      if (!open_) return std::nullopt;
      flag_.cleared_by.push_back(Clear("use.resale", best_ ? scene_.fields[best_->field].name.c_str() : "title",
                                       "the name is used openly and neither words nor price speak of imitation",
                                       weights_["use.resale"]));
    }
    if (!suspected && !open_ && !decided_ && SumOfSignals() < threshold) return std::nullopt;  // weak, and excused besides
    flag_.db = Round(Sum());
    flag_.verdict = suspected ? Verdict::kSuspected : Verdict::kCleared;
    flag_.score = std::round(1000 / (1 + std::pow(10, -(flag_.db - threshold) / 10))) / 1000;
    flag_.reason_codes.assign(reasons_.begin(), reasons_.end());
    return std::move(flag_);
  }

  double SumOfSignals() const {
    double db = 0;
    for (const Signal& signal : flag_.signals) db += signal.db;
    return db;
  }

  // The listing names another brand as its own, and this name only beside it.
  void AddOwnBrand() {
    const std::string& brand = scene_.listing.brand;
    if (brand.empty()) return;
    for (const Signal& signal : flag_.signals) {
      if (signal.field == "brand") return;
    }
    flag_.cleared_by.push_back(Clear("use.own_brand", "brand", "the listing names \"" + brand + "\" as its own brand", weights_["use.own_brand"]));
  }

  const Scene& scene_;
  const RuleSet& rules_;
  const Weights& weights_;
  const Right& right_;
  Flag flag_;
  std::set<std::string> reasons_;
  const FieldHit* best_ = nullptr;
  bool open_ = false;       // some hit is the name as it is
  bool disguised_ = false;  // some hit had to be undone
  bool price_void_ = false;
  bool imitation_ = false;  // its words offer an imitation
  bool decided_ = false;    // authorised seller or no right in force
};

}  // namespace

std::optional<Flag> MakeFlag(const Scene& scene, const RuleSet& rules, const RightVersion& version, const std::vector<FieldHit>& hits, const std::vector<CopyHit>& copies) {
  return FlagMaker(scene, rules, version).Make(hits, copies);
}

}  // namespace markwarden
