// The figures of service/data/log_policy.yaml.
#pragma once

#include <chrono>
#include <filesystem>

#include "core/result.h"

namespace markwarden {

struct LogPolicy {
  int64_t checkpoint_events = 0;
  std::chrono::seconds checkpoint_after{0};
  std::chrono::days key_overlap{0};
  std::chrono::days backup_every{0};
  std::chrono::minutes environment_every{0};
  std::chrono::hours stamp_every{0};
  std::chrono::seconds stamp_retry{0};
  std::chrono::seconds stamp_retry_cap{0};
};

// Errors: kInvalid (names the field), kNotFound.
Result<LogPolicy> LoadLogPolicy(const std::filesystem::path& data_dir);

}  // namespace markwarden
