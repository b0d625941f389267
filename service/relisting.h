// What was taken down is watched for, and what matching looks at is compared with it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/scope.h"
#include "core/takedown.h"
#include "matcher/picture_bank.h"
#include "reports/follow_up.h"
#include "reports/relist.h"
#include "service/matching.h"
#include "service/relist_prints.h"
#include "service/service.h"
#include "store/database.h"
#include "store/listings.h"

namespace markwarden {

// When `measure` became taken: watches for its listing's return, again if it was watched before.  `title` as the notice
// has it tells which of the listing's snapshots was meant.  Nothing when the store has no snapshot of it.
Status WatchForReturn(Transaction& tx, const Scope& scope, const Measure& measure, const std::string& title, const FollowUp& data);

// One organisation's watches, brought up to date once a pass.  Compare is for one thread at a time.
class ReturnsWatcher {
 public:
  // Null when nothing is watched for.  Ends the watches that are over.
  static Result<std::unique_ptr<ReturnsWatcher>> Open(Service& service, const RulesInForce& rules);

  // In the transaction that records the look at `snapshot`, whose pictures have these fingerprints.  A return is recorded
  // once a listing and watch: its case is reopened when it was closed, and a person gets a task.  The very listing that was taken
  // down is no return: it is looked at again.  Offers of sellers whom the right authorises are none, nor those that looked
  // the same before the other one was taken down.  Returns how many are new.
  Result<int64_t> Compare(Transaction& tx, const Scope& scope, const SnapshotRecord& snapshot, const PictureContext& pictures) const;

 private:
  explicit ReturnsWatcher(RelistRules rules) : index_(rules) {}
  Result<bool> StoodBefore(CaseDb& db, const RelistWatch& watch, const RelistPrint& print, Id listing) const;

  RelistIndex index_;                 // of the watches, in their order
  std::vector<std::shared_ptr<const WatchedPrint>> watches_;
  std::map<Id, const Right*> rights_;  // of the rules, which outlive it
  std::multimap<Id, size_t> by_listing_;
};

}  // namespace markwarden
