// Choosing and naming: everything about regimes but reading their files.
#include "reports/regime.h"

#include <algorithm>

#include "core/said.h"

namespace markwarden {

bool LegalBasis::InForce(std::string_view date) const {
  // ISO dates compare as text.
  const std::string_view day = date.substr(0, 10);
  return day.size() == 10 && effective_from <= day && (effective_to.empty() || day <= effective_to);
}

const LegalBasis* Regime::FindBasis(std::string_view basis_id) const {
  for (const LegalBasis& row : legal_basis) {
    if (row.id == basis_id) return &row;
  }
  return nullptr;
}

const DeadlineRule* Regime::FindDeadline(std::string_view deadline_id) const {
  for (const DeadlineRule& rule : deadlines) {
    if (rule.id == deadline_id) return &rule;
  }
  return nullptr;
}

bool Regime::Covers(RightKind kind) const { return std::find(rights.begin(), rights.end(), kind) != rights.end(); }

std::string Regime::Word(std::string_view group, std::string_view word, std::string_view lang) const {
  const auto found = words.find(std::string(group) + "." + std::string(word));
  return found == words.end() ? std::string(word) : TextIn(found->second, lang);
}

const Regime* FindRegime(const std::vector<Regime>& regimes, std::string_view id) {
  for (const Regime& regime : regimes) {
    if (regime.id == id) return &regime;
  }
  return nullptr;
}

Result<const Regime*> ChooseRegime(const std::vector<Regime>& regimes, RightKind kind, std::string_view country,
                                   std::string_view date) {
  std::string refusal;
  for (const Regime& regime : regimes) {
    if (!regime.by_default || std::find(regime.countries.begin(), regime.countries.end(), country) == regime.countries.end()) continue;
    if (!regime.Covers(kind)) {
      refusal = regime.id + " does not cover rights of kind " + std::string(ToString(kind));
      for (const RefusedKind& refused : regime.refused) {
        if (refused.kind == kind) refusal = regime.id + ": " + TextIn(refused.why, "en");
      }
      continue;
    }
    const bool in_force = std::any_of(regime.legal_basis.begin(), regime.legal_basis.end(), [&](const LegalBasis& row) {
      return row.use == "substance" && row.InForce(date) &&
             std::find(row.rights.begin(), row.rights.end(), kind) != row.rights.end();
    });
    if (in_force) return &regime;
    refusal = regime.id + " knows no law on rights of kind " + std::string(ToString(kind)) + " in force on \"" +
              std::string(date) + "\"";
  }
  if (!refusal.empty()) return Fail(ErrorCode::kInvalid, refusal);
  return Fail(ErrorCode::kUnsupported, country.empty() ? Say("notice.no_country") : Say("notice.no_regime", {{"country", std::string(country)}}));
}

}  // namespace markwarden
