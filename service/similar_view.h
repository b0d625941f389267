// Names of rights for the search for similar marks, and its answers as JSON; what the command, the API and a gazette's
// report share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json.h"
#include "core/result.h"
#include "core/right.h"
#include "core/text/reading.h"
#include "matcher/similar.h"

namespace markwarden {

inline constexpr size_t kMaxMarkBytes = 1'000;

// A mark that can be looked for.  Errors: kInvalid (empty, too long, no letter in it, not UTF-8).
Status CheckMark(std::string_view mark);

// Names and nicknames; SimilarName::right is the place in `rights`.
std::vector<SimilarName> NamesOf(const std::vector<const Right*>& rights);

// Three decimals.
double RoundedShare(double share);

// [{"id","holds","exception"}]
Json ClausesView(const std::vector<ClauseFinding>& clauses);

// [{"step","from","to","sound","axis","cost"}]
Json StepsView(const NameReading& reading);

// {"score","sound","form","meaning","matched","nickname","chain":[step],"clauses":[{"id","holds","exception"}]}
Json SimilarHitView(std::string_view mark, const SimilarName& name, const SimilarHit& hit);

}  // namespace markwarden
