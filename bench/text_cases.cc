// Real names and titles of the evaluation folder, and names hidden in titles.
#include "bench/text_cases.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <set>
#include <sstream>

#include "bench/disguises.h"
#include "core/file.h"
#include "core/text/views.h"

namespace markwarden::bench {
namespace {

// Names of one script, letters and ideographs only but for blanks.
bool OfScript(const std::string& name, Script script, size_t least, size_t most) {
  const Views views = MakeViews(name);
  if (views.units.size() < least || views.units.size() > most) return false;
  return std::all_of(views.units.begin(), views.units.end(), [&](const Unit& unit) { return unit.script == script && !(unit.gap & ~kGapSpace); });
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

bool HoldsOne(const std::string& title, const std::vector<std::string>& keys) {
  const std::string key = KeyText(title);
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& name) { return key.find(name) != std::string::npos; });
}

}  // namespace

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

std::string EvalFolder() {
  const char* named = std::getenv("MARKWARDEN_EVAL");
  const std::string eval = named != nullptr && *named != '\0' ? named : MARKWARDEN_SOURCE_DIR "/../shared/eval";
  if (!std::filesystem::is_directory(eval)) {
    std::fprintf(stderr, "no evaluation data: set MARKWARDEN_EVAL\n");
    std::exit(3);
  }
  return eval;
}

TextData ReadTextData(const std::string& eval) {
  TextData data;
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

HiddenTitles MakeHiddenTitles(const TextData& data, const std::string& eval, unsigned seed, size_t asked, size_t watched) {
  std::mt19937 random(seed);
  HiddenTitles made;
  std::vector<std::string>& names = made.names;
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
  made.hidden = names.size();
  if (watched > names.size()) {
    std::set<std::string> seen;
    for (const std::string& name : names) seen.insert(KeyText(name));
    for (const std::string& name : ManyNames(data, watched, seed)) {
      if (names.size() < watched && seen.insert(KeyText(name)).second) names.push_back(name);
    }
  }
  std::vector<std::string> keys, han, latin;
  for (const std::string& name : names) keys.push_back(KeyText(name));
  for (const auto& [from, to] : {std::pair{&data.titles_han, &han}, std::pair{&data.titles_latin, &latin}}) {
    for (const std::string& title : *from) {
      if (HoldsOne(title, keys)) {
        made.named.push_back(title);
      } else {
        to->push_back(title);
        made.clean.push_back(title);
      }
    }
  }
  const ConfusionLists lists = ReadConfusionLists(eval);
  for (const Disguise& disguise : Disguises(lists)) {
    HiddenWay way{.id = disguise.id, .promised = disguise.promised, .titles = {}};
    std::vector<size_t> order(made.hidden);
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), random);
    for (const size_t n : order) {
      if (way.titles.size() == asked) break;
      const std::optional<std::u32string> hidden = disguise.hide(ToUtf32(names[n]), random);
      if (!hidden) continue;
      const bool in_han = IsHan(ToUtf32(names[n])[0]) || IsHan(ToUtf32(names[n]).back());
      const auto& titles = in_han ? han : latin;
      HiddenTitle one{.name = n, .title = {}, .shown = ToUtf8(*hidden), .begin = 0};
      one.title = Insert(titles[std::uniform_int_distribution<size_t>(0, titles.size() - 1)(random)], one.shown, !in_han, random, one.begin);
      way.titles.push_back(std::move(one));
    }
    made.ways.push_back(std::move(way));
  }
  return made;
}

std::vector<std::string> ManyNames(const TextData& data, size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> names, pool;
  std::set<std::string> seen;
  for (const auto* list : {&data.han, &data.latin, &data.cyrillic, &data.kana, &data.hangul}) pool.insert(pool.end(), list->begin(), list->end());
  std::shuffle(pool.begin(), pool.end(), random);
  for (const std::string& name : pool) {
    if (names.size() < count && seen.insert(KeyText(name)).second) names.push_back(name);
  }
  while (names.size() < count) {
    const auto& list = std::uniform_int_distribution<int>(0, 1)(random) ? data.han : data.latin;
    const std::u32string a = ToUtf32(list[std::uniform_int_distribution<size_t>(0, list.size() - 1)(random)]), b = ToUtf32(list[std::uniform_int_distribution<size_t>(0, list.size() - 1)(random)]);
    const std::string name = ToUtf8(a.substr(0, (a.size() + 1) / 2) + b.substr(b.size() / 2));
    if (seen.insert(KeyText(name)).second) names.push_back(name);
  }
  return names;
}

std::vector<std::string> LongTexts(const TextData& data, size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> texts;
  while (texts.size() < count) {
    std::string text;
    while (text.size() < 1'500) text += data.titles_han[std::uniform_int_distribution<size_t>(0, data.titles_han.size() - 1)(random)] + " ";
    texts.push_back(std::move(text));
  }
  return texts;
}

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

}  // namespace markwarden::bench
