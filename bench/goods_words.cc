// Words of goods: what a full table of 60,000 generated items costs to read and to look a title up in.
//   goods_words [ITEMS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "core/text/views.h"
#include "rules/goods_reading.h"
#include "rules/nice_table.h"

namespace markwarden {
namespace {

// Of CPU, so that a busy machine measures the same.
double Seconds(std::clock_t since) { return static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC; }

// Ideographs that are everywhere in names of goods stand in many of these as well.
class Names {
 public:
  std::string Han(int least, int most) {
    std::string name;
    for (int n = std::uniform_int_distribution<int>(least, most)(random_); n > 0; --n) {
      // Squared: a few hundred ideographs make up most of a text.
      const double share = std::uniform_real_distribution<double>(0, 1)(random_);
      name += ToUtf8(static_cast<char32_t>(0x4E00 + static_cast<int>(share * share * share * 6000)));
    }
    return name;
  }
  std::string Latin() {
    std::string name;
    for (int word = 0; word < 3; ++word) {
      if (word > 0) name += ' ';
      for (int n = std::uniform_int_distribution<int>(3, 9)(random_); n > 0; --n) name += static_cast<char>('a' + std::uniform_int_distribution<int>(0, 25)(random_));
    }
    return name;
  }
  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }

 private:
  std::mt19937 random_{20261127};
};

double MicrosecondsATitle(const RuleBook& book, const std::vector<std::string>& titles, int64_t& found) {
  std::vector<double> rounds;
  for (int round = 0; round < 7; ++round) {
    found = 0;
    const auto start = std::clock();
    for (const std::string& title : titles) found += ReadGoodsIn(book, title).by_nice;
    rounds.push_back(Seconds(start) * 1e6 / static_cast<double>(titles.size()));
  }
  std::sort(rounds.begin(), rounds.end());
  return rounds[rounds.size() / 2];
}

int Run(int items) {
  Names names;
  NiceSource source{.edition = "generated", .from = "2026-01-01", .rows = {}, .groups = {}, .crosses = {}, .parts_alike = {}};
  std::vector<std::string> all;
  for (int i = 0; i < items; ++i) {
    const GoodsGroup group{.number = (1 + i % 45) * 100 + 1 + static_cast<int>(names.Below(30)), .part = static_cast<int>(names.Below(3))};
    char number[16];
    std::snprintf(number, sizeof number, "%06d", i % 1'000'000);
    all.push_back(names.Han(2, 9));
    source.rows.push_back({number, group, {all.back(), names.Latin()}});
  }
  for (int i = 0; i < 2'000; ++i) source.crosses.emplace(source.rows[names.Below(source.rows.size())].group, source.rows[names.Below(source.rows.size())].group.number);
  const std::string text = WriteNiceTable(std::move(source));
  std::vector<double> parses;
  for (int round = 0; round < 5; ++round) {
    const auto start = std::clock();
    const Result<NiceTable> table = NiceTable::Parse(text);
    if (!table) return std::fprintf(stderr, "%s\n", table.error().message.c_str()), 1;
    parses.push_back(Seconds(start));
  }
  std::sort(parses.begin(), parses.end());

  Result<RuleTexts> texts = ReadRuleTexts(MARKWARDEN_SOURCE_DIR);
  if (!texts) return std::fprintf(stderr, "%s\n", texts.error().message.c_str()), 1;
  const auto without = BuildRuleBook(*texts);
  (*texts)[kNiceTableName] = text;
  const auto with = BuildRuleBook(*texts);
  if (!without || !with) return 1;
  // Titles of 30 signs; every other one names an item somewhere.
  std::vector<std::string> titles;
  for (int i = 0; i < 20'000; ++i) titles.push_back(i % 2 ? names.Han(30, 30) : names.Han(12, 12) + all[names.Below(all.size())] + names.Han(12, 12));
  std::vector<double> folds;
  for (int round = 0; round < 7; ++round) {
    const auto start = std::clock();
    size_t bytes = 0;
    for (const std::string& title : titles) bytes += MakeViews(title).folded.size();
    folds.push_back(bytes == 0 ? 0 : Seconds(start) * 1e6 / static_cast<double>(titles.size()));
  }
  std::sort(folds.begin(), folds.end());
  int64_t none = 0, found = 0;
  const double small = MicrosecondsATitle(**without, titles, none), full = MicrosecondsATitle(**with, titles, found);
  std::printf("%d items, %lld names, text %.1f MB, read in %.3f s (median of 5)\n", items, static_cast<long long>(2 * items), static_cast<double>(text.size()) / 1e6, parses[2]);
  std::printf("a title: folding %.2f us, with the small table %.2f us, with both %.2f us: %.2f us more (median of 7); %lld of %zu titles named an item\n", folds[3], small, full, full - small,
              static_cast<long long>(found), titles.size());
  return 0;
}

}  // namespace
}  // namespace markwarden

int main(int argc, char** argv) { return markwarden::Run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 60'000); }
