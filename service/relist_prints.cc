// Heads against what is kept.
#include "service/relist_prints.h"

#include "store/relists.h"

namespace markwarden {
namespace {

// A watch that is begun again, or whose listing was taken down again, has another beginning or another newest snapshot.
bool SameWatch(const RelistWatch& a, const RelistWatch& b) { return a.since == b.since && a.until == b.until && a.seen_snapshot == b.seen_snapshot; }

}  // namespace

Result<std::vector<std::shared_ptr<const WatchedPrint>>> RelistPrints::Current(CaseDb& db, Id org) {
  Result<std::vector<RelistWatch>> heads = RelistWatchHeads(db, org);
  if (!heads) return Fail(heads);
  const std::lock_guard lock(mutex_);
  std::map<Id, std::shared_ptr<const WatchedPrint>>& before = kept_[org];
  std::map<Id, std::shared_ptr<const WatchedPrint>> now;
  std::vector<std::shared_ptr<const WatchedPrint>> prints;
  for (RelistWatch& head : *heads) {
    const auto known = before.find(head.id);
    std::shared_ptr<const WatchedPrint> watched = known != before.end() && SameWatch(known->second->watch, head) ? known->second : nullptr;
    if (!watched) {
      Result<Json> fingerprint = FingerprintOfWatch(db, head.id);
      if (!fingerprint) return Fail(fingerprint);
      ++read_;
      Result<RelistPrint> print = RelistPrintFromJson(*fingerprint);
      if (!print) return Fail(std::move(print.error()).While("watch " + IdToString(head.id)));
      watched = std::make_shared<const WatchedPrint>(WatchedPrint{.watch = std::move(head), .print = std::move(*print)});
    }
    if (now.size() < kMaxKept) now.emplace(watched->watch.id, watched);
    prints.push_back(std::move(watched));
  }
  before = std::move(now);
  return prints;
}

int64_t RelistPrints::read() const {
  const std::lock_guard lock(mutex_);
  return read_;
}

}  // namespace markwarden
