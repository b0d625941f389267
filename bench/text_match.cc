// How many hidden names are found, class by class, how many clean titles are suspected, and what a listing costs.
//   text_match [--seed S] [--asked N] [--names WATCHED] [--misses CLASS] [--speed MARKS]
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "bench/text_cases.h"
#include "core/data_dir.h"
#include "core/text/views.h"
#include "matcher/matcher.h"
#include "matcher/name.h"
#include "matcher/name_index.h"

namespace markwarden::bench {
namespace {

double SecondsSince(std::chrono::steady_clock::time_point begin) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); }

void Recall(const TextData& data, const std::string& eval, const std::shared_ptr<const RuleBook>& book, unsigned seed, size_t asked, size_t watched, const std::string& misses) {
  const HiddenTitles hidden = MakeHiddenTitles(data, eval, seed, asked, watched);
  const Matcher matcher(RulesOver(hidden.names, book));
  size_t suspected = 0;
  for (const std::string& title : hidden.clean) {
    Listing listing;
    listing.title = title;
    for (const Flag& flag : matcher.Match(listing)) {
      if (flag.verdict != Verdict::kSuspected) continue;
      ++suspected;
      if (misses == "clean") {
        std::printf("  %s: %s as %s (%s, %.1f dB)\n", title.c_str(), flag.signals[0].matched.c_str(), flag.signals[0].decoded.c_str(), flag.signals[0].detector.c_str(), flag.db);
      }
    }
  }
  std::printf("%zu marks; %zu clean titles: %.2f suspected per 1,000\n", hidden.names.size(), hidden.clean.size(), 1000.0 * static_cast<double>(suspected) / static_cast<double>(hidden.clean.size()));
  std::printf("%-24s %6s %8s %10s %8s\n", "", "asked", "found", "suspected", "promised");
  for (const HiddenWay& way : hidden.ways) {
    size_t found = 0, held = 0;
    for (const HiddenTitle& one : way.titles) {
      Listing listing;
      listing.title = one.title;
      bool hit = false, is_suspected = false;
      for (const Flag& flag : matcher.Match(listing)) {
        if (flag.right_id != "r" + std::to_string(one.name)) continue;
        for (const Signal& signal : flag.signals) {
          hit = hit || (signal.detector.starts_with("text.") && signal.span && std::cmp_less(signal.span->begin, one.begin + one.shown.size()) && std::cmp_greater(signal.span->end, one.begin));
        }
        is_suspected = is_suspected || flag.verdict == Verdict::kSuspected;
      }
      found += hit;
      held += hit && is_suspected;
      if (!hit && way.id.starts_with(misses) && !misses.empty()) std::printf("  %s -> %s in %s\n", hidden.names[one.name].c_str(), one.shown.c_str(), listing.title.c_str());
    }
    const auto share = [&](size_t count) { return way.titles.empty() ? 0.0 : static_cast<double>(count) / static_cast<double>(way.titles.size()); };
    std::printf("%-24s %6zu %8.3f %10.3f %8.2f\n", way.id.c_str(), way.titles.size(), share(found), share(held), way.promised);
  }
}

// The brands that people marked in titles, when those brands are watched.
void Gold(const TextData& data, const std::shared_ptr<const RuleBook>& book, bool misses) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  const auto spans = [](const Row& row) {
    std::vector<std::string> out;
    std::istringstream in(row.size() > 1 ? row[1] : "");
    for (std::string span; std::getline(in, span, '|');) {
      if (!KeyText(span).empty()) out.push_back(span);
    }
    return out;
  };
  for (const Row& row : data.gold) {
    for (const std::string& span : spans(row)) {
      if (seen.insert(KeyText(span)).second) names.push_back(span);
    }
  }
  const Matcher matcher(RulesOver(names, book));
  size_t all = 0, found = 0;
  for (const Row& row : data.gold) {
    Listing listing;
    listing.title = row[0];
    std::set<std::string> flagged;
    for (const Flag& flag : matcher.Match(listing)) flagged.insert(KeyText(names[std::strtoul(flag.right_id.c_str() + 1, nullptr, 10)]));
    for (const std::string& span : spans(row)) {
      ++all;
      if (flagged.contains(KeyText(span))) ++found;
      else if (misses) std::printf("  %s: %s\n", row[0].c_str(), span.c_str());
    }
  }
  std::printf("gold brand spans: %zu of %zu (%.3f; promised 0.98)\n", found, all, static_cast<double>(found) / static_cast<double>(all));
}

long MostResidentKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}
long ResidentKilobytes() {
  long all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

RightVersion Named(const std::string& id, const std::string& name) {
  RightVersion version;
  version.right.id = id;
  version.right.names = {name};
  return version;
}

// One right comes and one goes, beside so many that came since all was compiled.
void Changes(const RuleSet& rules, const NameIndex& index, const std::vector<Views>& views) {
  for (const int before : {0, 2'000}) {
    std::vector<RightVersion> earlier;
    for (int i = 0; i < before; ++i) earlier.push_back(Named("earlier " + std::to_string(i), "Qor" + std::to_string(i) + "vella"));
    const auto there = *RuleSet::Change(rules, std::move(earlier), {});
    const NameIndex with(index, *there);
    const auto begin = std::chrono::steady_clock::now();
    const auto changed = *RuleSet::Change(*there, {Named("newcomer", "Tarnello")}, {rules.rights()[rules.rights().size() / 2].right.id});
    const double set = SecondsSince(begin);
    const NameIndex after(with, *changed);
    const double both = SecondsSince(begin);
    double generated = 1e9;
    for (int round = 0; round < 3; ++round) {
      const auto generate_begin = std::chrono::steady_clock::now();
      size_t candidates = 0;
      for (const Views& one : views) candidates += after.Candidates(one).size();
      generated = std::min(generated, SecondsSince(generate_begin));
    }
    std::printf("  one right more and one less, %d before them: rule set %.0f ms, names %.0f ms; then candidates %.0f us\n", before, set * 1e3, (both - set) * 1e3,
                generated / static_cast<double>(views.size()) * 1e6);
  }
}

void Speed(const TextData& data, const std::shared_ptr<const RuleBook>& book, size_t marks, unsigned seed) {
  const std::vector<std::string> names = ManyNames(data, marks, seed), texts = LongTexts(data, 400, seed);
  const long before = ResidentKilobytes();
  const auto begin = std::chrono::steady_clock::now();
  const std::shared_ptr<const RuleSet> rules = RulesOver(names, book);
  const NameIndex index(*rules);
  const double built = SecondsSince(begin);
  const auto megabytes = [before](long kilobytes) { return static_cast<double>(kilobytes - before) / 1024; };
  const double kept = megabytes(ResidentKilobytes()), most = megabytes(MostResidentKilobytes());
  const auto views_begin = std::chrono::steady_clock::now();
  std::vector<Views> views;
  for (const std::string& text : texts) views.push_back(MakeViews(text));
  const double views_time = SecondsSince(views_begin);
  // Best of several rounds over all texts: other work on the machine only adds.
  double generated = 1e9, found = 1e9;
  size_t candidates = 0, hits = 0;
  for (int round = 0; round < 7; ++round) {
    candidates = hits = 0;
    const auto generate_begin = std::chrono::steady_clock::now();
    for (const Views& one : views) candidates += index.Candidates(one).size();
    generated = std::min(generated, SecondsSince(generate_begin));
    const auto find_begin = std::chrono::steady_clock::now();
    for (const Views& one : views) hits += index.Find(one).size();
    found = std::min(found, SecondsSince(find_begin));
  }
  const auto each = [&](double seconds) { return seconds / static_cast<double>(texts.size()) * 1e6; };
  const auto per_text = [&](size_t count) { return static_cast<double>(count) / static_cast<double>(texts.size()); };
  std::printf("%zu marks: built in %.1f s, %.0f MB (%.0f while it is built); a text of 1.5 kB: views %.0f us, candidates %.0f us (%.1f of them), checks %.0f us (%.2f us each), %.2f hits\n",
              names.size(), built, kept, most, each(views_time), each(generated), per_text(candidates),
              each(found - generated), (found - generated) / static_cast<double>(std::max<size_t>(candidates, 1)) * 1e6, per_text(hits));
  Changes(*rules, index, views);
}

int Main(int argc, char** argv) {
  unsigned seed = 1;
  size_t asked = 300, watched = 0;
  std::string misses;
  std::vector<size_t> speed;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i], value = argv[i + 1];
    if (option == "--seed") seed = static_cast<unsigned>(std::strtoul(value.c_str(), nullptr, 10));
    else if (option == "--asked") asked = std::strtoul(value.c_str(), nullptr, 10);
    else if (option == "--names") watched = std::strtoul(value.c_str(), nullptr, 10);
    else if (option == "--misses") misses = value;
    else if (option == "--speed") speed.push_back(std::strtoul(value.c_str(), nullptr, 10));
  }
  const std::string eval = EvalFolder();
  Result<std::shared_ptr<const RuleBook>> book = LoadRuleBook(DataDir());
  if (!book) {
    std::fprintf(stderr, "%s\n", book.error().message.c_str());
    return 3;
  }
  const TextData data = ReadTextData(eval);
  if (speed.empty()) {
    Recall(data, eval, *book, seed, asked, watched, misses);
    Gold(data, *book, misses == "gold");
  }
  for (const size_t marks : speed) Speed(data, *book, marks, seed);
  return 0;
}

}  // namespace
}  // namespace markwarden::bench

int main(int argc, char** argv) { return markwarden::bench::Main(argc, argv); }
