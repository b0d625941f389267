// Flags, hits and decisions: the review queue.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/capture.h"
#include "core/flag_record.h"
#include "core/scope.h"
#include "store/database.h"
#include "store/flag_leases.h"
#include "store/listings.h"
#include "store/page.h"
#include "store/rights.h"

namespace markwarden {

struct NewHit {
  Id listing = 0;
  Id right = 0;
  Id right_version = 0;
  Id snapshot = 0;
  Id capture = 0;
  std::vector<Id> picture_captures;
  Id seller = 0;
  Id watch = 0;
  std::string region_code;  // the seller's, else the watch's; empty when unknown
  Flag result;              // its engine and rule_set are part of the digest
};
struct HitSaved {
  Id flag = 0;
  Id hit = 0;
  bool new_flag = false;
  bool new_hit = false;  // false: this very look was recorded before
  bool reopened = false;
};
// Idempotent by the hit's digest.  A dismissed flag is reopened by a materially new hit.
Result<HitSaved> RecordHit(Transaction& tx, const Scope& scope, const NewHit& hit, const ReopenRule& rule = {});

// Whether `now` says something that `decided` did not (pure).
bool IsMateriallyNew(const HitRecord& decided, const HitRecord& now, const ReopenRule& rule);

struct NewDecision {
  Id flag = 0;
  Id hit_seen = 0;
  int64_t row_version = 0;  // of the flag as it was seen
  DecisionAction action = DecisionAction::kNote;
  std::string reason_code = {};
  std::string basis = {};
  std::string note = {};
};
// Errors: kNotFound (no such flag or hit for this scope), kConflict (changed meanwhile),
// kInvalid (a dismissal without a reason).
Result<Decision> Decide(Transaction& tx, const Scope& scope, const NewDecision& decision);
Status AssignFlag(Transaction& tx, const Scope& scope, Id flag, Id account, int64_t row_version);

// What the queue shows of a flag.
struct QueueRow {
  FlagRecord flag;
  std::string right_key, right_title, right_kind;
  std::string platform, url, title;
  std::string seller_name;
  std::string price_amount, price_currency;  // as the latest snapshot showed; empty when unknown
  std::string picture_sha256;                // first picture, or empty
  std::vector<std::string> reason_codes;
  std::optional<FlagLease> lease;            // who has it open now
  std::string group;                         // key of its group, where the list is grouped and it is in one
  int64_t group_size = 1;                    // of what the filter lets through; kGroupCount and one more: that many or more
};
enum class QueueSort { kPriority, kDb, kNewest, kOldest };
enum class QueueGroup { kNone, kPicture, kSeller };
inline constexpr int64_t kGroupCount = 1000;
struct QueueFilter {
  std::vector<FlagState> states = {};      // empty: any
  std::optional<Verdict> verdict = Verdict::kSuspected;
  Id right = 0;
  std::string platform = {};
  Id listing = 0;
  Id seller = 0;
  Id assigned = 0;
  Id watch = 0;
  std::optional<double> min_db = {};
  std::string text = {};                   // somewhere in the listing's title; ASCII letters in either case
  std::vector<std::string> lanes = {};     // instead of states and verdict
  Id source = 0;
  std::string region = {};                 // prefix of the code
  std::optional<double> max_db = {}, min_priority = {}, max_priority = {};
  std::string reason = {};                 // one of the latest look's reason codes
  Id mine = 0;                             // assigned to this account, or open at its desk
  Id not_asked_by = 0;                     // no second look that this account asked for
  std::optional<Time> found_before = {};
  QueueSort sort = QueueSort::kDb;
  QueueGroup group = QueueGroup::kNone;    // the first of each group alone
  int examine = 5'000;                     // flags that are looked at, at most, where `text` or `reason` tells: the page may end before it is full
};
// In the order of `sort`, ties by id; the order comes from an index.  `next` is where to go on, empty when nothing is left.
// Errors: kInvalid (a cursor that no page gave).
Result<Page<QueueRow>> ListQueue(CaseDb& db, const Scope& scope, const QueueFilter& filter = {}, const PageRequest& page = {});
// How the database would read each part of that list, one line a step.
Result<std::vector<std::string>> QueuePlan(CaseDb& db, const Scope& scope, const QueueFilter& filter);
// The flags as the queue shows them, in the order of `ids`, whoever may see them.
Result<std::vector<QueueRow>> QueueRowsOf(CaseDb& db, const std::vector<Id>& ids);

struct FlagDetail {
  QueueRow row;
  ListingRecord listing;
  std::optional<SellerRecord> seller;
  SnapshotRecord snapshot;  // of the latest hit
  RightRecord right;        // the version of the latest hit
  std::vector<HitRecord> hits;       // newest first
  std::vector<Decision> decisions;   // oldest first
  CaptureRecord capture;             // page of the latest hit
  SealedInfo sealed;
  Id case_id = 0;                    // the open case that holds it, or 0
};
Result<std::optional<FlagRecord>> FindFlag(CaseDb& db, const Scope& scope, Id id);
Result<std::optional<FlagDetail>> FindFlagDetail(CaseDb& db, const Scope& scope, Id id);
Result<std::vector<HitRecord>> HitsOf(CaseDb& db, const Scope& scope, Id flag);  // newest first
Result<std::optional<HitRecord>> FindHit(CaseDb& db, const Scope& scope, Id id);

// For summaries.
struct RightCount {
  Id right = 0;
  std::string key, title;
  int64_t suspected = 0, cleared = 0;
};
struct FlagCounts {
  int64_t suspected = 0, cleared = 0;
  std::map<std::string, int64_t> by_state;      // suspected flags
  std::map<std::string, int64_t> by_detector;   // suspected flags that have the detector in their latest hit
  std::map<std::string, int64_t> cleared_by;    // cleared flags, by clearing detector
  std::map<std::string, int64_t> by_platform;   // suspected flags
  std::vector<RightCount> by_right;
};
Result<FlagCounts> CountFlags(CaseDb& db, const Scope& scope);
// Suspected flags of each right that has any, out of an index alone.
Result<std::map<Id, int64_t>> CountFlagsByRight(CaseDb& db, const Scope& scope);

}  // namespace markwarden
