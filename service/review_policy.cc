// Its figures, each needed.
#include "service/review_policy.h"

#include <cmath>

#include "service/policy_file.h"

namespace markwarden {
namespace {

double ReviewNumber(const YAML::Node& node, const char* key, double most) {
  double number = 0;
  const YAML::Node value = node[key];
  if (!value || !value.IsScalar() || !YAML::convert<double>::decode(value, number) || !std::isfinite(number) || number < 0 || number > most) {
    throw yaml::Wrong(std::string(key) + " must be a number from 0 to " + std::to_string(static_cast<int>(most)));
  }
  return number;
}

std::chrono::milliseconds ReviewSeconds(const YAML::Node& node, const char* key, double most) {
  return std::chrono::milliseconds(std::llround(ReviewNumber(node, key, most) * 1000));
}

}  // namespace

Result<ReviewPolicy> LoadReviewPolicy(const std::filesystem::path& data_dir, const std::filesystem::path& store_dir) {
  std::filesystem::path file = store_dir / "review_policy.yaml";
  std::error_code ignored;
  if (store_dir.empty() || !std::filesystem::exists(file, ignored)) file = data_dir / "service" / "data" / "review_policy.yaml";
  return ReadPolicyFile(file, [](const YAML::Node& node) {
    yaml::OnlyKeys(node, {"version", "look", "sample", "history", "checks"}, "review policy");
    if (ReviewNumber(node, "version", 1) != 1) throw yaml::Wrong("version must be 1");
    yaml::OnlyKeys(node["look"], {"before_case_seconds", "longest_gap_seconds"}, "look");
    yaml::OnlyKeys(node["sample"], {"decided_percent", "cleared_percent"}, "sample");
    yaml::OnlyKeys(node["history"], {"years", "not_upheld"}, "history");
    yaml::OnlyKeys(node["checks"], {"right_status_days"}, "checks");
    ReviewPolicy policy;
    policy.before_case = ReviewSeconds(node["look"], "before_case_seconds", 3600);
    policy.longest_gap = ReviewSeconds(node["look"], "longest_gap_seconds", 600);
    policy.decided_share = ReviewNumber(node["sample"], "decided_percent", 100) / 100;
    policy.cleared_share = ReviewNumber(node["sample"], "cleared_percent", 100) / 100;
    policy.history_years = static_cast<int>(ReviewNumber(node["history"], "years", 50));
    policy.right_status_age = std::chrono::days(std::llround(ReviewNumber(node["checks"], "right_status_days", 3650)));
    policy.not_upheld = yaml::Texts(node["history"], "not_upheld");
    if (policy.history_years < 1) throw yaml::Wrong("years must be at least 1");
    return policy;
  });
}

}  // namespace markwarden
