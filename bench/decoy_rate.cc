// Does what is suspected of names that nobody bears tell how much of what is suspected of real ones is chance?
//   decoy_rate [--seed S] [--decoys K] [--asked N]
// Real names watched over real titles: some hold a name behind a disguise, most hold none, so which flags are false is known.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "bench/text_cases.h"
#include "core/data_dir.h"
#include "matcher/decoys.h"
#include "matcher/matcher.h"

namespace markwarden::bench {
namespace {

struct Suspected {
  size_t title = 0, name = 0;
  double db = 0;
};

std::vector<Suspected> SuspectedIn(const Matcher& matcher, const std::vector<std::string>& titles) {
  std::vector<Suspected> all;
  for (size_t t = 0; t < titles.size(); ++t) {
    Listing listing;
    listing.title = titles[t];
    for (const Flag& flag : matcher.Match(listing)) {
      if (flag.verdict == Verdict::kSuspected) all.push_back({t, std::strtoul(flag.right_id.c_str() + 1, nullptr, 10), flag.db});
    }
  }
  return all;
}

int Main(int argc, char** argv) {
  unsigned seed = 1;
  size_t decoys = 5, asked = 60;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    const auto number = std::strtoul(argv[i + 1], nullptr, 10);
    if (option == "--seed") seed = static_cast<unsigned>(number);
    else if (option == "--decoys") decoys = number;
    else if (option == "--asked") asked = number;
  }
  const std::string eval = EvalFolder();
  Result<std::shared_ptr<const RuleBook>> book = LoadRuleBook(DataDir());
  if (!book) {
    std::fprintf(stderr, "%s\n", book.error().message.c_str());
    return 3;
  }
  const HiddenTitles cases = MakeHiddenTitles(ReadTextData(eval), eval, seed, asked);
  std::vector<std::string> titles = cases.clean;
  std::map<size_t, size_t> hidden;  // title -> name
  for (const HiddenWay& way : cases.ways) {
    for (const HiddenTitle& one : way.titles) {
      hidden[titles.size()] = one.name;
      titles.push_back(one.title);
    }
  }
  SignCounts counts;
  for (const std::string& title : titles) counts.Add(title);
  DecoyMaker maker(std::move(counts), cases.names);
  const std::vector<Suspected> real = SuspectedIn(Matcher(RulesOver(cases.names, *book)), titles);
  std::vector<Suspected> chance;
  for (size_t k = 0; k < decoys; ++k) {
    std::vector<std::string> names;
    for (const std::string& name : cases.names) {
      std::string decoy = maker.NameAfter(name, k + 1);
      names.push_back(decoy.empty() ? "\xEE\x80\x80" : decoy);  // of private use: found nowhere
    }
    std::map<size_t, int> of_decoy;
    for (const Suspected& one : SuspectedIn(Matcher(RulesOver(names, *book)), titles)) {
      if (++of_decoy[one.name] <= kMostOfDecoy) chance.push_back(one);
    }
  }
  std::printf("seed %u: %zu names, %zu titles, a name hidden in %zu, %zu decoys a name\n", seed, cases.names.size(), titles.size(), hidden.size(), decoys);
  std::printf("%8s %10s %8s %8s %12s %12s %8s\n", "from dB", "suspected", "false", "chance", "true share", "claimed", "ratio");
  for (const double least : {0.0, 14.0, 18.0, 22.0}) {
    size_t all = 0, wrong = 0, by_chance = 0;
    for (const Suspected& one : real) {
      if (one.db < least) continue;
      ++all;
      const auto there = hidden.find(one.title);
      wrong += there == hidden.end() || there->second != one.name;
    }
    for (const Suspected& one : chance) by_chance += one.db >= least;
    const double expected = static_cast<double>(by_chance) / static_cast<double>(decoys);
    const double of = all == 0 ? 1 : static_cast<double>(all);
    std::printf("%8.0f %10zu %8zu %8.1f %12.4f %12.4f %8.2f\n", least, all, wrong, expected, static_cast<double>(wrong) / of, expected / of,
                wrong == 0 ? 0.0 : expected / static_cast<double>(wrong));
  }
  return 0;
}

}  // namespace
}  // namespace markwarden::bench

int main(int argc, char** argv) { return markwarden::bench::Main(argc, argv); }
