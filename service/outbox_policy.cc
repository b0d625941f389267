// Its figures, each needed.
#include "service/outbox_policy.h"

#include <algorithm>
#include <string>

#include "service/policy_file.h"

namespace markwarden {

std::chrono::minutes OutboxPolicy::PauseAfter(int attempts) const {
  const size_t at = static_cast<size_t>(std::max(attempts, 1) - 1);
  return retry[std::min(at, retry.size() - 1)];
}

Result<OutboxPolicy> LoadOutboxPolicy(const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / "service" / "data" / "outbox_policy.yaml";
  return ReadPolicyFile(file, [](const YAML::Node& node) {
    yaml::OnlyKeys(node, {"version", "retry_minutes", "give_up_hours", "poll_hours", "mailbox_seconds", "mail_address_gap_seconds", "mail_domain_gap_seconds"}, "outbox policy");
    OutboxPolicy policy;
    if (WholeNumber(node["version"], "version", 1) != 1) throw yaml::Wrong("version must be 1");
    const YAML::Node retry = node["retry_minutes"];
    if (!retry || !retry.IsSequence() || retry.size() == 0) throw yaml::Wrong("retry_minutes is a list of pauses");
    for (const auto& pause : retry) policy.retry.emplace_back(WholeNumber(pause, "retry_minutes", 24 * 60));
    policy.give_up = std::chrono::hours(WholeNumber(node["give_up_hours"], "give_up_hours", 24 * 30));
    policy.poll = std::chrono::hours(WholeNumber(node["poll_hours"], "poll_hours", 24));
    policy.mailbox = std::chrono::seconds(WholeNumber(node["mailbox_seconds"], "mailbox_seconds", 86'400));
    policy.address_gap = std::chrono::seconds(WholeNumber(node["mail_address_gap_seconds"], "mail_address_gap_seconds", 86'400));
    policy.domain_gap = std::chrono::seconds(WholeNumber(node["mail_domain_gap_seconds"], "mail_domain_gap_seconds", 86'400));
    return policy;
  });
}

}  // namespace markwarden
