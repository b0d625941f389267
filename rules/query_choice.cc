// Posterior means, an exploration share, rest.
#include "rules/query_choice.h"

#include <algorithm>
#include <map>

#include "core/hash.h"

namespace markwarden {
namespace {

struct FormUse {
  double pages = 0, brought = 0;
};

// The mean of a Gamma rate that begins as `mean` with the weight of `weight` pages.
double RateAfter(double mean, double weight, double brought, double pages) { return (mean * weight + brought) / (weight + pages); }

}  // namespace

std::optional<Time> RestsUntil(const QueryTried& tried, const DiscoveryPolicy& policy, Time now) {
  if (tried.rounds < policy.rest_after_rounds || tried.brought > 0 || tried.pages == 0 || !tried.last_at) return std::nullopt;
  const Time until = *tried.last_at + std::chrono::days(policy.rest_days);
  return until > now ? std::optional<Time>(until) : std::nullopt;
}

std::vector<double> ExpectedYields(const std::vector<QueryTried>& tried, const QueryWords& words) {
  std::map<std::string, FormUse> forms;
  for (const QueryTried& one : tried) {
    FormUse& form = forms[one.query.group()];
    form.pages += static_cast<double>(one.pages);
    form.brought += static_cast<double>(one.brought);
  }
  std::vector<double> expected;
  expected.reserve(tried.size());
  for (const QueryTried& one : tried) {
    const double table = words.Expected(one.query.form);
    const FormUse& form = forms[one.query.group()];
    // A form's later queries are worth less than its first.
    const double share = table > 0 ? one.query.expected / table : 0;
    const double mean = RateAfter(table, words.discovery.form_pages, form.brought, form.pages) * share;
    expected.push_back(RateAfter(mean, words.discovery.query_pages, static_cast<double>(one.brought), static_cast<double>(one.pages)));
  }
  return expected;
}

std::vector<ChosenQuery> ChooseQueries(const std::vector<QueryTried>& tried, const QueryWords& words, int most, int64_t round, Time now) {
  struct Candidate {
    size_t index = 0;
    double expected = 0;
    int64_t pages = 0;
    std::string lot;
  };
  std::vector<ChosenQuery> chosen;
  if (most <= 0) return chosen;
  const std::vector<double> expected = ExpectedYields(tried, words);
  std::vector<Candidate> awake;
  for (size_t i = 0; i < tried.size(); ++i) {
    if (RestsUntil(tried[i], words.discovery, now)) continue;
    awake.push_back({.index = i, .expected = expected[i], .pages = tried[i].pages, .lot = Sha256Hex(std::to_string(round) + "\n" + tried[i].query.text)});
  }
  std::sort(awake.begin(), awake.end(), [](const Candidate& a, const Candidate& b) { return a.expected != b.expected ? a.expected > b.expected : a.lot < b.lot; });
  const size_t all = std::min(awake.size(), static_cast<size_t>(most));
  const size_t explored = all * static_cast<size_t>(words.discovery.explore_percent) / 100;
  for (size_t i = 0; i < all - explored; ++i) chosen.push_back({.index = awake[i].index, .explore = false, .expected = awake[i].expected});
  std::vector<Candidate> rest(awake.begin() + static_cast<ptrdiff_t>(all - explored), awake.end());
  std::sort(rest.begin(), rest.end(), [](const Candidate& a, const Candidate& b) { return a.pages != b.pages ? a.pages < b.pages : a.lot < b.lot; });
  for (size_t i = 0; i < explored; ++i) chosen.push_back({.index = rest[i].index, .explore = true, .expected = rest[i].expected});
  return chosen;
}

}  // namespace markwarden
