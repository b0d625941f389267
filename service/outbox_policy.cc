// Its figures, each needed.
#include "service/outbox_policy.h"

#include <new>
#include <algorithm>
#include <string>

#include "core/file.h"
#include "reports/yaml_reader.h"

namespace markwarden {
namespace {

int64_t OutboxNumber(const YAML::Node& value, const char* key, int64_t most) {
  int64_t number = 0;
  if (!value || !value.IsScalar() || !YAML::convert<int64_t>::decode(value, number) || number < 1 || number > most) {
    throw yaml::Wrong(std::string(key) + " must be whole, from 1 to " + std::to_string(most));
  }
  return number;
}

}  // namespace

std::chrono::minutes OutboxPolicy::PauseAfter(int attempts) const {
  const size_t at = static_cast<size_t>(std::max(attempts, 1) - 1);
  return retry[std::min(at, retry.size() - 1)];
}

Result<OutboxPolicy> LoadOutboxPolicy(const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / "service" / "data" / "outbox_policy.yaml";
  Result<std::string> text = ReadFile(file, 64 << 10);
  if (!text) return Fail(text);
  try {
    const YAML::Node node = YAML::Load(*text);
    yaml::OnlyKeys(node, {"version", "retry_minutes", "give_up_hours", "poll_hours", "mailbox_seconds", "mail_address_gap_seconds", "mail_domain_gap_seconds"}, "outbox policy");
    OutboxPolicy policy;
    if (OutboxNumber(node["version"], "version", 1) != 1) throw yaml::Wrong("version must be 1");
    const YAML::Node retry = node["retry_minutes"];
    if (!retry || !retry.IsSequence() || retry.size() == 0) throw yaml::Wrong("retry_minutes is a list of pauses");
    for (const auto& pause : retry) policy.retry.emplace_back(OutboxNumber(pause, "retry_minutes", 24 * 60));
    policy.give_up = std::chrono::hours(OutboxNumber(node["give_up_hours"], "give_up_hours", 24 * 30));
    policy.poll = std::chrono::hours(OutboxNumber(node["poll_hours"], "poll_hours", 24));
    policy.mailbox = std::chrono::seconds(OutboxNumber(node["mailbox_seconds"], "mailbox_seconds", 86'400));
    policy.address_gap = std::chrono::seconds(OutboxNumber(node["mail_address_gap_seconds"], "mail_address_gap_seconds", 86'400));
    policy.domain_gap = std::chrono::seconds(OutboxNumber(node["mail_domain_gap_seconds"], "mail_domain_gap_seconds", 86'400));
    return policy;
  } catch (const std::bad_alloc&) {
    throw;  // no memory is no fault of the file
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInvalid, file.string() + ": " + error.what());
  }
}

}  // namespace markwarden
