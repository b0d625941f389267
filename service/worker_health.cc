// Content workers' counts and losses: written by the processes that host them, shown to people.
#include "service/worker_health.h"

#include "service/permissions.h"
#include "service/transact.h"
#include "store/worker_health.h"

namespace markwarden {

void RecordWorkerLoss(Service& service, const LossReport& report) {
  // A page is lost either way; that it is not told of must not lose another.
  (void)Writing(service, [&](Transaction& tx) {
    return AddWorkerLoss(tx, {.id = 0, .process = service.options().process, .job = report.job, .why = report.loss.why,
                              .what = report.loss.what, .sha256 = report.sha256, .bytes = static_cast<int64_t>(report.bytes),
                              .lost_at = service.clock().Now(), .capture = 0});
  });
}

void RecordWorkerHealth(Service& service, const PoolHealth& health) {
  Json jobs = Json::array();
  for (const auto& [name, count] : health.jobs) {
    const int64_t all = count.done + count.lost;
    jobs.push_back({{"job", name}, {"done", count.done}, {"refused", count.refused}, {"lost", count.lost},
                    {"mean_ms", all > 0 ? static_cast<double>(count.micros) / 1000.0 / static_cast<double>(all) : 0.0}});
  }
  const Json counts = {{"started", health.started}, {"recycled", health.recycled}, {"lost", health.lost},
                       {"running", health.running}, {"resident_bytes", health.resident_bytes}, {"jobs", std::move(jobs)}};
  (void)Writing(service, [&](Transaction& tx) {
    return SaveWorkerHealth(tx, {.process = service.options().process, .counts = counts, .updated_at = service.clock().Now()});
  });
}

Result<Json> ShowWorkerHealth(Service& service, const Scope& scope, const ListPage& page) {
  if (Status allowed = Authorise(scope, UseCase::kSeeCrawl); !allowed) return Fail(allowed);
  return Reading(service, [&](CaseDb& db) -> Result<Json> {
    Result<std::vector<WorkerHealthRow>> rows = ListWorkerHealth(db);
    if (!rows) return Fail(rows);
    Result<Page<WorkerLossRow>> losses = ListWorkerLosses(db, {.limit = page.limit, .after = page.cursor});
    if (!losses) return Fail(losses);
    Json processes = Json::array(), items = Json::array();
    for (WorkerHealthRow& row : *rows) {
      Json process = std::move(row.counts);
      process["process"] = row.process;
      process["updated_at"] = FormatTime(row.updated_at);
      processes.push_back(std::move(process));
    }
    for (const WorkerLossRow& loss : losses->rows) {
      items.push_back({{"id", IdToString(loss.id)}, {"process", loss.process}, {"job", loss.job}, {"why", loss.why},
                       {"what", loss.what}, {"sha256", loss.sha256}, {"bytes", loss.bytes}, {"at", FormatTime(loss.lost_at)},
                       {"capture", loss.capture ? Json(IdToString(loss.capture)) : Json(nullptr)}});
    }
    return Json{{"processes", std::move(processes)}, {"items", std::move(items)}, {"next", TextOrNull(losses->next)}};
  });
}

}  // namespace markwarden
