// The figures of service/data/queue_policy.yaml.
#pragma once

#include <chrono>
#include <filesystem>

#include "core/result.h"

namespace markwarden {

struct QueuePolicy {
  std::chrono::minutes lease{0};
  std::chrono::seconds lease_renew{0};
  int leases_per_person = 0;
  std::chrono::days overdue{0};
  int group_limit = 0;
  int filters_per_person = 0;
  int examined_rows = 0;
  int live_streams = 0, live_streams_per_person = 0;
  std::chrono::seconds live{0}, live_heartbeat{0}, live_session{0};
};

// Errors: kInvalid (names the field), kNotFound.
Result<QueuePolicy> LoadQueuePolicy(const std::filesystem::path& data_dir);

}  // namespace markwarden
