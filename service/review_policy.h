// The figures of service/data/review_policy.yaml, or of the store's own review_policy.yaml where it has one.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"

namespace markwarden {

struct ReviewPolicy {
  std::chrono::milliseconds before_case{0};
  std::chrono::milliseconds longest_gap{0};
  double decided_share = 0, cleared_share = 0;  // 0..1
  int history_years = 0;
  std::chrono::days right_status_age{0};
  std::vector<std::string> not_upheld;          // codes of reports/vocabulary.yaml, case_outcomes
};

// Errors: kInvalid (names the file and the field), kNotFound.
Result<ReviewPolicy> LoadReviewPolicy(const std::filesystem::path& data_dir, const std::filesystem::path& store_dir);

}  // namespace markwarden
