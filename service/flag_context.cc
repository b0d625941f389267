// The context of a flag over the store.
#include "service/flag_context.h"

#include <algorithm>
#include <set>

#include "core/listing.h"
#include "matcher/signal_reading.h"
#include "rules/rule_book.h"
#include "service/flag_basis.h"
#include "service/looks.h"
#include "service/permissions.h"
#include "service/regions.h"
#include "service/review_policy.h"
#include "service/rule_books.h"
#include "service/similar_view.h"
#include "service/transact.h"
#include "store/flag_context.h"
#include "store/flags.h"

namespace markwarden {
namespace {

constexpr size_t kMostReadings = 12;

const HitRecord& LatestHit(const FlagDetail& detail) {
  const auto latest = std::find_if(detail.hits.begin(), detail.hits.end(), [&](const HitRecord& hit) { return hit.id == detail.row.flag.latest_hit; });
  return latest != detail.hits.end() ? *latest : detail.hits.front();
}

// A nickname, a translation or a picture-sign that the right lists says what its name means; no other meanings are compared.
bool SpeaksByMeaning(const Signal& signal, const Right& right) {
  return std::find(right.nicknames.begin(), right.nicknames.end(), signal.decoded) != right.nicknames.end();
}

Json ReadingsView(const Flag& flag, const Right& right) {
  Json readings = Json::array();
  for (size_t i = 0; i < flag.signals.size() && readings.size() < kMostReadings; ++i) {
    const Signal& signal = flag.signals[i];
    const std::optional<NameReading> reading = ReadSignal(signal);
    if (!reading) continue;
    readings.push_back({{"signal", i}, {"steps", StepsView(*reading)}, {"form", reading->form}, {"sound", reading->sound ? Json(*reading->sound) : Json(nullptr)},
                        {"meaning", SpeaksByMeaning(signal, right) ? Json(1.0) : Json(nullptr)}});
  }
  return readings;
}

// Every innocent reading that the engine looks for in such a right: what it found, or why it could not look.
Json InnocentView(const FlagDetail& detail, const Flag& flag, const RuleBook& book) {
  const Right& right = detail.right.right;
  const Listing& listing = detail.snapshot.listing;
  std::vector<std::string> codes = {"seller.authorised", "goods.other_class", "price.near", "right.expired", "use.own_brand", "use.resale"};
  for (const RulePack& pack : book.packs) {
    for (const Rule& rule : pack.rules) {
      const bool of_kind = rule.kinds.empty() || std::find(rule.kinds.begin(), rule.kinds.end(), right.kind) != rule.kinds.end();
      if (rule.effect == RuleEffect::kClear && of_kind && std::find(codes.begin(), codes.end(), rule.reason) == codes.end()) codes.push_back(rule.reason);
    }
  }
  const auto untested = [&](const std::string& code) -> const char* {
    if (code == "seller.authorised" && right.authorised_sellers.empty()) return "no_list";
    if (code == "seller.authorised" && listing.seller.name.empty() && listing.seller.id.empty()) return "no_seller";
    if (code == "goods.other_class" && right.classes.empty() && right.groups.empty()) return "no_classes";
    if (code == "price.near" && !right.reference_price) return "no_reference";
    if (code == "price.near" && !listing.price) return "no_price";
    if (code == "right.expired" && right.valid_to.empty() && right.status.empty()) return "no_term";
    if (code == "use.own_brand" && listing.brand.empty()) return "no_brand";
    return nullptr;
  };
  Json tried = Json::array();
  for (const std::string& code : codes) {
    const auto found = std::find_if(flag.cleared_by.begin(), flag.cleared_by.end(), [&](const Clearing& one) { return one.detector == code; });
    if (found != flag.cleared_by.end()) {
      tried.push_back({{"code", code}, {"result", "applies"}, {"why", nullptr}});
    } else if (const char* why = untested(code)) {
      tried.push_back({{"code", code}, {"result", "untested"}, {"why", why}});
    } else {
      tried.push_back({{"code", code}, {"result", "no"}, {"why", nullptr}});
    }
  }
  return tried;
}

Json UncheckedView(const FlagDetail& detail, const Flag& flag, const ReviewPolicy& policy, Time now) {
  const Right& right = detail.right.right;
  const Listing& listing = detail.snapshot.listing;
  Json unchecked = Json::array();
  const auto add = [&](const char* code, Json n = nullptr, Json at = nullptr) { unchecked.push_back({{"code", code}, {"n", std::move(n)}, {"at", std::move(at)}}); };
  const auto& pictures = detail.snapshot.pictures;
  const auto missing = std::count_if(pictures.begin(), pictures.end(), [](const SnapshotPicture& one) { return one.sha256.empty(); });
  const bool read_pictures = std::any_of(flag.signals.begin(), flag.signals.end(), [](const Signal& one) { return one.detector.starts_with("picture.text"); });
  if (pictures.empty()) add("no_pictures");
  else if (missing == static_cast<int64_t>(pictures.size())) add("pictures_missing");
  else if (missing > 0) add("some_pictures_missing", missing);
  if (detail.right.pictures.empty()) add("no_reference_picture");
  if (!read_pictures && missing < static_cast<int64_t>(pictures.size())) add("no_ocr");
  if (std::none_of(flag.signals.begin(), flag.signals.end(), [&](const Signal& one) { return SpeaksByMeaning(one, right); })) add("no_meaning");
  if (!right.reference_price) add("no_reference_price");
  else if (!listing.price) add("no_price");
  else if (!listing.price->currency.empty() && listing.price->currency != right.reference_price->currency) add("currency");
  if (listing.seller.name.empty() && listing.seller.id.empty()) add("no_seller");
  else if (listing.seller.credit_code.empty()) add("no_credit_code");
  else if (!IsCreditCode(listing.seller.credit_code)) add("wrong_credit_code");
  if (right.status_checked_at.empty()) {
    add("right_status_never");
  } else if (const auto checked = ParseTime(right.status_checked_at); !checked || now - *checked > policy.right_status_age) {
    add("right_status_since", nullptr, right.status_checked_at.substr(0, 10));
  }
  if (!detail.capture.truncated.empty()) add("page_cut");
  return unchecked;
}

SellerQuestion QuestionOf(const FlagDetail& detail, std::vector<Id> sellers, const ReviewPolicy& policy, Time now) {
  return {.sellers = std::move(sellers), .from = now - std::chrono::days(365 * policy.history_years + policy.history_years / 4), .not_upheld = policy.not_upheld,
          .except_flag = detail.row.flag.id};
}

// A code that does not pass its check digit joins no shops.
Result<std::vector<Id>> ShopsOf(CaseDb& db, const FlagDetail& detail) {
  if (!detail.seller) return std::vector<Id>();
  const std::string& code = detail.seller->credit_code;
  return SellersLike(db, detail.seller->id, IsCreditCode(code) ? code : "");
}

Result<Json> SellerView(Service& service, CaseDb& db, const Scope& scope, const FlagDetail& detail, const std::vector<Id>& shops, const SellerQuestion& question) {
  if (!detail.seller) return Json(nullptr);
  const SellerRecord& seller = *detail.seller;
  Result<const RegionNames*> regions = service.region_names();
  if (!regions) return Fail(regions);
  Result<SellerHistory> history = HistoryOfSeller(db, scope, question);
  if (!history) return Fail(history);
  const std::string& licence = detail.snapshot.listing.seller.licence;
  Json licence_picture = nullptr;
  for (const SnapshotPicture& picture : detail.snapshot.pictures) {
    if (!licence.empty() && picture.url == licence && !picture.sha256.empty()) licence_picture = picture.sha256;
  }
  const std::string& code = !seller.credit_code.empty() ? seller.credit_code : detail.snapshot.listing.seller.credit_code;
  return Json{{"id", IdToString(seller.id)},
              {"name", TextOrNull(seller.name)},
              {"shops", shops.size()},
              {"licence", TextOrNull(licence)},
              {"licence_picture", std::move(licence_picture)},
              {"credit_code", TextOrNull(code)},
              {"credit_code_valid", code.empty() ? Json(nullptr) : Json(IsCreditCode(code))},
              {"region", (*regions)->View(seller.region_code)},
              {"since", FormatTime(question.from)},
              {"history", {{"flags", history->flags}, {"open", history->open}, {"upheld", history->upheld}, {"dismissed", history->dismissed}, {"cases", history->cases},
                           {"notices", history->notices}, {"measures", history->measures}, {"taken", history->taken}, {"relists", history->relists}, {"more", history->more}}}};
}

Json PastView(const PastDecision& past) {
  Json why = Json::array();
  if (past.same_picture) why.push_back("picture");
  if (past.same_seller) why.push_back("seller");
  if (past.same_right) why.push_back("right");
  if (past.alike > 0) why.push_back("reasons");
  return {{"flag", IdToString(past.flag)}, {"state", ToString(past.state)}, {"title", past.title}, {"right", past.right_title}, {"reason", TextOrNull(past.reason)},
          {"by", TextOrNull(past.actor_name)}, {"at", FormatTime(past.at)}, {"case", past.case_id ? Json(IdToString(past.case_id)) : Json(nullptr)},
          {"outcome", TextOrNull(past.case_outcome)}, {"why", std::move(why)}, {"alike", past.alike}};
}

std::vector<std::string> PicturesOf(const FlagDetail& detail) {
  std::vector<std::string> pictures;
  // Those that a signal speaks of first.
  for (const Signal& signal : LatestHit(detail).result.signals) {
    if (!signal.sha256.empty() && std::find(pictures.begin(), pictures.end(), signal.sha256) == pictures.end()) pictures.push_back(signal.sha256);
  }
  for (const SnapshotPicture& picture : detail.snapshot.pictures) {
    if (!picture.sha256.empty() && std::find(pictures.begin(), pictures.end(), picture.sha256) == pictures.end()) pictures.push_back(picture.sha256);
  }
  return pictures;
}

Result<FlagDetail> DetailOf(CaseDb& db, const Scope& scope, Id flag) {
  Result<std::optional<FlagDetail>> found = FindFlagDetail(db, scope, flag);
  if (!found) return Fail(found);
  if (!*found) return Fail(ErrorCode::kNotFound, "no flag " + IdToString(flag));
  return std::move(**found);
}

}  // namespace

Result<Json> ShowFlagContext(Service& service, const Scope& scope, Id flag) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::shared_ptr<const RuleBook>> book = RuleBookInForce(service, db, scope.org);
    if (!book) return Fail(book);
    Result<FlagDetail> detail = DetailOf(db, scope, flag);
    if (!detail) return Fail(detail);
    const HitRecord& hit = LatestHit(*detail);
    Json view = {{"flag", IdToString(flag)}, {"readings", ReadingsView(hit.result, detail->right.right)}, {"innocent", InnocentView(*detail, hit.result, **book)},
                 {"unchecked", UncheckedView(*detail, hit.result, **policy, db.Now())}};
    Result<std::vector<Id>> shops = ShopsOf(db, *detail);
    if (!shops) return Fail(shops);
    Result<Json> seller = SellerView(service, db, scope, *detail, *shops, QuestionOf(*detail, *shops, **policy, db.Now()));
    if (!seller) return seller;
    view["seller"] = std::move(*seller);
    const std::vector<std::string> pictures = PicturesOf(*detail);
    Result<std::vector<PastDecision>> similar = SimilarDecisions(db, scope, {.flag = flag, .right = detail->row.flag.right, .hit = hit.id, .sellers = *shops, .pictures = pictures});
    if (!similar) return Fail(similar);
    view["similar"] = Json::array();
    for (const PastDecision& past : *similar) view["similar"].push_back(PastView(past));
    Result<int64_t> count = CountListingsWithPictures(db, detail->row.flag.listing, pictures);
    if (!count) return Fail(count);
    view["same_picture"] = {{"count", *count}, {"most", kMostPictureListings}};
    Result<Json> basis = BasisView(service, *detail);
    if (!basis) return basis;
    view["basis"] = std::move(*basis);
    Result<Json> look = ShowLook(service, db, scope, hit.id);
    if (!look) return look;
    view["look"] = std::move(*look);
    return view;
  });
}

