// The figures of service/data/outbox_policy.yaml.
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

#include "core/result.h"

namespace markwarden {

struct OutboxPolicy {
  std::vector<std::chrono::minutes> retry;  // at least one; the last one goes on
  std::chrono::hours give_up{0};
  std::chrono::hours poll{0};
  std::chrono::seconds mailbox{0};
  std::chrono::seconds address_gap{0}, domain_gap{0};

  // The pause after the `attempts`th failure, from 1.
  std::chrono::minutes PauseAfter(int attempts) const;
};

// Errors: kInvalid (names the field), kNotFound.
Result<OutboxPolicy> LoadOutboxPolicy(const std::filesystem::path& data_dir);

}  // namespace markwarden
