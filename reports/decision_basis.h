// On which article a lead is dismissed, as data.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice.h"
#include "core/result.h"
#include "core/right.h"

namespace markwarden {

struct DecisionBasis {
  std::string id;
  std::vector<std::string> reasons;  // codes of a dismissal; empty: every one
  std::vector<RightKind> rights;     // empty: every kind
  LocalText statute, article;
  LocalText needs;                   // what is missing, or what allows it
  std::string effective_from, effective_to;  // first and last day in force; empty `to`: still
  std::string source, verified_by;   // `verified_by` empty: nobody compared it with the text

  bool Serves(std::string_view reason, RightKind kind, std::string_view date) const;
};

// Reads data_dir/reports/law/decision_basis.yaml.  Errors: kNotFound, kInvalid naming row and field.
Result<std::vector<DecisionBasis>> LoadDecisionBases(const std::filesystem::path& data_dir);

// The first row for the reason, the kind of right and the day of the act ("2026-11-23"); null when the data has none.
const DecisionBasis* SuggestBasis(const std::vector<DecisionBasis>& rows, std::string_view reason, RightKind kind, std::string_view date);

// 《…法》第五十九条：…; "…Law, article 59: …"
LocalText BasisText(const LocalText& statute, const LocalText& article, const LocalText& needs);

}  // namespace markwarden