Result<Json> ListSellerHistory(Service& service, const Scope& scope, Id flag, const std::string& what, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  Result<const ReviewPolicy*> policy = service.review_policy();
  if (!policy) return Fail(policy);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<FlagDetail> detail = DetailOf(db, scope, flag);
    if (!detail) return Fail(detail);
    Result<std::vector<Id>> shops = ShopsOf(db, *detail);
    if (!shops) return Fail(shops);
    Result<Page<HistoryRow>> rows = RowsOfSeller(db, scope, QuestionOf(*detail, *shops, **policy, db.Now()), what, {.limit = std::clamp(page.limit, 1, 200), .after = page.cursor});
    if (!rows) return Fail(rows);
    Json items = Json::array();
    for (const HistoryRow& row : rows->rows) {
      items.push_back({{"kind", row.kind}, {"id", IdToString(row.id)}, {"case", row.parent ? Json(IdToString(row.parent)) : Json(nullptr)}, {"title", row.title},
                       {"state", row.state}, {"at", FormatTime(row.at)}});
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(rows->next)}};
  });
}

Result<Json> ListSamePicture(Service& service, const Scope& scope, Id flag, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeFlags); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<FlagDetail> detail = DetailOf(db, scope, flag);
    if (!detail) return Fail(detail);
    Result<Page<PictureListing>> rows = ListingsWithPictures(db, scope, detail->row.flag.listing, detail->row.flag.right, PicturesOf(*detail),
                                                             {.limit = std::clamp(page.limit, 1, 200), .after = page.cursor});
    if (!rows) return Fail(rows);
    const Id seller = detail->seller ? detail->seller->id : 0;
    Json items = Json::array();
    for (const PictureListing& row : rows->rows) {
      items.push_back({{"listing", IdToString(row.listing)}, {"title", row.title}, {"url", row.url}, {"platform", row.platform}, {"seller", TextOrNull(row.seller_name)},
                       {"same_seller", seller != 0 && row.seller == seller}, {"flag", row.flag ? Json(IdToString(row.flag)) : Json(nullptr)}, {"state", TextOrNull(row.state)}});
    }
    return Json{{"items", std::move(items)}, {"next", TextOrNull(rows->next)}};
  });
}

}  // namespace markwarden
