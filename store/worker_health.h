// Content workers as the store remembers them: counts of each process, and losses.
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/id.h"
#include "core/json.h"
#include "core/result.h"
#include "store/database.h"
#include "store/page.h"

namespace markwarden {

struct WorkerHealthRow {
  std::string process;
  Json counts;
  Time updated_at;
};
Status SaveWorkerHealth(Transaction& tx, const WorkerHealthRow& row);
Result<std::vector<WorkerHealthRow>> ListWorkerHealth(CaseDb& db);

struct WorkerLossRow {
  Id id = 0;
  std::string process, job, why, what;
  std::string sha256;  // hexadecimal
  int64_t bytes = 0;
  Time lost_at;
  Id capture = 0;  // the newest capture of these bytes; 0 when there is none
};
inline constexpr int kKeptWorkerLosses = 1000;
// The oldest beyond kKeptWorkerLosses go.
Status AddWorkerLoss(Transaction& tx, const WorkerLossRow& row);
Result<Page<WorkerLossRow>> ListWorkerLosses(CaseDb& db, const PageRequest& page);  // newest first

}  // namespace markwarden
