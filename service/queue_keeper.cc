// One pass over what is due.
#include "service/queue_keeper.h"

#include <algorithm>

#include "core/account.h"
#include "core/money.h"
#include "core/picture_key.h"
#include "rules/goods_reading.h"
#include "service/rule_books.h"
#include "service/transact.h"
#include "store/events.h"
#include "store/priorities.h"

namespace markwarden {
namespace {

constexpr int kRefreshBatch = 500;
constexpr int kMinQuality = 50;  // of PDQ: below it a picture has too little structure to be compared
// What people decided keeps the priority that it had.
const Time kNeverDue = *ParseTime("2093-01-01");

std::optional<PictureHash> WholeHash(const std::string& kept) {
  Result<Json> json = ParseJson(kept);
  if (!json) return std::nullopt;
  Result<PictureKey> key = PictureKeyFromJson(*json);
  if (!key || key->views.empty() || key->views.front().hash.quality < kMinQuality) return std::nullopt;
  return key->views.front().hash;
}

std::optional<PictureHash> HashFromHex(const std::string& hex) {
  if (hex.size() != 64) return std::nullopt;
  PictureHash hash;
  for (size_t i = 0; i < 4; ++i) {
    const std::string word = hex.substr(i * 16, 16);
    hash.words[3 - i] = std::strtoull(word.c_str(), nullptr, 16);
  }
  return hash;
}

std::vector<int> ClassesOfGoods(const RuleBook& book, const DuePriority& due) {
  return due.listing.title.empty() ? std::vector<int>() : ReadGoods(book, due.listing).classes;
}

}  // namespace

struct QueueKeeper::Pictures {
  std::vector<std::string> heads;
  std::vector<PictureHash> hashes;  // of the heads, in their order
  std::vector<int> distances;
};

QueueKeeper::QueueKeeper(Service& service, const PriorityFormula& formula) : service_(service), formula_(formula) {}
QueueKeeper::~QueueKeeper() = default;

Result<std::unique_ptr<QueueKeeper>> QueueKeeper::Open(Service& service) {
  Result<const PriorityFormula*> formula = service.priority_formula();
  if (!formula) return Fail(formula);
  return std::unique_ptr<QueueKeeper>(new QueueKeeper(service, **formula));
}

Result<std::string> QueueKeeper::GroupOf(Transaction& tx, const std::string& sha256) {
  Result<PictureGroup> group = GroupOfPicture(tx.db(), sha256);
  if (!group) return Fail(group);
  if (!group->head.empty() || group->perceptual_hash.empty()) return group->head.empty() ? sha256 : group->head;
  const std::optional<PictureHash> hash = WholeHash(group->perceptual_hash);
  std::string head = sha256;
  if (hash) {
    if (!pictures_) {
      Result<std::vector<PictureHead>> heads = ListPictureHeads(tx.db());
      if (!heads) return Fail(heads);
      pictures_ = std::make_unique<Pictures>();
      for (PictureHead& one : *heads) {
        const std::optional<PictureHash> known = HashFromHex(one.hash);
        if (!known) continue;
        pictures_->heads.push_back(std::move(one.sha256));
        pictures_->hashes.push_back(*known);
      }
    }
    pictures_->distances.resize(pictures_->hashes.size());
    HammingDistances(*hash, pictures_->hashes, pictures_->distances.data());
    const auto nearest = std::min_element(pictures_->distances.begin(), pictures_->distances.end());
    if (nearest != pictures_->distances.end() && *nearest <= formula_.near_duplicate_bits) {
      head = pictures_->heads[static_cast<size_t>(nearest - pictures_->distances.begin())];
    } else {
      pictures_->heads.push_back(sha256);
      pictures_->hashes.push_back(*hash);
    }
  }
  if (Status set = SetPictureGroup(tx, sha256, head, hash && head == sha256 ? ToHex(*hash) : ""); !set) return Fail(set);
  return head;
}

Result<int64_t> QueueKeeper::Refresh(Transaction& tx, int limit) {
  const Time now = tx.db().Now();
  Result<std::vector<DuePriority>> due = ListDuePriorities(tx.db(), now, limit);
  if (!due) return Fail(due);
  if (due->empty()) return int64_t{0};
  std::map<Id, std::shared_ptr<const RuleBook>> books;
  const Time since = now - std::chrono::days(365 * formula_.seller_years + formula_.seller_years / 4);
  // Past it another lead of the seller changes nothing.
  const int counts = 1 + static_cast<int>(std::max(formula_.per_flag > 0 ? formula_.most_flags / formula_.per_flag : 0,
                                                   formula_.per_upheld > 0 ? formula_.most_upheld / formula_.per_upheld : 0));
  for (const DuePriority& one : *due) {
    std::shared_ptr<const RuleBook>& book = books[one.org];
    if (!book) {
      Result<std::shared_ptr<const RuleBook>> in_force = RuleBookInForce(service_, tx.db(), one.org);
      if (!in_force) return Fail(in_force);
      book = std::move(*in_force);
    }
    PriorityFacts facts{.db = one.db, .price_ratio = {}, .detectors = one.detectors, .classes = ClassesOfGoods(*book, one), .sales = one.listing.sales,
                        .age = std::chrono::duration_cast<std::chrono::seconds>(now - one.found_at)};
    const auto& price = one.listing.price;
    const auto& reference = one.right.reference_price;
    if (price && reference && (price->currency == reference->currency || price->currency.empty())) {
      facts.price_ratio = DecimalRatio(price->amount, reference->amount);
    }
    Result<SellerPast> past = PastOfSeller(tx.db(), one.org, one.seller, one.flag, since, formula_.not_upheld, counts);
    if (!past) return Fail(past);
    facts.seller_flags = past->flags;
    facts.seller_upheld = past->upheld;
    const Priority priority = PriorityOf(formula_, facts);
    const std::string counted = one.lane == "in_case" ? "upheld" : one.lane == "cleared" ? "" : "open";
    const bool ages = one.lane == "new" || one.lane == "second_look" || one.lane == "held";
    if (Status saved = SavePriority(tx, one.flag, priority.points, DumpJson(priority.parts), counted, ages ? now + formula_.refresh : kNeverDue); !saved) {
      return Fail(saved);
    }
    // The seller's other leads learn of it, as long as that can change anything.
    if (counted != one.counted && one.seller != 0 && past->flags <= counts) {
      if (Status told = SellerPrioritiesAreDue(tx, one.org, one.seller, one.flag, 4 * counts); !told) return Fail(told);
    }
    if (!one.picture_sha256.empty()) {
      Result<std::string> group = GroupOf(tx, one.picture_sha256);
      if (!group) return Fail(group);
      if (Status set = SetFlagPictureGroup(tx, one.flag, *group); !set) return Fail(set);
    }
  }
  return static_cast<int64_t>(due->size());
}

Result<int64_t> QueueKeeper::RefreshAll(std::stop_token stop) {
  Result<std::string> in_force = Reading(service_, [](CaseDb& db) { return PriorityFormulaInForce(db); });
  if (!in_force) return Fail(in_force);
  if (*in_force != formula_.digest) {
    Result<Id> put = Writing(service_, [&](Transaction& tx) -> Result<Id> {
      if (Status kept = PutPriorityFormulaInForce(tx, formula_.digest, formula_.version, formula_.yaml); !kept) return Fail(kept);
      if (Status due = AllPrioritiesAreDue(tx); !due) return Fail(due);
      NewEvent event = EventBy(SystemScope("system:work", kSystemOrg), "queue.formula", "store", 0);
      event.detail = {{"version", formula_.version}, {"digest", formula_.digest}};
      return AppendEvent(tx, event);
    });
    if (!put) return Fail(put);
  }
  int64_t refreshed = 0;
  while (!stop.stop_requested()) {
    Result<bool> any = Reading(service_, [](CaseDb& db) { return AnyPriorityIsDue(db, db.Now()); });
    if (!any) return Fail(any);
    if (!*any) break;
    Result<int64_t> batch = Writing(service_, [&](Transaction& tx) { return Refresh(tx, kRefreshBatch); });
    if (!batch) {
      pictures_.reset();  // heads of a transaction that was rolled back are none
      return Fail(batch);
    }
    if (*batch == 0) break;
    refreshed += *batch;
  }
  return refreshed;
}

}  // namespace markwarden
