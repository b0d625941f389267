// What is watched for, kept between passes: of a watch that did not change its fingerprint is read once.  Internal to service/.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/takedown.h"
#include "reports/relist.h"
#include "store/database.h"

namespace markwarden {

struct WatchedPrint {
  RelistWatch watch;  // without its fingerprint
  RelistPrint print;
};

// Thread-safe.
class RelistPrints {
 public:
  // An organisation's open watches, by id.  Reads each head, and fingerprints of those alone that are new or were renewed; past kMaxKept
  // of one organisation the newest are read each time.
  Result<std::vector<std::shared_ptr<const WatchedPrint>>> Current(CaseDb& db, Id org);

  // Fingerprints that were read so far.
  int64_t read() const;

  static constexpr size_t kMaxKept = 5'000;

 private:
  mutable std::mutex mutex_;
  std::map<Id, std::map<Id, std::shared_ptr<const WatchedPrint>>> kept_;  // organisation -> watch; guarded by mutex_
  int64_t read_ = 0;                                                      // guarded by mutex_
};

}  // namespace markwarden
