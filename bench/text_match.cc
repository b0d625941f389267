// How many hidden names are found, class by class, how many clean titles are suspected, and what a listing costs.
//   text_match [--seed S] [--asked N] [--misses CLASS] [--speed MARKS]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <set>
#include <sstream>
#include <utility>

#include "bench/disguises.h"
#include "core/data_dir.h"
#include "core/file.h"
#include "core/text/views.h"
#include "matcher/matcher.h"
#include "matcher/name.h"
#include "matcher/name_index.h"

namespace markwarden::bench {
namespace {

using Row = std::vector<std::string>;

std::vector<Row> Table(const std::string& path) {
  Result<std::string> text = ReadFile(path);
  if (!text) {
    std::fprintf(stderr, "%s\n", text.error().message.c_str());
    std::exit(3);
  }
  std::vector<Row> rows;
  std::istringstream in(*text);
  for (std::string line; std::getline(in, line);) {
    Row cells(1);
    for (const char c : line) {
      if (c == '\t') cells.emplace_back();
      else if (c != '\r') cells.back() += c;
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

double SecondsSince(std::chrono::steady_clock::time_point begin) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); }

std::shared_ptr<const RuleSet> RulesOver(const std::vector<std::string>& names, const std::shared_ptr<const RuleBook>& book) {
  std::vector<RightVersion> versions;
  for (size_t i = 0; i < names.size(); ++i) {
    Right right;
    right.id = "r" + std::to_string(i);
    right.kind = RightKind::kTrademark;
    right.title = names[i];
    right.names = {names[i]};
    versions.push_back({right.id, std::move(right), {}});
  }
  Result<std::shared_ptr<const RuleSet>> rules = RuleSet::Build(std::move(versions), book);
  if (!rules) {
    std::fprintf(stderr, "%s\n", rules.error().message.c_str());
    std::exit(3);
  }
  return *rules;
}

struct Data {
  std::vector<std::string> han, latin, cyrillic, kana, hangul;  // names
  std::vector<std::string> titles_han, titles_latin;
  std::vector<Row> gold;  // title, spans parted by |
};

// Names of one script, letters and ideographs only but for blanks.
bool OfScript(const std::string& name, Script script, size_t least, size_t most) {
  const Views views = MakeViews(name);
  if (views.units.size() < least || views.units.size() > most) return false;
  return std::all_of(views.units.begin(), views.units.end(), [&](const Unit& unit) { return unit.script == script && !(unit.gap & ~kGapSpace); });
}

Data ReadData(const std::string& eval) {
  Data data;
  for (const Row& row : Table(eval + "/names_brands/cn_company_short_names.txt")) {
    if (OfScript(row[0], Script::kHan, 2, 6)) data.han.push_back(row[0]);
  }
  std::set<std::string> seen;
  for (const Row& row : Table(eval + "/names_brands/nsi_brands.tsv")) {
    if (row.size() < 10 || row[0] == "category") continue;
    const auto take = [&](const std::string& name, Script script, size_t least, std::vector<std::string>& to) {
      if (OfScript(name, script, least, 24) && seen.insert(KeyText(name)).second) to.push_back(name);
    };
    take(row[2], Script::kLatin, 4, data.latin);
    take(row[7], Script::kCyrillic, 4, data.cyrillic);
    take(row[8], Script::kKana, 3, data.kana);
    take(row[9], Script::kHangul, 2, data.hangul);
  }
  for (const Row& row : Table(eval + "/names_brands/cn_listing_titles.tsv")) {
    if (row.size() > 2 && row[0] != "query_and_date") data.titles_han.push_back(row[2]);
  }
  for (const Row& row : Table(eval + "/names_brands/pairs_walmart_amazon.tsv")) {
    if (row[0] != "left_title") data.titles_latin.push_back(row[0]);
  }
  data.gold = Table(eval + "/names_brands/cn_titles_brand_ner.tsv");
  data.gold.erase(data.gold.begin());
  return data;
}

// At the beginning, at the end, or where the title has a blank.
std::string Insert(const std::string& title, const std::string& name, bool blanks, std::mt19937& random, size_t& at) {
  const std::string before = blanks ? " " : "";
  switch (std::uniform_int_distribution<int>(0, 3)(random)) {
    case 0:
    case 1: at = 0; return name + (blanks ? " " : "") + title;
    case 2: at = title.size() + before.size(); return title + before + name;
    default: break;
  }
  std::vector<size_t> gaps;
  for (size_t i = 1; i + 1 < title.size(); ++i) {
    if (title[i] == ' ') gaps.push_back(i);
  }
  if (gaps.empty()) {
    at = 0;
    return name + before + title;
  }
  const size_t gap = gaps[std::uniform_int_distribution<size_t>(0, gaps.size() - 1)(random)];
  at = gap + 1;
  return title.substr(0, gap + 1) + name + title.substr(gap);
}

void Recall(const Data& data, const std::string& eval, const std::shared_ptr<const RuleBook>& book, unsigned seed, size_t asked, const std::string& misses) {
  std::mt19937 random(seed);
  std::vector<std::string> names;
  const auto some = [&](std::vector<std::string> from, size_t count) {
    std::shuffle(from.begin(), from.end(), random);
    if (from.size() > count) from.resize(count);
    names.insert(names.end(), from.begin(), from.end());
  };
  some(data.han, 500);
  some(data.latin, 250);
  some(data.cyrillic, 100);
  some(data.kana, 75);
  some(data.hangul, 75);
  const Matcher matcher(RulesOver(names, book));
  const auto named = [&](const std::string& title) {
    const std::string key = KeyText(title);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return key.find(KeyText(name)) != std::string::npos; });
  };
  std::vector<std::string> han, latin;
  size_t suspected = 0, clean = 0;
  for (const auto& [from, to] : {std::pair{&data.titles_han, &han}, std::pair{&data.titles_latin, &latin}}) {
    for (const std::string& title : *from) {
      if (named(title)) continue;
      to->push_back(title);
      Listing listing;
      listing.title = title;
      ++clean;
      for (const Flag& flag : matcher.Match(listing)) {
        if (flag.verdict != Verdict::kSuspected) continue;
        ++suspected;
        if (misses == "clean") std::printf("  %s: %s as %s (%s)\n", title.c_str(), flag.signals[0].matched.c_str(), flag.signals[0].decoded.c_str(), flag.signals[0].detector.c_str());
      }
    }
  }
  std::printf("%zu marks; %zu clean titles: %.2f suspected per 1,000\n", names.size(), clean, 1000.0 * static_cast<double>(suspected) / static_cast<double>(clean));
  std::printf("%-24s %6s %8s %10s %8s\n", "", "asked", "found", "suspected", "promised");
  const ConfusionLists lists = ReadConfusionLists(eval);
  for (const Disguise& disguise : Disguises(lists)) {
    std::vector<size_t> order(names.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), random);
    size_t made = 0, found = 0, held = 0;
    for (const size_t n : order) {
      if (made == asked) break;
      const std::optional<std::u32string> hidden = disguise.hide(ToUtf32(names[n]), random);
      if (!hidden) continue;
      ++made;
      const bool in_han = IsHan(ToUtf32(names[n])[0]) || IsHan(ToUtf32(names[n]).back());
      const auto& titles = in_han ? han : latin;
      size_t at = 0;
      const std::string shown = ToUtf8(*hidden);
      Listing listing;
      listing.title = Insert(titles[std::uniform_int_distribution<size_t>(0, titles.size() - 1)(random)], shown, !in_han, random, at);
      bool hit = false, is_suspected = false;
      for (const Flag& flag : matcher.Match(listing)) {
        if (flag.right_id != "r" + std::to_string(n)) continue;
        for (const Signal& signal : flag.signals) {
          hit = hit || (signal.detector.starts_with("text.") && signal.span && std::cmp_less(signal.span->begin, at + shown.size()) && std::cmp_greater(signal.span->end, at));
        }
        is_suspected = is_suspected || flag.verdict == Verdict::kSuspected;
      }
      found += hit;
      held += hit && is_suspected;
      if (!hit && disguise.id.starts_with(misses) && !misses.empty()) std::printf("  %s -> %s in %s\n", names[n].c_str(), shown.c_str(), listing.title.c_str());
    }
    const auto share = [&](size_t count) { return made == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(made); };
    std::printf("%-24s %6zu %8.3f %10.3f %8.2f\n", disguise.id.c_str(), made, share(found), share(held), disguise.promised);
  }
}

