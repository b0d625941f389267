// Which generated queries a round searches one source for: those of which most new leads can be expected, and some of the least tried.
//
// New suspected leads on a page are taken as Poisson, their rate as Gamma: with a prior that is worth `s` pages at a rate of `m`, the rate
// expected after y leads on n pages is (s m + y) / (s + n), the mean of the posterior (A. Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6).
// It is used twice: a form's rate in a source starts at the table's figure (`form_pages`), a query's at its form's (`query_pages`).  A share of
// each round goes to what was tried least, so that a low figure is not believed for ever (R. Sutton, A. Barto, Reinforcement Learning, 2nd
// ed., 2.2: epsilon-greedy); chance comes from the digest of round and query, so a round chooses the same when it is asked again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "rules/queries.h"

namespace markwarden {

// A generated query and what it has cost and brought in one source.
struct QueryTried {
  GeneratedQuery query;
  int64_t pages = 0, rounds = 0;
  int64_t brought = 0;           // new suspected leads
  std::optional<Time> last_at;   // searched last
};

// Pages, several rounds, nothing new: it rests until then.  Empty for one that does not rest.
std::optional<Time> RestsUntil(const QueryTried& tried, const DiscoveryPolicy& policy, Time now);

// What is expected of each, in their order.
std::vector<double> ExpectedYields(const std::vector<QueryTried>& tried, const QueryWords& words);

struct ChosenQuery {
  size_t index = 0;   // into what was given
  bool explore = false;
  double expected = 0;
};
// At most `most` of those that do not rest; best first, then the explored ones.  Pure.
std::vector<ChosenQuery> ChooseQueries(const std::vector<QueryTried>& tried, const QueryWords& words, int most, int64_t round, Time now);

}  // namespace markwarden
