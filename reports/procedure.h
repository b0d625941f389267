// The bureau's own procedures as data: which terms run from which step, on which articles, and which documents a step needs.
// The steps themselves are the acts on a clue of core/transitions.h.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "reports/regime.h"

namespace markwarden {

// After so many years without discovery no penalty is given; an act that goes on counts from its end.
struct Limitation {
  int years = 0;
  int grave_years = 0;  // where life, health or financial safety was harmed
  std::string rule;     // id of a LegalBasis
};

struct Procedure {
  std::string id;            // "cn-penalty"
  std::string jurisdiction;  // ISO 3166-1 alpha-2
  LocalText name;
  LocalText hint;            // what an officer should weigh; may be empty
  std::vector<LegalBasis> legal_basis;
  // `start` and `then` are words of the clue's acts, and "clue" for its beginning; `then` may name an act that ends every term.
  std::vector<DeadlineRule> deadlines;
  std::vector<Choice> documents;        // all of these go with the hand-over; empty: none are needed
  std::optional<Limitation> limitation;
  DayCalendars calendars;               // those that the deadlines name

  const LegalBasis* FindBasis(std::string_view basis_id) const;
};

// Reads law_dir/procedures/*.yaml.  Errors: kNotFound (no such folder, none in it), kInvalid naming file and field: unknown key, a rule that
// names no legal basis, a calendar that does not exist, a start or an end that no act on a clue has.
Result<std::vector<Procedure>> LoadProcedures(const std::filesystem::path& law_dir);

}  // namespace markwarden
