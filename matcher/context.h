// What a listing says around the name: slang, second-hand, goods, price, seller.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/flag.h"
#include "core/listing.h"
#include "core/text/views.h"
#include "matcher/name_index.h"
#include "rules/rule_set.h"

namespace markwarden {

// A text of the listing with its views.  `text` points into the listing.
struct Field {
  std::string name;  // "title", "description", "brand", "seller.name"
  const std::string* text = nullptr;
  Views views;
  std::optional<Views> parted;  // where a "|" may be a letter or part letters
};
std::vector<Field> FieldsOf(const Listing& listing);

// A rule that fired somewhere in the listing, beside no name.
struct FiredRule {
  const Rule* rule = nullptr;
  size_t field = 0;  // index into the fields
  RuleMatch match;
};
// Rules of place kAnywhere.  A suspect match that lies within a clearing one is left out.
std::vector<FiredRule> FireRules(const std::vector<RulePack>& packs, const std::vector<Field>& fields);

// Whether what else a rule wants holds for this listing and right.
bool Holds(const Rule& rule, const Right& right, const Listing& listing);

// The heaviest clearing rule beside a name in this field; null when none fires.
struct BesideName {
  const Rule* rule = nullptr;
  RuleMatch match;
};
std::optional<BesideName> ClearingBeside(const RuleBook& book, const Right& right, const Listing& listing, const Field& field, const NameHit& hit);
// Suspect and context rules beside a name.
std::vector<BesideName> SuspectBeside(const RuleBook& book, const Right& right, const Listing& listing, const Field& field, const NameHit& hit);

bool AppliesToKind(const Rule& rule, RightKind kind);

// The listing's seller is the right's holder or on its list, within the days of its authorisation.  A listed id that differs from the
// seller's refutes an equal name.
bool IsAuthorised(const Right& right, const Listing& listing);
// Who of them it is: the entry of the list, the holder as one without days; empty when nobody.
std::optional<AuthorisedSeller> AuthorisedAs(const Right& right, const Listing& listing);

// Offered price / reference price in the same currency; the upper end of a range counts.
std::optional<double> PriceRatio(const Right& right, const Listing& listing);

// The first of the right's "context_words" (beside which its name means another thing) that the title or a category has; empty: none.
std::string ContextWordIn(const Right& right, const Listing& listing);

// Why the right was not in force on that day, as a sentence that core/said.h keeps; empty when it was or nobody can tell.
std::string NotInForce(const Right& right, std::optional<Time> day);

}  // namespace markwarden
