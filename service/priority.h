// The order of the review queue: a published formula over what is known of a lead.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/scope.h"
#include "service/service.h"

namespace markwarden {

// The figures of service/data/priority.yaml.
struct PriorityFormula {
  int64_t version = 0;
  std::string date, source;
  double per_db = 0, most_evidence = 0;
  double price_below = 0, most_price = 0;
  int seller_years = 0;
  double per_flag = 0, most_flags = 0, per_upheld = 0, most_upheld = 0;
  std::vector<std::string> not_upheld;
  double agreement = 0;
  double health = 0;
  std::vector<int> health_classes;
  double per_tenfold = 0, most_visibility = 0;
  double per_day = 0, most_age = 0;
  std::chrono::hours refresh{0};
  int near_duplicate_bits = 0;
  std::string yaml, digest;  // the file, and its SHA-256
};
// Errors: kInvalid (names the field), kNotFound.
Result<PriorityFormula> LoadPriorityFormula(const std::filesystem::path& data_dir);

// What is known of one lead; what is not known is not said, and gives nothing.
struct PriorityFacts {
  double db = 0;
  std::optional<double> price_ratio;
  int seller_flags = 0, seller_upheld = 0;  // the seller's other leads in the formula's years
  std::vector<std::string> detectors;
  std::vector<int> classes;  // of the goods
  std::optional<int64_t> sales;
  std::chrono::seconds age{0};
};
// {"version","parts":[{"part":"price","points":5.9,"ratio":0.31} ...]}, the parts that gave something, in the order of the file.
struct Priority {
  double points = 0;
  Json parts;
};
Priority PriorityOf(const PriorityFormula& formula, const PriorityFacts& facts);

// {"version","date","source","digest","yaml"}
Result<Json> ShowPriorityFormula(Service& service, const Scope& scope);

}  // namespace markwarden
