// Prints of listings, and what follows a return.
#include "service/relisting.h"

#include <algorithm>

#include "core/text/views.h"
#include "matcher/context.h"
#include "reports/takedown_look.h"
#include "service/transact.h"
#include "store/cases.h"
#include "store/events.h"
#include "store/measures.h"
#include "store/relists.h"
#include "store/tasks.h"

namespace markwarden {
namespace {

constexpr size_t kMaxPrintedText = 20'000;  // bytes of a description
constexpr size_t kSnapshotsForPictures = 5;

std::vector<std::string> SellerKeysOf(const Listing& listing) {
  const Seller& seller = listing.seller;
  std::vector<std::string> keys;
  const std::string& shop = !seller.id.empty() ? seller.id : !seller.url.empty() ? seller.url : seller.name;
  if (!shop.empty()) keys.push_back("shop:" + listing.platform + ":" + shop);
  if (!seller.credit_code.empty()) keys.push_back("code:" + seller.credit_code);
  if (!seller.licence.empty()) keys.push_back("licence:" + seller.licence);
  for (const std::string& contact : seller.contacts) {
    if (std::string key = KeyText(contact); key.size() >= 6) keys.push_back("contact:" + key);
  }
  return keys;
}

RelistPrint PrintOf(const Listing& listing, const RelistRules& rules) {
  RelistPrint print;
  print.title = listing.title;
  const std::string title = KeyText(listing.title);
  print.title_shingles = ShinglesOf(title, rules.max_shingles);
  print.shingles = ShinglesOf(title + KeyText(std::string_view(listing.description).substr(0, kMaxPrintedText)), rules.max_shingles);
  print.seller_keys = SellerKeysOf(listing);
  return print;
}

std::optional<PictureHash> WholeHash(const PictureKey& key) {
  return key.views.empty() ? std::nullopt : std::optional<PictureHash>(key.views.front().hash);
}

// Of the pictures whose fingerprints the store has, those that are the listing's own.
Status AddPictures(CaseDb& db, const SnapshotRecord& snapshot, const RelistRules& rules, RelistPrint& print) {
  for (const SnapshotPicture& picture : snapshot.pictures) {
    if (print.pictures.size() >= rules.max_pictures) break;
    if (picture.sha256.empty()) continue;
    Result<std::optional<PictureRecord>> known = FindPicture(db, picture.sha256);
    if (!known) return Fail(known);
    if (!*known || (*known)->perceptual_hash.empty()) continue;
    Result<Json> json = ParseJson((*known)->perceptual_hash);
    Result<PictureKey> key = json ? PictureKeyFromJson(*json) : Result<PictureKey>(Fail(json));
    if (!key) continue;
    const std::optional<PictureHash> hash = WholeHash(*key);
    if (!hash || std::find(print.pictures.begin(), print.pictures.end(), *hash) != print.pictures.end()) continue;
    Result<int> others = OtherListingsWithPicture(db, picture.sha256, snapshot.listing_id, rules.common_picture_listings);
    if (!others) return Fail(others);
    if (*others < rules.common_picture_listings) print.pictures.push_back(*hash);
  }
  return Ok();
}

}  // namespace

Status WatchForReturn(Transaction& tx, const Scope& scope, const Measure& measure, const std::string& title, const FollowUp& data) {
  CaseDb& db = tx.db();
  if (measure.listing == 0) return Ok();
  Result<std::vector<SnapshotRecord>> snapshots = SnapshotsOf(db, measure.listing);
  if (!snapshots) return Fail(snapshots);
  if (snapshots->empty()) return Ok();
  // What the notice was about: the newest that still had its title.
  const auto meant = std::find_if(snapshots->begin(), snapshots->end(), [&](const SnapshotRecord& one) { return !title.empty() && SameTitle(one.listing.title, title); });
  RelistPrint print = PrintOf((meant == snapshots->end() ? snapshots->front() : *meant).listing, data.relist);
  size_t looked = 0;
  for (auto snapshot = meant == snapshots->end() ? snapshots->begin() : meant; snapshot != snapshots->end() && looked < kSnapshotsForPictures; ++snapshot, ++looked) {
    if (Status added = AddPictures(db, *snapshot, data.relist, print); !added) return added;
  }
  Result<Id> newest = LatestSnapshot(db);
  if (!newest) return Fail(newest);
  RelistWatch watch;
  watch.org = measure.org;
  watch.measure = measure.id;
  watch.case_id = measure.case_id;
  watch.right = measure.right;
  watch.listing = measure.listing;
  watch.fingerprint = ToJson(print);
  watch.since = db.Now();
  watch.until = watch.since + std::chrono::hours(24 * data.watch_days);
  watch.seen_snapshot = *newest;
  if (Result<Id> saved = SaveRelistWatch(tx, scope, watch); !saved) return Fail(saved);
  return Ok();
}

Result<std::unique_ptr<ReturnsWatcher>> ReturnsWatcher::Open(Service& service, const RulesInForce& rules) {
  Result<const FollowUp*> data = service.follow_up();
  if (!data) return Fail(data);
  Result<std::vector<std::shared_ptr<const WatchedPrint>>> watches = Reading(service, [&](CaseDb& db) { return service.relist_prints().Current(db, rules.org); });
  if (!watches) return Fail(watches);
  const Time now = service.clock().Now();
  const auto over = [&](const std::shared_ptr<const WatchedPrint>& watched) { return watched->watch.until <= now; };
  if (std::any_of(watches->begin(), watches->end(), over)) {
    Result<int64_t> ended = Writing(service, [&](Transaction& tx) { return EndRelistWatches(tx, now); });
    if (!ended) return Fail(ended);
    std::erase_if(*watches, over);
  }
  if (watches->empty()) return std::unique_ptr<ReturnsWatcher>();
  std::unique_ptr<ReturnsWatcher> watcher(new ReturnsWatcher((*data)->relist));
  for (std::shared_ptr<const WatchedPrint>& watched : *watches) {
    watcher->by_listing_.emplace(watched->watch.listing, watcher->watches_.size());
    watcher->index_.Add(watched->print);
    watcher->watches_.push_back(std::move(watched));
  }
  const RuleSet& set = rules.matcher->rules();
  for (const uint32_t slot : set.order()) watcher->rights_.emplace(rules.refs[slot].id, &set.at(slot)->right);
  return watcher;
}

Result<bool> ReturnsWatcher::StoodBefore(CaseDb& db, const RelistWatch& watch, const RelistPrint& print, Id listing) const {
  Result<Id> earlier = SnapshotUpTo(db, listing, watch.seen_snapshot);
  if (!earlier) return Fail(earlier);
  if (*earlier == 0) return false;
  Result<std::optional<SnapshotRecord>> snapshot = FindSnapshot(db, *earlier);
  if (!snapshot) return Fail(snapshot);
  if (!*snapshot) return false;
  RelistPrint before = PrintOf((*snapshot)->listing, index_.rules());
  if (Status added = AddPictures(db, **snapshot, index_.rules(), before); !added) return Fail(added);
  return CompareRelist(print, before, index_.rules()).relisted;
}

Result<int64_t> ReturnsWatcher::Compare(Transaction& tx, const Scope& scope, const SnapshotRecord& snapshot, const PictureContext& pictures) const {
  CaseDb& db = tx.db();
  for (auto [own, end] = by_listing_.equal_range(snapshot.listing_id); own != end; ++own) {
    if (snapshot.id <= watches_[own->second]->watch.seen_snapshot) continue;
    if (Status planned = LookAgain(tx, snapshot.listing_id); !planned) return Fail(planned);
    break;
  }
  RelistPrint print = PrintOf(snapshot.listing, index_.rules());
  for (const SnapshotPicture& picture : snapshot.pictures) {
    if (print.pictures.size() >= index_.rules().max_pictures) break;
    const auto known = pictures.by_image.find(picture.url);
    if (known == pictures.by_image.end()) continue;
    if (const std::optional<PictureHash> hash = WholeHash(known->second)) print.pictures.push_back(*hash);
  }
  int64_t found = 0;
  for (const RelistIndex::Hit& hit : index_.Find(print)) {
    const RelistWatch& watch = watches_[hit.at]->watch;
    if (snapshot.id <= watch.seen_snapshot || snapshot.listing_id == watch.listing) continue;
    const auto right = rights_.find(watch.right);
    if (right != rights_.end() && IsAuthorised(*right->second, snapshot.listing)) continue;
    Result<bool> before = StoodBefore(db, watch, watches_[hit.at]->print, snapshot.listing_id);
    if (!before) return Fail(before);
    if (*before) continue;
    const Relist relist{.watch = watch.id, .case_id = watch.case_id, .measure = watch.measure, .listing = snapshot.listing_id, .seen_at = db.Now(),
                        .score = hit.score.score, .reasons = hit.score.reasons};
    Result<Id> added = AddRelist(tx, scope, relist);
    if (!added) return Fail(added);
    if (*added == 0) continue;
    ++found;
    Result<std::optional<CaseRecord>> record = FindCase(db, scope, watch.case_id);
    if (!record) return Fail(record);
    if (!*record) return Fail(ErrorCode::kInternal, "case " + IdToString(watch.case_id) + " of a measure is gone");
    const std::string region = (*record)->region_code;
    NewEvent event = EventBy(scope, "listing.relisted", "case", watch.case_id);
    event.region_code = region;
    event.detail = {{"relist", IdToString(*added)}, {"measure", IdToString(watch.measure)}, {"listing", IdToString(snapshot.listing_id)},
                    {"snapshot", IdToString(snapshot.id)}, {"capture", IdToString(snapshot.capture)}, {"score", hit.score.score}, {"reasons", hit.score.reasons}};
    if (auto done = AppendEvent(tx, event); !done) return Fail(done);
    if ((*record)->state == "closed") {
      if (Status reopened = ReopenCase(tx, scope, watch.case_id, 0); !reopened) return Fail(reopened);
      NewEvent again = EventBy(scope, "case.reopened", "case", watch.case_id);
      again.region_code = region;
      again.detail = {{"relist", IdToString(*added)}};
      if (auto done = AppendEvent(tx, again); !done) return Fail(done);
    }
    Task task;
    task.org = watch.org;
    task.region_code = region;
    task.kind = task.subject_kind = "relist";
    task.subject = *added;
    task.case_id = watch.case_id;
    task.cause = "relist:" + IdToString(*added);
    task.detail = {{"measure", IdToString(watch.measure)}, {"listing", IdToString(snapshot.listing_id)}, {"url", snapshot.listing.url}, {"score", hit.score.score}};
    if (Result<Id> opened = AddTask(tx, scope, task); !opened) return Fail(opened);
  }
  return found;
}

}  // namespace markwarden
