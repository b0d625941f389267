// A store in which a case needs no look and nothing is sampled: for tests about something else.
#pragma once

#include <filesystem>
#include <fstream>

namespace markwarden {

inline void HurryReviews(const std::filesystem::path& store, const char* seconds = "0", const char* decided = "0", const char* cleared = "0") {
  std::ofstream(store / "review_policy.yaml") << "version: 1\nlook: {before_case_seconds: " << seconds << ", longest_gap_seconds: 20}\nsample: {decided_percent: " << decided
                                              << ", cleared_percent: " << cleared << "}\nhistory: {years: 5, not_upheld: [genuine, no_infringement, duplicate]}\n"
                                              << "checks: {right_status_days: 30}\n";
}

}  // namespace markwarden