// The brands that people marked in titles, when those brands are watched.
void Gold(const Data& data, const std::shared_ptr<const RuleBook>& book, bool misses) {
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

long ResidentKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void Speed(const Data& data, const std::shared_ptr<const RuleBook>& book, size_t marks, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> names, pool;
  std::set<std::string> seen;
  for (const auto* list : {&data.han, &data.latin, &data.cyrillic, &data.kana, &data.hangul}) pool.insert(pool.end(), list->begin(), list->end());
  std::shuffle(pool.begin(), pool.end(), random);
  for (const std::string& name : pool) {
    if (names.size() < marks && seen.insert(KeyText(name)).second) names.push_back(name);
  }
  // More than there are: halves of two names of one script.
  while (names.size() < marks) {
    const auto& list = std::uniform_int_distribution<int>(0, 1)(random) ? data.han : data.latin;
    const std::u32string a = ToUtf32(list[std::uniform_int_distribution<size_t>(0, list.size() - 1)(random)]), b = ToUtf32(list[std::uniform_int_distribution<size_t>(0, list.size() - 1)(random)]);
    const std::string name = ToUtf8(a.substr(0, (a.size() + 1) / 2) + b.substr(b.size() / 2));
    if (seen.insert(KeyText(name)).second) names.push_back(name);
  }
  std::vector<std::string> texts;
  for (size_t i = 0; texts.size() < 400; ++i) {
    std::string text;
    while (text.size() < 1'500) text += data.titles_han[std::uniform_int_distribution<size_t>(0, data.titles_han.size() - 1)(random)] + " ";
    texts.push_back(std::move(text));
  }
  const long before = ResidentKilobytes();
  const auto begin = std::chrono::steady_clock::now();
  const std::shared_ptr<const RuleSet> rules = RulesOver(names, book);
  const NameIndex index(*rules);
  const double built = SecondsSince(begin);
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
  std::printf("%zu marks: built in %.1f s, %.0f MB; a text of 1.5 kB: views %.0f us, candidates %.0f us (%.1f of them), checks %.0f us (%.2f us each), %.2f hits\n",
              names.size(), built, static_cast<double>(ResidentKilobytes() - before) / 1024, each(views_time), each(generated), per_text(candidates),
              each(found - generated), (found - generated) / static_cast<double>(std::max<size_t>(candidates, 1)) * 1e6, per_text(hits));
}

int Main(int argc, char** argv) {
  unsigned seed = 1;
  size_t asked = 300;
  std::string misses;
  std::vector<size_t> speed;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i], value = argv[i + 1];
    if (option == "--seed") seed = static_cast<unsigned>(std::strtoul(value.c_str(), nullptr, 10));
    else if (option == "--asked") asked = std::strtoul(value.c_str(), nullptr, 10);
    else if (option == "--misses") misses = value;
    else if (option == "--speed") speed.push_back(std::strtoul(value.c_str(), nullptr, 10));
  }
  const char* named = std::getenv("MARKWARDEN_EVAL");
  const std::string eval = named != nullptr && *named != '\0' ? named : MARKWARDEN_SOURCE_DIR "/../shared/eval";
  if (!std::filesystem::is_directory(eval)) {
    std::fprintf(stderr, "no evaluation data: set MARKWARDEN_EVAL\n");
    return 3;
  }
  Result<std::shared_ptr<const RuleBook>> book = LoadRuleBook(DataDir());
  if (!book) {
    std::fprintf(stderr, "%s\n", book.error().message.c_str());
    return 3;
  }
  const Data data = ReadData(eval);
  if (speed.empty()) {
    Recall(data, eval, *book, seed, asked, misses);
    Gold(data, *book, misses == "gold");
  }
  for (const size_t marks : speed) Speed(data, *book, marks, seed);
  return 0;
}

}  // namespace
}  // namespace markwarden::bench

int main(int argc, char** argv) { return markwarden::bench::Main(argc, argv); }
