// Eight numbers, each needed.
#include "service/log_policy.h"

#include <string>

#include "service/policy_file.h"

namespace markwarden {
namespace {

int64_t Number(const YAML::Node& node, const char* key, int64_t most) {
  const YAML::Node value = node[key];
  int64_t number = 0;
  if (!value || !value.IsScalar() || !YAML::convert<int64_t>::decode(value, number) || number < 1 || number > most) {
    throw yaml::Wrong(std::string(key) + " must be a whole number from 1 to " + std::to_string(most));
  }
  return number;
}

}  // namespace

Result<LogPolicy> LoadLogPolicy(const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / "service" / "data" / "log_policy.yaml";
  return ReadPolicyFile(file, [](const YAML::Node& node) {
    yaml::OnlyKeys(node, {"version", "checkpoint_events", "checkpoint_seconds", "key_overlap_days", "backup_days", "environment_minutes", "stamp_hours", "stamp_retry_seconds",
                          "stamp_retry_cap_seconds"}, "log policy");
    LogPolicy policy;
    if (Number(node, "version", 1) != 1) throw yaml::Wrong("version must be 1");
    policy.checkpoint_events = Number(node, "checkpoint_events", 1'000'000);
    policy.checkpoint_after = std::chrono::seconds(Number(node, "checkpoint_seconds", 86'400));
    policy.key_overlap = std::chrono::days(Number(node, "key_overlap_days", 3'650));
    policy.backup_every = std::chrono::days(Number(node, "backup_days", 3'650));
    policy.environment_every = std::chrono::minutes(Number(node, "environment_minutes", 1'440));
    policy.stamp_every = std::chrono::hours(Number(node, "stamp_hours", 24 * 365));
    policy.stamp_retry = std::chrono::seconds(Number(node, "stamp_retry_seconds", 3'600));
    policy.stamp_retry_cap = std::chrono::seconds(Number(node, "stamp_retry_cap_seconds", 86'400));
    return policy;
  });
}

}  // namespace markwarden
