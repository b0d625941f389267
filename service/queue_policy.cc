// Its figures, each needed.
#include "service/queue_policy.h"

#include <string>

#include "service/policy_file.h"

namespace markwarden {
namespace {

int QueueNumber(const YAML::Node& node, const char* key, int most) { return static_cast<int>(WholeNumber(node[key], key, most)); }

}  // namespace

Result<QueuePolicy> LoadQueuePolicy(const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / "service" / "data" / "queue_policy.yaml";
  return ReadPolicyFile(file, [](const YAML::Node& node) {
    yaml::OnlyKeys(node, {"version", "lease_minutes", "lease_renew_seconds", "leases_per_person", "overdue_days", "group_limit", "filters_per_person",
                          "examined_rows", "live_streams", "live_streams_per_person", "live_seconds", "live_heartbeat_seconds", "live_session_seconds"},
                   "queue policy");
    if (QueueNumber(node, "version", 1) != 1) throw yaml::Wrong("version must be 1");
    QueuePolicy policy;
    policy.lease = std::chrono::minutes(QueueNumber(node, "lease_minutes", 24 * 60));
    policy.lease_renew = std::chrono::seconds(QueueNumber(node, "lease_renew_seconds", 3'600));
    if (policy.lease_renew * 2 > policy.lease) throw yaml::Wrong("lease_renew_seconds must be at most half of lease_minutes");
    policy.leases_per_person = QueueNumber(node, "leases_per_person", 1'000);
    policy.overdue = std::chrono::days(QueueNumber(node, "overdue_days", 3'650));
    policy.group_limit = QueueNumber(node, "group_limit", 1'000);
    policy.filters_per_person = QueueNumber(node, "filters_per_person", 1'000);
    policy.examined_rows = QueueNumber(node, "examined_rows", 100'000);
    policy.live_streams = QueueNumber(node, "live_streams", 8'000);
    policy.live_streams_per_person = QueueNumber(node, "live_streams_per_person", 100);
    policy.live = std::chrono::seconds(QueueNumber(node, "live_seconds", 3'600));
    policy.live_heartbeat = std::chrono::seconds(QueueNumber(node, "live_heartbeat_seconds", 3'600));
    policy.live_session = std::chrono::seconds(QueueNumber(node, "live_session_seconds", 3'600));
    return policy;
  });
}

}  // namespace markwarden
